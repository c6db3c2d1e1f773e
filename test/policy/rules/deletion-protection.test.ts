import { deletionProtection } from "../../../policy/rules/deletion-protection";
import { CANARY, one, specify, UNKNOWN, type Properties } from "../support";

const INSTANCE = "aws:rds/instance:Instance";
const production = (type: string, props: Properties, ...finds: string[]) =>
    one(type, props, { stack: "production", finds });

specify(deletionProtection, {
    accepts: {
        "a protected database": production(INSTANCE, { deletionProtection: true, skipFinalSnapshot: false }),
        "a replica without a final snapshot": production(INSTANCE, {
            replicateSourceDb: UNKNOWN,
            deletionProtection: true,
            skipFinalSnapshot: true,
        }),
        "a protected load balancer": production("aws:lb/loadBalancer:LoadBalancer", { enableDeletionProtection: true }),
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
        "a database as AWS makes it": production(INSTANCE, {}, "it: deletionProtection"),
        "a database that leaves no snapshot": production(
            INSTANCE,
            { deletionProtection: true, skipFinalSnapshot: true },
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
        "a table": production("aws:dynamodb/table:Table", {}, "it: deletionProtectionEnabled"),
    },
    leavesUndecided: {
        "a protection that is computed": production(
            INSTANCE,
            { deletionProtection: UNKNOWN },
            "it? deletionProtection",
        ),
    },
    keepsSecret: {
        "a password": production(INSTANCE, { password: CANARY }, "it: deletionProtection"),
    },
    obeys: {
        "what counts as production": one(
            INSTANCE,
            {},
            { settings: { productionStacks: ["staging"] }, finds: ["it: deletionProtection"] },
        ),
    },
});
