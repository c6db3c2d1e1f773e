/** From a bucket's arguments to what is to be made. Pure. */
import { checkDays } from "../checks";
import { type Fault, refuseFaults, under } from "../faults";
import { nameFault } from "../naming";
import type { BucketLifecycleArgs, PrivateBucketPlanArgs } from "./args";

export interface PrivateBucketPlan {
    readonly bucketName: string;
    readonly versioned: boolean;
    readonly lifecycleRule: LifecycleRule;
    readonly forceDestroy: boolean;
}

/** The one rule of a bucket: S3 refuses two that delete the same objects. */
export interface LifecycleRule {
    readonly abortMultipartDays: number;
    readonly noncurrentDays: number | undefined;
    /** `markers` deletes what is left of objects all of whose versions are gone; an age does that too. */
    readonly expiration: { readonly days: number } | "markers" | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|--x-s3|--table-s3)$/;
const RESERVED_HINT = "Names may not begin with xn--, sthree- or amzn-s3-demo-, nor end with -s3alias or --…-s3";

/** Arguments as somebody wrote them: any of them may be missing. */
export type PrivateBucketCandidate = Partial<PrivateBucketPlanArgs>;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validatePrivateBucket({ bucketName, lifecycle = {} }: PrivateBucketCandidate): Fault[] {
    return [...checkBucketName(bucketName), ...under("lifecycle", checkLifecycle(lifecycle))];
}

function checkBucketName(given: string | undefined): Fault[] {
    const path = "bucketName";
    const fault = nameFault("s3Bucket", given ?? "");
    if (fault !== undefined) {
        return [{ ...fault, path, given }];
    }
    if (given?.includes(".") === true) {
        const hint = "S3's certificate covers one label, so that a name with a dot can't be reached over TLS";
        return [{ path, given, allowed: "a name without a dot", hint }];
    }
    const reserved = given !== undefined && RESERVED.test(given);
    return reserved ? [{ path, given, allowed: "a name that S3 doesn't keep for itself", hint: RESERVED_HINT }] : [];
}

function checkLifecycle(lifecycle: BucketLifecycleArgs): Fault[] {
    return [
        ...checkDays("expirationDays", lifecycle.expirationDays),
        ...checkDays("noncurrentDays", lifecycle.noncurrentDays),
        ...checkDays("abortMultipartDays", lifecycle.abortMultipartDays),
    ];
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planPrivateBucket(subject: string, args: PrivateBucketPlanArgs): PrivateBucketPlan {
    refuseFaults(subject, validatePrivateBucket(args));
    const { bucketName, versioning: versioned = true, lifecycle = {}, forceDestroy = false } = args;
    return { bucketName, versioned, lifecycleRule: planLifecycle(lifecycle, versioned), forceDestroy };
}

function planLifecycle(lifecycle: BucketLifecycleArgs, versioned: boolean): LifecycleRule {
    const { expirationDays, noncurrentDays = 30, abortMultipartDays = 7 } = lifecycle;
    const markers = versioned ? "markers" : undefined;
    return {
        abortMultipartDays,
        noncurrentDays: versioned ? noncurrentDays : undefined,
        expiration: expirationDays === undefined ? markers : { days: expirationDays },
    };
}
