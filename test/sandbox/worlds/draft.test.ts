import assert from "node:assert/strict";
import fc from "fast-check";
import { Draft } from "../../../sandbox/worlds/draft";
import { World } from "../../../sandbox/worlds/world";
import { record, SCOPE, THING } from "./support";

const at = { region: "eu-central-1", type: THING };
const entry = { sequence: 1, at: 0, action: "create", type: THING, region: "eu-central-1", id: "x" };

function worldOf(...ids: readonly string[]): World {
    const records = ids.map((id) => record(id, "old"));
    return new World(SCOPE, { sequence: 0, records, counters: { made: 3 }, history: [] });
}

function idsIn(from: { list(type: string): readonly { id: string }[] }): readonly string[] {
    return from.list(THING).map(({ id }) => id);
}

describe("a draft", () => {
    it("sees what it wrote, and the world does not", () => {
        const world = worldOf("a", "b");
        const draft = new Draft(world);
        draft.put(record("a", "new"));
        draft.put(record("c", "new"));
        draft.remove({ ...at, id: "b" });
        assert.equal(draft.next("made"), 4);
        assert.equal(draft.next("made"), 5);
        assert.deepEqual(idsIn(draft), ["a", "c"]);
        assert.equal(draft.get({ ...at, id: "a" })?.outputs["value"], "new");
        assert.equal(draft.get({ ...at, id: "b" }), undefined);
        assert.deepEqual(idsIn(world), ["a", "b"]);
        assert.equal(world.get({ ...at, id: "a" })?.outputs["value"], "old");
        assert.equal(world.count("made"), 3);
    });

    it("lists records in the order in which the world will list them", () => {
        const world = worldOf("a", "b", "c");
        const draft = new Draft(world);
        draft.put(record("a", "new"));
        draft.put(record("d", "new"));
        const listed = idsIn(draft);
        world.commit(draft.changes(), entry);
        assert.deepEqual(listed, idsIn(world));
    });

    it("keeps records of the same id in two regions or of two types apart", () => {
        const draft = new Draft(worldOf("a"));
        const there = { ...record("a", "there"), region: "us-east-1" };
        const other = { ...record("a", "other"), type: "aws:test/other:Other" };
        draft.put(there);
        draft.put(other);
        draft.remove({ ...at, id: "a" });
        assert.deepEqual(draft.all(), [there, other]);
    });

    it("leaves no change where what it made is gone again", () => {
        const draft = new Draft(worldOf());
        draft.put(record("a", "new"));
        draft.remove({ ...at, id: "a" });
        assert.deepEqual(draft.changes(), []);
        assert.deepEqual(idsIn(draft), []);
    });

    it("whose changes are committed gives the world that the draft showed", () => {
        const id = fc.constantFrom("a", "b", "line\nbreak", "c\n");
        const step = fc.record({ id, remove: fc.boolean(), value: fc.string() });
        fc.assert(
            fc.property(fc.array(step), fc.array(step), (before, steps) => {
                const world = worldOf(...new Set(before.map((item) => item.id)));
                const draft = new Draft(world);
                for (const item of steps) {
                    if (item.remove) {
                        draft.remove({ ...at, id: item.id });
                    } else {
                        draft.put(record(item.id, item.value));
                    }
                }
                const shown = draft.all();
                world.commit(draft.changes(), entry);
                assert.deepEqual(world.list(THING), shown);
            }),
        );
    });
});
