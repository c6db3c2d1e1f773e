import assert from "node:assert/strict";
import fc from "fast-check";
import { driftOf } from "../../../runtime/reconciler/drift";
import { acquire, TTL_AFTER_EXPIRY_MS } from "../../../runtime/reconciler/protocol/concurrency";
import { KEY, leaseKey, settingsItem, type Bucket } from "../../../runtime/reconciler/protocol/items";
import { draw, levelAt } from "../../../runtime/reconciler/protocol/rate";
import { reconcile, type LogEntry, type ReconcileRequest } from "../../../runtime/reconciler/reconcile";
import { metricLine, type Report } from "../../../runtime/reconciler/report";
import { Throttled, type Item } from "../../../runtime/reconciler/table";
import { updated } from "./support/expressions";
import { ModelTable, type Fate } from "./support/model-table";

const BUCKET = "openai#concurrency";
const MINUTE_MS = 60_000;

describe("a run of the reconciler", () => {
    let table: ModelTable;
    let logged: LogEntry[];
    let calls: number;
    let tokens = 0;
    let now: number;

    beforeEach(() => {
        table = new ModelTable();
        logged = [];
        calls = 0;
        now = Date.parse("2026-11-22T10:00:00Z");
        table.put({ ...settingsItem(BUCKET, { kind: "concurrency", capacity: 9, refillRate: 0 }) });
    });

    /** Leases that end so many minutes from now, each with its slot. */
    function lend(...minutes: readonly number[]): void {
        minutes.forEach((minute, index) => {
            const expiresAt = now + minute * MINUTE_MS;
            for (const write of acquire({ bucket: BUCKET, id: `${index}`, now, expiresAt })) {
                const before = table.get(write.key) ?? { [KEY]: write.key };
                table.put(updated(write.update, before, write));
            }
        });
    }

    function run(more: Partial<ReconcileRequest> = {}, fate: () => Fate = () => "answered"): Promise<Report> {
        const seen = table.seenBy({ turn: () => Promise.resolve(), fate: () => ((calls += 1), fate()) });
        const clock = {
            now: () => now,
            random: () => 0.5,
            pause: (ms: number) => {
                now += ms;
                return Promise.resolve();
            },
        };
        const token = (): string => `token-${(tokens += 1)}`;
        return reconcile({ table: seen, clock, token, log: (entry) => logged.push(entry), ...more });
    }

    const inUse = (): unknown => table.get(BUCKET)?.["in_use"];
    const bucketWith = (more: Item): void => table.put({ ...table.get(BUCKET), ...more });

    it("gives back what has expired by every clock, and nothing else", async () => {
        lend(-10, -1, 0, 10);
        const report = await run();
        assert.deepEqual([report.leases, report.expired, report.returned, report.repaired], [4, 2, 2, 0]);
        assert.deepEqual([inUse(), report.complete, report.errors], [2, true, 0]);
        assert.ok(table.get(leaseKey(BUCKET, "2")) !== undefined, "half a minute of grace");
    });

    it("takes one transaction for many leases of a bucket", async () => {
        lend(...Array.from({ length: 120 }, () => -10));
        const { returned } = await run({ segments: 1, pageSize: 200, batch: 50 });
        // One page and three transactions: the page has the bucket as well.
        assert.deepEqual([returned, inUse(), calls], [120, 0, 4]);
    });

    const slots = (key: string, more: Item): Item => ({
        ...settingsItem(key, { kind: "concurrency", capacity: 9, refillRate: 0 }),
        ...more,
    });

    it("reads those buckets again that don't count the leases that were met, a few at once", async () => {
        lend(-10, 10);
        const others = Array.from({ length: 40 }, (_, index) => `openai#batch-${index}`);
        others.forEach((key, index) => table.put(slots(key, { in_use: index < 20 ? 1 : 0, revision: 1 })));
        const seen = table.seenBy({ turn: () => new Promise(setImmediate), fate: () => "answered" });
        let underWay = 0;
        let most = 0;
        const read: string[] = [];
        const get: typeof seen.get = async (key) => {
            read.push(key);
            most = Math.max(most, (underWay += 1));
            return seen.get(key).finally(() => (underWay -= 1));
        };
        const { returned, repaired } = await run({ table: { ...seen, get }, segments: 3 });
        assert.deepEqual([returned, repaired, most, inUse()], [1, 20, 3, 1]);
        // Before leases are counted, and after.
        const off = others.slice(0, 20);
        assert.deepEqual(read.toSorted(), [...off, ...off].toSorted());
    });

    it("takes no slot that it gives back itself for one that is missing, whenever a bucket is met", async () => {
        for (const pageSize of [1, 2, 5, 50]) {
            lend(...Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 10 : -10)));
            const waits = table.seenBy({ turn: () => new Promise(setImmediate), fate: () => "answered" });
            const report = await run({ table: waits, segments: 4, pageSize, batch: 3 });
            assert.deepEqual([report.returned, report.off, report.undecided, inUse()], [20, 0, 0, 10]);
            table.all().forEach((item) => table.delete(String(item[KEY])));
            table.put(slots(BUCKET, {}));
        }
    });

    it("changes nothing when it is to look only, and says what it would do", async () => {
        lend(-10, 10);
        bucketWith({ in_use: 5 });
        const before = table.all();
        const report = await run({ dryRun: true });
        assert.deepEqual(table.all(), before);
        assert.deepEqual([report.expired, report.returned, report.off, report.repaired], [1, 0, 3, 0]);
        const line = JSON.parse(metricLine(report, "ontopix-vendor-buckets-pre", now)) as Record<string, unknown>;
        assert.deepEqual([line["off"], line["repaired"]], [3, 0], "the alarm says that a bucket was set right");
        assert.match(logged.map(({ message }) => message).join(), /a bucket is off/);
    });

    it("sets a bucket right that counts leases which are gone, or doesn't count some that are there", async () => {
        lend(10, 10);
        for (const wrong of [7, 0]) {
            bucketWith({ in_use: wrong });
            const { off, repaired, undecided } = await run();
            const difference = Math.abs(wrong - 2);
            assert.deepEqual([inUse(), off, repaired, undecided], [2, difference, difference, 0]);
        }
    });

    it("leaves off when its time is up, and says that it wasn't through", async () => {
        lend(-10);
        const report = await run({ deadline: now });
        assert.deepEqual([report.complete, report.leases, inUse()], [false, 0, 1]);
    });

    it("knows its own repair again whose answer got lost", async () => {
        lend(10);
        bucketWith({ in_use: 3 });
        // A page, the bucket, a page, the bucket, and the repair; then the same once more.
        const report = await run({ segments: 1 }, () => (calls === 5 ? "lost on the way back" : "answered"));
        assert.deepEqual([report.repaired, report.undecided, inUse(), calls], [2, 0, 1, 6]);
        assert.equal(table.get(BUCKET)?.["repairs"], 1);
    });

    it("begins no close look that it has no time for, and is through all the same", async () => {
        lend(10);
        bucketWith({ in_use: 3 });
        const began = now;
        const short = await run({ settleMs: 6_000, deadline: now + 12_000 });
        assert.deepEqual([short.complete, short.undecided, short.repaired, inUse(), now], [true, 1, 0, 3, began]);
        const { complete, undecided, repaired } = await run({ settleMs: 6_000, deadline: now + 12_001 });
        assert.deepEqual([complete, undecided, repaired, inUse(), now], [true, 0, 2, 1, began + 12_000]);
    });

    it("leaves off in the middle of a page as well, and while it is turned away", async () => {
        lend(...Array.from({ length: 40 }, () => -10));
        const asked = { segments: 1, pageSize: 100, batch: 10, deadline: now + 2_500 };
        const slow = (fate: Fate) => (): Fate => ((now += 1_000), fate);
        const report = await run(asked, slow("answered"));
        // A page and two transactions: the third call ends after the deadline, and there is no fourth.
        assert.deepEqual([report.complete, report.errors, report.returned, calls], [false, 0, 20, 3]);
        calls = 0;
        const turnedAway = await run({ ...asked, deadline: now + 2_500 }, slow("throttled"));
        assert.deepEqual([turnedAway.complete, turnedAway.errors], [false, 0]);
        assert.ok(calls <= 3, `${calls} calls`);
    });

    it("counts what it has given back also where it couldn't go on in the middle", async () => {
        lend(-10, -10, -10);
        // A bucket that was made anew counts none of them: they are removed one by one, by three calls each.
        bucketWith({ in_use: 0 });
        const report = await run({ segments: 1 }, () => (calls > 6 ? "throttled" : "answered"));
        assert.deepEqual([report.returned, report.errors > 0, table.all().length], [1, true, 1 + 2]);
    });

    it("never has two transactions of its own on one bucket: they would turn each other away", async () => {
        lend(...Array.from({ length: 60 }, () => -10));
        let underWay = 0;
        let most = 0;
        const seen = table.seenBy({ turn: () => new Promise(setImmediate), fate: () => "answered" });
        const transact: typeof seen.transact = async (writes, token) => {
            most = Math.max(most, (underWay += 1));
            await seen.transact(writes, token);
            underWay -= 1;
        };
        const { returned } = await run({ table: { ...seen, transact }, segments: 4, pageSize: 5, batch: 2 });
        assert.deepEqual([returned, most, inUse()], [60, 1, 0]);
    });

    it("tries again what is turned away, with pauses, and gives up with an error that the next run makes good", async () => {
        lend(-10);
        const began = now;
        let turns = 0;
        const { returned } = await run({}, () => ((turns += 1) % 2 === 1 ? "throttled" : "answered"));
        assert.deepEqual([returned, inUse()], [1, 0]);
        assert.ok(now > began);
        const failed = await run({ segments: 1 }, () => "throttled");
        assert.deepEqual([failed.errors, failed.complete], [1, false]);
        assert.match(String(logged.at(-1)?.["why"]), new RegExp(`^${Throttled.name}`));
    });

    it("names what is neither bucket nor lease, and leaves it alone", async () => {
        const strange: readonly Item[] = [{ [KEY]: "notes", text: "by hand" }, { [KEY]: "lease#openai#concurrency#x" }];
        strange.forEach((item) => table.put(item));
        assert.equal((await run()).strange, 2);
        assert.deepEqual(logged.map(({ key }) => key).sort(), ["lease#openai#concurrency#x", "notes"]);
        assert.equal(table.all().length, 3);
    });

    it("tells of leases that DynamoDB would soon delete before anybody has seen them", async () => {
        lend(-(TTL_AFTER_EXPIRY_MS / MINUTE_MS) * 0.6, -10);
        assert.equal((await run()).overdue, 1);
    });

    it("ends in one line that CloudWatch makes metrics of", async () => {
        lend(-10);
        const report = await run();
        const line = JSON.parse(metricLine(report, "ontopix-vendor-buckets-pre", now)) as Record<string, unknown>;
        assert.deepEqual([line["returned"], line["completed"], line["table"]], [1, 1, "ontopix-vendor-buckets-pre"]);
        const [{ Metrics: metrics }] = (line["_aws"] as { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] })
            .CloudWatchMetrics;
        assert.ok(metrics.every(({ Name }) => typeof line[Name] === "number"));
        assert.equal(metrics.length, 11, "each costs money: docs/vendor-buckets.md names their number");
        const dry = JSON.parse(metricLine({ ...report, dryRun: true }, "t", now)) as Record<string, unknown>;
        assert.equal(dry["completed"], 0);
    });
});

