/** Examples of what keeps objects, secrets, keys and images. */
import * as aws from "@pulumi/aws";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, policy, tags } from "./variant";

export const storage: ExampleProgram = (variant) => {
    const making = onAws(variant);
    makeBucket(making);
    makeLockedBucket(making);
    makeSecret(making);
    makeKey(making);
    makeRepository(making);
    return Promise.resolve({});
};

function makeBucket({ variant, options }: Making): void {
    const made = new aws.s3.Bucket("bucket", { forceDestroy: true, tags: tags(variant) }, options);
    const bucket = made.id;
    const isSecond = either(variant, false, true);
    new aws.s3.BucketPolicy(
        "bucket-policy",
        { bucket, policy: made.arn.apply((arn) => policy(variant, ownersList(arn))) },
        options,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
        "bucket-server-side-encryption-configuration",
        {
            bucket,
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: isSecond }],
        },
        options,
    );
    const days = either(variant, 30, 60);
    new aws.s3.BucketLifecycleConfiguration(
        "bucket-lifecycle-configuration",
        { bucket, rules: [{ id: "expire", status: "Enabled", filter: { prefix: "tmp/" }, expiration: { days } }] },
        options,
    );
    const targetPrefix = either(variant, "first/", "second/");
    new aws.s3.BucketLogging("bucket-logging", { bucket, targetBucket: bucket, targetPrefix }, options);
    const objectOwnership = either(variant, "BucketOwnerEnforced", "BucketOwnerPreferred");
    new aws.s3.BucketOwnershipControls("bucket-ownership-controls", { bucket, rule: { objectOwnership } }, options);
    new aws.s3.BucketPublicAccessBlock(
        "bucket-public-access-block",
        { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: isSecond },
        options,
    );
    const status = either(variant, "Enabled", "Suspended");
    new aws.s3.BucketVersioning("bucket-versioning", { bucket, versioningConfiguration: { status } }, options);
}

function ownersList(bucketArn: string): Readonly<Record<string, unknown>> {
    return { Action: "s3:ListBucket", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Resource: bucketArn };
}

/** A lock needs versions that are never suspended, so that it has a bucket of its own. */
function makeLockedBucket({ variant, options }: Making): void {
    const locked = new aws.s3.Bucket("locked-bucket", { objectLockEnabled: true, forceDestroy: true }, options);
    const days = either(variant, 1, 2);
    new aws.s3.BucketObjectLockConfiguration(
        "bucket-object-lock-configuration",
        { bucket: locked.id, rule: { defaultRetention: { mode: "GOVERNANCE", days } } },
        options,
    );
}

function makeSecret({ variant, options }: Making): void {
    const secret = new aws.secretsmanager.Secret("secret", { recoveryWindowInDays: 0, tags: tags(variant) }, options);
    new aws.secretsmanager.SecretVersion(
        "secret-version",
        {
            secretId: secret.id,
            secretString: "correct-horse",
            versionStages: either(variant, ["AWSCURRENT"], ["AWSCURRENT", "second"]),
        },
        options,
    );
    const statement = {
        Action: "secretsmanager:GetSecretValue",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Resource: "*",
    };
    new aws.secretsmanager.SecretPolicy(
        "secret-policy",
        { secretArn: secret.arn, policy: policy(variant, statement) },
        options,
    );
}

function makeKey({ variant, options }: Making): void {
    const key = new aws.kms.Key("key", { deletionWindowInDays: 7, tags: tags(variant) }, options);
    const other = new aws.kms.Key("other-key", { deletionWindowInDays: 7 }, options);
    new aws.kms.Alias("alias", { name: "alias/example", targetKeyId: either(variant, key.id, other.id) }, options);
}

function makeRepository({ variant, options }: Making): void {
    const repository = new aws.ecr.Repository("repository", { forceDelete: true, tags: tags(variant) }, options);
    const selection = { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 5 };
    const rules = [{ rulePriority: 1, selection, action: { type: "expire" } }];
    new aws.ecr.LifecyclePolicy(
        "lifecycle-policy",
        { repository: repository.name, policy: JSON.stringify({ rules }) },
        options,
    );
}
