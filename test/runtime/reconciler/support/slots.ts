/** Schedules of buckets whose slots are given back. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { acquire } from "../../../../runtime/reconciler/protocol/concurrency";
import { bucketOf, KEY, leaseKey, leaseOf, settingsItem } from "../../../../runtime/reconciler/protocol/items";
import { reconcile } from "../../../../runtime/reconciler/reconcile";
import type { Report } from "../../../../runtime/reconciler/report";
import type { Item, Write } from "../../../../runtime/reconciler/table";
import { updated } from "./expressions";
import { BucketClient, type Slot } from "./client";
import type { Fate, ModelTable } from "./model-table";
import { actors, fates, Stage, tears, type Actor, type Mutation, type Part, type StageOptions } from "./schedule";
import { WHOLE_AFTER_MS } from "./under-way";

const BUCKET = "openai#concurrency";
const LEASE_MS = 60_000;
/** Long enough for a clock that is far behind. */
const RENEWED_MS = 20 * LEASE_MS;
const HOUR_MS = 60 * LEASE_MS;
/** Behind by more than the reconciler's grace. */
const ASTRAY_MS = -10 * LEASE_MS;
/** No pause before another try is as long. */
const SETTLE_MS = WHOLE_AFTER_MS + 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

type Event =
    | { readonly is: "time"; readonly ms: number }
    | { readonly is: "capacity"; readonly capacity: number }
    /** The program takes the bucket away, and with it what is live in it. */
    | { readonly is: "removed" }
    /** Somebody sets what is in use to nothing, by hand. */
    | { readonly is: "reset" }
    /** As removed, and made again at once. */
    | { readonly is: "rebuilt" }
    /** The program makes it, or makes a rate bucket of it. */
    | { readonly is: "made"; readonly kind: "concurrency" | "rate"; readonly capacity: number }
    /** DynamoDB deletes what TTL allows. */
    | { readonly is: "ttl" }
    /** Ten minutes have passed: a transaction is no longer known by its token. */
    | { readonly is: "forgotten" };

const forgotten: fc.Arbitrary<Event> = fc.constant({ is: "forgotten" });
const usual: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ is: fc.constant("time" as const), ms: fc.constantFrom(1_000, LEASE_MS, 3 * LEASE_MS) }),
    fc.record({ is: fc.constant("capacity" as const), capacity: fc.integer({ min: 0, max: 3 }) }),
    forgotten,
);

const made: fc.Arbitrary<Event> = fc.record({
    is: fc.constant("made" as const),
    kind: fc.constantFrom("concurrency" as const, "concurrency" as const, "rate" as const),
    capacity: fc.integer({ min: 0, max: 3 }),
});
const gone: fc.Arbitrary<Event> = fc.constantFrom<Event>({ is: "removed" }, { is: "rebuilt" });
/** The bucket goes, and with it what was live in it. */
const rebuilding: fc.Arbitrary<Event> = fc.oneof(usual, gone, made);
const reset: fc.Arbitrary<Event> = fc.constant({ is: "reset" });
/** Leases go that no reconciler has seen. */
const neglect: fc.Arbitrary<Event> = fc.oneof(
    usual,
    fc.constant<Event>({ is: "time", ms: 9 * DAY_MS }),
    fc.constant<Event>({ is: "ttl" }),
);

type Step = "hold" | "renew" | "release" | "release twice" | "leave";

/** What there is before anybody comes: leases of consumers that are gone, and a bucket that may be off. */
interface Remains {
    /** How long each lease has to go, ms; may be over. */
    readonly leases: readonly number[];
    /** Slots that the bucket counts too many, or too few. */
    readonly off: number;
    /** How often it was set right. */
    readonly repairs: number;
}

/** What may happen, and what has to hold all the same. */
interface Weather {
    readonly events: fc.Arbitrary<Event>;
    readonly off: fc.Arbitrary<number>;
    /** How the slots that a bucket counts stand to its leases. */
    readonly counts: "as many" | "as many or fewer" | "as many or more" | "anything";
    /** Consumers whose clocks are further off than is allowed: they may lose what they hold. */
    readonly isAstray?: boolean;
    /** The most consumers; where there are few, reconcilers meet each other more often. @default 3 */
    readonly consumers?: number;
    /** What a consumer does at least, and at most twice as much. @default 1 to 4 steps */
    readonly steps?: number;
    /** Nobody dies, and each call is answered: nothing keeps a run from its end. */
    readonly isFair?: boolean;
}

