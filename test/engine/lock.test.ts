import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { currentOwner, isProvenGone, isStale, LockHeldError, withLock, type LockOwner } from "../../engine/lock";
import { runProgram } from "./processes";

describe("withLock", function () {
    this.timeout(60_000);
    let folder = "";

    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-lock-"))));
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    const notes = (): readonly string[] => fs.readFileSync(path.join(folder, "notes"), "utf8").trim().split("\n");
    const lock = (log: (line: string) => void = () => undefined) => ({
        directory: path.join(folder, "locks", "lock"),
        task: "testing",
        log,
        pollMs: 1,
    });

    it("answers what the work answers, and leaves nothing", async () => {
        assert.equal(await withLock(lock(), () => 42), 42);
        assert.deepEqual(fs.readdirSync(path.join(folder, "locks")), []);
    });

    it("is free again when the work fails", async () => {
        await assert.rejects(
            withLock(lock(), () => Promise.reject(new Error("broken"))),
            /broken/,
        );
        assert.equal(await withLock(lock(), () => "next"), "next");
    });

    it("lets the second wait for the first, and says for whom", async () => {
        const told: string[] = [];
        const order: string[] = [];
        let second: Promise<unknown> = Promise.resolve();
        await withLock(lock(), async () => {
            const heard = new Promise<void>((resolve) => {
                const log = (line: string): void => {
                    told.push(line);
                    resolve();
                };
                second = withLock(lock(log), () => order.push("second"));
            });
            await heard;
            order.push("first");
        });
        await second;
        assert.deepEqual(order, ["first", "second"]);
        assert.deepEqual(told, [`waiting for process ${process.pid} on ${os.hostname()}: testing, 0 s so far`]);
    });

    it("takes over from a process that was killed, one at a time", async () => {
        const dead = await runProgram("hold-lock.ts", [folder, "die"]);
        assert.equal(dead.signal, "SIGKILL");
        assert.deepEqual(fs.readdirSync(folder), ["lock"]);
        const ends = await Promise.all([1, 2, 3].map(() => runProgram("hold-lock.ts", [folder, "work"])));
        assert.deepEqual(
            ends.map(({ code }) => code),
            [0, 0, 0],
            ends.map(({ stderr }) => stderr).join(""),
        );
        assert.ok(ends.some(({ stderr }) => /taking over from process \d+ \(testing\), which is gone/.test(stderr)));
        const seen = notes();
        assert.equal(seen.length, 6);
        for (let index = 0; index < seen.length; index += 2) {
            assert.equal(seen[index]?.replace("came", "went"), seen[index + 1], seen.join("\n"));
        }
    });

    it("takes over from an owner that a power cut has made unreadable", async () => {
        const { directory } = lock();
        fs.mkdirSync(directory, { recursive: true });
        fs.writeFileSync(path.join(directory, "some-nonce.json"), "");
        assert.equal(await withLock(lock(), () => "mine"), "mine");
    });

    it("doesn't wait when it's told not to, and names who holds it, since when and for what", async () => {
        const began = Date.now();
        await withLock(lock(), async () => {
            const second = withLock({ ...lock(), task: "the second", wait: "never" }, () => "never");
            await assert.rejects(second, (error) => {
                assert.ok(error instanceof LockHeldError);
                assert.deepEqual(
                    [error.owner.pid, error.owner.host, error.owner.task, error.directory],
                    [process.pid, os.hostname(), "testing", lock().directory],
                );
                assert.ok(error.since.getTime() >= began && error.since.getTime() <= Date.now());
                return true;
            });
        });
        assert.equal(await withLock({ ...lock(), wait: "never" }, () => "free"), "free");
        assert.deepEqual(fs.readdirSync(path.join(folder, "locks")), []);
    });

    it("tells since when it's held, not since when its holder waited", async () => {
        let second: Promise<number> = Promise.resolve(0);
        let released = 0;
        const sinceOf = (): number => {
            const { directory } = lock();
            const [file = ""] = fs.readdirSync(directory);
            return (JSON.parse(fs.readFileSync(path.join(directory, file), "utf8")) as LockOwner).since;
        };
        await withLock(lock(), async () => {
            await new Promise<void>((resolve) => {
                const heard = (): void => resolve();
                second = withLock(lock(heard), sinceOf);
            });
            released = Date.now();
        });
        assert.ok((await second) >= released);
    });

    it("takes over from a dead process without waiting, but not from one elsewhere that may only be asleep", async () => {
        const { directory } = lock();
        const leave = (owner: LockOwner): void => {
            const file = path.join(directory, `${owner.nonce}.json`);
            fs.mkdirSync(directory, { recursive: true });
            fs.writeFileSync(file, JSON.stringify(owner));
            fs.utimesSync(file, 0, 0);
        };
        const once = { ...lock(), wait: "never", takeOver: "proven gone" } as const;
        leave({ ...currentOwner("testing"), pid: 2 ** 30 });
        assert.equal(await withLock(once, () => "mine"), "mine");
        leave({ ...currentOwner("testing"), host: "elsewhere.example" });
        await assert.rejects(
            withLock(once, () => "never"),
            LockHeldError,
        );
        assert.equal(await withLock({ ...once, takeOver: "presumed gone" }, () => "mine"), "mine");
    });

    it("fails where no folder can be made", async () => {
        fs.writeFileSync(path.join(folder, "locks"), "a file");
        await assert.rejects(
            withLock(lock(), () => "never"),
            /EEXIST|ENOTDIR/,
        );
    });
});

describe("the owner of a lock", () => {
    const me = currentOwner("testing");
    const longAgo = 0;
    const verdicts = (owner: LockOwner, refreshedMs: number): { stale: boolean; proven: boolean } => ({
        stale: isStale(owner, refreshedMs),
        proven: isProvenGone(owner, refreshedMs),
    });

    it("is there while its process lives, however long it gives no sign", () => {
        assert.deepEqual(verdicts(me, longAgo), { stale: false, proven: false });
    });

    it("is gone when another process has got the same id", () => {
        assert.deepEqual(verdicts({ ...me, started: `${me.started}0` }, Date.now()), { stale: true, proven: true });
    });

    it("is gone when nobody has its id", () => {
        assert.deepEqual(verdicts({ ...me, pid: 2 ** 30 }, Date.now()), { stale: true, proven: true });
    });

    it("is presumed gone after a minute of silence on another host, or in another container; never proven so", () => {
        for (const elsewhere of [
            { ...me, host: "elsewhere.example" },
            { ...me, namespace: "pid:[1]" },
            { ...me, pid: 2 ** 30, namespace: "pid:[1]" },
        ]) {
            assert.deepEqual(verdicts(elsewhere, Date.now()), { stale: false, proven: false });
            assert.deepEqual(verdicts(elsewhere, longAgo), { stale: true, proven: false });
        }
    });

    it("is gone when its machine was started anew and it has been silent; the machine's name alone is no proof", function () {
        // Other systems don't tell one start of the machine from the next.
        if (process.platform !== "linux") {
            this.skip();
        }
        const before = { ...me, started: "another-boot/1" };
        assert.deepEqual(verdicts(before, Date.now()), { stale: false, proven: false });
        assert.deepEqual(verdicts(before, longAgo), { stale: true, proven: true });
    });

    it("of an older lock, which doesn't tell its namespace, is looked for in this one", () => {
        const { namespace: _untold, ...older } = me;
        assert.deepEqual(verdicts(older, longAgo), { stale: false, proven: false });
    });
});
