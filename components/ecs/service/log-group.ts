import * as aws from "@pulumi/aws";
import { applyTransform } from "../../transform";
import type { ServiceContext } from "./context";

/** The service's own log group. It outlives no service: keep what must be kept elsewhere before removing one. */
export function createLogGroup({ args, plan, parent, childName }: ServiceContext): aws.cloudwatch.LogGroup {
    const { naming } = args;
    const name = `/ecs/${naming.prefix}-${naming.environment}/${plan.serviceName}`;
    const planned: aws.cloudwatch.LogGroupArgs = {
        name: naming.contractName("logGroup", name),
        retentionInDays: plan.logRetentionDays,
    };
    const groupArgs = applyTransform(args.transform?.logGroup, planned, "logGroup", parent);
    return new aws.cloudwatch.LogGroup(childName(), groupArgs, { parent });
}
