/** From the arguments of vendor buckets to what is to be made. Pure. */
import { refuseFaults } from "../faults";
import type { ReconcilerArgs, VendorBucketArgs, VendorBucketsPlanArgs } from "./args";
import { DEFAULT_INTERVAL_MINUTES, validateVendorBuckets } from "./validation";

export { validateVendorBuckets, type VendorBucketsCandidate } from "./validation";

/** The table's partition key: of buckets and leases alike. */
export const KEY = "vendor_dimension";
/** The attribute by which DynamoDB deletes leases days after their end. */
export const TTL = "ttl";

/** One bucket. */
export interface BucketPlan {
    /** `openai#rpm` */
    readonly key: string;
    /** What it is made with: the program's part, as DynamoDB's JSON. */
    readonly item: string;
    /** What the function is asked for that writes the program's part: `runtime/bucket-settings/request.ts`. */
    readonly request: string;
}

export interface VendorBucketsPlan {
    readonly buckets: readonly BucketPlan[];
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
        buckets: buckets.map(([key, bucket]) => ({
            key,
            item: bucketItem(key, bucket),
            request: JSON.stringify({ bucket: { key, ...bucket } }),
        })),
        deletionProtection: args.deletionProtection ?? true,
        reconciler: planReconciler(args.reconciler ?? {}),
    };
}

/** What is the program's of a bucket, and nothing else: live attributes that are absent count as 0. */
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
