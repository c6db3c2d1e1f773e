import {
    entryFor,
    finding,
    judgeEach,
    type ResourceView,
    type Rule,
    type StackResource,
    type Verdict,
} from "../frame/rule";
import { belongingTo } from "../frame/references";
import type { View } from "../frame/view";

type Check = (resource: ResourceView) => Iterable<Verdict>;

/** A property that has to be true; left out, it is false in AWS. */
function mustBeTrue(property: string, message: string): Check {
    return (resource) => beTrue(resource, resource.props.at(property), message);
}

function* beTrue(resource: ResourceView, view: View, message: string): Iterable<Verdict> {
    if (view.boolean() !== true) {
        yield finding(resource, view, message);
    }
}

const DATABASE = mustBeTrue("storageEncrypted", "The database's storage is not encrypted");

const CHECKS: Readonly<Record<string, Check>> = {
    "aws:docdb/cluster:Cluster": DATABASE,
    "aws:neptune/cluster:Cluster": DATABASE,
    "aws:rds/cluster:Cluster": DATABASE,
    // A replica in the same region takes its source's encryption and refuses to be told.
    "aws:rds/instance:Instance": (resource) =>
        resource.props.at("replicateSourceDb").isGiven() ? [] : DATABASE(resource),
    "aws:redshift/cluster:Cluster": mustBeTrue("encrypted", "The warehouse is not encrypted"),
    *"aws:elasticache/cluster:Cluster"(resource) {
        const group = resource.props.at("replicationGroupId");
        if (!group.isGiven()) {
            yield finding(resource, group, "A cache that is no node of a replication group can't be encrypted at rest");
        }
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": mustBeTrue(
        "atRestEncryptionEnabled",
        "The cache is not encrypted at rest",
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": () => [],
    "aws:ebs/volume:Volume": mustBeTrue("encrypted", "The volume is not encrypted"),
    "aws:efs/fileSystem:FileSystem": mustBeTrue("encrypted", "The file system is not encrypted"),
    "aws:ec2/launchTemplate:LaunchTemplate": launchedVolumes,
    "aws:ec2/instance:Instance": instanceVolumes,
    *"aws:secretsmanager/secret:Secret"(resource) {
        const key = resource.props.at("kmsKeyId");
        // A key that isn't known yet is one that is being made.
        const isShared = key.isGiven() && key.isKnown() && /(^|:)alias\/aws\//.test(key.string() ?? "");
        if (!key.isGiven() || isShared) {
            yield finding(
                resource,
                key,
                "The secret is encrypted with the account's shared key, which has no key policy of ours",
            );
        }
    },
    // Without it, with a key of AWS's own whose use nobody sees: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
    *"aws:dynamodb/table:Table"(resource) {
        const enabled = resource.props.at("serverSideEncryption", "enabled");
        yield* beTrue(resource, enabled, "The table is not encrypted with a key of KMS");
    },
    "aws:sqs/queue:Queue": queue,
    "aws:kms/key:Key": rotation,
    "aws:ecr/repository:Repository": repository,
};

export const encryptionAtRest: Rule = {
    id: "encryption-at-rest",
    title: "Data is encrypted where it lies",
    description:
        "Databases, tables, caches, volumes, buckets, queues and secrets are encrypted, secrets with a key of ours, and keys are rotated. Most of it can't be switched on later without a replacement.",
    remedy: "Switch encryption on (storageEncrypted, atRestEncryptionEnabled, encrypted, serverSideEncryption, sqsManagedSseEnabled, kmsKeyId, enableKeyRotation), or use the component that does",
    anchors: [
        "RDS.3",
        "ElastiCache.4",
        "EC2.3",
        "SecretsManager CKV_AWS_149",
        "KMS.4",
        "CKV_AWS_16",
        "CKV_AWS_29",
        "CKV_AWS_19",
        "CKV_AWS_7",
        "CKV_AWS_27",
        "SQS.1",
    ],
    *checkResource(resource) {
        yield* entryFor(CHECKS, resource.type)?.(resource) ?? [];
    },
    *checkStack(resources) {
        const configurations = resources.filter(isEncryption);
        yield* judgeEach(
            resources.filter(({ type }) => type === "aws:s3/bucket:Bucket"),
            (bucket) => bucket,
            function* (bucket) {
                if (belongingTo(bucket, configurations, "bucket", "bucket", resources).length === 0) {
                    yield finding(
                        bucket,
                        "",
                        "Nothing says how the bucket is encrypted (BucketServerSideEncryptionConfiguration)",
                    );
                }
            },
        );
    },
};

function isEncryption({ type }: StackResource): boolean {
    return type === "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
}

/** What images call their root volume: Amazon's and Bottlerocket's the first, most others the second. */
const ROOT_DEVICES = ["/dev/xvda", "/dev/sda1"];

function* launchedVolumes(resource: ResourceView): Iterable<Verdict> {
    const mappings = resource.props.at("blockDeviceMappings");
    const disks = mappings.list().filter((mapping) => mapping.at("ebs").isGiven());
    yield* judgeEach(
        disks,
        () => resource,
        function* (disk) {
            const encrypted = disk.at("ebs").list()[0]?.at("encrypted");
            if (encrypted?.boolean() !== true) {
                yield finding(resource, encrypted ?? disk, "The volume is not encrypted");
            }
        },
    );
    // Without a mapping of its own, the image decides about the root volume, and Amazon's are not encrypted.
    if (!disks.some((disk) => ROOT_DEVICES.includes(disk.at("deviceName").string() ?? ""))) {
        yield finding(resource, mappings, "The root volume is as the image has it: not encrypted");
    }
}

function* instanceVolumes(resource: ResourceView): Iterable<Verdict> {
    const { props } = resource;
    const judge = (volume: View) => beTrue(resource, volume.at("encrypted"), "The volume is not encrypted");
    const whose = () => resource;
    yield* judgeEach(props.at("launchTemplate").isGiven() ? [] : [props.at("rootBlockDevice")], whose, judge);
    yield* judgeEach([props.at("ebsBlockDevices")], whose, (disks) => judgeEach(disks.list(), whose, judge));
}

/** With a key of KMS or of the queue's own; which one AWS takes where nothing is said depends on when it was made. */
function* queue(resource: ResourceView): Iterable<Verdict> {
    const { props } = resource;
    if (!props.at("kmsMasterKeyId").isGiven()) {
        yield* beTrue(resource, props.at("sqsManagedSseEnabled"), "Nothing says that the queue is encrypted");
    }
}

/** AWS rotates symmetric keys that encrypt, and no others. */
function* rotation(resource: ResourceView): Iterable<Verdict> {
    const { props } = resource;
    const spec = props.at("customerMasterKeySpec").string() ?? "SYMMETRIC_DEFAULT";
    if (spec === "SYMMETRIC_DEFAULT" && props.at("enableKeyRotation").boolean() !== true) {
        yield finding(resource, props.at("enableKeyRotation"), "The key is never rotated");
    }
}

/** Images are always encrypted, with AES256 where nothing is said; what is said has to be one of the two. */
function* repository(resource: ResourceView): Iterable<Verdict> {
    for (const configuration of resource.props.at("encryptionConfigurations").list()) {
        const kind = configuration.at("encryptionType");
        if (!["AES256", "KMS", "KMS_DSSE", undefined].includes(kind.string())) {
            yield finding(resource, kind, "The repository has an unknown kind of encryption");
        }
    }
}
