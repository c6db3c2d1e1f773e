import { entryFor, finding, type ResourceView, type Rule, type Verdict } from "../frame/rule";
import type { View } from "../frame/view";

/** What a property must or must not be. */
interface Demand {
    readonly property: string;
    readonly isFine: (value: View) => boolean;
    readonly message: string;
    /** Whether it doesn't apply. */
    readonly unless?: (props: View) => boolean;
}

const mustBe = (property: string, value: boolean, message: string, unless?: Demand["unless"]): Demand => ({
    property,
    // Every one of these properties is false in AWS where it is left out.
    isFine: (view) => (view.boolean() ?? false) === value,
    message,
    ...(unless === undefined ? {} : { unless }),
});

const PROTECTED = mustBe("deletionProtection", true, "Deletion protection is off");
const isReplica = (props: View): boolean => props.at("replicateSourceDb").isGiven();

const DEMANDS: Readonly<Record<string, readonly Demand[]>> = {
    "aws:rds/instance:Instance": [
        PROTECTED,
        // AWS takes no final snapshot of a replica.
        mustBe("skipFinalSnapshot", false, "Deleting it would leave no snapshot", isReplica),
        mustBe(
            "deleteAutomatedBackups",
            false,
            "Deleting it would delete its backups",
            (props) => !props.at("deleteAutomatedBackups").isGiven(),
        ),
    ],
    "aws:rds/cluster:Cluster": [PROTECTED, mustBe("skipFinalSnapshot", false, "Deleting it would leave no snapshot")],
    "aws:docdb/cluster:Cluster": [PROTECTED, mustBe("skipFinalSnapshot", false, "Deleting it would leave no snapshot")],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        {
            property: "finalSnapshotIdentifier",
            isFine: (view) => view.isGiven(),
            message: "Deleting it would leave no snapshot",
        },
    ],
    "aws:lb/loadBalancer:LoadBalancer": [mustBe("enableDeletionProtection", true, "Deletion protection is off")],
    "aws:dynamodb/table:Table": [mustBe("deletionProtectionEnabled", true, "Deletion protection is off")],
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
        "Databases, tables and the load balancer have to be unlocked before they can go, and what goes leaves a snapshot, its objects or a time to change one's mind.",
    remedy: "In production, set deletion protection and a final snapshot, and neither forceDestroy nor forceDelete",
    anchors: [
        "RDS.7",
        "RDS.8",
        "ELB.6",
        "DynamoDB.6",
        "CKV_AWS_139",
        "CKV_AWS_293",
        "CKV_AWS_150",
        "AwsSolutions-RDS10",
    ],
    settings: ["productionStacks"],
    *checkResource(resource, { productionStacks }) {
        if (productionStacks.includes(resource.stack)) {
            for (const demand of entryFor(DEMANDS, resource.type) ?? []) {
                yield* judge(resource, demand);
            }
        }
    },
};

function* judge(resource: ResourceView, { property, isFine, message, unless }: Demand): Iterable<Verdict> {
    const view = resource.props.at(property);
    if (unless?.(resource.props) !== true && !isFine(view)) {
        yield finding(resource, view, message);
    }
}
