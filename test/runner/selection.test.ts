import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { select, withRest } from "./selection";
import { STAGES, type Stage } from "./stages";

/** How mocha itself finds files by a pattern; it throws where there are none. */
const { lookupFiles } = createRequire(__filename)("mocha/lib/cli/lookup-files.js") as {
    lookupFiles: (pattern: string, extensions: readonly string[], recursive: boolean) => readonly string[];
};

const stage = (name: string, onRequest?: boolean): Stage => ({
    name,
    commands: [[name]],
    counts: "check",
    limitMinutes: 1,
    onRequest,
});
const ALL = [stage("format"), stage("lint"), stage("coverage", true)];
const names = (args: readonly string[]): readonly string[] => select(ALL, args).stages.map(({ name }) => name);

describe("select", () => {
    it("takes every stage that doesn't wait to be named", () => assert.deepEqual(names([]), ["format", "lint"]));

    it("takes the named ones, in the order of the stages", () => {
        assert.deepEqual(names(["coverage", "format"]), ["format", "coverage"]);
    });

    it("hands the rest of the line to every command of the last one", () => {
        const stages = withRest(select([{ ...stage("imports"), commands: [["a"], ["b"]] }], ["imports", "--fix", "x"]));
        assert.deepEqual(stages[0]?.commands, [
            ["a", "--fix", "x"],
            ["b", "--fix", "x"],
        ]);
    });

    it("leaves the commands of the other ones alone", () => {
        const stages = withRest(select(ALL, ["format", "lint", "--fix"]));
        assert.deepEqual(
            stages.map(({ commands }) => commands),
            [[["format"]], [["lint", "--fix"]]],
        );
    });

    it("refuses a first word that is no stage", () => {
        assert.throws(() => select(ALL, ["lnit"]), {
            message: '"lnit" is no stage; there are format, lint, coverage. Arguments for a stage come after its name.',
        });
    });
});

describe("the stages", () => {
    it("have names of their own", () => {
        assert.equal(new Set(STAGES.map(({ name }) => name)).size, STAGES.length);
    });

    it("wait for earlier stages only", () => {
        for (const [index, { name, after }] of STAGES.entries()) {
            const earlier = STAGES.slice(0, index).map((other) => other.name);
            assert.ok(after === undefined || earlier.includes(after), `${name} waits for ${after}`);
        }
    });

    it("cover everything that `npm test` promises", () => {
        const run = select(STAGES, []).stages.map(({ name }) => name);
        assert.deepEqual(run, [
            "engine",
            "servers",
            "format",
            "imports",
            "types",
            "unit",
            "lint",
            "schedules",
            "crash-up",
            "crash-change",
            "survival",
            "environment",
            "command",
            "faults",
            "sandbox",
            "runtime",
        ]);
    });

    for (const [setUp, kind] of [
        ["engine", "engine"],
        ["servers", "server"],
    ]) {
        it(`run each test that needs the ${setUp} once, and find a file by each pattern`, () => {
            const found = select(STAGES, [])
                .stages.filter(({ after }) => after === setUp)
                .flatMap(({ commands }) => commands.flat())
                .filter((word) => word.startsWith("test/") && word.endsWith(".test.ts"))
                .flatMap((pattern) => lookupFiles(pattern, ["ts"], false));
            const tests = fs
                .readdirSync("test", { recursive: true, encoding: "utf8" })
                .filter((name) => name.endsWith(`.${kind}.test.ts`))
                .map((name) => path.join("test", name));
            assert.deepEqual(found.toSorted(), tests.toSorted());
        });
    }
});