const WEATHERS: readonly Weather[] = [
    { events: usual, off: fc.constant(0), counts: "as many" },
    { events: rebuilding, off: fc.integer({ min: -2, max: 0 }), counts: "as many or fewer" },
    { events: neglect, off: fc.integer({ min: 0, max: 2 }), counts: "as many or more" },
    { events: fc.oneof(rebuilding, neglect, reset), off: fc.integer({ min: -2, max: 2 }), counts: "anything" },
];
/** A bucket that goes, or is set right by two at once, in the moment in which it is set right. */
const REPAIRED: readonly Weather[] = [
    { events: usual, off: fc.integer({ min: 1, max: 2 }), counts: "as many or more", consumers: 0 },
    { events: usual, off: fc.integer({ min: -2, max: -1 }), counts: "as many or fewer", consumers: 0 },
    { events: gone, off: fc.integer({ min: 1, max: 2 }), counts: "anything", consumers: 0 },
    { events: made, off: fc.integer({ min: -2, max: 2 }), counts: "anything", consumers: 0 },
];
/** Leases that their bucket doesn't count, or that have none. */
const UNCOUNTED: readonly Weather[] = [
    { events: fc.oneof(gone, made), off: fc.integer({ min: -2, max: 0 }), counts: "as many or fewer", consumers: 1 },
    { events: gone, off: fc.constant(0), counts: "anything", isAstray: true },
];

/** Slots that come and go in the moment in which their bucket is set right. */
const TORN: readonly Weather[] = [
    { events: forgotten, off: fc.integer({ min: 1, max: 2 }), counts: "as many or more", steps: 4, isFair: true },
    { events: forgotten, off: fc.integer({ min: -2, max: -1 }), counts: "as many or fewer", steps: 4, isFair: true },
];

export interface SlotSchedule extends Pick<Weather, "counts" | "isAstray"> {
    readonly capacity: number;
    readonly remains: Remains;
    readonly consumers: readonly (Actor & { readonly steps: readonly Step[] })[];
    readonly reconcilers: readonly (Actor & {
        readonly runs: number;
        readonly pageSize: number;
        readonly batch: number;
    })[];
    readonly events: readonly Event[];
    readonly fates: readonly Fate[];
    readonly tears: NonNullable<StageOptions["tears"]>;
    readonly scheduler: fc.Scheduler;
}

const STEP = fc.constantFrom<Step>("hold", "renew", "release", "release twice", "leave");

function schedulesIn(weather: Weather): fc.Arbitrary<SlotSchedule> {
    const { events, off, counts, isAstray = false, consumers = 3, steps: least, isFair = false } = weather;
    const acting = isFair ? actors.map((actor) => ({ ...actor, diesAfter: undefined })) : actors;
    const few = fc.integer({ min: 1, max: 3 });
    const steps = fc.array(STEP, { minLength: least ?? 1, maxLength: least === undefined ? 4 : 2 * least });
    const consumer = fc.tuple(acting, steps).map(([actor, steps]) => ({
        ...actor,
        ...(isAstray ? { skewMs: ASTRAY_MS } : {}),
        steps,
    }));
    const reconciler = fc
        .tuple(acting, fc.integer({ min: 1, max: 2 }), few, few)
        .map(([actor, runs, pageSize, batch]) => ({ ...actor, runs, pageSize, batch }));
    return fc.record({
        counts: fc.constant(counts),
        isAstray: fc.constant(isAstray),
        capacity: fc.integer({ min: 0, max: 3 }),
        remains: fc.record({
            leases: fc.array(fc.constantFrom(-HOUR_MS, LEASE_MS), { maxLength: 3 }),
            off,
            repairs: fc.nat({ max: 1 }),
        }),
        consumers: fc.array(consumer, { minLength: Math.min(1, consumers), maxLength: consumers }),
        reconcilers: fc.array(reconciler, { minLength: 1, maxLength: 2 }),
        events: fc.array(events, { maxLength: 6 }),
        fates: isFair ? fc.constant([]) : fates,
        tears,
        scheduler: fc.scheduler(),
    });
}

export const slotSchedules: fc.Arbitrary<SlotSchedule> = fc.oneof(
    ...[...WEATHERS, ...WEATHERS, ...REPAIRED, ...UNCOUNTED, ...TORN].map(schedulesIn),
);

/** Those in which a scan is likely to see a part of a transaction when it matters. */
export const tornSchedules: fc.Arbitrary<SlotSchedule> = fc.oneof(...TORN.map(schedulesIn));

