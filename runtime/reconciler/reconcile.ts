import { OutOfTime, until } from "./deadline";
import { driftOf } from "./drift";
import { returnSlots } from "./expiry";
import { repair } from "./protocol/concurrency";
import { bucketOf, isLease, KEY, leaseOf, type Bucket, type Lease } from "./protocol/items";
import { Tally, type Report } from "./report";
import { persistently, refusals, type Clock } from "./retry";
import { Standings } from "./standings";
import type { Item, Table, Write } from "./table";

export interface ReconcileOptions {
    /**
     * How long after its end a lease is taken for expired, ms: more than any two clocks may be apart.
     *
     * @default 30000
     */
    readonly graceMs?: number;
    /** Parts of the table that are read side by side. @default 4 */
    readonly segments?: number;
    /** Items of a page; what is held in memory is this, times `segments`. @default 500 */
    readonly pageSize?: number;
    /** Leases of one bucket that go in one transaction, at most 99. @default 50 */
    readonly batch?: number;
    /** Before and after leases are counted for a repair, ms: longer than scans see a part of a transaction. @default 6000 */
    readonly settleMs?: number;
    /** Looks, and changes nothing. @default false */
    readonly dryRun?: boolean;
    /** When the time is up, epoch ms: no further call is begun. @default - never */
    readonly deadline?: number;
}

/** What a run needs. */
export interface ReconcileRequest extends ReconcileOptions {
    readonly table: Table;
    readonly clock: Clock;
    /** A new UUID each time. */
    readonly token: () => string;
    /** Receives what is worth a line. Neither keys of leases nor values of settings are secrets. */
    readonly log: (entry: LogEntry) => void;
}

export interface LogEntry {
    readonly level: "info" | "warn" | "error";
    readonly message: string;
    readonly [detail: string]: string | number | boolean;
}

/**
 * DynamoDB takes a transaction up again that has got stuck when it is asked for once more five seconds later:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const SETTLE_MS = 6_000;

const DEFAULTS = {
    ...{ graceMs: 30_000, segments: 4, pageSize: 500, batch: 50, dryRun: false },
    settleMs: SETTLE_MS,
    deadline: Infinity,
} as const;

type Settings = ReconcileRequest & Required<ReconcileOptions>;

/**
 * Gives the slots of expired leases back, each exactly once, and sets buckets right that don't count their leases. May run
 * twice at once and be killed anywhere: each step is one transaction, and the next run goes on.
 */
export async function reconcile(request: ReconcileRequest): Promise<Report> {
    const run = new Run({ ...DEFAULTS, ...request });
    return run.carryOut();
}

/** @param asked when the page was asked for, by {@link Standings.now} */
type See = (items: readonly Item[], asked: number) => Promise<void> | void;

class Run {
    private readonly tally = new Tally();
    private readonly standings = new Standings();
    /** What is under way on each bucket, or was last. */
    private readonly turns = new Map<string, Promise<void>>();
    private readonly settings: Settings;
    private readonly cutoff: number;
    private complete = true;

    constructor(settings: Settings) {
        const { table, clock, graceMs, deadline } = settings;
        this.settings = { ...settings, table: until(deadline, table, clock) };
        this.cutoff = clock.now() - graceMs;
    }

    async carryOut(): Promise<Report> {
        const { clock, dryRun } = this.settings;
        const began = clock.now();
        await this.eachPage((items, asked) => this.sweep(items, asked));
        if (this.complete) {
            // Of a part of the leases nothing follows.
            await this.compare();
        }
        return this.tally.report({ dryRun, complete: this.complete, tookMs: clock.now() - began });
    }

    private async eachPage(see: See): Promise<void> {
        const { segments } = this.settings;
        const read = (segment: number): Promise<void> => this.readSegment(segment, see);
        await Promise.all(Array.from({ length: segments }, (_, segment) => this.guarded("scan", () => read(segment))));
    }

    private async readSegment(segment: number, see: See): Promise<void> {
        const { table, clock, segments, pageSize } = this.settings;
        let after: string | undefined;
        do {
            const place = { segment, segments, limit: pageSize, ...(after === undefined ? {} : { after }) };
            const asked = this.standings.now();
            const page = await persistently(() => table.scan(place), clock);
            await see(page.items, asked);
            after = page.next;
        } while (after !== undefined);
    }

    /** What goes wrong in one part must not keep the slots of another. */
    private async guarded(what: string, work: () => Promise<void>): Promise<void> {
        try {
            await work();
        } catch (error) {
            if (error instanceof OutOfTime) {
                this.complete = false;
                return;
            }
            this.tally.add("errors");
            this.complete = this.complete && what !== "scan";
            const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            this.settings.log({ level: "error", message: `${what} failed; the next run tries again`, why });
        }
    }

    private async sweep(items: readonly Item[], asked: number): Promise<void> {
        const expired = new Map<string, Lease[]>();
        for (const item of items) {
            const lease = leaseOf(item);
            if (lease !== undefined) {
                this.meet(lease);
                if (this.isExpired(lease)) {
                    const others = expired.get(lease.bucket) ?? [];
                    others.push(lease);
                    expired.set(lease.bucket, others);
                }
            } else {
                this.meetOther(item, asked);
            }
        }
        for (const [bucket, leases] of expired) {
            await this.inTurn(bucket, () => this.giveBack(bucket, leases));
        }
    }

