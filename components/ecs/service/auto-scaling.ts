import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceContext } from "./context";

/** Holds the average CPU of the tasks, for a service whose plan says between which numbers. */
export function createAutoScaling({ args, plan, parent, childName }: ServiceContext, service: aws.ecs.Service): void {
    const { autoScaling } = plan;
    if (autoScaling === undefined) {
        return;
    }
    const clusterName = pulumi.output(args.clusterArn).apply((arn) => arn.split("/").at(-1) ?? "");
    const target = new aws.appautoscaling.Target(
        childName(),
        {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi.interpolate`service/${clusterName}/${service.name}`,
            minCapacity: autoScaling.min,
            maxCapacity: autoScaling.max,
        },
        { parent },
    );
    new aws.appautoscaling.Policy(
        childName("cpu"),
        {
            policyType: "TargetTrackingScaling",
            serviceNamespace: target.serviceNamespace,
            scalableDimension: target.scalableDimension,
            resourceId: target.resourceId,
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                targetValue: autoScaling.targetCpu,
                scaleInCooldown: autoScaling.scaleInCooldownSeconds,
                scaleOutCooldown: autoScaling.scaleOutCooldownSeconds,
            },
        },
        { parent },
    );
}
