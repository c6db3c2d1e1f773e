/**
 * What S3 says of a lifecycle rule that does not hold together. The sentences are S3's own, as its answers show them;
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html has the rules.
 */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";

type Rules = NonNullable<Unwrap<aws.s3.BucketLifecycleConfigurationArgs>["rules"]>;
export type LifecycleRule = Rules[number];

export type LifecycleFault =
    "action" | "expirationDays" | "filter" | "leastDays" | "order" | "sameClass" | "tags" | "transitionAfter";

export interface FaultyRule {
    readonly fault: LifecycleFault;
    readonly message: string;
}

/** Coldest last; an object never gets warmer. */
const CLASSES = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];
/** Days that an object must be old for these, and stay in them before it goes on. */
const INFREQUENT = { classes: ["STANDARD_IA", "ONEZONE_IA"], days: 30 };

interface Step {
    readonly days: number;
    readonly storageClass: string;
}

export function lifecycleFault(rule: LifecycleRule): FaultyRule | undefined {
    const filter = filterText(rule);
    return (
        filterFault(rule) ??
        actionFault(rule) ??
        expirationFault(rule) ??
        stepsFault(currentSteps(rule), "'Days' in Transition action", filter) ??
        stepsFault(noncurrentSteps(rule), "'NoncurrentDays' in NoncurrentVersionTransition action", filter) ??
        endFault(rule, filter)
    );
}

/** The rule's filter as S3 writes it in its sentences. */
function filterText({ filter, prefix }: LifecycleRule): string {
    return `(prefix=${filter?.prefix ?? filter?.and?.prefix ?? prefix ?? ""})`;
}

function filterFault({ filter, abortIncompleteMultipartUpload }: LifecycleRule): FaultyRule | undefined {
    const { objectSizeGreaterThan, objectSizeLessThan, prefix, and, tag } = filter ?? {};
    const given = [objectSizeGreaterThan, objectSizeLessThan, prefix, and, tag].filter((part) => part !== undefined);
    if (given.length > 1) {
        return {
            fault: "filter",
            message: "The XML you provided was not well-formed or did not validate against our published schema",
        };
    }
    const hasTags = tag !== undefined || Object.keys(and?.tags ?? {}).length > 0;
    return hasTags && abortIncompleteMultipartUpload
        ? { fault: "tags", message: "AbortIncompleteMultipartUpload cannot be specified with Tags" }
        : undefined;
}

function actionFault(rule: LifecycleRule): FaultyRule | undefined {
    const { expiration } = rule;
    const expires = expiration?.days ?? expiration?.date ?? expiration?.expiredObjectDeleteMarker;
    const has =
        expires !== undefined ||
        (rule.transitions ?? []).length > 0 ||
        (rule.noncurrentVersionTransitions ?? []).length > 0 ||
        rule.noncurrentVersionExpiration !== undefined ||
        rule.abortIncompleteMultipartUpload !== undefined;
    return has ? undefined : { fault: "action", message: "At least one action needs to be specified in a rule" };
}

function expirationFault({ expiration }: LifecycleRule): FaultyRule | undefined {
    return expiration?.days !== undefined && expiration.days < 1
        ? { fault: "expirationDays", message: "'Days' for Expiration action must be a positive integer" }
        : undefined;
}

function currentSteps({ transitions = [] }: LifecycleRule): readonly Step[] {
    return transitions
        .filter(({ date }) => date === undefined)
        .map(({ days = 0, storageClass }) => ({ days, storageClass }));
}

function noncurrentSteps({ noncurrentVersionTransitions = [] }: LifecycleRule): readonly Step[] {
    return noncurrentVersionTransitions.map(({ noncurrentDays, storageClass }) => ({
        days: noncurrentDays,
        storageClass,
    }));
}

function isInfrequent({ storageClass }: Step): boolean {
    return INFREQUENT.classes.includes(storageClass);
}

function stepsFault(steps: readonly Step[], subject: string, filter: string): FaultyRule | undefined {
    const early = steps.find((step) => isInfrequent(step) && step.days < INFREQUENT.days);
    if (early) {
        return {
            fault: "leastDays",
            message: `${subject} must be greater than or equal to ${INFREQUENT.days} for storageClass '${early.storageClass}'`,
        };
    }
    const classes = steps.map(({ storageClass }) => storageClass);
    if (new Set(classes).size < classes.length) {
        return {
            fault: "sameClass",
            message: `'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '${filter}'`,
        };
    }
    return orderFault(steps, subject, filter);
}

/** Each pair of a warmer and a colder class: the colder one comes later, 30 days after infrequent access at the earliest. */
function orderFault(steps: readonly Step[], subject: string, filter: string): FaultyRule | undefined {
    const sorted = [...steps].sort(
        (left, right) => CLASSES.indexOf(left.storageClass) - CLASSES.indexOf(right.storageClass),
    );
    for (const [index, warm] of sorted.entries()) {
        const least = isInfrequent(warm) ? warm.days + INFREQUENT.days : warm.days + 1;
        const cold = sorted.slice(index + 1).find((step) => step.days < least);
        if (cold) {
            return {
                fault: "order",
                message:
                    `${subject} for StorageClass '${cold.storageClass}' for filter '${filter}' must be ` +
                    `${least - warm.days} days more than for StorageClass '${warm.storageClass}'`,
            };
        }
    }
    return undefined;
}

function endFault(rule: LifecycleRule, filter: string): FaultyRule | undefined {
    const { expiration, noncurrentVersionExpiration: noncurrent } = rule;
    const late = (steps: readonly Step[], end: number | undefined): boolean =>
        end !== undefined && steps.some(({ days }) => days >= end);
    if (late(currentSteps(rule), expiration?.days)) {
        return {
            fault: "transitionAfter",
            message: `'Days' in the Expiration action for filter '${filter}' must be greater than 'Days' in the Transition action`,
        };
    }
    return late(noncurrentSteps(rule), noncurrent?.noncurrentDays)
        ? {
              fault: "transitionAfter",
              message:
                  `'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '${filter}' must be greater ` +
                  "than 'NoncurrentDays' in the NoncurrentVersionTransition action",
          }
        : undefined;
}
