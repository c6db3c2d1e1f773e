/** Which statements of a policy allow more than anybody meant to. */
import type { Statement } from "./document";

/** Something too wide in an Allow statement, in words; it names actions, never a value of the document's. */
export interface Width {
    readonly statement: string;
    readonly problem: string;
}

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

/** Condition keys that narrow `*` to certain resources, in lower case. */
const NARROWING =
    /^((aws|ec2|autoscaling|ecs|rds|secretsmanager|ssm):resourcetag\/.+|ecs:cluster|cloudwatch:namespace|ec2:(vpc|subnet|instance)|kms:viaservice|kms:resourcealiases|aws:resourceaccount|iam:passedtoservice)$/;
/** `kms:ViaService` and the account alone leave every key, and `iam:PassedToService` every role, within reach. */
const NOT_ENOUGH = /^(iam:passedtoservice|aws:resourceaccount)$/;
/** Parts of actions that only read, which a wildcard may end. */
const READING = /^(describe|list)/i;

/**
 * Everything too wide in the Allow statements of an identity's policy.
 *
 * @param alsoOnEverything further actions that may be allowed on `*`
 */
export function widthsOf(statements: readonly Statement[], alsoOnEverything: readonly string[] = []): Width[] {
    return statements.filter(({ allows }) => allows).flatMap((statement) => widths(statement, alsoOnEverything));
}

function widths(statement: Statement, also: readonly string[]): Width[] {
    const wide = statement.actions.filter(isWideAction);
    const narrowed = statement.conditions.some(({ key }) => NARROWING.test(key) && !NOT_ENOUGH.test(key));
    const everything = statement.resources.some(isEverything) && !narrowed;
    const onEverything = everything ? statement.actions.filter((action) => !isWideAction(action)) : [];
    const unscoped = onEverything.filter((action) => !needsEverything(action) && !also.includes(action));
    const problems = [
        ...(statement.notActions.length > 0 ? ["allows all actions but some (NotAction)"] : []),
        ...(statement.notResources.length > 0 ? ["allows all resources but some (NotResource)"] : []),
        ...wide.map((action) => `allows ${action}`),
        ...(unscoped.length > 0 ? [`allows ${unscoped.join(", ")} on every resource`] : []),
    ];
    return problems.map((problem) => ({ statement: statement.label, problem }));
}

/** `*`, `s3:*`, `iam:Pass*`; not `ec2:Describe*`, which only reads. */
export function isWideAction(action: string): boolean {
    const [, operation = "*"] = action.split(":");
    return /[*?]/.test(action) && (operation === "*" || /^[*?]/.test(operation) || !READING.test(operation));
}

/** `*`, or an ARN of a service with nothing but wildcards behind: `arn:aws:s3:::*`, `arn:aws:kms:*:*:*`. */
export function isEverything(resource: string): boolean {
    if (/^[*?]+$/.test(resource)) {
        return true;
    }
    const [arn, , , , , ...rest] = resource.split(":");
    return arn === "arn" && /^[*:/]+$/.test(rest.join(":"));
}

function needsEverything(action: string): boolean {
    const plain = action.replace(/\*$/, "x");
    return WITHOUT_RESOURCE.some((pattern) => pattern.test(plain));
}
