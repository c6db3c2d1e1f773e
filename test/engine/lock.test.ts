import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { currentOwner, isStale, withLock } from "../../engine/lock";
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

    it("fails where no folder can be made", async () => {
        fs.writeFileSync(path.join(folder, "locks"), "a file");
        await assert.rejects(
            withLock(lock(), () => "never"),
            /EEXIST|ENOTDIR/,
        );
    });
});

describe("isStale", () => {
    const me = currentOwner("testing");
    const longAgo = 0;

    it("is false for a process that lives, however long it gives no sign", () => {
        assert.equal(isStale(me, longAgo), false);
    });

    it("is true for another process that has got the same id", () => {
        assert.equal(isStale({ ...me, started: "another boot/1" }, Date.now()), true);
    });

    it("is true for an id that nobody has", () => {
        assert.equal(isStale({ ...me, pid: 2 ** 30 }, Date.now()), true);
    });

    it("goes by the sign of life where the process is on another host", () => {
        assert.equal(isStale({ ...me, host: "elsewhere.example" }, Date.now()), false);
        assert.equal(isStale({ ...me, host: "elsewhere.example" }, longAgo), true);
    });
});
