import type { Deployment, ResourceState, StateValue } from "./deployment";

/** A resource that a destroy would be refused for. */
export interface ProtectedResource {
    readonly urn: string;
    /** What protects it: `protect`, or a property of the cloud's own such as `deletionProtection`. */
    readonly by: string;
}

/** The property by which a cloud refuses to delete, and the value that does. @default true */
interface Switch {
    readonly property: string;
    readonly on?: StateValue;
}

const DELETION_PROTECTION: Switch = { property: "deletionProtection" };

/**
 * The clouds' own switches, as the types of @pulumi/aws have them. That the API refuses:
 * - RDS: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html, …/API_DeleteDBCluster.html,
 *   …/API_DeleteGlobalCluster.html; DocumentDB and Neptune have the same API
 * - DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 * - ELB: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
 * - EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 * - Cognito: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html
 * - EKS: https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html
 * - CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
 * - Network Firewall: https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DeleteFirewall.html
 * - Aurora DSQL: https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_DeleteCluster.html
 * - CloudTrail: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteEventDataStore.html
 */
const SWITCHES: Readonly<Record<string, Switch>> = {
    "aws:rds/instance:Instance": DELETION_PROTECTION,
    "aws:rds/cluster:Cluster": DELETION_PROTECTION,
    "aws:rds/globalCluster:GlobalCluster": DELETION_PROTECTION,
    "aws:docdb/cluster:Cluster": DELETION_PROTECTION,
    "aws:docdb/globalCluster:GlobalCluster": DELETION_PROTECTION,
    "aws:neptune/cluster:Cluster": DELETION_PROTECTION,
    "aws:neptune/globalCluster:GlobalCluster": DELETION_PROTECTION,
    "aws:neptunegraph/graph:Graph": DELETION_PROTECTION,
    "aws:dynamodb/table:Table": { property: "deletionProtectionEnabled" },
    "aws:lb/loadBalancer:LoadBalancer": { property: "enableDeletionProtection" },
    "aws:alb/loadBalancer:LoadBalancer": { property: "enableDeletionProtection" },
    "aws:ec2/instance:Instance": { property: "disableApiTermination" },
    "aws:cognito/userPool:UserPool": { property: "deletionProtection", on: "ACTIVE" },
    "aws:eks/cluster:Cluster": DELETION_PROTECTION,
    "aws:cloudwatch/logGroup:LogGroup": { property: "deletionProtectionEnabled" },
    "aws:networkfirewall/firewall:Firewall": { property: "deleteProtection" },
    "aws:dsql/cluster:Cluster": { property: "deletionProtectionEnabled" },
    "aws:cloudtrail/eventDataStore:EventDataStore": { property: "terminationProtectionEnabled" },
};

/** What a destroy would meet: resources that the program protects, and those that their cloud refuses to delete. */
export function protectedResources(deployment: Pick<Deployment, "resources">): readonly ProtectedResource[] {
    return (deployment.resources ?? [])
        .filter((resource) => resource.delete !== true && resource.external !== true)
        .flatMap((resource) => guardsOf(resource).map((by) => ({ urn: resource.urn, by })));
}

function guardsOf(resource: ResourceState): readonly string[] {
    // What is only dropped from the state meets no refusal of its cloud.
    const own = resource.retainOnDelete === true ? undefined : SWITCHES[resource.type];
    return [
        ...(resource.protect === true ? ["protect"] : []),
        ...(own !== undefined && isOn(resource, own) ? [own.property] : []),
    ];
}

/** Outputs are what the cloud said last; a provider may leave out of them what it was given. */
function isOn({ inputs, outputs }: ResourceState, { property, on = true }: Switch): boolean {
    return (outputs?.[property] ?? inputs?.[property]) === on;
}
