import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";
import type { Transform } from "../transform";

/** What a vendor limits. */
export const BUCKET_KINDS = ["concurrency", "rate"] as const;

/**
 * - `concurrency`: so many calls at once. A slot comes back when its call ends or its lease expires.
 * - `rate`: so many calls per time. A token comes back with time and with nothing else.
 */
export type BucketKind = (typeof BUCKET_KINDS)[number];

/** What one vendor allows in one dimension. Every change reaches consumers with their next call, and takes back nothing. */
export interface VendorBucketArgs {
    /** Nothing else tells the two apart. Changing it for a bucket in use leaves what was counted before uncounted. */
    readonly kind: BucketKind;
    /**
     * Slots, or tokens of a bucket that nobody has drawn from for long: a whole number from 0, which lets nobody in. Below
     * what is in use at the moment it lets nobody in until enough has come back.
     */
    readonly capacity: number;
    /** Of `rate`, which needs it, and of no other: tokens that return per second, more than 0, up to six decimals. */
    readonly refillRate?: number;
}

/** Buckets by vendor, then by dimension: `{ openai: { rpm: … } }` is the bucket `openai#rpm`. */
export type Vendors = Readonly<Record<string, Readonly<Record<string, VendorBucketArgs>>>>;

/** Who may take the consumers' role: at least one. */
export interface ConsumersArgs {
    /**
     * ARNs of roles, users or accounts (`arn:aws:iam::111122223333:root`: whom that account's own policies let). AWS
     * refuses one that isn't there.
     * @default []
     */
    readonly principalArns?: readonly string[];
    /** Text that these principals have to give, for products of other companies: 2 to 1224 characters. @default - none */
    readonly externalId?: string;
    /**
     * Services whose tasks in this account may have the role as their own: `ecs-tasks.amazonaws.com` and
     * `states.amazonaws.com`. Others, such as Lambda, EC2 and EKS, don't say for which account they act: name the roles of
     * functions, instances and pods in `principalArns`.
     * @default []
     */
    readonly services?: readonly string[];
}

/** How the reconciler runs. Everything here changes in place. */
export interface ReconcilerArgs {
    /** Minutes from one run to the next, 1 to 60. An expired slot comes back as much later, at most. @default 5 */
    readonly intervalMinutes?: number;
    /** Seconds after which a run is cut off, 30 to 900 and less than the interval; half of 30 is what a run keeps to end in. @default - four fifths of the interval */
    readonly timeoutSeconds?: number;
    /** Megabytes, 128 to 10240; processor time comes with memory. @default 256 */
    readonly memoryMegabytes?: number;
    /** Days that its log is kept; one of the values that CloudWatch Logs accepts. @default 30 */
    readonly logRetentionDays?: number;
    /** Seconds that clocks may be apart before a lease is taken for expired, 1 to 3600. @default - the reconciler's own: 30 */
    readonly graceSeconds?: number;
    /** Parts of the table that are read side by side, 1 to 32. @default - the reconciler's own: 4 */
    readonly segments?: number;
    /** Items of a page, 1 to 1000. @default - the reconciler's own: 500 */
    readonly pageSize?: number;
    /** Looks and changes nothing: slots of expired leases don't come back, and its alarm on the last run is raised. @default false */
    readonly dryRun?: boolean;
}

/** What a plan of the buckets is made from: plain values, no resource. */
export interface VendorBucketsPlanArgs {
    /** First part of the roles' names, `{service}-consumer-{environment}`: the service that consumers know. */
    readonly service: string;
    readonly vendors: Vendors;
    readonly consumers: ConsumersArgs;
    readonly reconciler?: ReconcilerArgs;
    /** The account that all of it is in: its 12 digits. */
    readonly accountId: string;
    /** Region that all of it is in. */
    readonly region: string;
    /** Whether the table can't be deleted before this is switched off. @default true */
    readonly deletionProtection?: boolean;
}

/** A function's program, as `runtime/bundle.ts` makes it. */
export interface FunctionCode {
    /** One CommonJS file, whose `handler` is called. */
    readonly code: string;
    /** Of `code`, hex. */
    readonly sha256: string;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface VendorBucketsTransform {
    readonly table?: Transform<aws.dynamodb.TableArgs>;
    readonly reconciler?: Transform<aws.lambda.FunctionArgs>;
}

/** Inputs of {@link VendorBuckets}. */
export interface VendorBucketsArgs extends VendorBucketsPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Of `bundleReconciler()`. */
    readonly reconcilerCode: FunctionCode;
    /** Of `bundleBucketSettings()`. */
    readonly settingsCode: FunctionCode;
    /** ARNs of the SNS topics that alarms tell. @default - nobody is told */
    readonly alarmTopicArns?: pulumi.Input<pulumi.Input<string>[]>;
    readonly transform?: VendorBucketsTransform;
}
