import { encryptionAtRest } from "../../../policy/rules/encryption-at-rest";
import { CANARY, type Given, one, specify, UNKNOWN } from "../support";

const INSTANCE = "aws:rds/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const MACHINE = "aws:ec2/instance:Instance";
const SECRET = "aws:secretsmanager/secret:Secret";
const KEY = "aws:kms/key:Key";

const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "bucket", props: { bucket: "restartix-staging-uploads" } };
const encryption = (props: Given["props"], sources: Given["sources"] = {}): Given => ({
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    name: "encryption",
    props,
    sources,
});
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
        "a rotated key": one(KEY, { enableKeyRotation: true }),
        "a key for signatures, which AWS doesn't rotate": one(KEY, { customerMasterKeySpec: "RSA_4096" }),
        "a repository as AWS makes it": one("aws:ecr/repository:Repository", {}),
        "a bucket whose encryption comes along": {
            resources: [bucket, encryption({ bucket: UNKNOWN }, { bucket: ["bucket"] })],
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
        "an encryption that is computed": one(
            INSTANCE,
            { storageEncrypted: UNKNOWN },
            { finds: ["it? storageEncrypted"] },
        ),
        "one volume, and judges the next": one(
            TEMPLATE,
            { blockDeviceMappings: [{ ebs: { encrypted: UNKNOWN } }, { ebs: {} }] },
            { finds: ["it? blockDeviceMappings[0].ebs.encrypted", "it: blockDeviceMappings[1].ebs.encrypted"] },
        ),
        "a bucket whose name is not known": {
            resources: [{ ...bucket, props: { bucket: UNKNOWN } }, encryption({ bucket: "another" })],
            finds: ["bucket? bucket"],
        },
    },
    keepsSecret: {
        "a password": one(INSTANCE, { password: CANARY }, { finds: ["it: storageEncrypted"] }),
    },
    obeys: {},
});
