import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runStages } from "./run";
import type { Stage } from "./stages";
import type { Outcome } from "./tally";

const ROOT = path.resolve(__dirname, "../..");
const MOCHA = [
    "--require",
    "./engine/typescript.cjs",
    "node_modules/mocha/bin/mocha.js",
    "--no-config",
    "--reporter",
    "./test/runner/reporter.ts",
];

describe("runStages", function () {
    this.timeout(60_000);
    let folder = "";
    let printed: string[] = [];

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-runner-"));
        printed = [];
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    const run = (stages: readonly Stage[], jobs = 2): Promise<readonly Outcome[]> =>
        runStages(stages, { root: ROOT, jobs, print: (text) => printed.push(text) });

    const check = (name: string, script: string, more: Partial<Stage> = {}): Stage => ({
        name,
        commands: [["-e", script]],
        counts: "check",
        limitMinutes: 1,
        ...more,
    });

    function tests(text: string): Stage {
        const file = path.join(folder, "some.test.ts");
        fs.writeFileSync(file, text);
        return { name: "unit", commands: [[...MOCHA, file]], counts: "tests", limitMinutes: 1 };
    }

    async function tallyOf(text: string): Promise<string> {
        const [outcome] = await run([tests(text)]);
        const { passed, failed, skipped } = outcome?.tally ?? {};
        return `${passed}/${failed}/${skipped}${outcome?.remark === undefined ? "" : ` ${outcome.remark}`}`;
    }

    it("goes on after a failure, and shows what the failing stage printed and no other", async () => {
        const outcomes = await run([
            check("first", "console.log('noise'); console.error('reason'); process.exit(3)"),
            check("second", "console.log('quiet')"),
        ]);
        assert.deepEqual(
            outcomes.map(({ name, tally }) => [name, tally.passed, tally.failed]),
            [
                ["first", 0, 1],
                ["second", 1, 0],
            ],
        );
        const text = printed.join("\n");
        assert.match(text, /^FAILED {2}first .*\n\n {4}noise\n {4}reason\n$/m);
        assert.match(text, /^passed {2}second {3}/m);
        assert.doesNotMatch(text, /quiet/);
    });

    it("runs every command of a stage, and fails it for any of them", async () => {
        const commands = [
            ["-e", "console.log('one'); process.exit(1)"],
            ["-e", "console.log('two')"],
        ];
        const [outcome] = await run([check("both", "", { commands })]);
        assert.equal(outcome?.tally.failed, 1);
        assert.match(printed.join(), /one\n {4}two/);
    });

    it("leaves a stage out, as failed, when the one it needs has failed", async () => {
        const never = path.join(folder, "never");
        const script = `require("fs").writeFileSync(${JSON.stringify(never)}, "")`;
        const outcomes = await run([check("engine", "process.exit(1)"), check("sandbox", script, { after: "engine" })]);
        assert.deepEqual(
            outcomes.map(({ tally }) => tally.failed),
            [1, 1],
        );
        assert.equal(outcomes[1]?.remark, "not run, because engine failed");
        assert.equal(fs.existsSync(never), false);
    });

    it("runs a stage by itself when the one it needs was not asked for", async () => {
        const [outcome] = await run([check("sandbox", "", { after: "engine" })]);
        assert.equal(outcome?.tally.passed, 1);
    });

    it("says by which signal a stage was ended", async () => {
        const [outcome] = await run([check("killed", "process.kill(process.pid, 'SIGKILL')")]);
        assert.deepEqual([outcome?.tally.failed, outcome?.remark], [1, "ended by SIGKILL"]);
    });

    it("cuts a stage off at its limit", async () => {
        const [outcome] = await run([check("hanging", "setInterval(() => {}, 1000)", { limitMinutes: 0.001 })]);
        assert.deepEqual([outcome?.tally.failed, outcome?.remark], [1, "cut off after 0.001 minutes"]);
    });

    it("counts mocha's tests: passed, failed and skipped", async () => {
        const text = `it("a", () => {}); it("b", () => {}); it("c", () => { throw new Error("c is wrong"); }); it("d");`;
        assert.equal(await tallyOf(text), "2/1/1");
        assert.match(printed.join(), /1\) c:\n\s+Error: c is wrong/);
        assert.doesNotMatch(printed.join(), /✔/);
    });

    it("counts a hook that fails", async () => {
        assert.equal(await tallyOf(`before(() => { throw new Error("no set-up"); }); it("a", () => {});`), "0/1/0");
    });

    it("fails when a test file doesn't load", async () => {
        assert.equal(
            await tallyOf(`it("a", () => {}); throw new Error("at load");`),
            "0/1/0 mocha ended without results (exit code 1)",
        );
    });

    it("fails when a test ends the process", async () => {
        assert.equal(
            await tallyOf(`it("a", () => {}); it("b", () => process.exit(0));`),
            "0/1/0 mocha ended without results (exit code 0)",
        );
    });

    it("fails when there is no test", async () => {
        assert.equal(await tallyOf("export {};"), "0/1/0 no test ran");
    });
});
