/** Who may write access logs, and where to. Pure. */
import type { PolicyStatement } from "../iam";

/** Folder of the bucket that the load balancer writes below. */
export const ACCESS_LOG_PREFIX = "alb";

/** Whose load balancers may write. */
export interface LogSource {
    readonly region: string;
    readonly accountId: string;
}

/**
 * Lets load balancers of one account and region write their logs, and nothing else. There is no condition on
 * `aws:SourceAccount`: AWS documents the ARN alone for this service, and a key that a request lacks refuses it.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function logDelivery(bucketArn: string, { region, accountId }: LogSource): PolicyStatement {
    const [, partition = ""] = bucketArn.split(":");
    return {
        Sid: "AllowAccessLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/${ACCESS_LOG_PREFIX}/AWSLogs/${accountId}/*`,
        Condition: {
            ArnLike: { "aws:SourceArn": `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/*` },
        },
    };
}
