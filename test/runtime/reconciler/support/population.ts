/** Tables full of leases, of which a share has expired. */
import { leaseKey, KEY, settingsItem } from "../../../../runtime/reconciler/protocol/items";
import type { Item } from "../../../../runtime/reconciler/table";

export interface Population {
    readonly leases: number;
    /** Of these. */
    readonly expired: number;
    readonly buckets: number;
}

const HOUR_MS = 3_600_000;

/** @param now epoch ms */
export function* itemsOf({ leases, expired, buckets }: Population, now: number): Generator<Item> {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
        const inUse = Math.floor(leases / buckets) + (bucket < leases % buckets ? 1 : 0);
        const settings = settingsItem(keyOf(bucket), { kind: "concurrency", capacity: inUse, refillRate: 0 });
        yield { ...settings, in_use: inUse, revision: inUse };
    }
    for (let lease = 0; lease < leases; lease += 1) {
        // Spread evenly, over buckets and over the table.
        const isExpired = Math.floor(((lease + 1) * expired) / leases) > Math.floor((lease * expired) / leases);
        const expiresAt = now + (isExpired ? -HOUR_MS : HOUR_MS);
        const bucket = keyOf(lease % buckets);
        const ttl = Math.ceil(expiresAt / 1000) + 7 * 24 * 3600;
        yield { ...{ [KEY]: leaseKey(bucket, idOf(lease)), bucket, acquired_at: now, expires_at: expiresAt, ttl } };
    }
}

function keyOf(bucket: number): string {
    return `vendor-${bucket}#concurrency`;
}

/** As long as a UUID. */
function idOf(lease: number): string {
    const digits = (Math.imul(lease, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
    return `${digits}-0000-4000-8000-${lease.toString(16).padStart(12, "0")}`;
}
