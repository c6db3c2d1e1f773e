/** Which input holds the name that a resource has in its cloud. Pure. */
import { isDeepStrictEqual } from "node:util";

/**
 * By type, for types of which the cloud allows one of a name at a time. Not here: what has a name that need not be
 * unique (DNS records), or of which a further one under the same name is a new version (task definitions).
 */
const NAME_INPUTS: Readonly<Record<string, string>> = {
    "aws:autoscaling/group:Group": "name",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/eventRule:EventRule": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:dynamodb/table:Table": "name",
    "aws:ec2/launchTemplate:LaunchTemplate": "name",
    "aws:ec2/securityGroup:SecurityGroup": "name",
    "aws:ecr/repository:Repository": "name",
    "aws:ecs/cluster:Cluster": "name",
    "aws:ecs/service:Service": "name",
    "aws:eks/cluster:Cluster": "name",
    "aws:elasticache/parameterGroup:ParameterGroup": "name",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:elasticache/subnetGroup:SubnetGroup": "name",
    "aws:elasticache/user:User": "userId",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
    "aws:iam/instanceProfile:InstanceProfile": "name",
    "aws:iam/policy:Policy": "name",
    "aws:iam/role:Role": "name",
    "aws:kms/alias:Alias": "name",
    "aws:lambda/function:Function": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:lb/targetGroup:TargetGroup": "name",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/clusterInstance:ClusterInstance": "identifier",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": "name",
    "aws:rds/clusterSnapshot:ClusterSnapshot": "dbClusterSnapshotIdentifier",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/parameterGroup:ParameterGroup": "name",
    "aws:rds/snapshot:Snapshot": "dbSnapshotIdentifier",
    "aws:rds/subnetGroup:SubnetGroup": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:scheduler/schedule:Schedule": "name",
    "aws:scheduler/scheduleGroup:ScheduleGroup": "name",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:servicediscovery/service:Service": "name",
    "aws:sns/topic:Topic": "name",
    "aws:sqs/queue:Queue": "name",
};

/** Inputs of which a name is only unique within: an equal name elsewhere is no clash. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
    "aws:ecs/service:Service": ["cluster"],
    "aws:servicediscovery/service:Service": ["namespaceId", "dnsConfig"],
};

type Inputs = Readonly<Record<string, unknown>>;

/** The name a resource has in its cloud; undefined where its type has none or the name isn't known yet. */
export function physicalName(type: string, inputs: Inputs | null | undefined): string | undefined {
    const property = NAME_INPUTS[type];
    const name = property === undefined ? undefined : inputs?.[property];
    return typeof name === "string" ? name : undefined;
}

/**
 * The fixed name that a resource would have before and after its replacement. Two can't have it at once, so the first
 * has to be deleted before the second is made: whatever uses it stops, and what it holds is lost.
 */
export function keptName(
    type: string,
    before: Inputs | null | undefined,
    after: Inputs | null | undefined,
): string | undefined {
    const name = physicalName(type, after);
    const isSamePlace = (SCOPES[type] ?? []).every((scope) => isDeepStrictEqual(before?.[scope], after?.[scope]));
    return name !== undefined && name === physicalName(type, before) && isSamePlace ? name : undefined;
}
