/** The protocol through the adapter of the SDK, one call at a time: the same cases for every server that stands for DynamoDB. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { acquire, expire, expireUncounted, release } from "../../../../runtime/reconciler/protocol/concurrency";
import { KEY, leaseKey, leaseOf, settingsItem, type Lease } from "../../../../runtime/reconciler/protocol/items";
import { reconcile, type ReconcileOptions } from "../../../../runtime/reconciler/reconcile";
import type { Report } from "../../../../runtime/reconciler/report";
import { ConditionFailed, type Item, type Table, type Write } from "../../../../runtime/reconciler/table";
import { BucketClient } from "./client";
import { ModelTable } from "./model-table";
import { WRITES } from "./mutations";
import { itemIn, STATES } from "./states";

/** A table behind a server, and what nobody but a test does with it. */
export interface ServedTable {
    readonly table: Table;
    readonly put: (item: Item) => Promise<void>;
    readonly delete: (key: string) => Promise<void>;
    readonly all: () => Promise<readonly Item[]>;
}

const BUCKET = "openai#concurrency";
const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-11-22T10:00:00Z");
const slots = (capacity: number): Item => settingsItem(BUCKET, { kind: "concurrency", capacity, refillRate: 0 });

/** What came of it: which conditions failed, undefined for none. */
async function outcome(write: () => Promise<void>): Promise<readonly boolean[] | undefined> {
    try {
        await write();
        return undefined;
    } catch (error) {
        if (error instanceof ConditionFailed) {
            return error.failed;
        }
        throw error;
    }
}

/** Whether the protocol writes it alone; all others come in transactions. */
function isAlone({ label }: Write): boolean {
    return ["renew lease", "draw"].includes(label);
}

function carryOut(table: Table, write: Write): Promise<readonly boolean[] | undefined> {
    return outcome(() => (isAlone(write) ? table.write(write) : table.transact([write], randomUUID())));
}

/** What the model makes of it. */
async function expected(write: Write, before: Item | undefined): Promise<readonly unknown[]> {
    const model = new ModelTable();
    if (before !== undefined) {
        model.put(before);
    }
    const failed = await carryOut(model.seenBy({ turn: () => Promise.resolve(), fate: () => "answered" }), write);
    return [failed, model.get(write.key)];
}

/** @param served asked again in each test, for an empty table */
export function writesAreCarriedOut(served: () => ServedTable): void {
    for (const write of WRITES) {
        it(`carries "${write.label}" out or refuses it as the model does, in ${STATES.length} states: ${write.condition}`, async () => {
            const { table, ...hand } = served();
            let accepted = 0;
            for (const state of STATES) {
                const before = itemIn(state, write);
                await (before === undefined ? hand.delete(write.key) : hand.put(before));
                const failed = await carryOut(table, write);
                const after = await table.get(write.key);
                assert.deepEqual([failed, after], await expected(write, before), JSON.stringify(before));
                accepted += failed === undefined ? 1 : 0;
            }
            assert.ok(accepted > 0 && accepted < STATES.length, `${accepted} of ${STATES.length} were accepted`);
        });
    }
}

const leases: readonly Lease[] = ["one", "two", "three"].map((id) => ({
    ...{ key: leaseKey(BUCKET, id), bucket: BUCKET, expiresAt: NOW, ttl: 0 },
}));
const leaseItem = ({ key, bucket, expiresAt, ttl }: Lease): Item => ({
    ...{ [KEY]: key, bucket, expires_at: expiresAt, ttl },
});
const [first = { key: "", bucket: "", expiresAt: 0, ttl: 0 }] = leases;
const used = (inUse: number): Item => ({ ...slots(3), in_use: inUse, revision: inUse });

interface TransactionCase {
    readonly name: string;
    readonly writes: readonly Write[];
    /** What stands in the table. */
    readonly items: readonly Item[];
    /** For each write, an item in whose presence only this one is refused, or the key of one that has to be missing. */
    readonly spoilt: readonly (Item | string)[];
}

const TRANSACTIONS: readonly TransactionCase[] = [
    {
        name: "acquire",
        writes: acquire({ bucket: BUCKET, id: "one", now: NOW, expiresAt: NOW + MINUTE_MS }),
        items: [used(2)],
        spoilt: [used(3), leaseItem(first)],
    },
    {
        name: "release",
        writes: release({ bucket: BUCKET, id: "one" }),
        items: [used(1), leaseItem(first)],
        spoilt: [first.key, used(0)],
    },
    {
        name: "expire",
        writes: expire({ bucket: BUCKET, leases, cutoff: NOW }),
        items: [used(3), ...leases.map(leaseItem)],
        spoilt: [...leases.map((lease) => leaseItem({ ...lease, expiresAt: NOW + 1 })), used(2)],
    },
    {
        name: "expire uncounted",
        writes: expireUncounted(first, NOW),
        items: [slots(3), leaseItem(first)],
        spoilt: [leaseItem({ ...first, expiresAt: NOW + 1 }), used(1)],
    },
];