/** Those in which a write is likely to meet what its conditions are for. */
export function schedulesFor(label: string): fc.Arbitrary<SlotSchedule> {
    if (label === "repair") {
        return fc.oneof(...REPAIRED.map(schedulesIn));
    }
    return /uncounted|orphan/.test(label) ? fc.oneof(...UNCOUNTED.map(schedulesIn)) : slotSchedules;
}

/** A consumer's belief that it holds a slot. */
interface Held {
    readonly slot: Slot;
    readonly now: () => number;
}

/** What is left out, to see that it is noticed. */
export interface Without {
    readonly mutation?: Mutation | undefined;
    /** This pause of each close look, from 0. */
    readonly pause?: number;
}

/** Plays a schedule, watches the invariants at each change, and looks at what is left in the end. */
export async function playSlots(schedule: SlotSchedule, { mutation, pause }: Without = {}): Promise<void> {
    const held = new Set<Held>();
    const stage: Stage = new Stage({
        ...{ scheduler: schedule.scheduler, fates: schedule.fates, tears: schedule.tears, mutation },
        check: (write, before) => {
            const after = stage.table.get(write.key);
            assertKind(write, before);
            assertTheirs(write, before, after);
            assertCounted(stage, schedule.counts);
            const { inUse = 0, capacity = 0 } = (after && bucketOf(after)) ?? {};
            assert.ok(write.label !== "acquire bucket" || inUse <= capacity, `${inUse} of ${capacity} slots were lent`);
            for (const { slot, now } of schedule.isAstray === true ? [] : held) {
                const isThere = stage.table.get(leaseKey(slot.bucket, slot.id)) !== undefined;
                assert.ok(isThere || now() >= slot.expiresAt, `${write.label} took a slot from a consumer at work`);
            }
        },
    });
    leave(stage, schedule);
    schedule.consumers.forEach((consumer) => stage.enter(consumer, (part) => consume(part, consumer.steps, held)));
    schedule.reconcilers.forEach(({ runs, pageSize, batch, ...actor }) =>
        stage.enter(actor, async (part) => {
            for (let run = 0; run < runs; run += 1) {
                await reconciled(withoutPause(part, pause), { pageSize, batch });
            }
        }),
    );
    stage.enter({ skewMs: 0, diesAfter: undefined }, async ({ turn }) => {
        for (const event of schedule.events) {
            await turn();
            happen(stage, event);
        }
    });
    await stage.play();
    held.clear();
    await assertSettled(stage);
}

function leave({ table, now }: Stage, { capacity, remains }: SlotSchedule): void {
    const settings = settingsItem(BUCKET, { kind: "concurrency", capacity, refillRate: 0 });
    const counted = Math.max(0, remains.leases.length + remains.off);
    const live: Item = counted === 0 ? {} : { in_use: counted, revision: counted };
    const repairs: Item = remains.repairs === 0 ? {} : { repairs: remains.repairs };
    table.put({ ...settings, ...live, ...repairs });
    remains.leases.forEach((ms, index) => {
        const [, lease] = acquire({ bucket: BUCKET, id: `former-${index}`, now, expiresAt: now + ms });
        table.put(lease === undefined ? {} : updated(lease.update, { [KEY]: lease.key }, lease));
    });
}

function withoutPause(part: Part, left: number | undefined): Part {
    let count = 0;
    const isLeftOut = (ms: number): boolean => ms === SETTLE_MS && count++ === left;
    const pause = async (ms: number): Promise<void> => (isLeftOut(ms) ? undefined : part.clock.pause(ms));
    return { ...part, clock: { ...part.clock, pause } };
}

function reconciled(part: Part, options: { readonly pageSize: number; readonly batch: number }): Promise<Report> {
    return reconcile({ ...part, ...options, segments: 2, settleMs: SETTLE_MS, token: part.uuid, log: part.log });
}

async function consume(part: Part, steps: readonly Step[], held: Set<Held>): Promise<void> {
    const client = new BucketClient(part);
    let holding: Held | undefined;
    const hold = (slot: Slot | undefined): void => {
        if (holding !== undefined) {
            held.delete(holding);
        }
        holding = slot === undefined ? undefined : { slot, now: () => part.clock.now() };
        if (holding !== undefined) {
            held.add(holding);
        }
    };
    for (const step of steps) {
        const { slot } = holding ?? {};
        if (slot === undefined || step === "hold") {
            hold(undefined);
            hold(await client.acquire(BUCKET, LEASE_MS));
        } else if (step === "renew") {
            const renewed = await client.renew(slot, RENEWED_MS);
            hold(renewed);
        } else if (step === "release" || step === "release twice") {
            hold(undefined);
            await client.release(slot);
            if (step === "release twice") {
                await client.release(slot);
            }
        }
    }
    // Whoever leaves without a word no longer works.
    hold(undefined);
}