describe("drift of a bucket", () => {
    it("is never taken for more than it is, whatever consumers do while leases are counted", () => {
        const moves = fc.array(fc.record({ takes: fc.boolean(), seen: fc.boolean() }), { maxLength: 12 });
        fc.assert(
            fc.property(fc.nat({ max: 6 }), fc.integer({ min: -3, max: 3 }), moves, (leases, off, moved) => {
                const before = { ...NO_USE, inUse: leases + off, revision: 40 };
                const taken = moved.filter(({ takes }) => takes);
                const given = moved.filter(({ takes }) => !takes).slice(0, leases);
                const after = {
                    ...before,
                    inUse: before.inUse + taken.length - given.length,
                    revision: 40 + taken.length + given.length,
                };
                // One that comes may be counted or not, and so may one that goes.
                const counted =
                    leases - given.filter(({ seen }) => !seen).length + taken.filter(({ seen }) => seen).length;
                const drift = driftOf({ before, after, counted });
                if (drift.is === "certain") {
                    assert.ok(off > 0 ? drift.difference < 0 : drift.difference > 0);
                    assert.ok(Math.abs(drift.difference) <= Math.abs(off));
                }
                assert.ok(drift.is !== "none" || off === 0);
                assert.ok(moved.length > 0 || drift.is === (off === 0 ? "none" : "certain"));
            }),
        );
    });

    it("can't be told of a bucket that was set right or made anew in the meantime", () => {
        const before = { ...NO_USE, inUse: 3, revision: 7 };
        assert.equal(driftOf({ before, after: { ...before, repairs: 1 }, counted: 0 }).is, "unknown");
        assert.equal(driftOf({ before, after: NO_USE, counted: 0 }).is, "unknown");
    });
});

