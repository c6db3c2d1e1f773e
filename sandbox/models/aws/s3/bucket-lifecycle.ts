/** When a bucket's objects get colder and when they go. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, partId, toBucket } from "./bucket-parts";
import type { LifecycleFault, LifecycleRule } from "./lifecycle-rules";
import { lifecycleFault } from "./lifecycle-rules";
import { checkRow, operation, provider, row } from "./sources";

type LifecycleInputs = Unwrap<aws.s3.BucketLifecycleConfigurationArgs>;

export const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

const PUT = operation("PutBucketLifecycleConfiguration");
const PROVIDER = provider("bucket_lifecycle_configuration");
const CLASSES = ["DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA"];

export const lifecycleRefusals = {
    noSuchBucket,
    sameId: row("InvalidArgument", "two rules have the same id", PUT),
    action: row("InvalidRequest", "a rule does nothing", PUT),
    expirationDays: row("InvalidArgument", "objects expire after less than a day", PUT),
    filter: row("MalformedXML", "a filter has more than one part beside each other, without and", PUT),
    leastDays: row("InvalidArgument", "objects go to infrequent access before they are 30 days old", PUT),
    order: row("InvalidArgument", "objects go to a colder class too early after a warmer one", PUT),
    sameClass: row("InvalidRequest", "a rule has two transitions to one class", PUT),
    tags: row("InvalidRequest", "a rule for tags aborts uploads, which have none", PUT),
    transitionAfter: row("InvalidArgument", "objects go to another class after they have expired", PUT),
    noRules: checkRow("there are no rules", PROVIDER),
    idLength: checkRow("a rule's id is empty or longer than 255 characters", PROVIDER),
    status: checkRow("a rule's status is neither Enabled nor Disabled", PROVIDER),
    storageClass: checkRow("a storage class is none that objects can go to", PROVIDER),
    transitionTime: checkRow("a transition has a date and days, or neither", PROVIDER),
    days: checkRow("a number of days, or of versions to keep, is too small", PROVIDER),
} as const satisfies Record<string, Refusal> & Record<LifecycleFault, Refusal>;

function atLeast(property: string, value: number | undefined, least: number): readonly CheckFault[] {
    return value === undefined || value >= least
        ? []
        : [{ property, reason: `is ${value}; it must be at least ${least}` }];
}

function noncurrentFaults(rule: LifecycleRule, at: string): readonly CheckFault[] {
    const { noncurrentVersionExpiration: expiration, noncurrentVersionTransitions: transitions = [] } = rule;
    const ends = `${at}.noncurrentVersionExpiration`;
    return [
        ...atLeast(`${ends}.noncurrentDays`, expiration?.noncurrentDays, 1),
        ...atLeast(`${ends}.newerNoncurrentVersions`, expiration?.newerNoncurrentVersions, 1),
        ...transitions.flatMap((transition, index) => {
            const goes = `${at}.noncurrentVersionTransitions[${index}]`;
            return [
                ...atLeast(`${goes}.noncurrentDays`, transition.noncurrentDays, 0),
                ...oneOf(`${goes}.storageClass`, transition.storageClass, CLASSES),
            ];
        }),
    ];
}

function ruleFaults(rule: LifecycleRule, index: number): readonly CheckFault[] {
    const at = `rules[${index}]`;
    const transitions = (rule.transitions ?? []).flatMap(({ date, days, storageClass }, step) => {
        const goes = `${at}.transitions[${step}]`;
        const both = (date === undefined) === (days === undefined);
        return [
            ...(both ? [{ property: goes, reason: "must have exactly one of date and days" }] : []),
            ...atLeast(`${goes}.days`, days, 0),
            ...oneOf(`${goes}.storageClass`, storageClass, CLASSES),
        ];
    });
    const length = rule.id.length;
    return [
        ...(length < 1 || length > 255
            ? [{ property: `${at}.id`, reason: `has ${length} characters; allowed are 1 to 255` }]
            : []),
        ...oneOf(`${at}.status`, rule.status, ["Enabled", "Disabled"]),
        ...transitions,
        ...noncurrentFaults(rule, at),
    ];
}

function faults({ rules }: Partial<LifecycleInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    if ((rules ?? []).length === 0 && !unknown.has("rules")) {
        return [{ property: "rules", reason: "must contain at least 1 rule" }];
    }
    return (rules ?? []).flatMap(ruleFaults);
}

function refuseRules(op: Operation<LifecycleInputs>): void {
    overwrite(op, LIFECYCLE);
    const rules = op.inputs.rules ?? [];
    const ids = rules.map(({ id }) => id);
    if (new Set(ids).size < ids.length) {
        op.refuse(lifecycleRefusals.sameId, "Rule ID must be unique. Found same ID for more than one rule");
    }
    for (const rule of rules) {
        const faulty = lifecycleFault(rule);
        if (faulty) {
            op.refuse(lifecycleRefusals[faulty.fault], faulty.message);
        }
    }
}

export const lifecycle = defineModel<LifecycleInputs>({
    type: LIFECYCLE,
    source: PUT,
    api: {
        service: "S3",
        create: "PutBucketLifecycleConfiguration",
        update: "PutBucketLifecycleConfiguration",
        delete: "DeleteBucketLifecycle",
    },
    mint: partId,
    refusals: lifecycleRefusals,
    references: [toBucket],
    replacement: replacementRules(PROVIDER, {
        replaces: ["bucket", "expectedBucketOwner"],
        inPlace: ["rules", "timeouts", "transitionDefaultMinimumObjectSize"],
    }),
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: refuseRules,
    outputs: (op) => ({
        expectedBucketOwner: op.inputs.expectedBucketOwner ?? "",
        transitionDefaultMinimumObjectSize: op.inputs.transitionDefaultMinimumObjectSize ?? "all_storage_classes_128K",
    }),
});
