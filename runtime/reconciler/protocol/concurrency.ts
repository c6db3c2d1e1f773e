/**
 * Slots: a consumer holds one for as long as its lease stands. In each transaction a lease comes or goes together with
 * its slot, so that `in_use` is the number of leases, whoever dies wherever.
 */
import type { Write } from "../table";
import { leaseKey, type Lease } from "./items";
import { written, type Statement } from "./statements";

/** Counts slots that were taken or given back: the reconciler tells by it what has happened between two looks. */
const MOVED = "#revision = if_not_exists(#revision, :zero) + :slots";
const REPAIRED = "#repairs = if_not_exists(#repairs, :zero) + :one";

/** DynamoDB deletes by TTL without a word, and with it would go the slot: the reconciler has days to come first. */
export const TTL_AFTER_EXPIRY_MS = 7 * 24 * 60 * 60 * 1000;

/** Epoch seconds, as DynamoDB wants it. */
function ttlFor(expiresAt: number): number {
    return Math.ceil((expiresAt + TTL_AFTER_EXPIRY_MS) / 1000);
}

export interface Acquisition {
    /** Key of the bucket. */
    readonly bucket: string;
    /** A new UUID; as the transaction's token too, so that an attempt whose answer got lost can be repeated. */
    readonly id: string;
    /** Epoch ms. */
    readonly now: number;
    /** When the consumer has to be done, epoch ms. */
    readonly expiresAt: number;
}

/** The first condition fails: no slot is free, or there is no such bucket. */
export function acquire({ bucket, id, now, expiresAt }: Acquisition): readonly Write[] {
    return [
        written({
            label: "acquire bucket",
            kind: "update",
            key: bucket,
            set: ["#in_use = if_not_exists(#in_use, :zero) + :slots", MOVED],
            conditions: [
                "#kind = :concurrency",
                "(#in_use < #capacity OR (attribute_not_exists(#in_use) AND #capacity > :zero))",
            ],
            values: { ":zero": 0, ":slots": 1, ":concurrency": "concurrency" },
        }),
        written({
            label: "acquire lease",
            kind: "update",
            key: leaseKey(bucket, id),
            set: ["#bucket = :bucket", "#acquired_at = :now", "#expires_at = :expires_at", "#ttl = :ttl"],
            conditions: ["attribute_not_exists(#vendor_dimension)"],
            values: { ":bucket": bucket, ":now": now, ":expires_at": expiresAt, ":ttl": ttlFor(expiresAt) },
        }),
    ];
}

/** What was given up can't be taken back: the condition fails once the lease has expired by the consumer's own clock. */
export function renew({ bucket, id, now, expiresAt }: Acquisition): Write {
    return written({
        label: "renew lease",
        kind: "update",
        key: leaseKey(bucket, id),
        set: ["#expires_at = :expires_at", "#ttl = :ttl"],
        conditions: ["#expires_at > :now"],
        values: { ":now": now, ":expires_at": expiresAt, ":ttl": ttlFor(expiresAt) },
    });
}

/** The first condition fails: it was given back before, by its consumer or by the reconciler. */
export function release({ bucket, id }: Pick<Acquisition, "bucket" | "id">): readonly Write[] {
    return [
        written({
            label: "release lease",
            kind: "delete",
            key: leaseKey(bucket, id),
            conditions: ["attribute_exists(#vendor_dimension)"],
        }),
        freed("release bucket", bucket, 1),
    ];
}

/** Leases of one bucket, at most 99. */
export interface Expiry {
    readonly bucket: string;
    readonly leases: readonly Lease[];
    /** What has expired before this moment, epoch ms, has expired by every clock. */
    readonly cutoff: number;
}

/** The condition of a lease fails: it was released or renewed. The last one fails: the bucket doesn't count them all. */
export function expire({ bucket, leases, cutoff }: Expiry): readonly Write[] {
    return [
        ...leases.map(({ key }) => expired("expire lease", key, cutoff)),
        freed("expire bucket", bucket, leases.length),
    ];
}

/** A lease that its bucket doesn't count: the bucket was made anew since. The last condition fails: it does count some. */
export function expireUncounted(lease: Lease, cutoff: number): readonly Write[] {
    return [
        expired("expire uncounted lease", lease.key, cutoff),
        written({
            label: "expire uncounted bucket",
            kind: "update",
            key: lease.bucket,
            set: [REPAIRED],
            conditions: ["attribute_exists(#kind)", "(attribute_not_exists(#in_use) OR #in_use < :one)"],
            values: { ":zero": 0, ":one": 1 },
        }),
    ];
}

/** A lease of a bucket that is no longer there. */
export function expireOrphan(lease: Lease, cutoff: number): Write {
    return expired("expire orphan", lease.key, cutoff);
}

export interface Repair {
    readonly bucket: string;
    /** `repairs` when it was found out. */
    readonly repairs: number;
    /** Slots to add to `in_use`; negative where it counts leases that are gone. */
    readonly difference: number;
}

/** The condition fails: another repair came first, of which this one knows nothing. */
export function repair({ bucket, repairs, difference }: Repair): Write {
    return written({
        label: "repair",
        kind: "update",
        key: bucket,
        set: ["#in_use = if_not_exists(#in_use, :zero) + :difference", REPAIRED],
        conditions: [
            "#kind = :concurrency",
            repairs === 0 ? "attribute_not_exists(#repairs)" : "#repairs = :repairs",
            ...(difference < 0 ? ["#in_use >= :least"] : []),
        ],
        values: {
            ":zero": 0,
            ":one": 1,
            ":concurrency": "concurrency",
            ":difference": difference,
            ":least": -difference,
            ":repairs": repairs,
        },
    });
}

function expired(label: string, key: string, cutoff: number): Write {
    const statement: Statement = { label, kind: "delete", key, conditions: ["#expires_at <= :cutoff"] };
    return written({ ...statement, values: { ":cutoff": cutoff } });
}

function freed(label: string, bucket: string, slots: number): Write {
    return written({
        label,
        kind: "update",
        key: bucket,
        set: ["#in_use = #in_use - :slots", MOVED],
        conditions: ["#in_use >= :slots"],
        values: { ":slots": slots, ":zero": 0 },
    });
}
