import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import type { Deed } from "./support";
import {
    carryOut,
    crash,
    expected,
    JOURNAL,
    openWorlds,
    removeTemporaryDirectories,
    SCOPE,
    SNAPSHOT,
    summary,
    temporaryDirectory,
} from "./support";
import { TYPESCRIPT } from "../../support/typescript";

const id = fc.constantFrom("a", "b", "c");
const deed: fc.Arbitrary<Deed> = fc.oneof(
    fc.record({ kind: fc.constant("put" as const), id, value: fc.string({ maxLength: 40 }) }),
    fc.record({ kind: fc.constant("remove" as const), id }),
    fc.record({ kind: fc.constant("count" as const) }),
);
const deeds = fc.array(deed, { minLength: 1, maxLength: 8 });

function journalSize(directory: string): number {
    return statSync(join(directory, JOURNAL), { throwIfNoEntry: false })?.size ?? 0;
}

/** Some of it written down as a snapshot, the rest left in the journal by a process that stopped. */
async function leftBehind(
    snapshot: readonly Deed[],
    journal: readonly Deed[],
): Promise<{ readonly left: string; readonly beforeLast: number }> {
    const directory = temporaryDirectory();
    const first = openWorlds(directory);
    for (const item of snapshot) {
        await carryOut(first, item);
    }
    await first.close();
    const second = openWorlds(directory);
    let beforeLast = 0;
    for (const item of journal) {
        beforeLast = journalSize(directory);
        await carryOut(second, item);
    }
    return { left: crash(directory), beforeLast };
}

const WRITER = join(__dirname, "writer.ts");

describe("a crash", () => {
    afterEach(removeTemporaryDirectories);

    it("loses no change that was acknowledged when the process stops without closing", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(deed, { maxLength: 8 }), deeds, async (snapshot, journal) => {
                const reopened = openWorlds((await leftBehind(snapshot, journal)).left);
                assert.deepEqual(summary(reopened), expected([...snapshot, ...journal]));
                await reopened.close();
            }),
            { numRuns: 30 },
        );
    });

    it("at any byte of the last entry leaves all before it, and never half of it", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(deed, { maxLength: 4 }), deeds, fc.nat(), async (snapshot, journal, cut) => {
                const { left, beforeLast } = await leftBehind(snapshot, journal);
                const written = journalSize(left) - beforeLast;
                truncateSync(join(left, JOURNAL), beforeLast + (cut % written));
                const reopened = openWorlds(left);
                assert.deepEqual(summary(reopened), expected([...snapshot, ...journal.slice(0, -1)]));
                await reopened.close();
            }),
            { numRuns: 40 },
        );
    });

    it("that leaves zeros where the last entry's end should be loses only that entry", async () => {
        const first: Deed = { kind: "put", id: "a", value: "kept" };
        const { left, beforeLast } = await leftBehind([], [first, { kind: "put", id: "b", value: "unfinished" }]);
        const file = join(left, JOURNAL);
        const whole = readFileSync(file);
        for (const written of [beforeLast + 6, beforeLast + 40, whole.length - 16]) {
            writeFileSync(file, Buffer.concat([whole.subarray(0, written), Buffer.alloc(whole.length - written)]));
            const reopened = openWorlds(left);
            assert.deepEqual(summary(reopened), expected([first]), `${written} of ${whole.length} bytes written`);
        }
    });

    it("leaves a world that takes changes again, behind the torn entry that was cut off", async () => {
        const first: Deed = { kind: "put", id: "a", value: "1" };
        const { left } = await leftBehind([], [first, { kind: "put", id: "b", value: "2" }]);
        truncateSync(join(left, JOURNAL), journalSize(left) - 1);
        const reopened = openWorlds(left);
        summary(reopened);
        await carryOut(reopened, { kind: "put", id: "c", value: "3" });
        const again = openWorlds(crash(left));
        assert.deepEqual(summary(again), expected([first, { kind: "put", id: "c", value: "3" }]));
    });

    it("between the snapshot and the emptying of the journal applies nothing twice", async () => {
        const changes: Deed[] = [{ kind: "count" }, { kind: "put", id: "a", value: "1" }, { kind: "count" }];
        const { left } = await leftBehind([], changes);
        const journal = join(temporaryDirectory(), "journal");
        copyFileSync(join(left, JOURNAL), journal);
        const closed = openWorlds(left);
        summary(closed);
        await closed.close();
        copyFileSync(journal, join(left, JOURNAL));

        const reopened = openWorlds(left);
        assert.deepEqual(summary(reopened), expected(changes));
        assert.equal(reopened.world(SCOPE).history().length, changes.length);
        await carryOut(reopened, { kind: "count" });
        assert.deepEqual(summary(openWorlds(crash(left))), expected([...changes, { kind: "count" }]));
    });

    it("while the snapshot is written leaves the old one and the whole journal", async () => {
        const { left } = await leftBehind([{ kind: "count" }], [{ kind: "count" }]);
        writeFileSync(join(left, `${SNAPSHOT}.new`), "half of a snap");
        const reopened = openWorlds(left);
        assert.deepEqual(summary(reopened), expected([{ kind: "count" }, { kind: "count" }]));
        await reopened.close();
        assert.deepEqual(summary(openWorlds(left)), expected([{ kind: "count" }, { kind: "count" }]));
    });
});

describe("a process that is killed", () => {
    afterEach(removeTemporaryDirectories);

    it("leaves every change it has acknowledged", async () => {
        const directory = temporaryDirectory();
        const child = spawn(process.execPath, ["--require", TYPESCRIPT, WRITER, directory, "200", "100000"]);
        let acknowledged = 0;
        for await (const line of createInterface({ input: child.stdout })) {
            acknowledged = Number(line.split(" ")[1]);
            if (acknowledged === 25) {
                child.kill("SIGKILL");
            }
        }
        if (child.exitCode === null && child.signalCode === null) {
            await once(child, "exit");
        }
        const { sequence, values } = summary(openWorlds(directory));
        assert.ok(acknowledged >= 25, `${acknowledged} acknowledged`);
        assert.ok(sequence === acknowledged || sequence === acknowledged + 1, `${sequence} of ${acknowledged}`);
        assert.equal(Object.keys(values).length, sequence);
    });

    it("by a full disk has refused the change that found no room and every one after it", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const directory = temporaryDirectory();
        // A limit on the size of files stops a write half-way, as a full disk does.
        const limited = `trap "" XFSZ; ulimit -f 256; exec "$@"`;
        const command = [process.execPath, "--require", TYPESCRIPT, WRITER, directory, "40000", "50"];
        const child = spawn("bash", ["-c", limited, "bash", ...command]);
        const lines: string[] = [];
        for await (const line of createInterface({ input: child.stdout })) {
            lines.push(line);
        }
        const acknowledged = lines.filter((line) => line.startsWith("acknowledged")).length;
        assert.ok(acknowledged > 0, lines.join("\n"));
        assert.deepEqual(
            lines.slice(acknowledged).map((line) => line.split(" ")[0]),
            ["failed", "refused", "closed"],
        );
        const reopened = openWorlds(directory);
        assert.deepEqual(Object.keys(summary(reopened).values).length, acknowledged);
        assert.equal(summary(reopened).sequence, acknowledged);
    });
});
