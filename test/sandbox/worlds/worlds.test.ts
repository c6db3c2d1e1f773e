import assert from "node:assert/strict";
import { appendFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Asset } from "../../../sandbox/values";
import { Journal } from "../../../sandbox/worlds/journal";
import { World } from "../../../sandbox/worlds/world";
import type { WorldStore } from "../../../sandbox/worlds/worlds";
import { memoryStore, Worlds } from "../../../sandbox/worlds/worlds";
import {
    carryOut,
    crash,
    expected,
    JOURNAL,
    KEY,
    openWorlds,
    record,
    removeTemporaryDirectories,
    SCOPE,
    SNAPSHOT,
    summary,
    temporaryDirectory,
    THING,
} from "./support";

const action = { action: "create", type: THING, region: "eu-central-1" };

/** A store whose disk is full from the n-th entry on. */
function fullAfter(entries: number): WorldStore & { written: number } {
    const store = {
        ...memoryStore(),
        written: 0,
        append: () => {
            if (store.written >= entries) {
                return Promise.reject(new Error("ENOSPC: no space left on device, write"));
            }
            store.written += 1;
            return Promise.resolve();
        },
    };
    return store;
}

describe("a transaction", () => {
    afterEach(removeTemporaryDirectories);

    it("that throws changes nothing, in memory or on disk", async () => {
        const directory = temporaryDirectory();
        const worlds = openWorlds(directory);
        await carryOut(worlds, { kind: "put", id: "a", value: "1" });
        const before = { summary: summary(worlds), size: statSync(join(directory, JOURNAL)).size };
        await assert.rejects(
            worlds.transact(SCOPE, action, (draft) => {
                draft.put(record("a", "2"));
                draft.remove(record("a", "2"));
                draft.next("counter");
                throw new Error("refused");
            }),
            /^Error: refused$/,
        );
        assert.deepEqual({ summary: summary(worlds), size: statSync(join(directory, JOURNAL)).size }, before);
        assert.equal(worlds.world(SCOPE).history().length, 1);
    });

    it("is seen by the next one although neither is on the disk yet", async () => {
        const worlds = openWorlds(temporaryDirectory());
        const numbers: number[] = [];
        const count = (): Promise<unknown> =>
            worlds.transact(SCOPE, action, (draft) => {
                numbers.push(draft.next("counter"));
                return { id: "x" };
            });
        await Promise.all(Array.from({ length: 20 }, count));
        assert.deepEqual(
            numbers,
            Array.from({ length: 20 }, (_, index) => index + 1),
        );
        assert.equal(worlds.world(SCOPE).sequence, 20);
        await worlds.close();
    });

    it("keeps assets, nested values, secrets and owners over a reopening", async () => {
        const directory = temporaryDirectory();
        const kept = {
            ...record("a", "1"),
            inputs: {
                source: new Asset("archive", "abc123", { path: "./code" }),
                rules: [{ port: 443, cidrs: [] }, null],
            },
            secrets: [["rules", 0, "port"]],
            ownedBy: { type: THING, id: "owner" },
        };
        const worlds = openWorlds(directory);
        await worlds.transact(SCOPE, action, (draft) => {
            draft.put(kept);
            return kept;
        });
        const fromJournal = openWorlds(crash(directory));
        assert.deepEqual(fromJournal.world(SCOPE).get(kept), kept);
        await worlds.close();
        assert.deepEqual(openWorlds(directory).world(SCOPE).get(kept), kept);
    });
});

