/** What stands in the table: see docs/vendor-buckets.md. */
import type { Item } from "../table";

/** The partition key, of buckets and leases alike. */
export const KEY = "vendor_dimension";

/** `openai#rpm` */
export function bucketKey(vendor: string, dimension: string): string {
    return `${vendor}#${dimension}`;
}

const LEASE = "lease#";

/** `lease#openai#concurrency#<uuid>` */
export function leaseKey(bucket: string, id: string): string {
    return `${LEASE}${bucket}#${id}`;
}

/** What the program owns of a bucket. A consumer reads it with every call, so that a change reaches it at once. */
export interface BucketSettings {
    /** Slots that are given back, or tokens that return with time. */
    readonly kind: "concurrency" | "rate";
    /** Slots, or tokens of a bucket that nobody has drawn from for long. 0 lets nobody in. */
    readonly capacity: number;
    /** Tokens per second that return; 0 for `concurrency`. */
    readonly refillRate: number;
}

/** What is live in a bucket. The program never writes it; absent attributes are 0. */
export interface BucketUse {
    /** `concurrency`: slots that leases hold. */
    readonly inUse: number;
    /** `rate`: tokens that were drawn and had not returned at `levelAt`. */
    readonly level: number;
    /** `rate`: epoch ms. */
    readonly levelAt: number;
    /** `concurrency`: counts slots that were taken or given back. `rate`: counts draws. */
    readonly revision: number;
    /** Counts the writes by which the reconciler has set `inUse` right. */
    readonly repairs: number;
}

export interface Bucket extends BucketSettings, BucketUse {
    readonly key: string;
}

export interface Lease {
    readonly key: string;
    /** Key of its bucket. */
    readonly bucket: string;
    /** Epoch ms, by the consumer's clock. */
    readonly expiresAt: number;
    /** Epoch seconds after which DynamoDB may delete it, as it does within days: never before the reconciler has seen it. */
    readonly ttl: number;
}

export function isLease(item: Item): boolean {
    return textAt(item, KEY).startsWith(LEASE);
}

/** @returns undefined for an item that is no lease of the protocol: nobody touches it */
export function leaseOf(item: Item): Lease | undefined {
    const lease = {
        key: textAt(item, KEY),
        bucket: textAt(item, "bucket"),
        expiresAt: numberAt(item, "expires_at"),
        ttl: numberAt(item, "ttl"),
    };
    return isLease(item) && lease.key.startsWith(leaseKey(lease.bucket, "")) && lease.expiresAt > 0 ? lease : undefined;
}

/** @returns undefined for an item that is no bucket of the protocol */
export function bucketOf(item: Item): Bucket | undefined {
    const kind = item["kind"];
    if (isLease(item) || (kind !== "concurrency" && kind !== "rate")) {
        return undefined;
    }
    return {
        key: textAt(item, KEY),
        kind,
        capacity: numberAt(item, "capacity"),
        refillRate: numberAt(item, "refill_rate"),
        inUse: numberAt(item, "in_use"),
        level: numberAt(item, "level"),
        levelAt: numberAt(item, "level_at"),
        revision: numberAt(item, "revision"),
        repairs: numberAt(item, "repairs"),
    };
}

/** The item that the program writes: its part of a bucket. */
export function settingsItem(key: string, { kind, capacity, refillRate }: BucketSettings): Item {
    return { [KEY]: key, kind, capacity, ...(kind === "rate" ? { refill_rate: refillRate } : {}) };
}

function textAt(item: Item, name: string): string {
    const value = item[name];
    return typeof value === "string" ? value : "";
}

function numberAt(item: Item, name: string): number {
    const value = item[name];
    return typeof value === "number" ? value : 0;
}
