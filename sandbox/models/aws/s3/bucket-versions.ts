/** Versions of objects, and the lock that keeps them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { valueAt } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { asText } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, partId, toBucket } from "./bucket-parts";
import { setState, stateOf } from "./bucket-state";
import { checkRow, operation, provider, row } from "./sources";

type VersioningInputs = Unwrap<aws.s3.BucketVersioningArgs>;
type LockInputs = Unwrap<aws.s3.BucketObjectLockConfigurationArgs>;

export const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
export const OBJECT_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

const VERSIONING_PROVIDER = provider("bucket_versioning");
const LOCK_PROVIDER = provider("bucket_object_lock_configuration");
const STATES = ["Enabled", "Suspended", "Disabled"] as const;

export const versioningRefusals = {
    noSuchBucket,
    locked: row(
        "InvalidBucketState",
        "versions are suspended in a bucket with an object lock",
        operation("PutBucketVersioning"),
    ),
    disabled: checkRow("versions that were once enabled or suspended are to be disabled", VERSIONING_PROVIDER),
    status: checkRow("the status is none of the three that there are", VERSIONING_PROVIDER),
} as const satisfies Record<string, Refusal>;

export const objectLockRefusals = {
    noSuchBucket,
    unversioned: row(
        "InvalidBucketState",
        "the bucket has no versions enabled",
        operation("PutObjectLockConfiguration"),
    ),
    period: row(
        "MalformedXML",
        "a retention has no mode, or neither days nor years",
        operation("PutObjectLockConfiguration"),
    ),
    bothPeriods: checkRow("a retention has days and years", LOCK_PROVIDER),
    mode: checkRow("the mode is neither GOVERNANCE nor COMPLIANCE", LOCK_PROVIDER),
} as const satisfies Record<string, Refusal>;

function refuseVersioning(op: Operation<VersioningInputs>): void {
    overwrite(op, VERSIONING);
    const { bucket, versioningConfiguration } = op.inputs;
    const { objectLock } = stateOf(op.world, bucket);
    const { status } = versioningConfiguration;
    const once = asText(valueAt(op.previous?.inputs, ["versioningConfiguration", "status"]));
    if (status === "Disabled" && (once === "Enabled" || once === "Suspended")) {
        op.refuse(
            versioningRefusals.disabled,
            `versioning_configuration.status cannot be updated from '${once}' to '${status}'`,
        );
    }
    if (objectLock && status === "Suspended") {
        op.refuse(
            versioningRefusals.locked,
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        );
    }
}

function putVersioning(op: Operation<VersioningInputs>): void {
    const versioning = STATES.find((state) => state === op.inputs.versioningConfiguration.status);
    // "Disabled" is the provider's word for leaving a bucket alone that never had versions.
    if (versioning !== undefined && versioning !== "Disabled") {
        setState(op.world, op.inputs.bucket, { versioning });
    }
}

export const versioning = defineModel<VersioningInputs>({
    type: VERSIONING,
    source: operation("PutBucketVersioning"),
    api: {
        service: "S3",
        create: "PutBucketVersioning",
        update: "PutBucketVersioning",
        delete: "PutBucketVersioning",
    },
    mint: partId,
    refusals: versioningRefusals,
    references: [toBucket],
    replacement: replacementRules(VERSIONING_PROVIDER, {
        replaces: ["bucket", "expectedBucketOwner"],
        inPlace: ["mfa", "versioningConfiguration"],
    }),
    check: ({ versioningConfiguration }) =>
        oneOf("versioningConfiguration.status", versioningConfiguration?.status, STATES),
    validate: refuseVersioning,
    outputs: (op) => ({
        versioningConfiguration: {
            mfaDelete: op.inputs.versioningConfiguration.mfaDelete ?? "",
            status: op.inputs.versioningConfiguration.status,
        },
    }),
    afterCreate: putVersioning,
    afterUpdate: putVersioning,
    // Versions are never off again; in a bucket with an object lock they stay on.
    beforeDelete: (op) => {
        const state = stateOf(op.world, op.inputs.bucket);
        if (state.versioning === "Enabled" && !state.objectLock) {
            setState(op.world, op.inputs.bucket, { versioning: "Suspended" });
        }
    },
});

function lockFaults({ rule }: Partial<LockInputs>): readonly CheckFault[] {
    const { days, mode, years } = rule?.defaultRetention ?? {};
    const both = days !== undefined && years !== undefined;
    return [
        ...(both
            ? [{ property: "rule.defaultRetention.days", reason: "conflicts with years: give one of the two" }]
            : []),
        ...oneOf("rule.defaultRetention.mode", mode, ["GOVERNANCE", "COMPLIANCE"]),
    ];
}

function refuseLock(op: Operation<LockInputs>): void {
    overwrite(op, OBJECT_LOCK);
    if (stateOf(op.world, op.inputs.bucket).versioning !== "Enabled") {
        op.refuse(
            objectLockRefusals.unversioned,
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        );
    }
    const retention = op.inputs.rule?.defaultRetention;
    if (retention && (!retention.mode || !(retention.days || retention.years))) {
        op.refuse(
            objectLockRefusals.period,
            "The XML you provided was not well-formed or did not validate against our published schema",
        );
    }
}

export const objectLock = defineModel<LockInputs>({
    type: OBJECT_LOCK,
    source: operation("PutObjectLockConfiguration"),
    api: {
        service: "S3",
        create: "PutObjectLockConfiguration",
        update: "PutObjectLockConfiguration",
        delete: "PutObjectLockConfiguration",
    },
    mint: partId,
    refusals: objectLockRefusals,
    references: [toBucket],
    replacement: replacementRules(LOCK_PROVIDER, {
        replaces: ["bucket", "expectedBucketOwner", "objectLockEnabled"],
        inPlace: ["rule", "token"],
    }),
    check: lockFaults,
    validate: refuseLock,
    outputs: (op) => ({ objectLockEnabled: op.inputs.objectLockEnabled ?? "Enabled" }),
    // A lock on a bucket cannot be taken off: the deletion removes its default retention only.
    afterCreate: (op) => setState(op.world, op.inputs.bucket, { objectLock: true }),
});