    /** Two transactions on one bucket turn each other away: parts of the table wait for each other instead. */
    private inTurn(bucket: string, work: () => Promise<void>): Promise<void> {
        const turn = (this.turns.get(bucket) ?? Promise.resolve()).then(work);
        this.turns.set(bucket, turn);
        return turn;
    }

    private isExpired({ expiresAt }: Lease): boolean {
        return expiresAt <= this.cutoff;
    }

    private meet(lease: Lease): void {
        this.tally.add("leases");
        this.standings.meetLease(lease.bucket);
        if (this.isExpired(lease)) {
            this.tally.add("expired");
            const halfway = (lease.expiresAt + lease.ttl * 1000) / 2;
            this.tally.add("overdue", lease.ttl > 0 && this.cutoff > halfway ? 1 : 0);
        }
    }

    private meetOther(item: Item, asked: number): void {
        const bucket = bucketOf(item);
        if (bucket === undefined) {
            this.tally.add("strange");
            const what = isLease(item) ? "a lease that isn't one of the protocol's" : "an item that is no bucket";
            this.settings.log({ level: "warn", message: `${what} is left alone`, key: String(item[KEY]) });
            return;
        }
        this.tally.add("buckets");
        if (bucket.kind === "concurrency") {
            this.standings.meetBucket(bucket, asked);
        }
    }

    private async giveBack(bucket: string, leases: readonly Lease[]): Promise<void> {
        const { batch, dryRun } = this.settings;
        for (let start = 0; start < leases.length && !dryRun; start += batch) {
            const some = leases.slice(start, start + batch);
            await this.guarded(`giving slots of ${bucket} back`, async () => {
                const returned = (count: number): void => this.tally.add("returned", count);
                this.standings.begin(bucket);
                await returnSlots(bucket, some, { ...this.settings, cutoff: this.cutoff, returned });
                // One that was renewed at that moment makes its bucket a suspect, no more.
                this.standings.end(bucket, some.length);
            });
        }
    }

    /** Only buckets that seem to be off are looked at closely: that takes another reading of the table. */
    private async compare(): Promise<void> {
        const suspects = new Map<string, Bucket>();
        await this.sideBySide(this.standings.inDoubt(), (key) =>
            this.guarded(`reading ${key}`, async () => {
                const bucket = await this.read(key);
                if (bucket !== undefined && bucket.inUse !== this.standings.expectedOf(key)) {
                    suspects.set(key, bucket);
                }
            }),
        );
        if (suspects.size > 0) {
            await this.lookClosely(suspects);
        }
    }

    /** As many side by side as parts of the table are read. */
    private async sideBySide<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
        const rest = all.values();
        const workOff = async (): Promise<void> => {
            for (let next = rest.next(); next.done !== true; next = rest.next()) {
                await work(next.value);
            }
        };
        await Promise.all(Array.from({ length: this.settings.segments }, workOff));
    }

    /**
     * A scan may see a part of a transaction that anybody else finds done, or not begun. After a pause it sees all of what
     * was done before the buckets were read; after another one the buckets have all of what it has seen a part of.
     */
    private async lookClosely(suspects: ReadonlyMap<string, Bucket>): Promise<void> {
        const { clock, settleMs, deadline } = this.settings;
        if (clock.now() + 2 * settleMs >= deadline) {
            this.tally.add("undecided", suspects.size);
            return;
        }
        const counted = new Map<string, number>();
        await clock.pause(settleMs);
        await this.eachPage((items) => {
            for (const { bucket } of items.flatMap((item) => leaseOf(item) ?? [])) {
                counted.set(bucket, (counted.get(bucket) ?? 0) + 1);
            }
        });
        if (!this.complete) {
            return;
        }
        await clock.pause(settleMs);
        await this.sideBySide([...suspects.values()], (before) =>
            this.guarded(`setting ${before.key} right`, () => this.setRight(before, counted.get(before.key) ?? 0)),
        );
    }

    private async read(key: string): Promise<Bucket | undefined> {
        const { table, clock } = this.settings;
        const item = await persistently(() => table.get(key), clock);
        return item === undefined ? undefined : bucketOf(item);
    }

    private async setRight(before: Bucket, counted: number): Promise<void> {
        const { dryRun, log } = this.settings;
        const after = await this.read(before.key);
        const drift = after === undefined ? ({ is: "unknown" } as const) : driftOf({ before, after, counted });
        if (drift.is !== "certain") {
            this.tally.add("undecided", drift.is === "unknown" ? 1 : 0);
            return;
        }
        const { difference } = drift;
        this.tally.add("off", Math.abs(difference));
        const found = { bucket: before.key, inUse: before.inUse, counted, difference };
        if (!dryRun && !(await this.repaired(repair({ ...found, repairs: before.repairs })))) {
            // Another one came first.
            this.tally.add("undecided");
            return;
        }
        log({ level: "warn", message: dryRun ? "a bucket is off" : "a bucket was off and is set right", ...found });
        this.tally.add("repaired", dryRun ? 0 : Math.abs(difference));
    }
    /** As a transaction, which knows itself again: where its answer got lost, the same condition would refuse it. */
    private async repaired(write: Write): Promise<boolean> {
        const { table, clock, token } = this.settings;
        const own = token();
        return (await refusals(() => table.transact([write], own), clock)) === undefined;
    }
}
