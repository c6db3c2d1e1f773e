import { deletionProtection } from "../../../policy/rules/deletion-protection";
import { CANARY, one, specify, UNKNOWN, type Properties } from "../support";

const INSTANCE = "aws:rds/instance:Instance";
const production = (type: string, props: Properties, ...finds: string[]) =>
    one(type, props, { stack: "production", finds });

specify(deletionProtection, {
    accepts: {
        "a protected database": production(INSTANCE, {
            deletionProtection: true,
            skipFinalSnapshot: false,
            deleteAutomatedBackups: false,
        }),
        "a cache without snapshots, which can have none": production("aws:elasticache/cluster:Cluster", {
            engine: "memcached",
        }),
        "a replica without a final snapshot": production(INSTANCE, {
            replicateSourceDb: UNKNOWN,
            deletionProtection: true,
            skipFinalSnapshot: true,
        }),
        "a protected load balancer": production("aws:lb/loadBalancer:LoadBalancer", { enableDeletionProtection: true }),
        "a protected table": production("aws:dynamodb/table:Table", {
            deletionProtectionEnabled: true,
            pointInTimeRecovery: { enabled: true },
        }),
        "a secret with a window": production("aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 7 }),
        "a key, a secret and a bucket as AWS makes them": {
            stack: "production",
            resources: ["aws:kms/key:Key", "aws:secretsmanager/secret:Secret", "aws:s3/bucket:Bucket"].map((type) => ({
                type,
                props: {},
            })),
        },
        "anything in staging": one(INSTANCE, { skipFinalSnapshot: true }),
    },
    refuses: {
        "a database as AWS makes it": production(INSTANCE, {}, "it: deletionProtection", "it: deleteAutomatedBackups"),
        "a replica that takes backups of its own along": production(
            INSTANCE,
            { replicateSourceDb: UNKNOWN, deletionProtection: true, backupRetentionPeriod: 7 },
            "it: deleteAutomatedBackups",
        ),
        "a database that leaves no snapshot": production(
            INSTANCE,
            { deletionProtection: true, skipFinalSnapshot: true, deleteAutomatedBackups: false },
            "it: skipFinalSnapshot",
        ),
        "a database that takes its backups along": production(
            INSTANCE,
            { deletionProtection: true, deleteAutomatedBackups: true },
            "it: deleteAutomatedBackups",
        ),
        "a cluster": production(
            "aws:rds/cluster:Cluster",
            { skipFinalSnapshot: true },
            "it: deletionProtection",
            "it: skipFinalSnapshot",
            "it: deleteAutomatedBackups",
        ),
        "a load balancer under its other token": production(
            "aws:alb/loadBalancer:LoadBalancer",
            {},
            "it: enableDeletionProtection",
        ),
        "a bucket under its other token": production(
            "aws:s3/bucketV2:BucketV2",
            { forceDestroy: true },
            "it: forceDestroy",
        ),
        "a cache of one node without a snapshot": production(
            "aws:elasticache/cluster:Cluster",
            { engine: "redis" },
            "it: finalSnapshotIdentifier",
        ),
        "a load balancer": production("aws:lb/loadBalancer:LoadBalancer", {}, "it: enableDeletionProtection"),
        "a cache without a snapshot": production(
            "aws:elasticache/replicationGroup:ReplicationGroup",
            {},
            "it: finalSnapshotIdentifier",
        ),
        "a bucket that takes its objects along": production(
            "aws:s3/bucket:Bucket",
            { forceDestroy: true },
            "it: forceDestroy",
        ),
        "a repository that takes its images along": production(
            "aws:ecr/repository:Repository",
            { forceDelete: true },
            "it: forceDelete",
        ),
        "a secret without a window": production(
            "aws:secretsmanager/secret:Secret",
            { recoveryWindowInDays: 0 },
            "it: recoveryWindowInDays",
        ),
        "a key with a week": production("aws:kms/key:Key", { deletionWindowInDays: 7 }, "it: deletionWindowInDays"),
        "a user pool": production(
            "aws:cognito/userPool:UserPool",
            { deletionProtection: "INACTIVE" },
            "it: deletionProtection",
        ),
        "a table": production(
            "aws:dynamodb/table:Table",
            {},
            "it: deletionProtectionEnabled",
            "it: pointInTimeRecovery",
        ),
        "a table of which nothing can be brought back": production(
            "aws:dynamodb/table:Table",
            { deletionProtectionEnabled: true, pointInTimeRecovery: { enabled: false } },
            "it: pointInTimeRecovery",
        ),
    },
    leavesUndecided: {
        "a protection that is computed": production(
            INSTANCE,
            { deletionProtection: UNKNOWN, deleteAutomatedBackups: false },
            "it? deletionProtection",
        ),
        "one property, and judges the others": production(
            "aws:docdb/cluster:Cluster",
            { deletionProtection: UNKNOWN, skipFinalSnapshot: true },
            "it? deletionProtection",
            "it: skipFinalSnapshot",
        ),
    },
    keepsSecret: {
        "a protection that is none": production(
            "aws:cognito/userPool:UserPool",
            { deletionProtection: CANARY },
            "it: deletionProtection",
        ),
    },
    obeys: {
        "what counts as production": one(
            INSTANCE,
            {},
            {
                settings: { productionStacks: ["staging"] },
                finds: ["it: deletionProtection", "it: deleteAutomatedBackups"],
            },
        ),
    },
});
