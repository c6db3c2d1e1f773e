import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {
    clearDeadLocks,
    holdersIn,
    isLockRefusal,
    locksOf,
    type StartedAt,
} from "../../../automation/state/stack-lock";
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
        assert.ok(isLockRefusal("error: unexpected end of JSON input\n"));
        assert.ok(!isLockRefusal("error: aws:s3:Bucket: unexpected end of JSON input in its policy\n"));
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
        const timestamp = "2026-11-21T10:00:00.5+01:00";
        const made = Date.parse(timestamp);
        const holder = { pid: 7, username: "ada", hostname: os.hostname(), timestamp };
        const state = (): string => path.join(repository.root, "state");
        const clear = (started: StartedAt): readonly number[] =>
            clearDeadLocks(state(), "p", "staging", started).map(({ pid }) => pid);
        const left = (): string[] => fs.readdirSync(path.join(repository.root, folder)).sort();
        const nobody: StartedAt = () => undefined;

        beforeEach(() => (repository = temporaryRepository()));
        afterEach(() => repository.remove());

        it("is removed when its holder is gone, with the attributes that the backend keeps of it", () => {
            lock("a.json", holder);
            lock("a.json.attrs", "{}");
            assert.deepEqual(clear(nobody), [7]);
            assert.deepEqual(left(), []);
        });

        it("is removed when a later process has its holder's id", () => {
            lock("a.json", holder);
            assert.deepEqual(
                clear(() => made + 3_000),
                [],
                "too near to be told apart",
            );
            assert.deepEqual(
                clear(() => made + 6_000),
                [7],
            );
        });

        it("stays when its holder lives, can't be told, works on another machine, or can't be read", () => {
            lock("alive.json", holder);
            lock("elsewhere.json", { ...holder, hostname: "another" });
            lock("half.json", '{"pid":');
            lock("without.json", { pid: 7 });
            assert.deepEqual(
                clear(() => made - 60_000),
                [],
            );
            assert.deepEqual(
                clear(() => "unknown"),
                [],
            );
            assert.deepEqual(left(), ["alive.json", "elsewhere.json", "half.json", "without.json"]);
        });

        it("is told with what is known of its holder", () => {
            lock("alive.json", holder);
            lock("elsewhere.json", { ...holder, hostname: "another" });
            lock("half.json", "");
            const found = locksOf(state(), "p", "staging", () => made).map(({ file, holder: is, by }) => [
                path.basename(file),
                is,
                by?.pid,
            ]);
            assert.deepEqual(found, [
                ["alive.json", "alive", 7],
                ["elsewhere.json", "elsewhere", 7],
                ["half.json", "unreadable", undefined],
            ]);
        });

        it("is asked of the system: this process lives, and no process has an id that none can have", () => {
            lock("a.json", { ...holder, pid: process.pid, timestamp: new Date().toISOString() });
            lock("b.json", { ...holder, pid: 2 ** 30 });
            assert.deepEqual(
                clearDeadLocks(state(), "p", "staging").map(({ pid }) => pid),
                [2 ** 30],
            );
            assert.deepEqual(left(), ["a.json"]);
        });

        it("of long ago is no lock of this process, which has started since", () => {
            lock("a.json", { ...holder, pid: process.pid, timestamp: "2001-01-01T00:00:00Z" });
            assert.deepEqual(
                clearDeadLocks(state(), "p", "staging").map(({ pid }) => pid),
                [process.pid],
            );
        });

        it("is nothing to speak of when there is none", () => assert.deepEqual(clear(nobody), []));
    });
});
