import assert from "node:assert/strict";
import fc from "fast-check";
import { seedsOf, type SeedWrite } from "../../../automation/local/seed";
import { attributesOf } from "../../../runtime/reconciler/dynamo-items";
import { acquire } from "../../../runtime/reconciler/protocol/concurrency";
import { bucketOf, settingsItem, type Bucket } from "../../../runtime/reconciler/protocol/items";
import { draw } from "../../../runtime/reconciler/protocol/rate";
import type { Item, Write } from "../../../runtime/reconciler/table";

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

/** A write of the protocol in the form of a seed's. */
function spoken({ key, update, condition, names, values }: Write): SeedWrite {
    return {
        key: attributesOf({ vendor_dimension: key }) as SeedWrite["key"],
        update,
        condition,
        names,
        values: attributesOf(values) as SeedWrite["values"],
    };
}

const settings = (kind: "concurrency" | "rate", capacity: number): Item =>
    settingsItem("openai#x", { kind, capacity, refillRate: 8.333_333 });
const bucket = (item: Item): Bucket => bucketOf(item) ?? assert.fail("no bucket");

describe("sample use of a bucket", () => {
    it("takes slots with just the protocol's words, the first one for a consumer that has died", () => {
        const seeds = seedsOf(attributesOf(settings("concurrency", 5)), NOW);
        const ids = seeds.map(({ name }) => name.split("#").at(-1) ?? "");
        const times = [
            { now: NOW - 2 * HOUR_MS, expiresAt: NOW - HOUR_MS },
            { now: NOW, expiresAt: NOW + 24 * HOUR_MS },
            { now: NOW, expiresAt: NOW + 24 * HOUR_MS },
        ];
        assert.equal(new Set(ids).size, 3);
        assert.deepEqual(
            seeds.map(({ writes }) => writes),
            times.map((time, index) => acquire({ bucket: "openai#x", id: ids[index] ?? "", ...time }).map(spoken)),
        );
    });

    it("draws half of the tokens with just the protocol's words, and only where nobody has drawn before", () => {
        fc.assert(
            fc.property(fc.integer({ min: 2, max: 1e9 }), (capacity) => {
                const item = settings("rate", capacity);
                const [seed] = seedsOf(attributesOf(item), NOW);
                const planned = draw(bucket(item), Math.floor(capacity / 2), NOW);
                assert.ok(planned.is === "possible");
                // DynamoDB refuses values that no expression uses.
                const { ":refill_rate": _rate, ":revision": _revision, ...used } = planned.write.values;
                assert.deepEqual(seed, {
                    type: "bucket",
                    name: "openai#x",
                    writes: [spoken({ ...planned.write, values: used })],
                });
            }),
        );
        for (const item of [{ ...settings("rate", 10), revision: 1 }, settings("rate", 1), settings("rate", 0)]) {
            assert.deepEqual(seedsOf(attributesOf(item), NOW), [{ type: "bucket", name: "openai#x", writes: [] }]);
        }
    });

    it("is none of an item that is no bucket", () => {
        assert.deepEqual(seedsOf(attributesOf({ vendor_dimension: "note", text: "x" }), NOW), []);
        assert.deepEqual(seedsOf(attributesOf({ vendor_dimension: "a#b", kind: "other", capacity: 1 }), NOW), []);
    });
});
