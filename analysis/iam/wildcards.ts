/** Which statements of a policy allow more than anybody meant to. */
import { narrowsResources } from "./conditions";
import type { Statement } from "./document";
import { isEverything } from "./resources";

/**
 * Actions that know no resource: `*` is the only value that AWS takes. From the service authorization reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * (no entry in the column "Resource types"), those that a service, a deployment or an operator of ours may need.
 */
const WITHOUT_RESOURCE: readonly RegExp[] = [
    /^acm:ListCertificates$/,
    /^application-autoscaling:Describe\w+$/,
    /^autoscaling:Describe\w*$/,
    /^budgets:Describe\w+$/,
    /^ce:(Get|List|Describe)\w+$/,
    /^cloudfront:List\w+$/,
    /^cloudwatch:(PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics|DescribeAlarms)$/,
    /^codeartifact:ListRepositories$/,
    /^ec2:(Describe\w*|CreateNetworkInterface|DeleteNetworkInterface|AssignPrivateIpAddresses|UnassignPrivateIpAddresses)$/,
    /^ecr:(GetAuthorizationToken|DescribeRegistry)$/,
    /^ecs:(ListClusters|ListTaskDefinitions|ListServices|DescribeTaskDefinition|DeregisterTaskDefinition|DiscoverPollEndpoint)$/,
    /^elasticloadbalancing:Describe\w+$/,
    /^iam:(ListRoles|ListPolicies|ListAccountAliases|GetAccountSummary)$/,
    /^kms:(ListKeys|ListAliases|CreateKey|GenerateRandom)$/,
    /^logs:(DescribeLogGroups|DescribeQueries|StopQuery|TestMetricFilter|PutResourcePolicy|DescribeResourcePolicies|CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries)$/,
    /^rds:DescribeDBEngineVersions$/,
    /^route53:(ListHostedZones|ListHostedZonesByName|GetChange|GetHostedZoneCount)$/,
    /^route53domains:(Get|List)\w+$/,
    /^s3:(ListAllMyBuckets|GetAccountPublicAccessBlock)$/,
    /^secretsmanager:(GetRandomPassword|ListSecrets)$/,
    /^servicediscovery:(ListNamespaces|ListServices|GetOperation)$/,
    /^ses:(GetSendQuota|GetSendStatistics|GetAccount)$/,
    /^ssm:DescribeParameters$/,
    /^ssmmessages:(CreateControlChannel|CreateDataChannel|OpenControlChannel|OpenDataChannel)$/,
    /^sts:(GetCallerIdentity|GetServiceBearerToken)$/,
    /^tag:GetResources$/,
    /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets|GetSamplingStatisticSummaries)$/,
];

/** Parts of actions that only read, which a wildcard may end. */
const READING = /^(describe|list)/i;

/**
 * Everything too wide in one statement of an identity's policy, in words that name actions and no other value.
 *
 * @param alsoOnEverything further actions that may be allowed on `*`
 */
export function widthsOf(statement: Statement, alsoOnEverything: readonly string[] = []): string[] {
    if (!statement.allows) {
        return [];
    }
    const wide = statement.actions.filter(isWideAction);
    const everything = statement.resources.some(isEverything) && !narrowsResources(statement);
    const onEverything = everything ? statement.actions.filter((action) => !isWideAction(action)) : [];
    const unscoped = onEverything.filter((action) => !needsEverything(action) && !alsoOnEverything.includes(action));
    return [
        ...(statement.notActions.length > 0 ? ["allows all actions but some (NotAction)"] : []),
        ...(statement.notResources.length > 0 ? ["allows all resources but some (NotResource)"] : []),
        ...wide.map((action) => `allows ${actionWords(action)}`),
        ...(unscoped.length > 0 ? [`allows ${unscoped.map(actionWords).join(", ")} on every resource`] : []),
    ];
}

/** An action as it stands, unless it is something else than an action of AWS's. */
export function actionWords(action: string): string {
    return /^(\*|[a-z0-9-]+:[a-z0-9*?]+)$/i.test(action) ? action : "what is no action";
}

/** `*`, `s3:*`, `iam:Pass*`; not `ec2:Describe*`, which only reads. */
export function isWideAction(action: string): boolean {
    const [, operation = "*"] = action.split(":");
    return /[*?]/.test(action) && (operation === "*" || /^[*?]/.test(operation) || !READING.test(operation));
}

function needsEverything(action: string): boolean {
    const plain = action.replace(/\*$/, "x");
    return WITHOUT_RESOURCE.some((pattern) => pattern.test(plain));
}
