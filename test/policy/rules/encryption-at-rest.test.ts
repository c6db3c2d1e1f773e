import { encryptionAtRest } from "../../../policy/rules/encryption-at-rest";
import { CANARY, type Given, one, specify, UNKNOWN } from "../support";

const INSTANCE = "aws:rds/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const MACHINE = "aws:ec2/instance:Instance";
const SECRET = "aws:secretsmanager/secret:Secret";
const KEY = "aws:kms/key:Key";
const TABLE = "aws:dynamodb/table:Table";
const QUEUE = "aws:sqs/queue:Queue";

const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "bucket", props: { bucket: "restartix-staging-uploads" } };
const encryption = (props: Given["props"], sources: Given["sources"] = {}): Given => ({
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    name: "encryption",
    props,
    sources,
});
const ENCRYPTION_V2 = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";
const ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const disk = (encrypted: unknown) => ({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted } }] });

specify(encryptionAtRest, {
    accepts: {
        "an encrypted database": one(INSTANCE, { storageEncrypted: true }),
        "a replica, which is as its source": one(INSTANCE, { replicateSourceDb: UNKNOWN }),
        "an encrypted cache": one("aws:elasticache/replicationGroup:ReplicationGroup", {
            atRestEncryptionEnabled: true,
        }),
        "a serverless cache, which can't be otherwise": one("aws:elasticache/serverlessCache:ServerlessCache", {}),
        "encrypted volumes": one(TEMPLATE, disk("true")),
        "an instance made from a template": one(MACHINE, { launchTemplate: { id: "lt-1" } }),
        "an instance with encrypted volumes": one(MACHINE, {
            rootBlockDevice: { encrypted: true },
            ebsBlockDevices: [{ encrypted: true }],
        }),
        "a secret with a key of ours": one(SECRET, { kmsKeyId: UNKNOWN }),
        "a table with a key of KMS": one(TABLE, { serverSideEncryption: { enabled: true } }),
        "a queue with a key of its own": one(QUEUE, { sqsManagedSseEnabled: true }),
        "a queue with a key of KMS": one(QUEUE, { kmsMasterKeyId: UNKNOWN }),
        "a rotated key": one(KEY, { enableKeyRotation: true }),
        "a key for signatures, which AWS doesn't rotate": one(KEY, { customerMasterKeySpec: "RSA_4096" }),
        "a repository as AWS makes it": one("aws:ecr/repository:Repository", {}),
        "a bucket whose encryption comes along": {
            resources: [bucket, encryption({ bucket: UNKNOWN }, { bucket: ["bucket"] })],
        },
        "a node of a cache's replication group": one("aws:elasticache/cluster:Cluster", {
            replicationGroupId: UNKNOWN,
        }),
        "a template whose root volume other images have": one(TEMPLATE, {
            blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs: { encrypted: "true" } }],
        }),
        "buckets and encryption under their other tokens": {
            resources: [
                { ...bucket, type: "aws:s3/bucketV2:BucketV2" },
                { ...encryption({ bucket: "restartix-staging-uploads" }), type: ENCRYPTION_V2 },
            ],
        },
        "a bucket whose encryption is named by what belongs to it": {
            resources: [
                bucket,
                { type: ACCESS, name: "access", props: { bucket: UNKNOWN }, sources: { bucket: ["bucket"] } },
                encryption({ bucket: UNKNOWN }, { bucket: ["access"] }),
            ],
        },
        "a bucket whose encryption names it": {
            resources: [bucket, encryption({ bucket: "restartix-staging-uploads" })],
        },
    },
    refuses: {
        "a database as AWS makes it": one(INSTANCE, {}, { finds: ["it: storageEncrypted"] }),
        "a cluster": one("aws:rds/cluster:Cluster", { storageEncrypted: false }, { finds: ["it: storageEncrypted"] }),
        "a cache": one(
            "aws:elasticache/replicationGroup:ReplicationGroup",
            {},
            { finds: ["it: atRestEncryptionEnabled"] },
        ),
        "a cache that is no replication group": one(
            "aws:elasticache/cluster:Cluster",
            {},
            { finds: ["it: replicationGroupId"] },
        ),
        "a document database": one("aws:docdb/cluster:Cluster", {}, { finds: ["it: storageEncrypted"] }),
        "a template whose root volume is the image's": one(
            TEMPLATE,
            { blockDeviceMappings: [{ deviceName: "/dev/sdb", ebs: { encrypted: "true" } }] },
            { finds: ["it: blockDeviceMappings"] },
        ),
        "a volume": one("aws:ebs/volume:Volume", {}, { finds: ["it: encrypted"] }),
        "a file system": one("aws:efs/fileSystem:FileSystem", {}, { finds: ["it: encrypted"] }),
        "a template with the image's volume": one(TEMPLATE, {}, { finds: ["it: blockDeviceMappings"] }),
        "a template's volume": one(TEMPLATE, disk("false"), { finds: ["it: blockDeviceMappings[0].ebs.encrypted"] }),
        "an instance's volumes": one(
            MACHINE,
            { ebsBlockDevices: [{}] },
            { finds: ["it: rootBlockDevice.encrypted", "it: ebsBlockDevices[0].encrypted"] },
        ),
        "a secret with the account's shared key": one(SECRET, {}, { finds: ["it: kmsKeyId"] }),
        "a secret with the shared key by its alias": one(
            SECRET,
            { kmsKeyId: "alias/aws/secretsmanager" },
            { finds: ["it: kmsKeyId"] },
        ),
        "a bucket under its other token": {
            resources: [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
            finds: ["bucket:"],
        },
        "a table as AWS makes it": one(TABLE, {}, { finds: ["it: serverSideEncryption.enabled"] }),
        "a table whose encryption is switched off": one(
            TABLE,
            { serverSideEncryption: { enabled: false } },
            { finds: ["it: serverSideEncryption.enabled"] },
        ),
        "a queue that nothing is said of": one(QUEUE, {}, { finds: ["it: sqsManagedSseEnabled"] }),
        "a queue in plain text": one(QUEUE, { sqsManagedSseEnabled: false }, { finds: ["it: sqsManagedSseEnabled"] }),
        "a key that is never rotated": one(KEY, {}, { finds: ["it: enableKeyRotation"] }),
        "a repository with what AWS doesn't know": one(
            "aws:ecr/repository:Repository",
            { encryptionConfigurations: [{ encryptionType: "NONE" }] },
            { finds: ["it: encryptionConfigurations[0].encryptionType"] },
        ),
        "a bucket that nothing is said of": { resources: [bucket], finds: ["bucket:"] },
        "a bucket beside another's encryption": {
            resources: [bucket, encryption({ bucket: "another" })],
            finds: ["bucket:"],
        },
    },
    leavesUndecided: {
        "a table's encryption that is computed": one(
            TABLE,
            { serverSideEncryption: { enabled: UNKNOWN } },
            { finds: ["it? serverSideEncryption.enabled"] },
        ),
        "an encryption that is computed": one(
            INSTANCE,
            { storageEncrypted: UNKNOWN },
            { finds: ["it? storageEncrypted"] },
        ),
        "one volume, and judges the next": one(
            TEMPLATE,
            { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: UNKNOWN } }, { ebs: {} }] },
            { finds: ["it? blockDeviceMappings[0].ebs.encrypted", "it: blockDeviceMappings[1].ebs.encrypted"] },
        ),
        "an instance's root volume, and judges the others": one(
            MACHINE,
            { rootBlockDevice: { encrypted: UNKNOWN }, ebsBlockDevices: [{}] },
            { finds: ["it? rootBlockDevice.encrypted", "it: ebsBlockDevices[0].encrypted"] },
        ),
        "a bucket whose name is not known": {
            resources: [{ ...bucket, props: { bucket: UNKNOWN } }, encryption({ bucket: "another" })],
            finds: ["bucket? bucket"],
        },
    },
    keepsSecret: {
        "a key's name": one(SECRET, { kmsKeyId: `alias/aws/${CANARY}` }, { finds: ["it: kmsKeyId"] }),
    },
    obeys: {},
});
