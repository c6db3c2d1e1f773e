/** What the backup's bucket refuses, whatever IAM policies say. Pure. */
import type { PolicyStatement } from "../iam";
import { denialOf } from "./denial";
import { allBut, type BackupPrincipals, notAdministrators } from "./principals";

/**
 * Uploads in parts and copies are `PutObject`s too. An object that is moved to another key is lost to its readers, and
 * an annotation passes for the runner's.
 */
const WRITING = [
    "ObjectOwnerOverrideToBucketOwner",
    "PutObject",
    "PutObjectAnnotation",
    "PutObjectVersionAnnotation",
    "ReplicateDelete",
    "ReplicateObject",
    "ReplicateObjectAnnotation",
    "ReplicateTags",
    "UpdateObjectEncryption",
];

/** What takes a version away, shortens its lock, opens it to others, or costs money to bring back. */
const OPERATING = [
    "BypassGovernanceRetention",
    "DeleteObject*",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutObjectVersionAcl",
    "PutObjectVersionTagging",
    "RestoreObject",
];

/** Settings without which the statements here, or the lock, would be worth less. */
const SETTINGS = [
    "DeleteBucket",
    "DeleteBucketPolicy",
    "PutBucketAcl",
    "PutBucketObjectLockConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketPublicAccessBlock",
    "PutBucketVersioning",
    "PutEncryptionConfiguration",
    "PutLifecycleConfiguration",
    "PutReplicationConfiguration",
];

const ENCRYPTION = "s3:x-amz-server-side-encryption";
const KEY = `${ENCRYPTION}-aws-kms-key-id`;
const CUSTOMER = `${ENCRYPTION}-customer-algorithm`;

const deny = denialOf("s3");

/**
 * Only the runner writes; it, its check and operations read; only operations delete and unlock. Listing is left to IAM:
 * whoever runs `pulumi up` asks whether the bucket is there by `s3:ListBucket`, and names of objects give nothing away.
 *
 * An upload that says nothing about encryption gets the bucket's, which is with this key. One that asks for any has to
 * name the key, since S3 would take another; one with a key of the caller's own is refused. `Null` tells whether a
 * header was sent: `StringNotEquals` is met where there is none.
 */
export function backupBucketStatements(
    bucketArn: string,
    kmsKeyArn: string,
    principals: BackupPrincipals,
): PolicyStatement[] {
    const { runner, verify, operations } = principals;
    const objects = `${bucketArn}/*`;
    const otherKey = { StringNotEquals: { [KEY]: kmsKeyArn }, Null: { [KEY]: "false" } };
    return [
        deny("NobodyElseWrites", WRITING, objects, allBut([runner])),
        deny("NobodyElseReads", ["GetObject*"], objects, allBut([runner, verify, ...operations])),
        deny("OnlyOperationsDeleteAndUnlock", OPERATING, objects, allBut(operations)),
        deny("NobodyElseAborts", ["AbortMultipartUpload"], objects, allBut([runner, ...operations])),
        deny("NoOtherKey", ["PutObject"], objects, otherKey),
        deny("NoEncryptionWithoutTheKey", ["PutObject"], objects, { Null: { [ENCRYPTION]: "false", [KEY]: "true" } }),
        deny("NoKeyOfTheCaller", ["PutObject"], objects, { Null: { [CUSTOMER]: "false" } }),
        deny("OthersDoNotChangeSettings", SETTINGS, bucketArn, notAdministrators(principals)),
    ];
}
