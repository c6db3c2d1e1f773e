import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceContext } from "./context";

/**
 * The service's ARN, which fails where ECS went back to the revision before: that one is steady as well, so that an
 * update would end well. The provider reads which revision runs after it has waited:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
export function arnUnlessRolledBack(
    { plan, childName }: ServiceContext,
    service: aws.ecs.Service,
    taskDefinition: aws.ecs.TaskDefinition,
): pulumi.Output<string> {
    const { deployedBy, waitForSteadyState } = plan;
    if (deployedBy === "ci" || !waitForSteadyState || pulumi.runtime.isDryRun()) {
        return service.arn;
    }
    const { arn, cluster, name, taskDefinition: running } = service;
    return pulumi
        .all([arn, cluster, name, running, taskDefinition.arn])
        .apply(([serviceArn, inCluster, serviceName, runs, asked]) => {
            if (runs !== asked) {
                const look = `aws ecs describe-services --cluster ${inCluster} --services ${serviceName} --query "services[0].events[:20]"`;
                throw new Error(
                    `EcsService "${childName()}": ECS runs ${runs ?? "no revision"}, not ${asked}: the new tasks didn't come up, ` +
                        `and it went back. See why in the service's log and with: ${look}. ` +
                        "Correct it, and bring the stack up again; until then the revision before goes on running.",
                );
            }
            return serviceArn;
        });
}
