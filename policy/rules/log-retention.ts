import { finding, judgeEach, type Rule, type StackResource, type Verdict } from "../frame/rule";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FUNCTION = "aws:lambda/function:Function";

/** `retentionInDays` 0 keeps for ever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetention: Rule = {
    id: "log-retention",
    title: "Every log group has a retention",
    description:
        "CloudWatch keeps logs for ever where nobody says how long, and bills each month for all of them. A function without a log group makes one like that.",
    remedy: "Set retentionInDays to the days that the log is needed (30, 90, 365, …); make the log group of a function in its stack, as /aws/lambda/<name> or in its loggingConfig",
    anchors: ["CKV_AWS_66", "CKV_AWS_338", "CloudWatch.16"],
    *checkResource(resource) {
        if (resource.type !== GROUP) {
            return;
        }
        const retention = resource.props.at("retentionInDays");
        if ((retention.number() ?? 0) <= 0) {
            yield finding(resource, retention, "This log group keeps its logs for ever");
        }
    },
    *checkStack(resources) {
        const groups = resources.filter(({ type }) => type === GROUP);
        yield* judgeEach(
            resources.filter(({ type }) => type === FUNCTION),
            (one) => one,
            (one) => ownGroup(one, groups),
        );
    },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function* ownGroup(one: StackResource, groups: readonly StackResource[]): Iterable<Verdict> {
    const sources = one.sources["loggingConfig"] ?? [];
    if (groups.some(({ urn }) => sources.includes(urn))) {
        return;
    }
    const chosen = one.props.at("loggingConfig", "logGroup");
    const name = chosen.isGiven() ? chosen.string() : `/aws/lambda/${one.props.at("name").string() ?? ""}`;
    if (!groups.some((group) => group.props.at("name").string() === name)) {
        yield finding(one, chosen, "The function's log group isn't made here: Lambda makes one that is kept for ever");
    }
}
