/** What ECS refuses of the load balancers that shall send requests to a service. */
import { text } from "../ec2/records";
import { LB_TYPES } from "../lb/sources";
import { balancersOf } from "../lb/target-group-use";
import type { Container } from "./container-definitions";
import type { ServiceInputs, ServicePlan } from "./service-plan";
import { targetRefusals as refusals } from "./service-refusals";
import type { Judge } from "./sources";

type Target = NonNullable<ServiceInputs["loadBalancers"]>[number];

export function refuseTargets(op: Judge, inputs: ServiceInputs, plan: ServicePlan): void {
    const targets = inputs.loadBalancers ?? [];
    for (const target of targets) {
        refuseTarget(op, target, plan);
    }
    if (targets.length === 0 && (inputs.healthCheckGracePeriodSeconds ?? 0) > 0) {
        op.refuse(
            refusals.graceWithoutTarget,
            "Health check grace period is only valid for services configured to use load balancers",
        );
    }
}

function refuseTarget(op: Judge, target: Target, { containers, task }: ServicePlan): void {
    const { containerName, containerPort, elbName = "", targetGroupArn: arn = "" } = target;
    if (arn === "") {
        if (elbName === "") {
            op.refuse(refusals.noTarget, "Either targetGroupArn or loadBalancerName must be specified.");
        }
        return;
    }
    const group =
        op.world.get(LB_TYPES.targetGroup, arn) ??
        op.refuse(refusals.unknownTarget, `The target group with targetGroupArn ${arn} does not exist.`);
    const [type, mode] = [text(group, "targetType"), task?.networkMode ?? "bridge"];
    if ((type === "ip") !== (mode === "awsvpc")) {
        op.refuse(
            refusals.targetType,
            `The provided target group ${arn} has target type ${type}, which is incompatible with the ${mode} network ` +
                "mode specified in the task definition.",
        );
    }
    if (balancersOf(op.world, arn).length === 0) {
        op.refuse(
            refusals.unattachedTarget,
            `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
        );
    }
    const container = containers.find(({ name }) => name === containerName);
    if (!container) {
        return op.refuse(
            refusals.unknownContainer,
            `The container ${containerName} does not exist in the task definition.`,
        );
    }
    if (!hasPort(container, containerPort)) {
        op.refuse(
            refusals.unknownPort,
            `The container ${containerName} did not have a container port ${containerPort} defined.`,
        );
    }
}

export function hasPort({ portMappings = [] }: Container, port: number): boolean {
    return portMappings.some(({ containerPort }) => containerPort === port);
}
