/** From the arguments of vendor buckets to what is to be made. Pure. */
import { refuseFaults } from "../faults";
import type { ReconcilerArgs, VendorBucketArgs, VendorBucketsPlanArgs } from "./args";
import { DEFAULT_INTERVAL_MINUTES, validateVendorBuckets } from "./validation";

export { validateVendorBuckets, type VendorBucketsCandidate } from "./validation";

/** The table's partition key: of buckets and leases alike. */
export const KEY = "vendor_dimension";
/** The attribute by which DynamoDB deletes leases days after their end. */
export const TTL = "ttl";

/** The program's part of one bucket, as DynamoDB's JSON. */
export interface BucketItem {
    /** `openai#rpm` */
    readonly key: string;
    readonly item: string;
}

export interface VendorBucketsPlan {
    readonly items: readonly BucketItem[];
    readonly deletionProtection: boolean;
    readonly reconciler: ReconcilerPlan;
}

export interface ReconcilerPlan {
    readonly scheduleExpression: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly memoryMegabytes: number;
    readonly logRetentionDays: number;
    /** Without the table's name, which is a resource's. */
    readonly variables: Readonly<Record<string, string>>;
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planVendorBuckets(subject: string, args: VendorBucketsPlanArgs): VendorBucketsPlan {
    refuseFaults(subject, validateVendorBuckets(args));
    const buckets = Object.entries(args.vendors).flatMap(([vendor, dimensions]) =>
        Object.entries(dimensions).map(([dimension, bucket]) => [`${vendor}#${dimension}`, bucket] as const),
    );
    return {
        items: buckets.map(([key, bucket]) => ({ key, item: bucketItem(key, bucket) })),
        deletionProtection: args.deletionProtection ?? true,
        reconciler: planReconciler(args.reconciler ?? {}),
    };
}

/**
 * What is the program's of a bucket and nothing else: of an item, the provider reads and writes only the attributes that
 * are in here. Absent live attributes count as 0.
 */
function bucketItem(key: string, { kind, capacity, refillRate }: VendorBucketArgs): string {
    return JSON.stringify({
        [KEY]: { S: key },
        kind: { S: kind },
        capacity: { N: String(capacity) },
        ...(refillRate === undefined ? {} : { refill_rate: { N: String(refillRate) } }),
    });
}

function planReconciler(args: ReconcilerArgs): ReconcilerPlan {
    const { intervalMinutes = DEFAULT_INTERVAL_MINUTES, graceSeconds, segments, pageSize, dryRun = false } = args;
    const intervalSeconds = intervalMinutes * 60;
    const settings = { GRACE_SECONDS: graceSeconds, SEGMENTS: segments, PAGE_SIZE: pageSize };
    const given = Object.entries(settings).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as const],
    );
    return {
        scheduleExpression: `rate(${intervalMinutes} ${intervalMinutes === 1 ? "minute" : "minutes"})`,
        intervalSeconds,
        timeoutSeconds: args.timeoutSeconds ?? Math.min(900, (intervalSeconds * 4) / 5),
        memoryMegabytes: args.memoryMegabytes ?? 256,
        logRetentionDays: args.logRetentionDays ?? 30,
        variables: { ...Object.fromEntries(given), ...(dryRun ? { DRY_RUN: "true" } : {}) },
    };
}
