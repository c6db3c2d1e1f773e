import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parseCommandLine } from "../../../automation/command-line";
import { completionText, helpText } from "../../../automation/command-line/generate";
import { DRILL_VERBS } from "../../../automation/command-line/drill-verbs";
import { LOCAL_VERBS } from "../../../automation/command-line/local-verbs";
import { VERBS, type VerbDescription } from "../../../automation/command-line/verbs";
import { EXIT_CODES } from "../../../automation/exit-codes";

const root = path.resolve(__dirname, "../../..");
const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
const DESCRIPTIONS: Readonly<Record<string, VerbDescription>> = { ...VERBS, ...DRILL_VERBS, ...LOCAL_VERBS };
const help = (line: string): string => {
    const result = parseCommandLine(line.split(" "), "0.0.0");
    return result.kind === "text" && result.exitCode === 0 ? result.stdout : assert.fail(`no help for ${line}`);
};

describe("the help", () => {
    it("of the whole names every verb and every exit code, on one screen", () => {
        const text = help("--help");
        for (const verb of [...Object.keys(DESCRIPTIONS), "completion", "help"]) {
            assert.match(text, new RegExp(`^  ${verb}  +\\S`, "m"));
        }
        for (const [name, { code }] of Object.entries(EXIT_CODES)) {
            assert.match(text, new RegExp(`\\b${code} ${name}\\b`));
        }
        const lines = text.split("\n");
        assert.ok(lines.length <= 40, `${lines.length} lines`);
        assert.deepEqual(
            lines.filter((line) => line.length > 100),
            [],
        );
    });

    it("is what no arguments print, too", () => {
        assert.deepEqual(parseCommandLine([], "0.0.0"), {
            kind: "text",
            stdout: help("--help"),
            stderr: "",
            exitCode: 0,
        });
    });

    for (const [verb, { options, exits }] of Object.entries(DESCRIPTIONS)) {
        it(`of \`${verb}\` has its synopsis, options, examples that are understood, and exit codes`, () => {
            const text = help(`help ${verb}`);
            assert.equal(text, help(`${verb} --help`));
            const environment = verb in LOCAL_VERBS ? "" : ".* <environment>";
            const operands = verb in VERBS ? `${environment} \\[project\\.\\.\\.\\]` : `${environment}$`;
            assert.match(text, new RegExp(`^Usage: plinth ${verb} \\[options\\]${operands}`, "m"));
            for (const option of options) {
                assert.match(text, new RegExp(`^  (-., )?--${option}\\b`, "m"));
            }
            const calls = [...text.matchAll(/^ {2}plinth (.+?) {2}/gm)].map(([, call = ""]) => call);
            assert.ok(calls.length >= 2 && calls.length <= 4);
            for (const call of calls) {
                const parsed = parseCommandLine(call.split(" "), "0.0.0");
                assert.equal(parsed.kind === "text" ? parsed.stderr : parsed.invocation.verb, verb);
            }
            for (const name of exits) {
                assert.ok(text.includes(`${EXIT_CODES[name].code}  ${EXIT_CODES[name].meaning}\n`), name);
            }
        });
    }

    it("of `local` has its commands, and is what it prints when none is named", () => {
        const text = help("help local");
        for (const verb of Object.keys(LOCAL_VERBS)) {
            assert.match(text, new RegExp(`^  ${verb}  +\\S`, "m"));
        }
        assert.deepEqual(parseCommandLine(["local"], "0.0.0"), {
            kind: "text",
            stdout: "",
            stderr: text,
            exitCode: EXIT_CODES.usage.code,
        });
    });

    it("of completion tells how each shell is set up", () => {
        const text = help("help completion");
        for (const file of ["~/.bashrc", "~/.zshrc", "~/.config/fish/config.fish"]) {
            assert.ok(text.includes(file), file);
        }
    });

    it("and the completion are written down as the parser would tell them: else run `npm run help`", async () => {
        assert.equal(read("bin/help.txt"), help("--help"));
        assert.equal(helpText(), help("--help"));
        assert.equal(read("bin/completion/commands.json"), await completionText());
    });
});

describe("docs/command.md", () => {
    const page = read("docs/command.md");

    it("has every verb and every option", () => {
        for (const verb of Object.keys(DESCRIPTIONS)) {
            assert.ok(page.includes(`| \`${verb}\` |`), verb);
        }
        for (const option of new Set(Object.values(DESCRIPTIONS).flatMap(({ options }) => options))) {
            assert.match(page, new RegExp(`^\\| (\`-.\`, )?\`--${option}[\` ]`, "m"));
        }
    });
});
