import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { DamagedWorldError } from "../../../sandbox/worlds/damaged";
import type { Deed } from "./support";
import {
    carryOut,
    crash,
    expected,
    filesUnder,
    JOURNAL,
    KEY,
    openWorlds,
    OTHER_KEY,
    removeTemporaryDirectories,
    SCOPE,
    SNAPSHOT,
    summary,
    temporaryDirectory,
} from "./support";

const CANARY = "canary-7f2c-hunter2";
const changes: readonly Deed[] = [
    { kind: "put", id: "a", value: "first" },
    { kind: "put", id: "b", value: CANARY },
    { kind: "remove", id: "a" },
];

async function withSnapshot(): Promise<string> {
    const directory = temporaryDirectory();
    const worlds = openWorlds(directory);
    for (const change of changes) {
        await carryOut(worlds, change);
    }
    await worlds.close();
    return directory;
}

async function withJournal(): Promise<string> {
    const directory = temporaryDirectory();
    const worlds = openWorlds(directory);
    for (const change of changes) {
        await carryOut(worlds, change);
    }
    return crash(directory);
}

function flip(file: string, bit: number): void {
    const bytes = readFileSync(file);
    const at = Math.floor(bit / 8) % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
    writeFileSync(file, bytes);
}

/** Opens a world that must be found damaged, and asserts that its file stayed as it is. */
function assertDamaged(directory: string, name: string, key: Buffer = KEY): DamagedWorldError {
    const file = join(directory, name);
    const before = readFileSync(file);
    let found: unknown;
    try {
        openWorlds(directory, key).world(SCOPE);
    } catch (error) {
        found = error;
    }
    assert.ok(found instanceof DamagedWorldError, `opened, or failed otherwise: ${String(found)}`);
    assert.equal(found.file, file);
    assert.equal(found.scope, SCOPE);
    assert.deepEqual(readFileSync(file), before, "the damaged file was changed");
    return found;
}

describe("a damaged world", () => {
    afterEach(removeTemporaryDirectories);

    it("is reported for any flipped bit of its snapshot", async () => {
        const whole = await withSnapshot();
        fc.assert(
            fc.property(fc.nat(), (bit) => {
                const directory = crash(whole);
                flip(join(directory, SNAPSHOT), bit);
                assertDamaged(directory, SNAPSHOT);
            }),
            { numRuns: 60 },
        );
    });

    it("is reported for any flipped bit of its journal, the lengths of its entries included", async () => {
        const whole = await withJournal();
        fc.assert(
            fc.property(fc.nat(), (bit) => {
                const directory = crash(whole);
                flip(join(directory, JOURNAL), bit);
                assertDamaged(directory, JOURNAL);
            }),
            { numRuns: 100 },
        );
        for (let bit = 0; bit < 32; bit += 1) {
            const directory = crash(whole);
            flip(join(directory, JOURNAL), bit);
            assertDamaged(directory, JOURNAL);
        }
    });

    it("is reported when snapshot or journal are opened with another key", async () => {
        assertDamaged(await withSnapshot(), SNAPSHOT, OTHER_KEY);
        assertDamaged(await withJournal(), JOURNAL, OTHER_KEY);
    });

    it("is reported when a file of another world stands in its place", async () => {
        for (const [directory, name] of [
            [await withSnapshot(), SNAPSHOT],
            [await withJournal(), JOURNAL],
        ] as const) {
            const other = name.replace("111122223333", "444455556666");
            cpSync(join(directory, name), join(directory, other));
            assert.throws(() => openWorlds(directory).world("aws/444455556666"), DamagedWorldError);
        }
    });

    it("is reported when its journal goes on behind a later snapshot than the one that is there", async () => {
        const first = await withSnapshot();
        const older = crash(first);
        const worlds = openWorlds(first);
        await carryOut(worlds, { kind: "count" });
        await worlds.close();
        const again = openWorlds(first);
        await carryOut(again, { kind: "count" });
        cpSync(join(first, JOURNAL), join(older, JOURNAL));
        assert.match(assertDamaged(older, JOURNAL).message, /change 4 is missing/);
        await again.close();
    });

    it("says which file it is, that nothing was changed, and what to do", async () => {
        const directory = await withSnapshot();
        flip(join(directory, SNAPSHOT), 400);
        const { message } = assertDamaged(directory, SNAPSHOT);
        assert.match(message, /world aws\/111122223333 cannot be read/);
        assert.ok(message.includes(join(directory, SNAPSHOT)));
        assert.match(message, /Nothing was changed\. Put back a copy of the file, or remove the folder/);
    });
});

describe("what a world writes down", () => {
    afterEach(removeTemporaryDirectories);

    it("shows no value, neither in the journal nor in the snapshot nor in a file's name", async () => {
        for (const directory of [await withJournal(), await withSnapshot()]) {
            const files = filesUnder(directory);
            assert.ok(files.some((file) => readFileSync(file).length > 100));
            for (const file of files) {
                assert.ok(!file.includes(CANARY));
                for (const form of [CANARY, Buffer.from(CANARY).toString("base64"), "eu-central-1", "outputs"]) {
                    assert.equal(readFileSync(file).includes(form), false, `${file} shows ${form}`);
                }
            }
        }
    });

    it("can be read again: the canary is there", async () => {
        const reopened = openWorlds(await withSnapshot());
        assert.deepEqual(summary(reopened), expected(changes));
        assert.equal(summary(reopened).values["b"], CANARY);
    });
});
