import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { TYPESCRIPT } from "../../support/typescript";
import { parseCommandLine, type Invocation } from "../../../automation/command-line";
import { EXIT_CODES } from "../../../automation/exit-codes";

const root = path.resolve(__dirname, "../../..");
const parsed = (line: string): ReturnType<typeof parseCommandLine> =>
    parseCommandLine(
        line.split(" ").filter((word) => word !== ""),
        "9.8.7",
    );
const invocation = (line: string): Invocation => {
    const result = parsed(line);
    return result.kind === "run" ? result.invocation : assert.fail(`${line} was not understood`);
};
const text = (line: string): { stdout: string; stderr: string; exitCode: number } => {
    const result = parsed(line);
    return result.kind === "text" ? result : assert.fail(`${line} was understood`);
};
const NOTHING_SAID = {
    projects: [],
    sandbox: false,
    yes: false,
    json: false,
    quiet: false,
    verbose: false,
    allowDeleteFirst: [],
    targets: [],
    continueOnError: false,
    wait: false,
};

describe("the command line", () => {
    it("waits for a sandbox only", () => {
        assert.equal(invocation("up staging --sandbox --wait").wait, true);
        const { stderr, exitCode } = text("up staging --wait");
        assert.equal(exitCode, 2);
        assert.match(stderr, /--wait.*'--sandbox' is not given/);
    });

    it("reads verb, environment, projects and options in any order", () => {
        const expected = {
            ...NOTHING_SAID,
            verb: "up",
            environment: "staging",
            projects: ["foundation", "data"],
            sandbox: true,
            yes: true,
            allowDeleteFirst: ["alb", "database"],
            targets: ["aws:lb:LoadBalancer::alb", "urn:pulumi:staging::data::aws:s3/bucket:Bucket::uploads"],
            continueOnError: true,
            wait: true,
        };
        assert.deepEqual(
            invocation(
                "up staging foundation data --sandbox --yes --allow-delete-first alb --allow-delete-first database " +
                    "--target aws:lb:LoadBalancer::alb --target urn:pulumi:staging::data::aws:s3/bucket:Bucket::uploads " +
                    "--continue-on-error --wait",
            ),
            expected,
        );
        assert.deepEqual(
            invocation(
                "up --wait -y --continue-on-error -t aws:lb:LoadBalancer::alb --allow-delete-first alb staging " +
                    "-t urn:pulumi:staging::data::aws:s3/bucket:Bucket::uploads " +
                    "--allow-delete-first database foundation --sandbox data",
            ),
            expected,
        );
    });

    for (const verb of ["preview", "up", "refresh", "drift", "destroy", "outputs", "state", "state restore"] as const) {
        it(`changes nothing of the sort when \`plinth ${verb}\` says nothing`, () => {
            assert.deepEqual(invocation(`${verb} production`), {
                ...NOTHING_SAID,
                verb,
                environment: "production",
            });
        });
    }

    it("tells the command of a command from an environment, wherever the options stand", () => {
        const expected = {
            ...NOTHING_SAID,
            verb: "state restore",
            environment: "staging",
            projects: ["data"],
            sandbox: true,
            backup: "b",
        };
        assert.deepEqual(invocation("state restore staging data --sandbox --backup b"), expected);
        assert.deepEqual(invocation("state --sandbox restore --backup b staging data"), expected);
        assert.equal(invocation("state staging --sandbox").verb, "state");
    });

    it("reads the commands that work in an emulator, which know no stack", () => {
        const nothing = { json: false, verbose: false };
        const local = (line: string): unknown => {
            const result = parsed(line);
            return result.kind === "local" ? result.invocation : assert.fail(`${line} was not understood`);
        };
        assert.deepEqual(local("local up"), { ...nothing, verb: "local up" });
        assert.deepEqual(local("local up --endpoint http://e:1 --from prod --port 15000 --json -v"), {
            verb: "local up",
            json: true,
            verbose: true,
            from: "prod",
            endpoint: "http://e:1",
            port: "15000",
        });
        for (const verb of ["local seed", "local reconcile", "local down"]) {
            assert.deepEqual(local(`${verb} --json`), { ...nothing, verb, json: true });
        }
    });

    it("reads a rehearsal, whose numbers are checked later", () => {
        const nothing = { verb: "drill restore", environment: "staging", sandbox: false, yes: false, json: false };
        const drill = (line: string): unknown => {
            const result = parsed(line);
            return result.kind === "drill" ? result.invocation : assert.fail(`${line} was not understood`);
        };
        assert.deepEqual(drill("drill restore staging"), nothing);
        const line =
            "drill restore --sandbox --json -y staging --timeout 5 --max-recovery-minutes x --max-age-hours 26";
        const numbers = { timeout: "5", maxRecoveryMinutes: "x", maxAgeHours: "26" };
        assert.deepEqual(drill(line), {
            ...nothing,
            ...{ sandbox: true, yes: true, json: true },
            ...numbers,
        });
    });

    for (const [line, words] of [
        ["drill restore", /missing required argument 'environment'/],
        ["drill restore staging data", /too many arguments/],
        ["drill restore staging --wait", /unknown option '--wait'/],
        ["drill backup staging", /unknown command 'backup'/],
        ["local up staging", /too many arguments/],
        ["local down --endpoint http://e:1", /unknown option '--endpoint'/],
        ["local upp", /unknown command 'upp'[\s\S]*Did you mean up\?/],
        ["up", /missing required argument 'environment'/],
        ["upp staging", /unknown command 'upp'[\s\S]*Did you mean up\?/],
        ["help upp", /unknown command 'upp'[\s\S]*Did you mean up\?/],
        ["up staging --sandbx", /unknown option '--sandbx'[\s\S]*Did you mean --sandbox\?/],
        ["up staging --target", /option '-t, --target .*' argument missing/],
        ["preview staging --yes", /unknown option '--yes'/],
        ["drift staging --yes", /unknown option '--yes'/],
        ["outputs staging --yes", /unknown option '--yes'/],
        ["state staging --wait", /unknown option '--wait'/],
        ["state restore", /missing required argument 'environment'/],
        ["completion", /missing required argument 'shell'/],
        ["completion tcsh", /Allowed choices are bash, zsh, fish/],
    ] as const) {
        it(`refuses \`plinth ${line}\` with exit code 2 and says how to get help`, () => {
            const { stdout, stderr, exitCode } = text(line);
            assert.match(stderr, words);
            assert.match(stderr, /plinth (--help|help [a-z ]+)`/);
            assert.deepEqual([stdout, exitCode], ["", EXIT_CODES.usage.code]);
        });
    }

    it("prints the version", () => {
        assert.deepEqual(text("--version"), { kind: "text", stdout: "9.8.7\n", stderr: "", exitCode: 0 });
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
