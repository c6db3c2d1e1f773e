import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { InvalidArgsError } from "../../../components/faults";
import { PrivateBucket, type PrivateBucketArgs } from "../../../components/storage";
import { validatePrivateBucket } from "../../../components/storage/plan";
import type { PolicyStatement } from "../../../components/iam";
import { bucketPolicy } from "../../../components/storage/policy";
import { record, type Recording, valueOf } from "../../support/mocks";

const ARGS: PrivateBucketArgs = { bucketName: "restartix-uploads-staging" };
const ARN = "arn:aws:s3:::restartix-uploads-staging";
const COMPONENT = "plinth:storage:PrivateBucket";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";

const WITHOUT_TLS: PolicyStatement = {
    Sid: "DenyWithoutTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [ARN, `${ARN}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const OLD_TLS: PolicyStatement = {
    ...WITHOUT_TLS,
    Sid: "DenyOldTls",
    Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
};
const READER: PolicyStatement = {
    Sid: "AllowReader",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:role/reader" },
    Action: "s3:GetObject",
    Resource: `${ARN}/*`,
};

function recordBucket(change: Partial<PrivateBucketArgs> = {}): Promise<Recording<PrivateBucket>> {
    return record(() => new PrivateBucket("uploads", { ...ARGS, ...change }));
}

function policyOf(bucket: Recording<PrivateBucket>): unknown {
    return JSON.parse(String(bucket.find(POLICY, "uploads-policy").inputs["policy"]));
}

function ruleOf(bucket: Recording<PrivateBucket>): unknown {
    const { rules } = bucket.find(LIFECYCLE, "uploads-lifecycle").inputs;
    assert.ok(Array.isArray(rules));
    assert.equal(rules.length, 1);
    return rules[0];
}

