import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { CommandFault, faultLines } from "../../automation/command-fault";
import { EXIT_CODES } from "../../automation/exit-codes";
import { NO_COUNTS } from "../../automation/progress/operations";
import type { Outcome, StackResult } from "../../automation/run/result";
import { exitCodeOf } from "../../automation/run/finish";

const resultWith = (outcome: Outcome): StackResult => ({
    stack: { project: "p", folder: ".", environment: "staging" },
    outcome,
    counts: NO_COUNTS,
    tookMs: 0,
    outputs: {},
    problems: [],
    unfinished: [],
});
const codeOf = (...outcomes: Outcome[]): number => exitCodeOf(outcomes.map(resultWith));

describe("exit codes", () => {
    it("are the ones that scripts rely on", () => {
        const codes = Object.fromEntries(Object.entries(EXIT_CODES).map(([name, { code }]) => [name, code]));
        assert.deepEqual(codes, {
            ok: 0,
            failed: 1,
            usage: 2,
            engine: 3,
            locked: 4,
            declined: 5,
            refused: 6,
            drift: 7,
            damaged: 8,
            machine: 9,
            unproven: 10,
            internal: 70,
            interrupted: 130,
        });
    });

    it("are all in docs/command.md", () => {
        const page = fs.readFileSync(path.resolve(__dirname, "../../docs/command.md"), "utf8");
        for (const { code, meaning } of Object.values(EXIT_CODES)) {
            assert.ok(page.includes(`| ${code} | ${meaning} |`), `${code} ${meaning}`);
        }
    });

    it("tell success only when every stack succeeded", () => {
        assert.equal(codeOf("succeeded", "succeeded"), 0);
        assert.equal(codeOf("succeeded", "failed", "not run"), 1);
        assert.equal(codeOf("not run"), 1);
    });

    it("tell a refusal before a lock, and a failure before both", () => {
        assert.equal(codeOf("refused", "not run"), 6);
        assert.equal(codeOf("refused", "locked"), 6);
        assert.equal(codeOf("failed", "refused"), 1);
    });

    it("tell a lock only when nothing failed, and an interruption before all", () => {
        assert.equal(codeOf("locked", "succeeded"), 4);
        assert.equal(codeOf("locked", "failed"), 1);
        assert.equal(codeOf("interrupted", "failed"), 130);
    });

    it("come with a message and advice, never with a stack trace", () => {
        const fault = new CommandFault("engine", "there is none", ["install one"]);
        assert.equal(fault.exitCode, 3);
        assert.deepEqual(faultLines(fault), ["error: there is none", "  install one"]);
    });
});
