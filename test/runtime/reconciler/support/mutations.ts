/** The protocol's conditions, each without one of its parts. */
import {
    acquire,
    expire,
    expireOrphan,
    expireUncounted,
    release,
    renew,
    repair,
} from "../../../../runtime/reconciler/protocol/concurrency";
import { bucketOf, leaseKey, type Lease } from "../../../../runtime/reconciler/protocol/items";
import { draw } from "../../../../runtime/reconciler/protocol/rate";
import type { Write } from "../../../../runtime/reconciler/table";
import { parseCondition, printCondition, withoutEach } from "./expressions";
import type { Mutation } from "./schedule";

const [bucket, id, now] = ["openai#concurrency", "id", 1_000];
const lease: Lease = { key: leaseKey(bucket, id), bucket, expiresAt: now, ttl: 2 };
const acquisition = { bucket, id, now, expiresAt: now + 1 };

/** A write of each form that the protocol has. */
export const WRITES: readonly Write[] = [
    ...acquire(acquisition),
    renew(acquisition),
    ...release(acquisition),
    ...expire({ bucket, leases: [lease], cutoff: now }),
    ...expireUncounted(lease, now),
    expireOrphan(lease, now),
    repair({ bucket, repairs: 0, difference: -1 }),
    repair({ bucket, repairs: 1, difference: -1 }),
    repair({ bucket, repairs: 1, difference: 1 }),
    ...[0, 1].map(drawAt),
];

function drawAt(revision: number): Write {
    const item = { vendor_dimension: "openai#rpm", kind: "rate", capacity: 2, refill_rate: 1, revision };
    const read = bucketOf(item);
    const drawn = read === undefined ? undefined : draw(read, 1, now);
    if (drawn?.is !== "possible") {
        throw new Error("nothing can be drawn from a full bucket");
    }
    return drawn.write;
}

export interface NamedMutation extends Mutation {
    /** `repair without #in_use >= :least` */
    readonly name: string;
}

export const MUTATIONS: readonly NamedMutation[] = WRITES.flatMap(({ label, condition }) => {
    const parsed = parseCondition(condition);
    return withoutEach(parsed).map((rest) => {
        const without = rest === undefined ? undefined : printCondition(rest);
        return { name: `${label}: ${without ?? "no condition"}, for ${condition}`, label, condition, without };
    });
});
