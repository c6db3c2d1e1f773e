import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { clearDeadLocks, holdersIn, isLockRefusal } from "../../../automation/run/stack-lock";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";

/** As engine 3.220.0 words it. */
const REFUSAL = [
    "error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock",
    "  file:///s/.pulumi/locks/organization/p/staging/1.json: created by ada@laptop (pid 4711) at 2026-11-21T10:00:00Z",
    "  file:///s/.pulumi/locks/organization/p/staging/2.json: created by bob@ci-7 (pid 12) at 2026-11-21T10:00:01Z",
].join("\n");

describe("the lock of a stack", () => {
    it("is recognised in the engine's refusal, with all who hold it", () => {
        assert.ok(isLockRefusal(REFUSAL));
        assert.ok(isLockRefusal("[409] Conflict: Another update is currently in progress."));
        assert.ok(!isLockRefusal("error: something about a lock"));
        assert.deepEqual(holdersIn(REFUSAL), [
            "ada@laptop (pid 4711) at 2026-11-21T10:00:00Z",
            "bob@ci-7 (pid 12) at 2026-11-21T10:00:01Z",
        ]);
    });

    describe("left behind in the sandbox", () => {
        let repository: TemporaryRepository;
        const folder = "state/.pulumi/locks/organization/p/staging";
        const lock = (name: string, holder: object | string): void =>
            repository.write(`${folder}/${name}`, typeof holder === "string" ? holder : JSON.stringify(holder));
        const holder = { pid: 1, username: "ada", hostname: os.hostname(), timestamp: "2026-11-21T10:00:00Z" };
        const clear = (alive: readonly number[]): readonly number[] =>
            clearDeadLocks(path.join(repository.root, "state"), "p", "staging", (pid) => alive.includes(pid)).map(
                ({ pid }) => pid,
            );
        const left = (): string[] => fs.readdirSync(path.join(repository.root, folder));

        beforeEach(() => (repository = temporaryRepository()));
        afterEach(() => repository.remove());

        it("is removed when its holder is dead", () => {
            lock("a.json", { ...holder, pid: 7 });
            assert.deepEqual(clear([]), [7]);
            assert.deepEqual(left(), []);
        });

        it("stays when its holder lives, works on another machine, or can't be read", () => {
            lock("alive.json", { ...holder, pid: 7 });
            lock("elsewhere.json", { ...holder, pid: 8, hostname: "another" });
            lock("half.json", '{"pid":');
            assert.deepEqual(clear([7]), []);
            assert.deepEqual(left().sort(), ["alive.json", "elsewhere.json", "half.json"]);
        });

        it("is nothing to speak of when there is none", () => assert.deepEqual(clear([]), []));
    });
});
