import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../../transform";
import type { ServiceContext } from "./context";
import type { PrivateName } from "./discovery";
import type { LoadBalancing } from "./load-balancing";

/** What the service is made from, beside the arguments. */
interface Surroundings {
    readonly taskDefinition: aws.ecs.TaskDefinition;
    readonly loadBalancing: LoadBalancing | undefined;
    readonly privateName: PrivateName;
    /** What tasks need to start. */
    readonly policies: readonly pulumi.Resource[];
}

/** The service itself. */
export function createService(service: ServiceContext, around: Surroundings): aws.ecs.Service {
    const { args, plan, parent, childName } = service;
    const planned: aws.ecs.ServiceArgs = {
        name: args.naming.fixedName("ecsService", plan.serviceName),
        cluster: args.clusterArn,
        taskDefinition: around.taskDefinition.arn,
        desiredCount: plan.desiredCount,
        capacityProviderStrategies: [{ capacityProvider: plan.capacityProvider, base: 0, weight: 1 }],
        networkConfiguration: {
            subnets: args.subnetIds,
            securityGroups: args.securityGroupIds,
            assignPublicIp: false,
        },
        // New tasks before old ones go, and back to the old revision when the new one doesn't come up.
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        // Without it another capacity provider is no update: the provider refuses it, older ones replace the service.
        forceNewDeployment: true,
        availabilityZoneRebalancing: "ENABLED",
        propagateTags: "SERVICE",
        enableEcsManagedTags: true,
        enableExecuteCommand: plan.enableExecuteCommand,
        waitForSteadyState: plan.waitForSteadyState,
        ...balanced(service, around.loadBalancing),
        ...around.privateName.serviceArgs,
    };
    const serviceArgs = applyTransform(args.transform?.service, planned, "service", parent);
    // ECS refuses a target group that no listener knows, and tasks fail without their role's policies.
    const dependsOn = [...around.policies, ...(around.loadBalancing === undefined ? [] : [around.loadBalancing.rule])];
    return new aws.ecs.Service(childName(), serviceArgs, { parent, dependsOn, ignoreChanges: ownedByOthers(service) });
}

/** What is set here once and belongs to somebody else from then on. */
function ownedByOthers({ plan }: ServiceContext): string[] {
    return [
        // Auto-scaling owns the number: an update would put it back to the first one, in the middle of the day's load.
        ...(plan.autoScaling === undefined ? [] : ["desiredCount"]),
        // CI owns the revision: an update would roll the service back to the one that was registered here.
        ...(plan.deployedBy === "ci" ? ["taskDefinition"] : []),
    ];
}

function balanced(
    { plan }: ServiceContext,
    loadBalancing: LoadBalancing | undefined,
): Pick<aws.ecs.ServiceArgs, "healthCheckGracePeriodSeconds" | "loadBalancers"> {
    if (loadBalancing === undefined || plan.http === undefined || plan.port === undefined) {
        return {};
    }
    const target = { containerName: plan.serviceName, containerPort: plan.port };
    return {
        healthCheckGracePeriodSeconds: plan.http.healthCheckGraceSeconds,
        loadBalancers: [{ targetGroupArn: loadBalancing.targetGroup.arn, ...target }],
    };
}
