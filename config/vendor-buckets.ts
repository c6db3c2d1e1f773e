/** The config of the project vendor-buckets. */
import { z } from "zod";
import { validateTopicArns } from "../components/alarms/plan";
import { validatePartition } from "../components/encryption/plan";
import type { Fault } from "../components/faults";
import { BUCKET_KINDS } from "../components/vendor-buckets/args";
import { validateVendorBuckets } from "../components/vendor-buckets/plan";
import { environmentConfig } from "./environment-config";
import { environmentShapeOf } from "./shared";

/** Its environments, in the order in which a change goes through them. */
export const VENDOR_BUCKETS_ENVIRONMENTS = ["pre", "prod"] as const;

/** The one that has to have applied the same before; undefined for the first, and for what is none of them. */
export function environmentBefore(environment: string): string | undefined {
    return VENDOR_BUCKETS_ENVIRONMENTS.find((_, index) => VENDOR_BUCKETS_ENVIRONMENTS[index + 1] === environment);
}

/** The buckets' arguments as config; `components/vendor-buckets/args.ts` documents each of them. */
const bucket = z.strictObject({
    kind: z.enum(BUCKET_KINDS),
    capacity: z.number(),
    /** Of the kind `rate`: tokens per second. */
    refillRate: z.number().optional(),
});

const consumers = z.strictObject({
    principalArns: z.array(z.string()).optional(),
    externalId: z.string().optional(),
    services: z.array(z.string()).optional(),
});

const reconciler = z.strictObject({
    intervalMinutes: z.number().optional(),
    timeoutSeconds: z.number().optional(),
    memoryMegabytes: z.number().optional(),
    logRetentionDays: z.number().optional(),
    graceSeconds: z.number().optional(),
    segments: z.number().optional(),
    pageSize: z.number().optional(),
    dryRun: z.boolean().optional(),
});

export const vendorBucketsSchema = z.strictObject({
    ...environmentShapeOf(VENDOR_BUCKETS_ENVIRONMENTS),
    /** First part of the roles' names, and the tag `Service`. */
    service: z.string(),
    /** By vendor, then by dimension. */
    vendors: z.record(z.string(), z.record(z.string(), bucket)),
    consumers,
    reconciler: reconciler.optional(),
    deletionProtection: z.boolean().optional(),
    /** ARNs of the SNS topics that alarms tell. */
    alarmTopicArns: z.array(z.string()).optional(),
});

export type VendorBucketsConfig = z.output<typeof vendorBucketsSchema>;

/** Reads the project's config. */
export const vendorBucketsConfig = environmentConfig(vendorBucketsSchema, (values): Fault[] => [
    ...validateVendorBuckets(values),
    ...validatePartition("region", values.region ?? ""),
    ...validateTopicArns("alarmTopicArns", values.alarmTopicArns),
]);
