import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { CpuArchitecture, ImageArgs, ImageVersion } from "../ecs/task/args";
import type { EnvironmentNaming } from "../naming";
import type { Transform } from "../transform";

/** Who may do what with backups, beside the two roles that are made here. Roles of the account, by their ARNs. */
export interface BackupPrincipalArgs {
    /**
     * Roles of people who restore, delete and unlock backups. They are let past the policies of key, bucket and
     * secret, and need the same actions in their own policies: `docs/backups.md` lists them. They needn't exist yet.
     * Without one nobody can delete a backup, or bring one back from the archive.
     * @default - none
     */
    readonly operationsRoleArns?: readonly string[];
    /**
     * Roles that change the settings of key and bucket, and read and change the secret with the keys: **the one that runs
     * `pulumi up` has to be among them**, or the next `up` is refused. All others but the operations roles and the
     * account's root can't, whatever their own policies say. Without the list it is the tasks of the environment alone
     * that can't.
     * @default - whoever IAM lets, but no task of the environment
     */
    readonly administratorRoleArns?: readonly string[];
}

/** How long backups are kept, and how firmly. */
export interface BackupRetentionArgs {
    /**
     * The bucket's name, once more: locks backups in COMPLIANCE mode. **Nobody can delete them then before their time
     * is over**, neither the account's root nor AWS, and the account pays for them until then. Without it the mode is
     * GOVERNANCE, which operations roles can bypass. Changing it counts for new backups alone: what is locked stays so.
     * @default - GOVERNANCE
     */
    readonly complianceLockConfirmed?: string;
    /** Years that each backup is locked, 1 to 100. Changing it counts for new backups. @default 7 */
    readonly lockYears?: number;
    /** Age at which backups are deleted, in days; at least the time of their lock. @default - they stay */
    readonly expirationDays?: number;
    /**
     * Whether the bucket stays in AWS with all of its settings when it is removed here, as does the policy of the secret
     * with the keys. Without it a bucket with backups in it makes `destroy` fail, and keeps its settings as well. Its
     * name stays taken: the next life of the environment needs another `bucketName`. Takes effect with the `up` before
     * the `destroy`.
     * @default false
     */
    readonly retainBucketOnDelete?: boolean;
    /**
     * Whether the key stays in AWS when it is removed here, usable and billed. It goes after the bucket, and never while
     * S3 refuses to delete that. Takes effect with the `up` before the `destroy`.
     * @default false
     */
    readonly retainKeyOnDelete?: boolean;
    /**
     * Whether Pulumi itself refuses to delete or replace bucket, settings and key, also while there is no backup yet; it
     * then stops every `destroy` of the stack, which has taken the tasks and whatever else nothing depends on by then.
     * @default false
     */
    readonly protect?: boolean;
    /** Days in which a deleted key can be brought back, 7 to 30. @default 30 */
    readonly deletionWindowDays?: number;
}

/** The task that makes a backup. */
export interface BackupRunnerPlanArgs {
    /**
     * Which image. Config owns the version: another one here registers a further revision of the task, and nothing
     * else does.
     */
    readonly image: ImageVersion;
    /**
     * What starts the runner, in place of the image's entry point: needed where it is part of another image.
     * @default - the image's
     */
    readonly entryPoint?: readonly string[];
    /** `uid:gid` or a name of the image's; not root. @default "65532:65532" */
    readonly user?: string;
    /** CPU units, 1024 to a vCPU. @default 256, the document's 0.25 vCPU */
    readonly cpu?: number;
    /** MiB that Fargate has beside `cpu`. @default 1024, the document's 1 GB */
    readonly memory?: number;
    /**
     * Plain environment variables of the image, for runner and check: `PG_BIN`, where PostgreSQL's programs aren't on its
     * path. `DATABASE_SSLMODE` (`require` or `disable`) is how the runner trusts a database whose certificate it can't
     * verify; `DATABASE_CA_FILE` is where the image has the authorities.
     * @default - none; the mode is `verify-full`, with `/etc/ssl/certs/rds-global-bundle.pem`
     */
    readonly environment?: Readonly<Record<string, string>>;
}