/** @param served asked again in each test, for an empty table */
export function transactionsAreWhole(served: () => ServedTable): void {
    for (const { name, writes, items, spoilt } of TRANSACTIONS) {
        it(`carries "${name}" out as a whole, or nothing of it, and says which of ${writes.length} conditions failed`, async () => {
            const { table, ...hand } = served();
            const putAll = async (): Promise<void> => {
                await Promise.all((await hand.all()).map((item) => hand.delete(String(item[KEY]))));
                await Promise.all(items.map((item) => hand.put(item)));
            };
            for (const [index, spoil] of spoilt.entries()) {
                await putAll();
                await (typeof spoil === "string" ? hand.delete(spoil) : hand.put(spoil));
                const before = sorted(await hand.all());
                const failed = await outcome(() => table.transact(writes, randomUUID()));
                assert.deepEqual(
                    failed,
                    writes.map((_, at) => at === index),
                );
                assert.deepEqual(sorted(await hand.all()), before);
            }
            await putAll();
            const before = sorted(await hand.all());
            assert.equal(await outcome(() => table.transact(writes, randomUUID())), undefined);
            assert.notDeepEqual(sorted(await hand.all()), before);
        });
    }
}

function sorted(items: readonly Item[]): readonly Item[] {
    return items.toSorted((one, other) => (String(one[KEY]) < String(other[KEY]) ? -1 : 1));
}

/** @param served asked again in each test, for an empty table */
export function consumersAndReconcilerGetOn(served: () => ServedTable): void {
    let now = NOW;
    const clock = { now: () => now, pause: () => Promise.resolve(), random: () => 0 };
    beforeEach(() => (now = NOW));

    function run(options: ReconcileOptions = {}): Promise<Report> {
        return reconcile({ table: served().table, clock, token: randomUUID, log: () => undefined, ...options });
    }

    it("lends every slot and no more, and takes each back once", async () => {
        const { table, put } = served();
        await put(slots(2));
        const client = new BucketClient({ table, clock, uuid: randomUUID });
        const [one, two] = [await client.acquire(BUCKET, MINUTE_MS), await client.acquire(BUCKET, MINUTE_MS)];
        assert.ok(one !== undefined && two !== undefined);
        assert.equal(await client.acquire(BUCKET, MINUTE_MS), undefined);
        assert.equal((await client.renew(one, 2 * MINUTE_MS))?.expiresAt, NOW + 2 * MINUTE_MS);
        assert.deepEqual([await client.release(one), await client.release(one)], [true, false]);
        now += 2 * MINUTE_MS;
        assert.equal(await client.renew(two, MINUTE_MS), undefined, "it has expired by the consumer's own clock");
        const bucket = await table.get(BUCKET);
        assert.deepEqual([bucket?.["in_use"], bucket?.["revision"], bucket?.["capacity"]], [1, 3, 2]);
    });

    it("draws what returns with time, in fractions as well", async () => {
        const { table, put } = served();
        await put(settingsItem("openai#rpm", { kind: "rate", capacity: 2, refillRate: 25 / 3 }));
        const client = new BucketClient({ table, clock, uuid: randomUUID });
        const drawn: boolean[] = [];
        for (const pause of [0, 0, 0, 120, 10]) {
            now += pause;
            drawn.push(await client.draw("openai#rpm", 1));
        }
        assert.deepEqual(drawn, [true, true, false, true, false]);
    });

    it("reads every item once, page by page and part by part", async () => {
        const { table, put } = served();
        const keys = Array.from({ length: 23 }, (_, index) => leaseKey(BUCKET, `${index}`));
        await Promise.all(keys.map((key) => put({ [KEY]: key, ttl: 1 })));
        const met: string[] = [];
        for (let segment = 0; segment < 3; segment += 1) {
            let after: string | undefined;
            do {
                const from = after === undefined ? {} : { after };
                const page = await table.scan({ segment, segments: 3, limit: 4, ...from });
                assert.ok(page.items.length <= 4);
                met.push(...page.items.map((item) => String(item[KEY])));
                after = page.next;
            } while (after !== undefined);
        }
        assert.deepEqual(met.toSorted(), keys.toSorted());
    });

    /** Two of five leases have expired; a third is of a bucket that is gone; one bucket is off by two. */
    async function disorder(): Promise<void> {
        const { table, put } = served();
        await put(slots(9));
        for (const minutes of [1, 1, 60, 60, 60]) {
            await table.transact(
                acquire({ bucket: BUCKET, id: randomUUID(), now, expiresAt: now + minutes * MINUTE_MS }),
                randomUUID(),
            );
        }
        await put(leaseItem({ ...first, key: leaseKey("gone#away", "x"), bucket: "gone#away" }));
        await put({ ...slots(5), [KEY]: "openai#batch", in_use: 2, revision: 2 });
        now += 10 * MINUTE_MS;
    }

    it("reconciles in one run, so that the next has nothing to do", async () => {
        await disorder();
        const { leases: met, expired, returned, repaired, errors, complete } = await run({ pageSize: 2, segments: 2 });
        assert.deepEqual([met, expired, returned, repaired, errors, complete], [6, 3, 3, 2, 0, true]);
        const { table } = served();
        const [bucket, batch] = [await table.get(BUCKET), await table.get("openai#batch")];
        assert.deepEqual([bucket?.["in_use"], batch?.["in_use"], batch?.["repairs"]], [3, 0, 1]);
        assert.equal((await served().all()).flatMap((item) => leaseOf(item) ?? []).length, 3);
        const again = await run();
        assert.deepEqual([again.expired, again.returned, again.repaired, again.undecided], [0, 0, 0, 0]);
    });

    it("looks only in a dry run, and finds the same", async () => {
        await disorder();
        const before = sorted(await served().all());
        const { expired, returned, off, repaired } = await run({ dryRun: true, pageSize: 2, segments: 2 });
        assert.deepEqual([expired, returned, off, repaired], [3, 0, 2, 0]);
        assert.deepEqual(sorted(await served().all()), before);
    });
}
