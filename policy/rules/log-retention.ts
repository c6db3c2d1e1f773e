import { finding, type Rule } from "../frame/rule";

/** `retentionInDays` 0 keeps for ever: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetention: Rule = {
    id: "log-retention",
    title: "Every log group has a retention",
    description: "CloudWatch keeps logs for ever where nobody says how long, and bills each month for all of them.",
    remedy: "Set retentionInDays to the days that the log is needed: 30, 90, 365, …",
    anchors: ["CKV_AWS_66", "CKV_AWS_338", "CloudWatch.16"],
    *checkResource(resource) {
        if (resource.type !== "aws:cloudwatch/logGroup:LogGroup") {
            return;
        }
        const retention = resource.props.at("retentionInDays");
        if ((retention.number() ?? 0) <= 0) {
            yield finding(resource, retention, "This log group keeps its logs for ever");
        }
    },
};