function happen(stage: Stage, event: Event): void {
    const { table } = stage;
    table.settle((one) => one.holds(BUCKET));
    const bucket = table.get(BUCKET);
    switch (event.is) {
        case "time":
            stage.now += event.ms;
            return;
        case "capacity":
            if (bucket !== undefined) {
                // As an update of the program: what is live stays.
                table.put({ ...bucket, capacity: event.capacity });
            }
            return;
        case "removed":
            table.delete(BUCKET);
            return;
        case "rebuilt":
            table.put(settingsItem(BUCKET, { kind: "concurrency", capacity: 2, refillRate: 0 }));
            return;
        case "reset":
            if (bucket !== undefined) {
                table.put({ ...bucket, in_use: 0 });
            }
            return;
        case "made":
            table.put({ ...bucket, ...settingsItem(BUCKET, { ...event, refillRate: 1 }) });
            return;
        case "ttl":
            table
                .all()
                .flatMap((item) => leaseOf(item) ?? [])
                .filter(({ ttl }) => ttl * 1000 < stage.now)
                .forEach(({ key }) => table.delete(key));
            return;
        case "forgotten":
            table.forgetTokens();
            return;
    }
}

const WANTED_KIND: Readonly<Record<string, string>> = { "acquire bucket": "concurrency", repair: "concurrency" };

function assertKind({ label }: Write, before: Item | undefined): void {
    const wanted = WANTED_KIND[label];
    const kind = before?.["kind"];
    assert.ok(wanted === undefined || kind === wanted, `${label} has written to a bucket of kind ${String(kind)}`);
}

/** Nobody makes an item that is neither bucket nor lease, or takes a lease that has not expired. */
function assertTheirs({ label, kind, values }: Write, before: Item | undefined, after: Item | undefined): void {
    const isKnown = after === undefined || bucketOf(after) !== undefined || leaseOf(after) !== undefined;
    assert.ok(isKnown, `${label} has made ${JSON.stringify(after)}`);
    const [end, cutoff] = [leaseOf(before ?? {})?.expiresAt ?? 0, values[":cutoff"]];
    const isTaken = kind === "delete" && typeof cutoff === "number";
    assert.ok(!isTaken || end <= cutoff, `${label} has taken a lease until ${end}, at ${String(cutoff)}`);
}

/** A bucket counts its leases. One that was made anew may count fewer; one whose leases went by TTL, more. */
function assertCounted({ table }: Stage, counts: SlotSchedule["counts"]): void {
    const bucket = bucketOf(table.get(BUCKET) ?? {});
    if (bucket === undefined) {
        return;
    }
    const { inUse } = bucket;
    const leases = leasesIn(table);
    const isRight = {
        "as many": inUse === leases,
        "as many or fewer": inUse <= leases,
        "as many or more": inUse >= leases,
        anything: true,
    }[counts];
    assert.ok(isRight && inUse >= 0, `the bucket counts ${inUse} slots, and there are ${leases} leases`);
}

function leasesIn(table: ModelTable): number {
    return table.all().flatMap((item) => leaseOf(item) ?? []).length;
}

/** An hour after all of it, with nobody at work: one run of the reconciler leaves nothing for the next. */
async function assertSettled(stage: Stage): Promise<void> {
    const { table } = stage;
    happen(stage, { is: "made", kind: "concurrency", capacity: 3 });
    stage.now += HOUR_MS;
    const first = await reconciled(stage.calm(), { pageSize: 2, batch: 2 });
    assert.deepEqual([first.complete, first.errors, first.strange], [true, 0, 0]);
    const { inUse } = bucketOf(table.get(BUCKET) ?? {}) ?? assert.fail("the bucket is gone");
    assert.deepEqual([inUse, leasesIn(table)], [0, 0], "slots are left, or leases");
    const second = await reconciled(stage.calm(), { pageSize: 2, batch: 2 });
    const { returned, repaired, undecided } = second;
    assert.deepEqual([returned, repaired, undecided], [0, 0, 0]);
    stage.assertRight();
}
