/** The backups of an environment, as its data stack exports them: what nobody else may reach. */
import type { Account } from "./account";
import type { Labels } from "./reach";

export interface Backups {
    readonly bucket: string;
    /** What is in it: one object for all. */
    readonly object: string;
    readonly key: string;
    /** The key that both secrets are encrypted with. */
    readonly platformKey: string;
    readonly encryptionSecret: string;
    readonly databaseSecret: string;
    readonly runner: string;
    readonly verify: string;
    readonly execution: string;
    readonly tasks: readonly string[];
    /** Where the images of both tasks come from. */
    readonly images: readonly string[];
    readonly logGroups: readonly string[];
}

/** Outputs of the data stack, by their names. */
type Outputs = Readonly<Record<string, { readonly value: unknown } | undefined>>;

export function backupsOf({ arns }: Account, outputs: Outputs): Backups {
    const text = (name: string): string => String(outputs[name]?.value);
    const ending = (part: RegExp): readonly string[] => arns.filter((arn) => part.test(arn));
    const [databaseSecret = ""] = ending(/:secret:[\w/-]+\/database-backup-/);
    return {
        bucket: text("backupBucketArn"),
        object: `${text("backupBucketArn")}/another`,
        key: text("backupKmsKeyArn"),
        platformKey: text("encryptionKeyArn"),
        encryptionSecret: text("backupEncryptionSecretArn"),
        databaseSecret,
        runner: text("backupTaskRoleArn"),
        verify: text("backupVerifyTaskRoleArn"),
        execution: text("backupExecutionRoleArn"),
        tasks: [text("backupTaskDefinitionArn"), text("backupVerifyTaskDefinitionArn")],
        images: ending(/:repository\/[\w-]+-(backup-runner|postgres)$/),
        logGroups: ending(/:log-group:.*\/backup-(runner|verify)$/),
    };
}

/** All of it that nobody but its own roles has anything to do with. */
export function resourcesOf(backups: Backups): readonly string[] {
    const { bucket, object, key, encryptionSecret, databaseSecret, runner, verify, execution } = backups;
    const single = [bucket, object, key, encryptionSecret, databaseSecret, runner, verify, execution];
    const { tasks, images, logGroups } = backups;
    return [...single, ...tasks, ...images, ...logGroups, ...logGroups.map((arn) => `${arn}:log-stream:another`)];
}

/** Services that any of it belongs to. */
export const SERVICES = ["ecr", "ecs", "iam", "kms", "logs", "s3", "secretsmanager", "sts"];

export function labelsOf(backups: Backups): Labels {
    return {
        [backups.bucket]: "the bucket",
        [backups.object]: "a backup",
        [backups.key]: "the backups' key",
        [backups.platformKey]: "the platform's key",
        [backups.encryptionSecret]: "the encryption secret",
        [backups.databaseSecret]: "the database secret",
        [backups.runner]: "the runner's role",
        [backups.verify]: "the check's role",
        [backups.execution]: "the execution role",
        ...Object.fromEntries(backups.images.map((arn) => [arn, `image ${arn.split("-").at(-1)}`])),
        ...Object.fromEntries(backups.logGroups.map((arn) => [arn, `log ${arn.split("-").at(-1)}`])),
    };
}
