import * as aws from "@pulumi/aws";
import { assumableBy, policyDocument } from "../iam";
import { applyTransform } from "../transform";
import type { NetworkContext } from "./context";

const LOGICAL = "flow-logs";

/** Flow logs of the VPC to CloudWatch Logs, where the plan has any. */
export function createFlowLogs(network: NetworkContext, vpc: aws.ec2.Vpc): void {
    const { flowLogs } = network.plan;
    if (flowLogs === undefined) {
        return;
    }
    const child = { parent: network.parent };
    const planned: aws.cloudwatch.LogGroupArgs = {
        name: network.logGroupName(LOGICAL),
        retentionInDays: flowLogs.retentionDays,
        tags: network.nameTag(LOGICAL),
    };
    const args = applyTransform(network.transform.flowLogGroup, planned, "flowLogGroup", network.parent);
    const logGroup = new aws.cloudwatch.LogGroup(network.childName(LOGICAL), args, child);
    const { role, policy } = createDeliveryRole(network, vpc, logGroup);
    new aws.ec2.FlowLog(
        network.childName(LOGICAL),
        {
            vpcId: vpc.id,
            trafficType: flowLogs.trafficType,
            logDestinationType: "cloud-watch-logs",
            logDestination: logGroup.arn,
            iamRoleArn: role.arn,
            maxAggregationInterval: 600,
            tags: network.nameTag(LOGICAL),
        },
        // Without the policy the first deliveries fail and the flow log shows an access error.
        { ...child, dependsOn: [policy] },
    );
}

function createDeliveryRole(network: NetworkContext, vpc: aws.ec2.Vpc, logGroup: aws.cloudwatch.LogGroup) {
    const child = { parent: network.parent };
    const role = new aws.iam.Role(
        network.childName(LOGICAL),
        {
            description: "Delivery of VPC flow logs",
            assumeRolePolicy: vpc.arn.apply(trustPolicy),
            tags: network.nameTag(LOGICAL),
        },
        child,
    );
    const policy = new aws.iam.RolePolicy(
        network.childName(LOGICAL),
        { role: role.id, policy: logGroup.arn.apply(deliveryPolicy) },
        child,
    );
    return { role, policy };
}

/** Only flow logs of this account and region may use the role: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
function trustPolicy(vpcArn: string): string {
    const [, partition = "", , region = "", account = ""] = vpcArn.split(":");
    return assumableBy("vpc-flow-logs.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
    });
}

/** Narrower than AWS's example: the log group exists already, so that it need neither be made nor looked for. */
function deliveryPolicy(logGroupArn: string): string {
    return policyDocument([
        {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: [logGroupArn, `${logGroupArn}:*`],
        },
        { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    ]);
}
