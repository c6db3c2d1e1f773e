import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import type { PrivateBucketArgs } from "./args";
import { type LifecycleRule, planPrivateBucket, type PrivateBucketPlan } from "./plan";
import { bucketPolicy } from "./policy";

export * from "./args";

/**
 * A bucket that is closed unless it is opened: no public access, no ACLs, encrypted, versioned, TLS 1.2 or newer, and
 * nothing of an abandoned upload kept. Its settings are resources of their own, so that each changes in place.
 *
 * **Cost** in eu-central-1 (list price, unverified, https://aws.amazon.com/s3/pricing/): about $0.0245 per GB and month,
 * for kept versions as well, and $0.0054 per 1,000 writes.
 *
 * **Replacement**: `bucketName` replaces the bucket, all else changes in place.
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

        const bucket = createBucket(context);
        const closed = closeBucket(context, bucket);
        const encryption = encryptBucket(context, bucket);
        const versioning = versionBucket(context, bucket);
        const lifecycle = createLifecycle(context, bucket, versioning);
        this.policy = createPolicy(context, bucket, closed);

        this.bucketName = after([...closed, encryption, versioning, lifecycle], this.policy.bucket);
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

function createBucket({ name, args, plan, parent }: BucketContext): aws.s3.Bucket {
    const planned: aws.s3.BucketArgs = {
        bucket: plan.bucketName,
        forceDestroy: plan.forceDestroy,
        tags: { Name: plan.bucketName },
    };
    const used = applyTransform(args.transform?.bucket, planned, "bucket", parent);
    return new aws.s3.Bucket(`${name}-bucket`, used, { parent });
}

/** Neither policies nor ACLs can open it; the account owns every object, whoever wrote it. */
function closeBucket({ name, parent }: BucketContext, { id: bucket }: aws.s3.Bucket): pulumi.CustomResource[] {
    const block = new aws.s3.BucketPublicAccessBlock(
        `${name}-public-access-block`,
        {
            bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        { parent },
    );
    const ownership = new aws.s3.BucketOwnershipControls(
        `${name}-ownership`,
        { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        { parent },
    );
    return [block, ownership];
}

function encryptBucket({ name, args, parent }: BucketContext, { id: bucket }: aws.s3.Bucket): pulumi.CustomResource {
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
        { bucket, rules: [{ ...encryption, blockedEncryptionTypes: ["SSE-C"] }] },
        { parent },
    );
}

function versionBucket({ name, plan, parent }: BucketContext, { id: bucket }: aws.s3.Bucket): aws.s3.BucketVersioning {
    const status = plan.versioned ? "Enabled" : "Suspended";
    const args = { bucket, versioningConfiguration: { status } };
    return new aws.s3.BucketVersioning(`${name}-versioning`, args, { parent });
}

function createLifecycle(
    { name, plan, parent }: BucketContext,
    { id: bucket }: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
): pulumi.CustomResource {
    return new aws.s3.BucketLifecycleConfiguration(
        `${name}-lifecycle`,
        { bucket, rules: [lifecycleRule(plan.lifecycleRule)] },
        // A rule about versions means something else until there are any.
        { parent, dependsOn: [versioning] },
    );
}

function lifecycleRule(rule: LifecycleRule): aws.types.input.s3.BucketLifecycleConfigurationRule {
    const { abortMultipartDays, noncurrentDays, expiration } = rule;
    return {
        id: "retention",
        status: "Enabled",
        // Of all objects; left out, the provider warns that it will ask for one.
        filter: {},
        abortIncompleteMultipartUpload: { daysAfterInitiation: abortMultipartDays },
        ...(noncurrentDays === undefined ? {} : { noncurrentVersionExpiration: { noncurrentDays } }),
        ...(expiration === undefined
            ? {}
            : { expiration: expiration === "markers" ? { expiredObjectDeleteMarker: true } : expiration }),
    };
}

function createPolicy(
    { name, args, parent }: BucketContext,
    bucket: aws.s3.Bucket,
    closed: pulumi.Resource[],
): aws.s3.BucketPolicy {
    const { statements = () => [] } = args;
    const policy = bucket.arn.apply((arn) => bucketPolicy(arn, statements(arn)));
    return new aws.s3.BucketPolicy(
        `${name}-policy`,
        { bucket: bucket.id, policy },
        // S3 refuses one change of a bucket while it makes another, and must not take a public policy in between.
        { parent, dependsOn: closed },
    );
}
