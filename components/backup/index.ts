import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../encryption";
import { PrivateBucket } from "../storage";
import type { BackupSubstrateArgs } from "./args";
import { backupBucketStatements } from "./bucket-policy";
import { type BackupContext, backupContext } from "./context";
import { createLogGroups, watchAge } from "./logs";
import { createRoles } from "./roles";
import { createSecurityGroups } from "./security-groups";
import { createTaskDefinitions } from "./task-definitions";

export * from "./args";

/**
 * What logical backups of an environment's database are made with and kept in, apart from everything else: a key and a
 * locked bucket that only their own roles reach, the task that makes a backup and the one that proves it by restoring it.
 * When the task runs is a schedule's to say, which takes its outputs.
 *
 * **Who can do what** is written twice, in the roles' policies and in those of key, bucket and the secret with the keys:
 * a role that is given too much by mistake still neither writes, reads, decrypts nor deletes a backup. `docs/backups.md`
 * has the table.
 *
 * **Cost** in eu-central-1 (list prices, unverified; sums and sources in `docs/backups.md`): the key about $1 a month;
 * backups $0.0245 per GB and month, $0.005 after 90 days, $0.0018 after 730; a run of half an hour less than a cent; a
 * check of half an hour three cents.
 *
 * **Replacement**: `bucketName` replaces the bucket, which S3 refuses while there are backups in it. Whatever changes a
 * task registers a further revision of it. Locked backups outlive everything here; see `retainBucketOnDelete`.
 *
 * **Departures from the document**: the keys that backups are encrypted with have a secret of their own, since the
 * application's role reads the one that the document names; so has a database user that can only read. COMPLIANCE mode
 * takes a confirmation. `runner_image_uri` is `runner.image`, a tag that doesn't move or a digest. The runner also has
 * `s3:AbortMultipartUpload`. `migrations_runner_sg_id` is one of `network.securityGroupIds`: the runner has a group of
 * its own, and the rule opens the database's group to that.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class BackupSubstrate extends pulumi.ComponentResource {
    readonly bucketName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    readonly kmsKeyArn: pulumi.Output<string>;
    /** The revision that makes a backup, for a schedule or `aws ecs run-task`. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    readonly taskRoleArn: pulumi.Output<string>;
    /** Both tasks' own: whoever starts one passes it on to ECS. */
    readonly executionRoleArn: pulumi.Output<string>;
    readonly containerName: pulumi.Output<string>;
    readonly logGroupName: pulumi.Output<string>;
    /** Groups that the runner has to be started in. */
    readonly securityGroupIds: pulumi.Output<string[]>;
    /** The revision that restores the newest backup into a scratch database and looks at it. */
    readonly verifyTaskDefinitionArn: pulumi.Output<string>;
    readonly verifyTaskRoleArn: pulumi.Output<string>;
    readonly verifyContainerName: pulumi.Output<string>;
    readonly verifyLogGroupName: pulumi.Output<string>;
    readonly verifySecurityGroupIds: pulumi.Output<string[]>;
    /** Where both are started. */
    readonly clusterArn: pulumi.Output<string>;
    readonly subnetIds: pulumi.Output<string[]>;

    constructor(name: string, args: BackupSubstrateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:backup:BackupSubstrate", name, {}, opts);
        const context = backupContext(name, args, this);
        const { names } = context.plan;

        const key = createKey(context);
        const secret = guardSecret(context, opts?.dependsOn);
        const bucket = createBucket(context, key, secret);
        const logs = createLogGroups(context);
        const roles = createRoles(context, { bucketArn: bucket.bucketArn, kmsKeyArn: key.arn }, logs);
        const tasks = createTaskDefinitions(context, { bucketName: bucket.bucketName, logs, roles });
        const groups = createSecurityGroups(context);
        watchAge(context, logs);

        this.bucketName = bucket.bucketName;
        this.bucketArn = bucket.bucketArn;
        this.kmsKeyArn = key.arn;
        this.taskDefinitionArn = tasks.runner.arn;
        this.taskRoleArn = roles.runner.arn;
        this.executionRoleArn = roles.execution.arn;
        this.containerName = pulumi.output(names.runner.container);
        this.logGroupName = logs.runner.name;
        this.securityGroupIds = pulumi.output(groups.runner);
        this.verifyTaskDefinitionArn = tasks.verify.arn;
        this.verifyTaskRoleArn = roles.verify.arn;
        this.verifyContainerName = pulumi.output(names.verify.container);
        this.verifyLogGroupName = logs.verify.name;
        this.verifySecurityGroupIds = pulumi.output(groups.verify);
        this.clusterArn = pulumi.output(args.clusterArn);
        this.subnetIds = pulumi.output(args.network.subnetIds);
        // The others are in the state already, with the resources that have them.
        this.registerOutputs({ bucketName: this.bucketName, taskDefinitionArn: this.taskDefinitionArn });
    }
}

/** Its policy names the roles before they are there, so that nothing else has to be. */
function createKey({ args, plan, parent, childName }: BackupContext): EncryptionKey {
    const { naming, accountId, region } = args;
    const keyArgs = { ...plan.key, naming, accountId, region, logicalName: "backup" };
    return new EncryptionKey(childName("key"), keyArgs, { parent, protect: plan.protect });
}

/**
 * The secret is the caller's; who may read and change it is decided here.
 *
 * @param dependsOn what goes after the bucket, and stays when S3 refuses to delete it: the secret with its value.
 */
function guardSecret(
    { args, plan, parent, childName }: BackupContext,
    dependsOn: pulumi.ComponentResourceOptions["dependsOn"],
): aws.secretsmanager.SecretPolicy {
    const { retainOnDelete = false } = plan.bucket;
    return new aws.secretsmanager.SecretPolicy(
        childName("encryption-secret"),
        { secretArn: args.encryptionSecretArn, policy: plan.secretPolicy },
        // Where backups stay in AWS, the secret is guarded in its recovery window too.
        { parent, retainOnDelete, ...(dependsOn && { dependsOn }) },
    );
}

/**
 * Deleted before the key and the secret: where S3 refuses, for the backups in it, what they are encrypted with stays as
 * well.
 */
function createBucket(
    { plan, parent, childName }: BackupContext,
    key: EncryptionKey,
    secret: aws.secretsmanager.SecretPolicy,
): PrivateBucket {
    const statements = (bucketArn: string) =>
        key.arn.apply((keyArn) => backupBucketStatements(bucketArn, keyArn, plan.principals));
    return new PrivateBucket(
        childName("bucket"),
        { ...plan.bucket, kmsKeyArn: key.arn, statements },
        { parent, protect: plan.protect, dependsOn: [key, secret] },
    );
}
