import { expire, expireOrphan, expireUncounted } from "./protocol/concurrency";
import type { Lease } from "./protocol/items";
import { persistently, refusals, type Clock } from "./retry";
import type { Table, Write } from "./table";

/** What removing leases needs. */
export interface ExpiryRequest {
    readonly table: Table;
    readonly clock: Clock;
    /** A new UUID each time. */
    readonly token: () => string;
    /** What expired before this moment has expired by every clock, epoch ms. */
    readonly cutoff: number;
}

/** Of whom a lease is, whether its slot is counted, may change between two looks; a quiet table needs one. */
const LOOKS = 5;

/**
 * Removes expired leases of one bucket, each together with its slot, in as few transactions as may be.
 *
 * @param leases of this bucket, at most 99
 * @returns how many this call has removed: others may have been given back or renewed in the meantime
 */
export async function returnSlots(bucket: string, leases: readonly Lease[], request: ExpiryRequest): Promise<number> {
    let left = leases;
    while (left.length > 0) {
        const failed = await failures(expire({ bucket, leases: left, cutoff: request.cutoff }), request);
        if (failed === undefined) {
            return left.length;
        }
        const there = left.filter((_, index) => failed[index] !== true);
        if (there.length === left.length) {
            return oneByOne(there, request);
        }
        left = there;
    }
    return 0;
}

/** Where the bucket doesn't count as many: some of them may be counted all the same. */
async function oneByOne(leases: readonly Lease[], request: ExpiryRequest): Promise<number> {
    let returned = 0;
    for (const lease of leases) {
        returned += (await returnSlot(lease, request)) ? 1 : 0;
    }
    return returned;
}

async function returnSlot(lease: Lease, request: ExpiryRequest): Promise<boolean> {
    const { table, clock, cutoff } = request;
    const { bucket } = lease;
    for (let look = 1; look <= LOOKS; look += 1) {
        const counted = await failures(expire({ bucket, leases: [lease], cutoff }), request);
        if (counted === undefined) {
            return true;
        }
        if (counted[0] === true) {
            return false;
        }
        const isThere = (await persistently(() => table.get(bucket), clock)) !== undefined;
        const writes = isThere ? expireUncounted(lease, cutoff) : [expireOrphan(lease, cutoff)];
        const uncounted = await failures(writes, request);
        if (uncounted === undefined || uncounted[0] === true) {
            return uncounted === undefined;
        }
    }
    return false;
}

function failures(
    writes: readonly Write[],
    { table, clock, token }: ExpiryRequest,
): Promise<readonly boolean[] | undefined> {
    const own = token();
    return refusals(() => table.transact(writes, own), clock);
}
