import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../iam";
import type { Transform } from "../transform";

/** Storage classes that objects go to as they get older, the warmest first. */
export const COLD_CLASSES = ["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] as const;

/**
 * - `STANDARD_IA`, `INTELLIGENT_TIERING`, `GLACIER_IR`: read at once.
 * - `GLACIER`, `DEEP_ARCHIVE`: have to be brought back before they are read, which takes minutes to two days.
 */
export type ColdClass = (typeof COLD_CLASSES)[number];

/** A step to a colder class. */
export interface TransitionArgs {
    /** Age at which an object goes, 1 to 36500; 30 or more for `STANDARD_IA`. */
    readonly days: number;
    readonly storageClass: ColdClass;
}

/** When objects go. Each is a whole number of days; S3 acts on them once a day, some hours late. */
export interface BucketLifecycleArgs {
    /**
     * Steps to colder classes, each later and colder than the one before; all before `expirationDays`. A version that was
     * replaced or deleted takes those before `noncurrentDays`, counted from that day.
     * @default - objects stay in Standard
     */
    readonly transitions?: readonly TransitionArgs[];
    /**
     * Objects of no more bytes than this stay where they are; 0 or more. A step is billed for each object, and costs more
     * than it saves on a small one.
     * @default 131072, 128 KiB
     */
    readonly transitionAboveBytes?: number;
    /** Age at which an object is deleted, 1 to 36500. @default - objects stay */
    readonly expirationDays?: number;
    /** Days that a replaced or deleted version is kept, 1 to 36500; without versioning it has no effect. @default 30 */
    readonly noncurrentDays?: number;
    /** Days after which the parts of an unfinished upload are deleted, 1 to 36500. @default 7 */
    readonly abortMultipartDays?: number;
}

/** Who may delete a locked version before its time. */
export const LOCK_MODES = ["GOVERNANCE", "COMPLIANCE"] as const;

/**
 * - `GOVERNANCE`: whoever has `s3:BypassGovernanceRetention`.
 * - `COMPLIANCE`: **nobody**, the account's root and AWS included. What it locks is paid for until its time is over.
 */
export type LockMode = (typeof LOCK_MODES)[number];

/** How long each new version can't be deleted or overwritten. */
export interface ObjectLockArgs {
    /** Changing it, or the years, updates in place and counts for new versions alone. */
    readonly mode: LockMode;
    /** 1 to 100. */
    readonly years: number;
}

/** What a plan of the bucket is made from: plain values, no resource. */
export interface PrivateBucketPlanArgs {
    /**
     * The bucket's name, whole: 3 to 63 lower-case letters, digits and hyphens. Names are unique among all accounts of
     * all customers: one that somebody else has is refused with `BucketAlreadyExists`. Changing it replaces the bucket,
     * which fails while there are objects in it.
     */
    readonly bucketName: string;
    /**
     * Whether replaced and deleted objects are kept for `noncurrentDays`. Changing it updates in place; switched off,
     * it leaves the versions that are there.
     * @default true
     */
    readonly versioning?: boolean;
    /**
     * Needs `versioning`. Given or taken away later it **replaces** the bucket, which fails while there are objects in
     * it. It locks versions: a delete marker, or a newer version, can be put over a locked one at any time.
     * @default - none
     */
    readonly objectLock?: ObjectLockArgs;
    readonly lifecycle?: BucketLifecycleArgs;
    /**
     * Whether removing the bucket deletes all that is in it. Otherwise a bucket with objects can't be removed.
     * @default false
     */
    readonly forceDestroy?: boolean;
    /**
     * Whether the bucket stays in AWS, with all of its settings, when it is removed here. Its name stays taken. Takes
     * effect with the `up` before the `destroy`.
     * @default false
     */
    readonly retainOnDelete?: boolean;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface PrivateBucketTransform {
    readonly bucket?: Transform<aws.s3.BucketArgs>;
}

/** Inputs of {@link PrivateBucket}. */
export interface PrivateBucketArgs extends PrivateBucketPlanArgs {
    /**
     * ARN of the KMS key that new objects are encrypted with. Changing it leaves the objects that are there with the
     * key they have.
     * @default - S3's own key (AES-256), free and the only one that load balancers can write logs with
     */
    readonly kmsKeyArn?: pulumi.Input<string>;
    /** Who else may do what, given the bucket's ARN. @default - none: the account's own IAM policies decide */
    readonly statements?: (bucketArn: string) => pulumi.Input<readonly PolicyStatement[]>;
    readonly transform?: PrivateBucketTransform;
}