describe("a write that fails", () => {
    afterEach(removeTemporaryDirectories);

    it("rejects the change, and every later one without trying it", async () => {
        const store = fullAfter(2);
        const worlds = new Worlds(store);
        await carryOut(worlds, { kind: "count" });
        await carryOut(worlds, { kind: "count" });
        await assert.rejects(
            carryOut(worlds, { kind: "count" }),
            /world aws\/111122223333 could not be written.*ENOSPC/,
        );
        const after = summary(worlds);
        await assert.rejects(carryOut(worlds, { kind: "put", id: "a", value: "1" }), /nothing further is changed/);
        assert.deepEqual(summary(worlds), after, "a change was made in memory that can never be written down");
        assert.equal(store.written, 2);
    });

    it("leaves other worlds as they are", async () => {
        const worlds = new Worlds(fullAfter(0));
        await assert.rejects(carryOut(worlds, { kind: "count" }));
        await assert.rejects(
            worlds.transact("aws/444455556666", action, () => ({ id: "x" })),
            /world aws\/444455556666 could not be written/,
        );
    });

    it("rejects every later entry of the journal too", async () => {
        const file = join(temporaryDirectory(), "journal");
        const journal = new Journal(file, SCOPE, KEY, 0);
        const entry = { changes: [], entry: { ...action, sequence: 1, at: 0, id: "x" } };
        await journal.append(entry);
        const { size } = statSync(file);
        journal.close();
        await assert.rejects(journal.append(entry), /EBADF/);
        await assert.rejects(journal.append(entry), /EBADF/);
        assert.equal(journal.failed, true);
        assert.equal(statSync(file).size, size);
    });

    it("because another process writes to the same world says so, and the snapshot is left alone", async () => {
        const directory = temporaryDirectory();
        const worlds = openWorlds(directory);
        await carryOut(worlds, { kind: "count" });
        appendFileSync(join(directory, JOURNAL), Buffer.alloc(64));
        await assert.rejects(carryOut(worlds, { kind: "count" }), /changed by another process.*one process at a time/s);
        await worlds.close();
        assert.ok(!readdirSync(directory).includes(SNAPSHOT));
        assert.deepEqual(summary(openWorlds(directory)), expected([{ kind: "count" }]));
    });
});

describe("closing", () => {
    afterEach(removeTemporaryDirectories);

    it("waits for the changes that are under way", async () => {
        const directory = temporaryDirectory();
        const worlds = openWorlds(directory);
        const change = carryOut(worlds, { kind: "count" });
        await worlds.close();
        await change;
        assert.deepEqual(summary(openWorlds(directory)), expected([{ kind: "count" }]));
    });

    it("writes a snapshot and empties the journal, and nothing where nothing was changed", async () => {
        const directory = temporaryDirectory();
        const worlds = openWorlds(directory);
        await carryOut(worlds, { kind: "count" });
        worlds.world("aws/444455556666");
        await worlds.close();
        assert.equal(statSync(join(directory, JOURNAL)).size, 0);
        assert.deepEqual(
            readdirSync(directory).filter((name) => name.endsWith(".world")),
            [SNAPSHOT],
        );
        const { mtimeMs, ino } = statSync(join(directory, SNAPSHOT));
        const again = openWorlds(directory);
        summary(again);
        await again.close();
        const after = statSync(join(directory, SNAPSHOT));
        assert.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino]);
    });

    it("is the end: a later change is refused", async () => {
        const worlds = openWorlds(temporaryDirectory());
        await carryOut(worlds, { kind: "count" });
        await worlds.close();
        await assert.rejects(carryOut(worlds, { kind: "count" }), /was not loaded from this store/);
    });
});

describe("the files of the worlds", () => {
    afterEach(removeTemporaryDirectories);

    it("are readable by their owner alone", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const directory = join(temporaryDirectory(), "sandbox", "worlds");
        const worlds = openWorlds(directory);
        await carryOut(worlds, { kind: "count" });
        await worlds.close();
        assert.equal(statSync(directory).mode & 0o777, 0o700);
        for (const name of [SNAPSHOT, JOURNAL]) {
            assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
        }
    });

    it("tell the scopes that have a world, whether or not they are open", async () => {
        const directory = temporaryDirectory();
        const first = openWorlds(directory);
        await carryOut(first, { kind: "count" });
        await first.close();
        const second = openWorlds(directory);
        second.world("aws/444455556666");
        second.world("cloudflare/example.com");
        assert.deepEqual(second.scopesOf("aws"), [SCOPE, "aws/444455556666"]);
        assert.deepEqual(second.scopes(), [SCOPE, "aws/444455556666", "cloudflare/example.com"]);
        await second.close();
    });
});

describe("a world's history", () => {
    it("keeps the last 20,000 lines", () => {
        const world = new World(SCOPE);
        for (let sequence = 1; sequence <= 20_005; sequence += 1) {
            world.commit([], { ...action, sequence, at: 0, id: "x" });
        }
        assert.equal(world.history().length, 20_000);
        assert.equal(world.history()[0]?.sequence, 6);
        assert.equal(world.sequence, 20_005);
    });

    it("says what was done to which resource and where, and with no value", async () => {
        const worlds = new Worlds(memoryStore());
        await carryOut(worlds, { kind: "put", id: "a", value: "hunter2" });
        const [line] = worlds.world(SCOPE).history();
        assert.ok(line);
        const { at, ...rest } = line;
        assert.deepEqual(rest, { sequence: 1, action: "put", type: THING, region: "eu-central-1", id: "a" });
        assert.ok(at > 0);
    });
});