/** The task that restores a backup into a scratch database of its own and looks at what is in it. */
export interface BackupVerifyPlanArgs {
    /** An image of PostgreSQL, of the database's major version or newer, as Docker's official ones are. */
    readonly scratchImage: ImageVersion;
    /** `uid:gid` of PostgreSQL in the image; not root. @default "999:999", `postgres` of the official Debian images */
    readonly scratchUser?: string;
    /** The path that the image declares as a volume, for its user. @default "/var/lib/postgresql/data", as up to version 17 */
    readonly scratchDataPath?: string;
    /** CPU units of both containers together. @default 1024 */
    readonly cpu?: number;
    /** MiB of both containers together. @default 4096 */
    readonly memory?: number;
    /** GiB for the restored database, its indexes and the images: 21 to 200. @default 50 */
    readonly storageGiB?: number;
    /** `schema.table.column` of a timestamp whose newest value has to be young when the backup is made. @default - none */
    readonly canary?: string;
}

/** What a plan of the backups is made from: plain values, no resource. */
export interface BackupPlanArgs extends BackupPrincipalArgs, BackupRetentionArgs {
    /** The 12 digits of the account that everything belongs to. */
    readonly accountId: string;
    /** Region of the provider, such as `eu-central-1`. */
    readonly region: string;
    /** The bucket's name, whole: `restartix-backups-primary-staging`. Changing it replaces the bucket. */
    readonly bucketName: string;
    readonly runner: BackupRunnerPlanArgs;
    readonly verify: BackupVerifyPlanArgs;
    /** Must match the images. @default "ARM64" */
    readonly cpuArchitecture?: CpuArchitecture;
    /**
     * Hours after which the newest backup is too old, 1 to 168: an alarm is raised, and a check of it fails. Give more
     * than lies between two runs, and give it only where there is a schedule: the alarm is on until the first backup.
     * @default - no alarm
     */
    readonly maxAgeHours?: number;
    /** Days that the tasks' logs are kept; one of the values that CloudWatch Logs accepts. @default 90 */
    readonly logRetentionDays?: number;
}

/** The database that is backed up, reached directly: `pg_dump` keeps a session, which a pool breaks. */
export interface BackedUpDatabaseArgs {
    readonly host: pulumi.Input<string>;
    /** Known beforehand, so that a preview can tell what is opened. @default 5432 */
    readonly port?: number;
    readonly name: pulumi.Input<string>;
    /**
     * ARN of the secret with `{ "username", "password" }` of a user that can only read; or with `DATABASE_DIRECT_URL`,
     * which goes before host, port and name.
     */
    readonly secretArn: pulumi.Input<string>;
    /** The database's group, which is opened to the runner on `port`. */
    readonly securityGroupId: pulumi.Input<string>;
}

/** Where the tasks run. */
export interface BackupNetworkArgs {
    /** VPC of subnets and groups. Changing it replaces the runner's groups. */
    readonly vpcId: pulumi.Input<string>;
    /** Private subnets. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Groups that the runner joins beside its own. @default - none */
    readonly securityGroupIds?: readonly pulumi.Input<string>[];
    /** Group of the VPC's interface endpoints, which is opened to the tasks on 443. @default - there are none */
    readonly endpointsSecurityGroupId?: pulumi.Input<string>;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface BackupTransform {
    readonly taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    readonly verifyTaskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
}

/** Inputs of {@link BackupSubstrate}. */
export interface BackupSubstrateArgs extends BackupPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** The cluster that the tasks are run in. */
    readonly clusterArn: pulumi.Input<string>;
    readonly network: BackupNetworkArgs;
    readonly database: BackedUpDatabaseArgs;
    /**
     * ARN of the secret with the keys that backups are encrypted with, of the kind `backup-keys`. It gets its policy
     * here: it can have no other. The secret itself belongs into `dependsOn`, so that its value outlives the backups.
     */
    readonly encryptionSecretArn: pulumi.Input<string>;
    /** Key that encrypts both secrets, where it isn't AWS's own. @default - `aws/secretsmanager` */
    readonly secretsKeyArn?: pulumi.Input<string>;
    readonly runner: BackupRunnerPlanArgs & { readonly image: ImageArgs };
    readonly verify: BackupVerifyPlanArgs & { readonly scratchImage: ImageArgs };
    /** ARNs of the SNS topics that are told when the newest backup is too old. @default - nobody is told */
    readonly alarmTopicArns?: pulumi.Input<pulumi.Input<string>[]>;
    readonly transform?: BackupTransform;
}
