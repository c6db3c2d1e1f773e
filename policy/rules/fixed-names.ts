import { entryFor, finding, type Rule } from "../frame/rule";

/** Where each type has its name. A repository of images serves every environment that may pull from it. */
const NAMES: Readonly<Record<string, { readonly property: string; readonly shared?: true }>> = {
    "aws:autoscaling/group:Group": { property: "name" },
    "aws:cloudwatch/eventRule:EventRule": { property: "name" },
    "aws:cloudwatch/logGroup:LogGroup": { property: "name" },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { property: "name" },
    "aws:dynamodb/table:Table": { property: "name" },
    "aws:ec2/launchTemplate:LaunchTemplate": { property: "name" },
    "aws:ec2/securityGroup:SecurityGroup": { property: "name" },
    "aws:ecr/repository:Repository": { property: "name", shared: true },
    "aws:ecs/cluster:Cluster": { property: "name" },
    "aws:ecs/service:Service": { property: "name" },
    "aws:ecs/taskDefinition:TaskDefinition": { property: "family" },
    "aws:elasticache/parameterGroup:ParameterGroup": { property: "name" },
    "aws:elasticache/replicationGroup:ReplicationGroup": { property: "replicationGroupId" },
    "aws:elasticache/subnetGroup:SubnetGroup": { property: "name" },
    "aws:iam/instanceProfile:InstanceProfile": { property: "name" },
    "aws:iam/policy:Policy": { property: "name" },
    "aws:iam/role:Role": { property: "name" },
    "aws:kms/alias:Alias": { property: "name" },
    "aws:lambda/function:Function": { property: "name" },
    "aws:lb/loadBalancer:LoadBalancer": { property: "name" },
    "aws:lb/targetGroup:TargetGroup": { property: "name" },
    "aws:rds/cluster:Cluster": { property: "clusterIdentifier" },
    "aws:rds/clusterInstance:ClusterInstance": { property: "identifier" },
    "aws:rds/instance:Instance": { property: "identifier" },
    "aws:s3/bucket:Bucket": { property: "bucket" },
    "aws:s3/bucketV2:BucketV2": { property: "bucket" },
    "aws:secretsmanager/secret:Secret": { property: "name" },
    "aws:sns/topic:Topic": { property: "name" },
    "aws:sqs/queue:Queue": { property: "name" },
    "aws:ssm/parameter:Parameter": { property: "name" },
};

export const fixedNames: Rule = {
    id: "fixed-names",
    title: "Fixed names tell the company and the environment",
    description:
        "Policies, alarms and people refer to resources by name, and two environments may share an account: a fixed name is {prefix}-{environment}-…, or a path with that in it. What must be replaceable has a name of Pulumi's own.",
    remedy: "Take the name from naming.fixedName(…), or leave it out so that Pulumi makes one; a name that a document gives goes into the pack's contractNames",
    anchors: ["docs/architecture.md: Names"],
    settings: ["prefix", "environment", "contractNames"],
    *checkResource(resource, { prefix, environment = resource.stack, contractNames }) {
        const where = entryFor(NAMES, resource.type);
        if (where === undefined) {
            return;
        }
        const view = resource.props.at(where.property);
        const name = view.string();
        const begins = where.shared === true ? [prefix] : [prefix, environment];
        const isFine =
            name === undefined ||
            contractNames.includes(name) ||
            isAutomatic(name, resource.name) ||
            beginsWith(name, begins);
        if (!isFine) {
            yield finding(resource, view, `The name "${name}" does not begin with ${begins.join("-")}-`);
        }
    },
};

/** Pulumi's own names are the logical one and 7 or 8 random hexadecimal digits, lower-cased by some types. */
function isAutomatic(name: string, logical: string): boolean {
    const [head, tail] = [name.slice(0, logical.length), name.slice(logical.length)];
    return head.toLowerCase() === logical.toLowerCase() && /^[-_]?[0-9a-f]{7,26}$/.test(tail);
}

/** At the start or after a slash, so that `/aws/vpc/restartix-staging-…` and `alias/restartix-staging-…` count. */
function beginsWith(name: string, parts: readonly string[]): boolean {
    const segments = name.split("/");
    return segments.some((_, index) => {
        const rest = segments.slice(index).join("/");
        return [`${parts.join("-")}-`, `${parts.join("-")}/`, `${parts.join("/")}/`].some((head) =>
            rest.startsWith(head),
        );
    });
}
