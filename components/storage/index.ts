import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import type { PrivateBucketArgs } from "./args";
import { lifecycleRules } from "./lifecycle-rules";
import { planPrivateBucket, type PrivateBucketPlan } from "./plan";
import { bucketPolicy } from "./policy";

export * from "./args";

/**
 * A bucket that is closed unless it is opened: no public access, no ACLs, encrypted, versioned, TLS 1.2 or newer, and
 * nothing of an abandoned upload kept. Its settings are resources of their own, so that each changes in place. They go
 * with the bucket and not before: one that S3 refuses to delete, for what is in it, keeps all of them.
 *
 * **Cost** in eu-central-1 (list price, unverified, https://aws.amazon.com/s3/pricing/): about $0.0245 per GB and month,
 * for kept versions as well, and $0.0054 per 1,000 writes.
 *
 * **Replacement**: `bucketName`, and giving or taking away `objectLock`, replace the bucket; all else changes in place.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class PrivateBucket extends pulumi.ComponentResource {
    /** Known once the bucket has its policy and all of its settings: what depends on it may use it. */
    readonly bucketName: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    /** What has to be there before somebody else writes: a service that checks its right to do so, for one. */
    readonly policy: aws.s3.BucketPolicy;

    constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:storage:PrivateBucket", name, {}, opts);
        const plan = planPrivateBucket(`PrivateBucket "${name}"`, args);
        const context = { name, args, plan, parent: this };

        const bucket = createBucket(context, opts?.dependsOn);
        const closed = closeBucket(context, bucket);
        const encryption = encryptBucket(context, bucket);
        const versioning = versionBucket(context, bucket);
        const lock = lockVersions(context, bucket, versioning);
        const lifecycle = createLifecycle(context, bucket, versioning);
        this.policy = createPolicy(context, bucket, closed);

        this.bucketName = after([...closed, encryption, versioning, ...lock, lifecycle], this.policy.bucket);
        this.bucketArn = bucket.arn;
        this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
    }
}

/** What every part of the bucket is made with. */
interface BucketContext {
    readonly name: string;
    readonly args: PrivateBucketArgs;
    readonly plan: PrivateBucketPlan;
    readonly parent: PrivateBucket;
}

/** A value that is known once these resources are there. */
function after(resources: readonly pulumi.CustomResource[], value: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.all([value, pulumi.all(resources.map(({ id }) => id))]).apply(([known]) => known);
}

/** @param dependsOn what goes after the bucket, and stays when S3 refuses to delete it: a key, for one. */
function createBucket(
    { name, args, plan, parent }: BucketContext,
    dependsOn: pulumi.ComponentResourceOptions["dependsOn"],
): aws.s3.Bucket {
    const { retainOnDelete } = plan;
    const planned: aws.s3.BucketArgs = {
        bucket: plan.bucketName,
        forceDestroy: plan.forceDestroy,
        ...(plan.objectLock === undefined ? {} : { objectLockEnabled: true }),
        tags: { Name: plan.bucketName },
    };
    const used = applyTransform(args.transform?.bucket, planned, "bucket", parent);
    return new aws.s3.Bucket(`${name}-bucket`, used, { parent, retainOnDelete, ...(dependsOn && { dependsOn }) });
}

/** Options of a setting: it goes with its bucket, without a call of its own. */
function partOf(
    { plan: { retainOnDelete }, parent }: BucketContext,
    bucket: aws.s3.Bucket,
    dependsOn: readonly pulumi.Resource[] = [],
): pulumi.CustomResourceOptions {
    return { parent, retainOnDelete, deletedWith: bucket, dependsOn: [...dependsOn] };
}

/** Neither policies nor ACLs can open it; the account owns every object, whoever wrote it. */
function closeBucket(context: BucketContext, owner: aws.s3.Bucket): pulumi.CustomResource[] {
    const { name } = context;
    const { id: bucket } = owner;
    const block = new aws.s3.BucketPublicAccessBlock(
        `${name}-public-access-block`,
        {
            bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        partOf(context, owner),
    );
    const ownership = new aws.s3.BucketOwnershipControls(
        `${name}-ownership`,
        { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        partOf(context, owner),
    );
    return [block, ownership];
}

function encryptBucket(context: BucketContext, owner: aws.s3.Bucket): pulumi.CustomResource {
    const { name, args } = context;
    const { kmsKeyArn } = args;
    const encryption =
        kmsKeyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
                  // One request to KMS for many objects instead of one for each.
                  bucketKeyEnabled: true,
              };
    return new aws.s3.BucketServerSideEncryptionConfiguration(
        `${name}-encryption`,
        // With a key that only the writer knows, an object is lost to everybody else: a way to hold data to ransom.
        { bucket: owner.id, rules: [{ ...encryption, blockedEncryptionTypes: ["SSE-C"] }] },
        partOf(context, owner),
    );
}

function versionBucket(context: BucketContext, owner: aws.s3.Bucket): aws.s3.BucketVersioning {
    const { name, plan } = context;
    const status = plan.versioned ? "Enabled" : "Suspended";
    const args = { bucket: owner.id, versioningConfiguration: { status } };
    return new aws.s3.BucketVersioning(`${name}-versioning`, args, partOf(context, owner));
}

function lockVersions(
    context: BucketContext,
    owner: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
): pulumi.CustomResource[] {
    const { name, plan } = context;
    if (plan.objectLock === undefined) {
        return [];
    }
    const { mode, years } = plan.objectLock;
    const lock = new aws.s3.BucketObjectLockConfiguration(
        `${name}-lock`,
        { bucket: owner.id, rule: { defaultRetention: { mode, years } } },
        // S3 refuses a lock while versions are off.
        partOf(context, owner, [versioning]),
    );
    return [lock];
}

function createLifecycle(
    context: BucketContext,
    owner: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
): pulumi.CustomResource {
    return new aws.s3.BucketLifecycleConfiguration(
        `${context.name}-lifecycle`,
        { bucket: owner.id, rules: lifecycleRules(context.plan.lifecycle) },
        // A rule about versions means something else until there are any.
        partOf(context, owner, [versioning]),
    );
}

function createPolicy(context: BucketContext, bucket: aws.s3.Bucket, closed: pulumi.Resource[]): aws.s3.BucketPolicy {
    const { name, args } = context;
    const { statements = () => [] } = args;
    const policy = bucket.arn.apply((arn) =>
        pulumi.output(statements(arn)).apply((resolved) => bucketPolicy(arn, resolved)),
    );
    return new aws.s3.BucketPolicy(
        `${name}-policy`,
        { bucket: bucket.id, policy },
        // S3 refuses one change of a bucket while it makes another, and must not take a public policy in between.
        partOf(context, bucket, closed),
    );
}
