import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "../../automation/exit-codes";
import { FaultPlan } from "../../sandbox";
import { assertSameWorld, outcomeIn, remaindersBetween, type Outcome } from "./same-world";
import { plinth, settingsFolder, temporaryFolder } from "./support/command";
import type { Fate } from "./support/driver";
import type { Victim } from "./support/engines";
import { leftBehind } from "./support/left-behind";
import { driven, type Driven } from "./support/start-driver";

const up = { verb: "up", projects: ["foundation"] } as const;

describe("an up that is stopped", function () {
    this.timeout(10 * 60_000);
    let folder: string;
    let root: string;
    let expected: Outcome;

    before(async () => {
        folder = temporaryFolder();
        root = settingsFolder(path.join(folder, "settings"));
        const undisturbed = path.join(folder, "undisturbed");
        assert.equal((await plinth(up, { root, plinth: undisturbed })).code, 0);
        expected = await outcomeIn(undisturbed);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function stopped(fate: Fate): Promise<{ readonly run: Driven; readonly left: string }> {
        const left = mkdtempSync(path.join(folder, "stopped-"));
        return { run: await driven({ root, plinth: left, asked: up, fate }), left };
    }

    async function assertPutRight(left: string): Promise<void> {
        const { code, out, err } = await plinth(up, { root, plinth: left });
        assert.equal(code, 0, `${out}\n${err}`);
        const actual = await outcomeIn(left);
        assertSameWorld(actual, expected);
        assert.deepEqual([...remaindersBetween(actual, expected), ...leftBehind(left, up.verb)], []);
    }

    for (const call of [2, 30, 70]) {
        it(`by one Ctrl-C at call ${call} ends what has begun, leaves nothing pending, and goes on from there`, async () => {
            const { run, left } = await stopped({ kind: "interrupted", call, times: 1 });
            assert.equal(run.code, EXIT_CODES.interrupted.code, run.printed);
            assert.equal(run.report?.code, run.code, "it has not come to its end");
            const { states, records } = await outcomeIn(left);
            assert.deepEqual(states.map(({ pending }) => pending).flat(), []);
            assert.ok(records.length > 0 && records.length < expected.records.length, `${records.length} records`);
            await assertPutRight(left);
        });

        it(`by two Ctrl-C at call ${call} ends at once, and is put right by the next up`, async () => {
            const { run, left } = await stopped({ kind: "interrupted", call, times: 2 });
            assert.equal(run.code, EXIT_CODES.interrupted.code, run.printed);
            assert.equal(run.report, undefined, "it has come to its end, as after one");
            await assertPutRight(left);
        });
    }

    it("by kill -9 may be followed by a drift, which changes nothing and finds nothing", async () => {
        const { run, left } = await stopped({ kind: "killed", call: 40, moment: "after", victim: "both" });
        assert.equal(run.signal, "SIGKILL", run.printed);
        const before = await outcomeIn(left);
        const { code, out, err } = await plinth({ ...up, verb: "drift" }, { root, plinth: left });
        assert.equal(code, 0, `${out}\n${err}`);
        assert.deepEqual(await outcomeIn(left), before);
        await assertPutRight(left);
    });

    it("by kill -9 is not forgotten when the recovery fails too", async () => {
        const { run, left } = await stopped({ kind: "killed", call: 40, moment: "after", victim: "both" });
        assert.equal(run.signal, "SIGKILL", run.printed);
        const unread = new FaultPlan([{ call: "read", fault: { kind: "error", message: "not today" } }]);
        const failed = await plinth(up, { root, plinth: left }, unread);
        assert.equal(failed.code, EXIT_CODES.failed.code, `${failed.out}\n${failed.err}`);
        assert.match(failed.err, /what a run has left can't be read: .*not today/);
        await assertPutRight(left);
    });

    const kills: readonly (readonly [Victim, number, "before" | "after"])[] = [
        ["both", 3, "after"],
        ["both", 25, "before"],
        ["both", 50, "after"],
        ["both", 75, "before"],
        ["engine", 10, "before"],
        ["engine", 60, "after"],
        ["command", 15, "after"],
        ["command", 55, "before"],
    ];
    for (const [victim, call, moment] of kills) {
        const who = victim === "both" ? "engine and command" : `the ${victim} alone`;
        it(`by kill -9 of ${who}, ${moment} call ${call}, is put right by the next up`, async () => {
            const { run, left } = await stopped({ kind: "killed", call, moment, victim });
            if (victim === "engine") {
                assert.equal(run.code, EXIT_CODES.failed.code, run.printed);
            } else {
                assert.equal(run.signal, "SIGKILL", run.printed);
            }
            await assertPutRight(left);
        });
    }
});
