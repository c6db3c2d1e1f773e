/** The rules of a bucket's lifecycle, as S3 takes them. Pure. */
import type { types } from "@pulumi/aws";
import type { LifecyclePlan, TransitionsPlan } from "./plan";

type LifecycleRule = types.input.s3.BucketLifecycleConfigurationRule;

/** Two that do different things: S3 refuses two that delete the same objects, and one that aborts uploads by their size. */
export function lifecycleRules({ transitions, ...plan }: LifecyclePlan): LifecycleRule[] {
    return [retentionRule(plan), ...(transitions === undefined ? [] : [transitionsRule(transitions)])];
}

function retentionRule(plan: Omit<LifecyclePlan, "transitions">): LifecycleRule {
    const { abortMultipartDays, noncurrentDays, expiration } = plan;
    return {
        id: "retention",
        status: "Enabled",
        // Of all objects; left out, the provider warns that it will ask for one.
        filter: {},
        abortIncompleteMultipartUpload: { daysAfterInitiation: abortMultipartDays },
        ...(noncurrentDays === undefined ? {} : { noncurrentVersionExpiration: { noncurrentDays } }),
        ...(expiration === undefined
            ? {}
            : { expiration: expiration === "markers" ? { expiredObjectDeleteMarker: true } : expiration }),
    };
}

function transitionsRule({ aboveBytes, current, noncurrent }: TransitionsPlan): LifecycleRule {
    const replaced = noncurrent.map(({ days, storageClass }) => ({ noncurrentDays: days, storageClass }));
    return {
        id: "transitions",
        status: "Enabled",
        filter: { objectSizeGreaterThan: aboveBytes },
        transitions: current.map((step) => ({ ...step })),
        ...(replaced.length === 0 ? {} : { noncurrentVersionTransitions: replaced }),
    };
}
