/** What may be done with backups, written down once: whatever changes it has to be looked at. */

const VIA_SECRETS_MANAGER = "kms:ViaService StringEquals secretsmanager.eu-central-1.amazonaws.com";

/** What a role decrypts with the key of other things too: these secrets, on their way from Secrets Manager. */
function decryptsSecrets(secrets: string): string {
    return `kms:Decrypt on the platform's key if kms:EncryptionContext:SecretARN StringEquals ${secrets} and ${VIA_SECRETS_MANAGER}`;
}

/** All that the backups' own roles can do, in any service. */
export const BACKUP_REACH = {
    runner: [
        "kms:Decrypt on the backups' key",
        decryptsSecrets("the encryption secret or the database secret"),
        "kms:Encrypt on the backups' key",
        "kms:GenerateDataKey on the backups' key",
        "s3:AbortMultipartUpload on a backup",
        "s3:GetObject on a backup",
        "s3:PutObject on a backup",
        "secretsmanager:GetSecretValue on the database secret",
        "secretsmanager:GetSecretValue on the encryption secret",
    ],
    verify: [
        "kms:Decrypt on the backups' key",
        decryptsSecrets("the encryption secret"),
        "s3:GetObject on a backup",
        "s3:GetObjectVersion on a backup",
        "s3:ListBucket on the bucket",
        "s3:ListBucketVersions on the bucket",
        "secretsmanager:GetSecretValue on the encryption secret",
    ],
    execution: [
        "ecr:BatchCheckLayerAvailability on image postgres",
        "ecr:BatchCheckLayerAvailability on image runner",
        "ecr:BatchGetImage on image postgres",
        "ecr:BatchGetImage on image runner",
        "ecr:GetAuthorizationToken on *",
        "ecr:GetDownloadUrlForLayer on image postgres",
        "ecr:GetDownloadUrlForLayer on image runner",
        "logs:CreateLogStream on log runner:log-stream:another",
        "logs:CreateLogStream on log verify:log-stream:another",
        "logs:PutLogEvents on log runner:log-stream:another",
        "logs:PutLogEvents on log verify:log-stream:another",
    ],
} as const;

/** Beside bucket, key and secret nothing but IAM stands between an over-granted role and these. */
const BESIDE = [
    "starts the runner with another command",
    "starts another program as the runner",
    "gives the runner more",
    "lets others be the runner",
    "pushes another image of the runner",
];

/** What a task of the environment could do that was given everything. */
export const OPEN_TO_TASKS = BESIDE;

/**
 * What administrators can still do, since somebody has to: they keep the settings, without which nobody could change
 * them. A backup that is locked in COMPLIANCE mode stays all the same, whatever policies say; key and secret can be deleted.
 */
export const OPEN_TO_ADMINISTRATORS = [
    "rewrites the bucket's policy",
    "takes the bucket's policy away",
    "rewrites the lifecycle",
    "suspends versioning",
    "rewrites the lock of new backups",
    "sets up replication",
    "rewrites the encryption of new backups",
    "opens the bucket to the public",
    "lets ACLs count",
    "opens the bucket by an ACL",
    "deletes the empty bucket",
    "rewrites the key's policy",
    "disables the key",
    "deletes the key in some days",
    "reads the encryption secret",
    "exchanges the encryption secret",
    "exchanges it, or its key, with its settings",
    "makes another of its values the current one",
    "lets a function rotate it",
    "copies it into another region",
    "deletes the encryption secret at once",
    "tags it for somebody's policy",
    "rewrites the secret's policy",
    "takes the secret's policy away",
    ...BESIDE,
];
