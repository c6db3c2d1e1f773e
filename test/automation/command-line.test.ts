import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { TYPESCRIPT } from "../support/typescript";
import { parseCommandLine, type Invocation } from "../../automation/command-line";
import { EXIT_CODES } from "../../automation/exit-codes";

const root = path.resolve(__dirname, "../..");
const parsed = (line: string): ReturnType<typeof parseCommandLine> =>
    parseCommandLine(
        line.split(" ").filter((word) => word !== ""),
        "9.8.7",
    );
const invocation = (line: string): Invocation => {
    const result = parsed(line);
    return result.kind === "run" ? result.invocation : assert.fail(result.stderr);
};
const text = (line: string): { stdout: string; stderr: string; exitCode: number } => {
    const result = parsed(line);
    return result.kind === "text" ? result : assert.fail(`${line} was understood`);
};

describe("the command line", () => {
    it("reads verb, environment, projects and options in any order", () => {
        const expected = {
            verb: "up",
            environment: "staging",
            projects: ["foundation", "data"],
            sandbox: true,
            yes: true,
            json: false,
            quiet: false,
            verbose: false,
            allowDeleteFirst: ["alb", "database"],
        };
        assert.deepEqual(
            invocation(
                "up staging foundation data --sandbox --yes --allow-delete-first alb --allow-delete-first database",
            ),
            expected,
        );
        assert.deepEqual(
            invocation(
                "up --yes --allow-delete-first alb staging --allow-delete-first database foundation --sandbox data",
            ),
            expected,
        );
    });

    it("changes nothing of the sort when nothing is said", () => {
        const { sandbox, yes, json, quiet, verbose, projects } = invocation("preview production");
        assert.deepEqual([sandbox, yes, json, quiet, verbose, projects], [false, false, false, false, false, []]);
    });

    for (const [line, words] of [
        ["up", /missing required argument 'environment'/],
        ["upp staging", /unknown command 'upp'[\s\S]*Did you mean up\?/],
        ["up staging --sandbx", /unknown option '--sandbx'[\s\S]*Did you mean --sandbox\?/],
        ["preview staging --yes", /unknown option '--yes'/],
        ["outputs staging --yes", /unknown option '--yes'/],
    ] as const) {
        it(`refuses \`plinth ${line}\` with exit code 2 and says how to get help`, () => {
            const { stdout, stderr, exitCode } = text(line);
            assert.match(stderr, words);
            assert.match(stderr, /plinth --help/);
            assert.deepEqual([stdout, exitCode], ["", EXIT_CODES.usage.code]);
        });
    }

    it("prints the version", () => {
        assert.deepEqual(text("--version"), { kind: "text", stdout: "9.8.7\n", stderr: "", exitCode: 0 });
    });

    it("prints help for no arguments, with every verb and every exit code", () => {
        const { stdout, exitCode } = text("");
        assert.equal(exitCode, 0);
        assert.equal(stdout, text("--help").stdout);
        for (const word of ["preview", "up", "outputs", "destroy", "--sandbox"]) {
            assert.ok(stdout.includes(word), word);
        }
        for (const { code, meaning } of Object.values(EXIT_CODES)) {
            assert.ok(stdout.includes(`${code}  ${meaning}`), meaning);
        }
    });

    it("loads no SDK for help and usage errors", () => {
        const script = path.join("test", "automation", "support", "loaded-modules.ts");
        const { stderr } = spawnSync(process.execPath, ["--require", TYPESCRIPT, script], {
            cwd: root,
            encoding: "utf8",
        });
        const told = stderr.trim().split("\n").at(-1) ?? "";
        assert.deepEqual(JSON.parse(told), { codes: [0, 0, 2, 2, 2], loaded: [] });
    });
});
