/** A small client of vendor buckets, as a consumer's SDK would be: it speaks the protocol of docs/vendor-buckets.md. */
import { acquire, release, renew } from "../../../../runtime/reconciler/protocol/concurrency";
import { bucketOf } from "../../../../runtime/reconciler/protocol/items";
import { draw } from "../../../../runtime/reconciler/protocol/rate";
import { persistently, refusals, type Clock } from "../../../../runtime/reconciler/retry";
import type { Table } from "../../../../runtime/reconciler/table";

export interface ClientOptions {
    readonly table: Table;
    readonly clock: Clock;
    readonly uuid: () => string;
}

/** A slot that is held until it is given back or `expiresAt` has come, by this consumer's clock. */
export interface Slot {
    readonly bucket: string;
    readonly id: string;
    readonly expiresAt: number;
}

/** How often a draw is tried anew when another consumer was faster. */
const DRAWS = 5;

export class BucketClient {
    constructor(private readonly options: ClientOptions) {}

    /** @returns undefined when no slot is free, or there is no such bucket */
    async acquire(bucket: string, leaseMs: number): Promise<Slot | undefined> {
        const { table, clock, uuid } = this.options;
        const [id, now] = [uuid(), clock.now()];
        const slot = { bucket, id, expiresAt: now + leaseMs };
        const isOurs = await this.held(() => table.transact(acquire({ ...slot, now }), id));
        return isOurs ? slot : undefined;
    }

    /** @returns the slot with its new end; undefined when it has expired */
    async renew(slot: Slot, leaseMs: number): Promise<Slot | undefined> {
        const { table, clock } = this.options;
        const now = clock.now();
        const renewed = { ...slot, expiresAt: now + leaseMs };
        return (await this.held(() => table.write(renew({ ...renewed, now })))) ? renewed : undefined;
    }

    /** @returns false when it was given back before, by the reconciler */
    async release({ bucket, id }: Slot): Promise<boolean> {
        const { table, uuid } = this.options;
        const token = uuid();
        return this.held(() => table.transact(release({ bucket, id }), token));
    }

    /** @returns whether so many tokens were drawn */
    async draw(key: string, tokens: number): Promise<boolean> {
        const { table, clock } = this.options;
        for (let tried = 0; tried < DRAWS; tried += 1) {
            const item = await persistently(() => table.get(key), clock);
            const bucket = item === undefined ? undefined : bucketOf(item);
            const planned = bucket === undefined ? undefined : draw(bucket, tokens, clock.now());
            if (planned?.is !== "possible") {
                return false;
            }
            // Where the answer gets lost, the tokens may be gone: the second try finds another revision, and draws anew.
            if (await this.held(() => table.write(planned.write))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the condition held. */
    private async held(write: () => Promise<void>): Promise<boolean> {
        return (await refusals(write, this.options.clock)) === undefined;
    }
}