describe("PrivateBucket", () => {
    let bucket: Recording<PrivateBucket>;
    const inputs = (type: string, name: string) => bucket.find(type, name).inputs;

    before(async () => {
        bucket = await recordBucket();
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(bucket.urns, [
            `${COMPONENT}$aws:s3/bucket:Bucket::uploads-bucket`,
            `${COMPONENT}$aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::uploads-lifecycle`,
            `${COMPONENT}$aws:s3/bucketOwnershipControls:BucketOwnershipControls::uploads-ownership`,
            `${COMPONENT}$aws:s3/bucketPolicy:BucketPolicy::uploads-policy`,
            `${COMPONENT}$aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::uploads-public-access-block`,
            `${COMPONENT}$aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::uploads-encryption`,
            `${COMPONENT}$aws:s3/bucketVersioning:BucketVersioning::uploads-versioning`,
            `${COMPONENT}::uploads`,
        ]);
    });

    it("has the name that it is given, and keeps what is in it when it is removed", () => {
        assert.deepEqual(inputs("aws:s3/bucket:Bucket", "uploads-bucket"), {
            bucket: "restartix-uploads-staging",
            forceDestroy: false,
            tags: { Name: "restartix-uploads-staging" },
        });
    });

    it("is closed to the public in all four ways and knows no ACLs", () => {
        assert.deepEqual(
            inputs("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "uploads-public-access-block"),
            {
                bucket: "uploads-bucket-id",
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        );
        assert.deepEqual(inputs("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "uploads-ownership"), {
            bucket: "uploads-bucket-id",
            rule: { objectOwnership: "BucketOwnerEnforced" },
        });
    });

    it("encrypts with S3's own key, or with the one that is given", async () => {
        const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
        assert.deepEqual(inputs(type, "uploads-encryption"), {
            bucket: "uploads-bucket-id",
            rules: [
                {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
                    blockedEncryptionTypes: ["SSE-C"],
                },
            ],
        });
        const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/0123";
        const keyed = await recordBucket({ kmsKeyArn });
        assert.deepEqual(keyed.find(type, "uploads-encryption").inputs["rules"], [
            {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
                bucketKeyEnabled: true,
                blockedEncryptionTypes: ["SSE-C"],
            },
        ]);
    });

    it("keeps replaced versions for 30 days, and objects for ever", () => {
        assert.deepEqual(inputs("aws:s3/bucketVersioning:BucketVersioning", "uploads-versioning"), {
            bucket: "uploads-bucket-id",
            versioningConfiguration: { status: "Enabled" },
        });
        assert.deepEqual(ruleOf(bucket), {
            id: "retention",
            status: "Enabled",
            filter: {},
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            expiration: { expiredObjectDeleteMarker: true },
        });
    });

    it("lets objects expire where it is told to, and needs no rule for markers then", async () => {
        const lifecycle = { expirationDays: 90, noncurrentDays: 1, abortMultipartDays: 2 };
        assert.deepEqual(ruleOf(await recordBucket({ lifecycle })), {
            id: "retention",
            status: "Enabled",
            filter: {},
            abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
            expiration: { days: 90 },
        });
    });

    it("has no rule about versions where there are none", async () => {
        const plain = await recordBucket({ versioning: false });
        const { versioningConfiguration } = plain.find(
            "aws:s3/bucketVersioning:BucketVersioning",
            "uploads-versioning",
        ).inputs;
        assert.deepEqual(versioningConfiguration, { status: "Suspended" });
        assert.deepEqual(ruleOf(plain), {
            id: "retention",
            status: "Enabled",
            filter: {},
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        });
    });

    it("waits with the rule about versions until there are any", () => {
        const { dependencies } = bucket.find(LIFECYCLE, "uploads-lifecycle").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("BucketVersioning::uploads-versioning")));
    });

    it("refuses whoever comes without TLS, or with an old one", () => {
        assert.deepEqual(policyOf(bucket), { Version: "2012-10-17", Statement: [WITHOUT_TLS, OLD_TLS] });
    });

    it("adds the statements that it is given, for its ARN", async () => {
        const statements = (bucketArn: string): PolicyStatement[] => [{ ...READER, Resource: `${bucketArn}/*` }];
        const opened = await recordBucket({ statements });
        assert.deepEqual(policyOf(opened), { Version: "2012-10-17", Statement: [WITHOUT_TLS, OLD_TLS, READER] });
    });

    it("is closed before it has a policy, so that no public one gets in between", () => {
        const { dependencies } = bucket.find(POLICY, "uploads-policy").options;
        for (const first of ["uploads-public-access-block", "uploads-ownership"]) {
            assert.ok(
                dependencies.some((urn) => urn.endsWith(`::${first}`)),
                first,
            );
        }
    });

    it("is used by its name only once all of its settings are there", async () => {
        const { find } = await record(() => {
            const { bucketName } = new PrivateBucket("uploads", ARGS);
            new aws.s3.BucketObject("user", { bucket: bucketName, key: "a" });
        });
        const { dependencies } = find("aws:s3/bucketObject:BucketObject", "user").options;
        for (const child of ["public-access-block", "ownership", "encryption", "versioning", "lifecycle", "policy"]) {
            assert.ok(
                dependencies.some((urn) => urn.endsWith(`::uploads-${child}`)),
                child,
            );
        }
    });

    it("gives its name and ARN", async () => {
        assert.deepEqual(
            [await valueOf(bucket.result.bucketName), await valueOf(bucket.result.bucketArn)],
            ["uploads-bucket-id", ARN],
        );
    });

    it("lets a contested child be bent", async () => {
        const bent = await recordBucket({ transform: { bucket: { objectLockEnabled: true } } });
        assert.equal(bent.find("aws:s3/bucket:Bucket", "uploads-bucket").inputs["objectLockEnabled"], true);
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const wrong = { bucketName: "Uploads", lifecycle: { expirationDays: 0 } };
        const { resources } = await record(() => {
            assert.throws(
                () => new PrivateBucket("uploads", wrong),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /PrivateBucket "uploads" was not made: its arguments have 2 faults/);
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});

describe("the arguments of a bucket", () => {
    const faultsOf = (change: Partial<PrivateBucketArgs>): [string, unknown][] =>
        validatePrivateBucket({ ...ARGS, ...change }).map(({ path, given }) => [path, given]);

    it("are accepted from the shortest name and a single day to the longest of both", () => {
        assert.deepEqual(faultsOf({ bucketName: "abc", lifecycle: { expirationDays: 1 } }), []);
        assert.deepEqual(faultsOf({ bucketName: "a".repeat(63), lifecycle: { noncurrentDays: 36_500 } }), []);
    });

    it("name the bucket as S3 does", () => {
        for (const bucketName of ["ab", "a".repeat(64), "Uploads", "-uploads", "up_loads"]) {
            assert.deepEqual(faultsOf({ bucketName }), [["bucketName", bucketName]]);
        }
        for (const bucketName of ["sthree-logs", "logs-s3alias", "logs--x-s3"]) {
            assert.match(validatePrivateBucket({ bucketName })[0]?.allowed ?? "", /S3 doesn't keep for itself/);
        }
        assert.match(validatePrivateBucket({ bucketName: "our.logs" })[0]?.hint ?? "", /can't be reached over TLS/);
        assert.deepEqual(
            validatePrivateBucket({}).map(({ path, given }) => [path, given]),
            [["bucketName", undefined]],
        );
    });

    it("count whole days, at least one", () => {
        const lifecycle = { expirationDays: 0, noncurrentDays: 1.5, abortMultipartDays: 36_501 };
        assert.deepEqual(faultsOf({ lifecycle }), [
            ["lifecycle.expirationDays", 0],
            ["lifecycle.noncurrentDays", 1.5],
            ["lifecycle.abortMultipartDays", 36_501],
        ]);
        const [fault] = validatePrivateBucket({ ...ARGS, lifecycle: { expirationDays: 0 } });
        assert.equal(fault?.allowed, "a whole number of days from 1 to 36500");
    });
});

describe("a bucket's policy", () => {
    it("has the statements that every bucket has first, and each identifier once", () => {
        const document = JSON.parse(bucketPolicy(ARN, [READER])) as { Statement: PolicyStatement[] };
        assert.deepEqual(
            document.Statement.map(({ Sid }) => Sid),
            ["DenyWithoutTls", "DenyOldTls", "AllowReader"],
        );
    });
});
