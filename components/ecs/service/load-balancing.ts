import * as aws from "@pulumi/aws";
import { applyTransform } from "../../transform";
import type { HttpArgs } from "./args";
import type { ServiceContext } from "./context";

/** How requests reach the tasks. */
export interface LoadBalancing {
    readonly targetGroup: aws.lb.TargetGroup;
    readonly rule: aws.lb.ListenerRule;
}

/** The target group and its rule on the shared listener, for a service that has hosts. */
export function createLoadBalancing(service: ServiceContext): LoadBalancing | undefined {
    const { args, plan } = service;
    if (args.http === undefined || plan.http === undefined) {
        return undefined;
    }
    const targetGroup = createTargetGroup(service, plan.http);
    return { targetGroup, rule: createRule(service, args.http, targetGroup) };
}

/**
 * Auto-named: what replaces it stands beside it until rule and service have moved over. The rule moves first, since ECS
 * refuses a target group that no listener knows, and finds nobody there until the new tasks are healthy.
 */
function createTargetGroup(service: ServiceContext, http: NonNullable<ServiceContext["plan"]["http"]>) {
    const { args, plan, parent, childName } = service;
    const planned: aws.lb.TargetGroupArgs = {
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        protocolVersion: "HTTP1",
        ...(plan.port === undefined ? {} : { port: plan.port }),
        deregistrationDelay: http.deregistrationDelaySeconds,
        healthCheck: {
            enabled: true,
            protocol: "HTTP",
            port: "traffic-port",
            path: http.healthCheckPath,
            matcher: http.healthCheckMatcher,
            interval: 15,
            timeout: 5,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
        },
        tags: args.naming.nameTag(plan.serviceName),
    };
    const groupArgs = applyTransform(args.transform?.targetGroup, planned, "targetGroup", parent);
    return new aws.lb.TargetGroup(childName(), groupArgs, { parent });
}

function createRule(
    { args, plan, parent, childName }: ServiceContext,
    http: HttpArgs,
    targetGroup: aws.lb.TargetGroup,
) {
    return new aws.lb.ListenerRule(
        childName(),
        {
            listenerArn: http.listenerArn,
            priority: http.priority,
            conditions: [{ hostHeader: { values: [...http.hosts] } }],
            actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
            tags: args.naming.nameTag(plan.serviceName),
        },
        { parent },
    );
}
