/** Ways to a backup that isn't one's own: each is the calls it takes, and is closed where one of them is refused. */
import type { Account } from "./account";
import type { Backups } from "./backups";
import type { Caller } from "./callers";
import { type Call, decideAtBest } from "./simulator";

export interface Way {
    /** What somebody who goes it does. */
    readonly name: string;
    readonly calls: readonly Call[];
}

/** What nobody at all may do: neither by an IAM policy, nor by a grant, nor as a service. */
export function directWays({ object, key }: Backups): readonly Way[] {
    const s3 = (...actions: readonly string[]): readonly Call[] =>
        actions.map((action) => ({ action: `s3:${action}`, resource: object }));
    const kms = (...actions: readonly string[]): readonly Call[] =>
        actions.map((action) => ({ action: `kms:${action}`, resource: key }));
    return [
        { name: "reads a backup", calls: s3("GetObject") },
        { name: "reads an older version", calls: s3("GetObjectVersion") },
        { name: "copies it into another bucket by replication", calls: s3("GetObjectVersionForReplication") },
        { name: "decrypts", calls: kms("Decrypt") },
        { name: "re-encrypts for another key", calls: kms("ReEncryptFrom") },
        { name: "lets somebody use the key by a grant", calls: kms("CreateGrant") },
        { name: "makes what looks like a backup", calls: kms("GenerateDataKey") },
        { name: "makes what looks like a data key", calls: kms("Encrypt") },
        { name: "makes data keys without seeing them", calls: kms("GenerateDataKeyWithoutPlaintext") },
        { name: "overwrites a backup", calls: s3("PutObject") },
        { name: "overwrites it by replication", calls: s3("ReplicateObject") },
        { name: "annotates a backup", calls: s3("PutObjectAnnotation") },
        { name: "annotates a version", calls: s3("PutObjectVersionAnnotation") },
        { name: "annotates it by replication", calls: s3("ReplicateObjectAnnotation") },
        { name: "deletes it by replication", calls: s3("ReplicateDelete") },
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html
        { name: "moves it to another key", calls: s3("UpdateObjectEncryption") },
        { name: "puts a delete marker on it", calls: s3("DeleteObject") },
        { name: "deletes a version", calls: s3("DeleteObjectVersion") },
        { name: "goes round the lock", calls: s3("BypassGovernanceRetention") },
        { name: "sets another time of the lock", calls: s3("PutObjectRetention") },
        { name: "takes a legal hold away", calls: s3("PutObjectLegalHold") },
        { name: "ends an upload", calls: s3("AbortMultipartUpload") },
        { name: "opens it by an ACL", calls: s3("PutObjectAcl") },
        { name: "opens a version by an ACL", calls: s3("PutObjectVersionAcl") },
        { name: "tags it for a rule of the lifecycle", calls: s3("PutObjectTagging") },
        { name: "tags a version for a rule of the lifecycle", calls: s3("PutObjectVersionTagging") },
    ];
}

/** What changes the settings that keep the direct ways closed. */
export function settingWays({ bucket, key }: Backups): readonly Way[] {
    const way = (name: string, action: string, resource: string): Way => ({ name, calls: [{ action, resource }] });
    return [
        way("rewrites the bucket's policy", "s3:PutBucketPolicy", bucket),
        way("takes the bucket's policy away", "s3:DeleteBucketPolicy", bucket),
        way("rewrites the lifecycle", "s3:PutLifecycleConfiguration", bucket),
        way("suspends versioning", "s3:PutBucketVersioning", bucket),
        way("rewrites the lock of new backups", "s3:PutBucketObjectLockConfiguration", bucket),
        way("sets up replication", "s3:PutReplicationConfiguration", bucket),
        way("rewrites the encryption of new backups", "s3:PutEncryptionConfiguration", bucket),
        way("opens the bucket to the public", "s3:PutBucketPublicAccessBlock", bucket),
        way("lets ACLs count", "s3:PutBucketOwnershipControls", bucket),
        way("opens the bucket by an ACL", "s3:PutBucketAcl", bucket),
        way("deletes the empty bucket", "s3:DeleteBucket", bucket),
        way("rewrites the key's policy", "kms:PutKeyPolicy", key),
        way("disables the key", "kms:DisableKey", key),
        way("deletes the key in some days", "kms:ScheduleKeyDeletion", key),
    ];
}

/** What makes noise of all backups, or no secret of what they are encrypted with once more. */
export function secretWays({ encryptionSecret, platformKey }: Backups): readonly Way[] {
    const secret = (action: string): Call => ({ action: `secretsmanager:${action}`, resource: encryptionSecret });
    return [
        {
            name: "reads the encryption secret",
            calls: [secret("GetSecretValue"), { action: "kms:Decrypt", resource: platformKey }],
        },
        { name: "exchanges the encryption secret", calls: [secret("PutSecretValue")] },
        { name: "exchanges it, or its key, with its settings", calls: [secret("UpdateSecret")] },
        { name: "makes another of its values the current one", calls: [secret("UpdateSecretVersionStage")] },
        { name: "lets a function rotate it", calls: [secret("RotateSecret")] },
        { name: "copies it into another region", calls: [secret("ReplicateSecretToRegions")] },
        { name: "deletes the encryption secret at once", calls: [secret("DeleteSecret")] },
        { name: "tags it for somebody's policy", calls: [secret("TagResource")] },
        { name: "rewrites the secret's policy", calls: [secret("PutResourcePolicy")] },
        { name: "takes the secret's policy away", calls: [secret("DeleteResourcePolicy")] },
    ];
}

/** What lies beside bucket, key and secret: those who may. */
export function sideWays(backups: Backups): readonly Way[] {
    const { runner } = backups;
    const [task = ""] = backups.tasks;
    const [image = ""] = backups.images;
    const iam = (action: string): Call => ({ action: `iam:${action}`, resource: runner });
    const start: readonly Call[] = [iam("PassRole"), { action: "ecs:RunTask", resource: task }];
    return [
        { name: "starts the runner with another command", calls: start },
        {
            name: "starts another program as the runner",
            calls: [{ action: "ecs:RegisterTaskDefinition", resource: task }, ...start],
        },
        { name: "gives the runner more", calls: [iam("PutRolePolicy")] },
        { name: "lets others be the runner", calls: [iam("UpdateAssumeRolePolicy")] },
        { name: "pushes another image of the runner", calls: [{ action: "ecr:PutImage", resource: image }] },
        { name: "is the runner", calls: [{ action: "sts:AssumeRole", resource: runner }] },
        { name: "is the check", calls: [{ action: "sts:AssumeRole", resource: backups.verify }] },
    ];
}

export function everyWay(backups: Backups): readonly Way[] {
    return [...directWays(backups), ...settingWays(backups), ...secretWays(backups), ...sideWays(backups)];
}

/** The names of those that are open to somebody. */
export async function openWays(account: Account, caller: Caller, ways: readonly Way[]): Promise<readonly string[]> {
    const open = await Promise.all(
        ways.map(async ({ name, calls }) => {
            const verdicts = await Promise.all(calls.map((call) => decideAtBest(account, caller, call)));
            return verdicts.every(({ isAllowed }) => isAllowed) ? [name] : [];
        }),
    );
    return open.flat();
}
