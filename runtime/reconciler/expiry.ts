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
    /** Told how many leases were removed, each time some were: what comes after may fail. */
    readonly returned: (leases: number) => void;
}

/** Of whom a lease is, whether its slot is counted, may change between two looks; a quiet table needs one. */
const LOOKS = 5;

/**
 * Removes expired leases of one bucket, each together with its slot, in as few transactions as may be. Some may have been
 * given back or renewed in the meantime.
 *
 * @param leases of this bucket, at most 99
 */
export async function returnSlots(bucket: string, leases: readonly Lease[], request: ExpiryRequest): Promise<void> {
    let left = leases;
    while (left.length > 0) {
        const failed = await failures(expire({ bucket, leases: left, cutoff: request.cutoff }), request);
        if (failed === undefined) {
            request.returned(left.length);
            return;
        }
        const there = left.filter((_, index) => failed[index] !== true);
        if (there.length === left.length) {
            return oneByOne(there, request);
        }
        left = there;
    }
}

/** Where the bucket doesn't count as many: some of them may be counted all the same. */
async function oneByOne(leases: readonly Lease[], request: ExpiryRequest): Promise<void> {
    for (const lease of leases) {
        request.returned((await returnSlot(lease, request)) ? 1 : 0);
    }
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
