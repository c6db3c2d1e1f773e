/** From a bucket's arguments to what is to be made. Pure. */
import { checkDays, checkOneOf, checkWhole, MAX_DAYS } from "../checks";
import { type Fault, refuseFaults, under } from "../faults";
import { nameFault } from "../naming";
import {
    type BucketLifecycleArgs,
    COLD_CLASSES,
    LOCK_MODES,
    type ObjectLockArgs,
    type PrivateBucketPlanArgs,
    type TransitionArgs,
} from "./args";

export interface PrivateBucketPlan {
    readonly bucketName: string;
    readonly versioned: boolean;
    readonly objectLock: ObjectLockArgs | undefined;
    readonly lifecycle: LifecyclePlan;
    readonly forceDestroy: boolean;
    readonly retainOnDelete: boolean;
}

/** What goes, and what gets colder before. */
export interface LifecyclePlan {
    readonly abortMultipartDays: number;
    readonly noncurrentDays: number | undefined;
    readonly transitions: TransitionsPlan | undefined;
    /** `markers` deletes what is left of objects all of whose versions are gone; an age does that too. */
    readonly expiration: { readonly days: number } | "markers" | undefined;
}

export interface TransitionsPlan {
    readonly aboveBytes: number;
    readonly current: readonly TransitionArgs[];
    /** Counted from the day on which a version was replaced or deleted. */
    readonly noncurrent: readonly TransitionArgs[];
}

/** What S3 itself leaves where it is, unless a rule says otherwise. */
const SMALL_BYTES = 131_072;
/** The largest object that S3 was made for, 5 TiB. */
const LARGE_BYTES = 5_497_558_138_880;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|--x-s3|--table-s3)$/;
const RESERVED_HINT = "Names may not begin with xn--, sthree- or amzn-s3-demo-, nor end with -s3alias or --…-s3";

/** Arguments as somebody wrote them: any of them may be missing. */
export type PrivateBucketCandidate = Partial<Omit<PrivateBucketPlanArgs, "objectLock">> & {
    readonly objectLock?: Partial<ObjectLockArgs> | undefined;
};

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validatePrivateBucket(args: PrivateBucketCandidate): Fault[] {
    const { bucketName, versioning, objectLock, lifecycle = {} } = args;
    return [
        ...validateBucketName("bucketName", bucketName),
        ...(objectLock === undefined ? [] : checkObjectLock(objectLock, versioning)),
        ...under("lifecycle", checkLifecycle(lifecycle)),
    ];
}

/** Everything wrong with the whole name of a bucket. */
export function validateBucketName(path: string, given: string | undefined): Fault[] {
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

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
function checkObjectLock({ mode, years }: Partial<ObjectLockArgs>, versioning: boolean | undefined): Fault[] {
    const hint = "S3 locks versions, and keeps none without versioning";
    return [
        ...(mode === undefined
            ? [{ path: "objectLock.mode", given: mode, allowed: `one of ${LOCK_MODES.join(", ")}` }]
            : checkOneOf("objectLock.mode", mode, LOCK_MODES)),
        ...(years === undefined
            ? [{ path: "objectLock.years", given: years, allowed: "a whole number of years from 1 to 100" }]
            : checkWhole("objectLock.years", years, 1, 100, " of years")),
        ...(versioning === false
            ? [{ path: "versioning", given: versioning, allowed: "true with objectLock", hint }]
            : []),
    ];
}

function checkLifecycle(lifecycle: BucketLifecycleArgs): Fault[] {
    return [
        ...checkTransitions(lifecycle),
        ...checkTransitionSize(lifecycle),
        ...checkDays("expirationDays", lifecycle.expirationDays),
        ...checkDays("noncurrentDays", lifecycle.noncurrentDays),
        ...checkDays("abortMultipartDays", lifecycle.abortMultipartDays),
    ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
function checkTransitions({ transitions = [], expirationDays }: BucketLifecycleArgs): Fault[] {
    return transitions.flatMap(({ days, storageClass }, index) => {
        const path = `transitions[${index}]`;
        const before = transitions[index - 1];
        const colder = before === undefined || rank(storageClass) > rank(before.storageClass);
        const least = Math.max(storageClass === "STANDARD_IA" ? 30 : 1, (before?.days ?? 0) + 1);
        const most = (expirationDays ?? MAX_DAYS + 1) - 1;
        return [
            ...checkOneOf(`${path}.storageClass`, storageClass, COLD_CLASSES),
            ...(colder
                ? []
                : [
                      {
                          path: `${path}.storageClass`,
                          given: storageClass,
                          allowed: "a colder class than the step before: objects never get warmer",
                      },
                  ]),
            ...checkWhole(`${path}.days`, days, least, Math.max(least, most), " of days"),
        ];
    });
}

function checkTransitionSize({ transitions = [], transitionAboveBytes: given }: BucketLifecycleArgs): Fault[] {
    const path = "transitionAboveBytes";
    return given !== undefined && transitions.length === 0
        ? [{ path, given, allowed: "nothing without transitions" }]
        : checkWhole(path, given, 0, LARGE_BYTES, " of bytes");
}

function rank(storageClass: TransitionArgs["storageClass"]): number {
    return COLD_CLASSES.indexOf(storageClass);
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planPrivateBucket(subject: string, args: PrivateBucketPlanArgs): PrivateBucketPlan {
    refuseFaults(subject, validatePrivateBucket(args));
    const { bucketName, versioning: versioned = true, objectLock, forceDestroy = false, retainOnDelete = false } = args;
    const lifecycle = planLifecycle(args.lifecycle ?? {}, versioned);
    return { bucketName, versioned, objectLock, lifecycle, forceDestroy, retainOnDelete };
}

function planLifecycle(lifecycle: BucketLifecycleArgs, versioned: boolean): LifecyclePlan {
    const { expirationDays, abortMultipartDays = 7 } = lifecycle;
    const noncurrentDays = versioned ? (lifecycle.noncurrentDays ?? 30) : undefined;
    const markers = versioned ? "markers" : undefined;
    return {
        abortMultipartDays,
        noncurrentDays,
        transitions: planTransitions(lifecycle, noncurrentDays ?? 0),
        expiration: expirationDays === undefined ? markers : { days: expirationDays },
    };
}

function planTransitions(lifecycle: BucketLifecycleArgs, noncurrentDays: number): TransitionsPlan | undefined {
    const { transitions: current = [], transitionAboveBytes: aboveBytes = SMALL_BYTES } = lifecycle;
    const noncurrent = current.filter(({ days }) => days < noncurrentDays);
    return current.length === 0 ? undefined : { aboveBytes, current, noncurrent };
}