const NO_USE = { inUse: 0, level: 0, levelAt: 0, revision: 0, repairs: 0 };

describe("a draw", () => {
    const settings = { key: "openai#rpm", kind: "rate", capacity: 10, refillRate: 2 } as const;
    const bucket: Bucket = { ...NO_USE, ...settings, level: 8, levelAt: 1_000, revision: 3 };

    it("finds what has returned since the last one; a clock that is behind brings nothing back", () => {
        assert.equal(levelAt(bucket, 2_500), 5);
        assert.equal(levelAt(bucket, 500), 8);
        assert.equal(levelAt(bucket, 60_000), 0);
    });

    it("says when there will be enough, and that there never will be", () => {
        assert.deepEqual(draw(bucket, 4, 1_000), { is: "denied", retryAfterMs: 1_000 });
        assert.deepEqual(draw(bucket, 11, 1_000), { is: "denied", retryAfterMs: undefined });
        assert.deepEqual(draw({ ...bucket, refillRate: 0 }, 4, 1_000), { is: "denied", retryAfterMs: undefined });
    });

    it("never lets the bucket's time go back", () => {
        const drawn = draw(bucket, 1, 500);
        assert.ok(drawn.is === "possible");
        assert.equal(drawn.write.values[":level_at"], 1_000);
    });
});
