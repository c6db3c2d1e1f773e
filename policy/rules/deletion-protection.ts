import { entryFor, finding, judgeEach, type ResourceView, type Rule, type Verdict } from "../frame/rule";
import type { View } from "../frame/view";

/** What a property must or must not be. */
interface Demand {
    readonly property: string;
    readonly isFine: (value: View) => boolean;
    readonly message: string;
    /** Whether it doesn't apply. */
    readonly unless?: (props: View) => boolean;
}

/** Every other property is false where it is left out. */
const IS_TRUE_LEFT_OUT: ReadonlySet<string> = new Set(["deleteAutomatedBackups"]);

const mustBe = (property: string, value: boolean, message: string, unless?: Demand["unless"]): Demand => ({
    property,
    isFine: (view) => (view.boolean() ?? IS_TRUE_LEFT_OUT.has(property)) === value,
    message,
    ...(unless === undefined ? {} : { unless }),
});

const PROTECTED = mustBe("deletionProtection", true, "Deletion protection is off");
const NO_SNAPSHOT = "Deleting it would leave no snapshot";
const isReplica = (props: View): boolean => props.at("replicateSourceDb").isGiven();
const SNAPSHOT = mustBe("skipFinalSnapshot", false, NO_SNAPSHOT);
const backups = (unless?: Demand["unless"]): Demand =>
    mustBe("deleteAutomatedBackups", false, "Deleting it would delete its automated backups", unless);

const cacheSnapshot = (unless?: Demand["unless"]): Demand => ({
    property: "finalSnapshotIdentifier",
    isFine: (view) => view.isGiven(),
    message: NO_SNAPSHOT,
    ...(unless === undefined ? {} : { unless }),
});

const DEMANDS: Readonly<Record<string, readonly Demand[]>> = {
    "aws:rds/instance:Instance": [
        PROTECTED,
        // AWS takes no final snapshot of a replica, and none has backups unless it says so.
        mustBe("skipFinalSnapshot", false, NO_SNAPSHOT, isReplica),
        backups((props) => isReplica(props) && (props.at("backupRetentionPeriod").number() ?? 0) === 0),
    ],
    "aws:rds/cluster:Cluster": [PROTECTED, SNAPSHOT, backups()],
    "aws:docdb/cluster:Cluster": [PROTECTED, SNAPSHOT],
    "aws:neptune/cluster:Cluster": [PROTECTED, SNAPSHOT],
    "aws:elasticache/replicationGroup:ReplicationGroup": [cacheSnapshot()],
    "aws:elasticache/cluster:Cluster": [
        // Memcached has no snapshots, and a node's are its group's.
        cacheSnapshot(
            (props) => props.at("replicationGroupId").isGiven() || props.at("engine").string() === "memcached",
        ),
    ],
    "aws:lb/loadBalancer:LoadBalancer": [mustBe("enableDeletionProtection", true, "Deletion protection is off")],
    "aws:dynamodb/table:Table": [
        mustBe("deletionProtectionEnabled", true, "Deletion protection is off"),
        {
            property: "pointInTimeRecovery",
            isFine: (view) => view.at("enabled").boolean() === true,
            message: "What is deleted from the table could not be brought back",
        },
    ],
    "aws:cognito/userPool:UserPool": [
        {
            property: "deletionProtection",
            isFine: (view) => view.string() === "ACTIVE",
            message: "Deletion protection is off",
        },
    ],
    "aws:s3/bucket:Bucket": [mustBe("forceDestroy", false, "Deleting the bucket would delete its objects")],
    "aws:ecr/repository:Repository": [mustBe("forceDelete", false, "Deleting the repository would delete its images")],
    "aws:secretsmanager/secret:Secret": [
        {
            property: "recoveryWindowInDays",
            // Left out, it is 30.
            isFine: (view) => !view.isGiven() || (view.number() ?? 0) >= 7,
            message: "A deleted secret could not be restored",
        },
    ],
    "aws:kms/key:Key": [
        {
            property: "deletionWindowInDays",
            isFine: (view) => !view.isGiven() || (view.number() ?? 0) >= 14,
            message: "There would be less than two weeks to notice that a key is going to be deleted",
        },
    ],
};

export const deletionProtection: Rule = {
    id: "deletion-protection",
    title: "What holds data in production can't be deleted in passing",
    description:
        "Databases, tables and the load balancer have to be unlocked before they can go, and what goes leaves a snapshot, its backups, its objects or a time to change one's mind.",
    remedy: "In production, set deletion protection and a final snapshot, deleteAutomatedBackups false, point-in-time recovery of tables, and neither forceDestroy nor forceDelete",
    anchors: [
        "RDS.7",
        "RDS.8",
        "ELB.6",
        "DynamoDB.2",
        "DynamoDB.6",
        "CKV_AWS_139",
        "CKV_AWS_293",
        "CKV_AWS_150",
        "AwsSolutions-RDS10",
    ],
    settings: ["productionStacks"],
    *checkResource(resource, { productionStacks }) {
        if (productionStacks.includes(resource.stack)) {
            yield* judgeEach(
                entryFor(DEMANDS, resource.type) ?? [],
                () => resource,
                (demand) => judge(resource, demand),
            );
        }
    },
};

function* judge(resource: ResourceView, { property, isFine, message, unless }: Demand): Iterable<Verdict> {
    const view = resource.props.at(property);
    if (unless?.(resource.props) !== true && !isFine(view)) {
        yield finding(resource, view, message);
    }
}
