/** Buckets. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import { stableHex } from "../../../worlds/hash";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { bucketNameFault, isReservedName } from "./bucket-name";
import { BUCKET, OBJECT_TYPES, openState } from "./bucket-state";
import { checkRow, operation, provider, row } from "./sources";

type BucketInputs = Unwrap<aws.s3.BucketArgs>;

const CREATE = operation("CreateBucket");
const PROVIDER = provider("bucket");

export const bucketRefusals = {
    exists: row("BucketAlreadyExists", "another account has a bucket of that name", CREATE),
    owned: row("BucketAlreadyOwnedByYou", "the account has a bucket of that name, in this region or another", CREATE),
    reserved: row("InvalidBucketName", "the name begins or ends with what S3 keeps for itself"),
    acl: row(
        "InvalidBucketAclWithObjectOwnership",
        "a canned ACL that grants others access, which new buckets do not take",
    ),
    notEmpty: row("BucketNotEmpty", "the bucket holds objects, and forceDestroy is not set", operation("DeleteBucket")),
    locked: row(
        "AccessDenied",
        "the bucket holds an object that is locked in compliance mode, even with forceDestroy",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    ),
    nameForm: checkRow("the name is not of 3 to 63 lower-case letters, digits, - and ., or is an address", PROVIDER),
    prefixLength: checkRow("the name's prefix is longer than 37 characters", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** https://docs.aws.amazon.com/general/latest/gr/s3.html */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ca-central-1": "Z1QDHH18159H29",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
};

const HARMLESS_ACLS = ["private", "bucket-owner-full-control", "bucket-owner-read"];

function faults({ bucket, bucketPrefix }: Partial<BucketInputs>): readonly CheckFault[] {
    const reason = bucket === undefined ? undefined : bucketNameFault(bucket);
    return [
        ...(bucketPrefix !== undefined && bucketPrefix.length > 37
            ? [{ property: "bucketPrefix", reason: `has ${bucketPrefix.length} characters; at most 37 are allowed` }]
            : []),
        ...(reason === undefined ? [] : [{ property: "bucket", reason }]),
    ];
}

function refuseName(op: Operation<BucketInputs>): void {
    if (isReservedName(op.id)) {
        op.refuse(bucketRefusals.reserved, "The specified bucket is not valid.");
    }
    const taken = op.world.listEverywhere(BUCKET).find((record) => record.id === op.id);
    if (!taken) {
        return;
    }
    if (op.world.listIn(taken.region, BUCKET).includes(taken)) {
        op.refuse(
            bucketRefusals.owned,
            "Your previous request to create the named bucket succeeded and you already own it.",
        );
    }
    op.refuse(
        bucketRefusals.exists,
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
            "Please select a different name and try again.",
    );
}

function objectsIn(op: Operation<BucketInputs>): readonly WorldRecord[] {
    return OBJECT_TYPES.flatMap((type) => op.world.list(type)).filter((record) => record.outputs["bucket"] === op.id);
}

function refuseObjects(op: Operation<BucketInputs>): void {
    const objects = objectsIn(op);
    if (objects.length > 0 && !op.inputs.forceDestroy) {
        op.refuse(bucketRefusals.notEmpty, "The bucket you tried to delete is not empty");
    }
    if (objects.some((object) => object.outputs["objectLockMode"] === "COMPLIANCE")) {
        op.refuse(bucketRefusals.locked, "Access Denied because object protected by object lock.");
    }
    objects.forEach((object) => op.world.remove(object.type, object.id));
}

function encryption(op: Operation<BucketInputs>): Properties {
    const given = op.inputs.serverSideEncryptionConfiguration?.rule;
    const { kmsMasterKeyId = "", sseAlgorithm = "AES256" } = given?.applyServerSideEncryptionByDefault ?? {};
    return {
        rule: {
            applyServerSideEncryptionByDefault: { kmsMasterKeyId, sseAlgorithm },
            bucketKeyEnabled: given?.bucketKeyEnabled ?? false,
        },
    };
}

function names(op: Operation<BucketInputs>): Properties {
    const domain = op.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return {
        arn: `arn:${op.partition}:s3:::${op.id}`,
        bucketDomainName: `${op.id}.s3.${domain}`,
        bucketNamespace: op.inputs.bucketNamespace ?? "global",
        bucketPrefix: op.inputs.bucketPrefix ?? "",
        bucketRegion: op.region,
        bucketRegionalDomainName: `${op.id}.s3.${op.region}.${domain}`,
        hostedZoneId: HOSTED_ZONES[op.region] ?? "",
    };
}

export const bucket = defineModel<BucketInputs>({
    type: BUCKET,
    source: CREATE,
    api: { service: "S3", create: "CreateBucket", update: "PutBucketTagging", delete: "DeleteBucket" },
    mint: (inputs) => inputs.bucket ?? "",
    refusals: bucketRefusals,
    autoname: { property: "bucket", maxLength: 63 },
    replacement: replacementRules(PROVIDER, {
        replaces: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
        inPlace: ["acl", "forceDestroy", "lifecycleRules", "policy", "serverSideEncryptionConfiguration", "versioning"],
    }),
    check: faults,
    validate: (op) => {
        if (op.kind === "create") {
            refuseName(op);
        }
        if (op.inputs.acl !== undefined && !HARMLESS_ACLS.includes(op.inputs.acl)) {
            op.refuse(
                bucketRefusals.acl,
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
            );
        }
    },
    outputs: (op) => ({
        ...names(op),
        accelerationStatus: op.inputs.accelerationStatus ?? "",
        corsRules: op.inputs.corsRules ?? [],
        forceDestroy: op.inputs.forceDestroy ?? false,
        grants: op.inputs.grants ?? [
            {
                id: stableHex(64, "canonical user", op.account),
                permissions: ["FULL_CONTROL"],
                type: "CanonicalUser",
                uri: "",
            },
        ],
        lifecycleRules: op.inputs.lifecycleRules ?? [],
        objectLockEnabled: op.inputs.objectLockEnabled ?? false,
        policy: typeof op.inputs.policy === "string" ? op.inputs.policy : "",
        requestPayer: op.inputs.requestPayer ?? "BucketOwner",
        serverSideEncryptionConfiguration: encryption(op),
        // An object lock needs versions, and S3 turns them on with it.
        versioning: op.inputs.versioning ?? { enabled: op.inputs.objectLockEnabled ?? false, mfaDelete: false },
    }),
    afterCreate: (op) => openState(op.world, op.id, op.inputs.objectLockEnabled ?? false),
    beforeDelete: refuseObjects,
});
