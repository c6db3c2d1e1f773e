/** Which input holds the name that a resource has in its cloud. Pure. */
import { isDeepStrictEqual } from "node:util";
import { canonicalType } from "./aws-types";

/** Where a type has its name, and what that name means. */
export interface NameInput {
    readonly property: string;
    /** One serves all environments: its name needs no environment in it. */
    readonly shared?: true;
    /** A further one under the same name is a new version, not a clash. */
    readonly versioned?: true;
    /** The name is read only inside something that has a name of its own, such as a private DNS zone. */
    readonly inner?: true;
}

/** Not here: types whose name need not be unique, such as DNS records, and those that have none. */
export const NAME_INPUTS: Readonly<Record<string, NameInput>> = {
    "aws:autoscaling/group:Group": { property: "name" },
    "aws:backup/vault:Vault": { property: "name" },
    "aws:cloudwatch/dashboard:Dashboard": { property: "dashboardName" },
    "aws:cloudwatch/eventRule:EventRule": { property: "name" },
    "aws:cloudwatch/logGroup:LogGroup": { property: "name" },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { property: "name" },
    "aws:docdb/cluster:Cluster": { property: "clusterIdentifier" },
    "aws:dynamodb/table:Table": { property: "name" },
    "aws:ec2/launchTemplate:LaunchTemplate": { property: "name" },
    "aws:ec2/securityGroup:SecurityGroup": { property: "name" },
    "aws:ecr/repository:Repository": { property: "name", shared: true },
    "aws:ecs/cluster:Cluster": { property: "name" },
    "aws:ecs/service:Service": { property: "name" },
    "aws:ecs/taskDefinition:TaskDefinition": { property: "family", versioned: true },
    "aws:eks/cluster:Cluster": { property: "name" },
    "aws:elasticache/cluster:Cluster": { property: "clusterId" },
    "aws:elasticache/parameterGroup:ParameterGroup": { property: "name" },
    "aws:elasticache/replicationGroup:ReplicationGroup": { property: "replicationGroupId" },
    "aws:elasticache/subnetGroup:SubnetGroup": { property: "name" },
    "aws:elasticache/user:User": { property: "userId" },
    "aws:elasticache/userGroup:UserGroup": { property: "userGroupId" },
    "aws:iam/group:Group": { property: "name" },
    "aws:iam/instanceProfile:InstanceProfile": { property: "name" },
    "aws:iam/policy:Policy": { property: "name" },
    "aws:iam/role:Role": { property: "name" },
    "aws:iam/user:User": { property: "name" },
    "aws:kms/alias:Alias": { property: "name" },
    "aws:lambda/function:Function": { property: "name" },
    "aws:lb/loadBalancer:LoadBalancer": { property: "name" },
    "aws:lb/targetGroup:TargetGroup": { property: "name" },
    "aws:rds/cluster:Cluster": { property: "clusterIdentifier" },
    "aws:rds/clusterInstance:ClusterInstance": { property: "identifier" },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": { property: "name" },
    "aws:rds/clusterSnapshot:ClusterSnapshot": { property: "dbClusterSnapshotIdentifier" },
    "aws:rds/instance:Instance": { property: "identifier" },
    "aws:rds/parameterGroup:ParameterGroup": { property: "name" },
    "aws:rds/snapshot:Snapshot": { property: "dbSnapshotIdentifier" },
    "aws:rds/subnetGroup:SubnetGroup": { property: "name" },
    "aws:s3/bucket:Bucket": { property: "bucket" },
    "aws:scheduler/schedule:Schedule": { property: "name" },
    "aws:scheduler/scheduleGroup:ScheduleGroup": { property: "name" },
    "aws:secretsmanager/secret:Secret": { property: "name" },
    "aws:servicediscovery/service:Service": { property: "name", inner: true },
    "aws:sns/topic:Topic": { property: "name" },
    "aws:sqs/queue:Queue": { property: "name" },
    "aws:ssm/parameter:Parameter": { property: "name" },
    "aws:wafv2/ipSet:IpSet": { property: "name" },
    "aws:wafv2/ruleGroup:RuleGroup": { property: "name" },
    "aws:wafv2/webAcl:WebAcl": { property: "name" },
};

/** Where a type has its name, under any of its tokens; undefined for one without. */
export function nameInput(type: string): NameInput | undefined {
    const token = canonicalType(type);
    return Object.hasOwn(NAME_INPUTS, token) ? NAME_INPUTS[token] : undefined;
}

/** Inputs of which a name is only unique within: an equal name elsewhere is no clash. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
    "aws:ecs/service:Service": ["cluster"],
    "aws:servicediscovery/service:Service": ["namespaceId", "dnsConfig"],
};

type Inputs = Readonly<Record<string, unknown>>;

/**
 * The name that a resource alone has in its cloud; undefined where its type has none, where several may share it, and
 * where it isn't known yet.
 */
export function physicalName(type: string, inputs: Inputs | null | undefined): string | undefined {
    const where = nameInput(type);
    const name = where === undefined || where.versioned === true ? undefined : inputs?.[where.property];
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
