/** The checks of a service: those of the provider, and those of CreateService and UpdateService. */
import type { Operation } from "../../kernel/model";
import type { CheckFault } from "../../kernel/refusal";
import { conflict, given, numberBetween, oneOfValues } from "../ec2/input-checks";
import { refuseDiscovery } from "./service-discovery";
import { refuseNetwork } from "./service-network";
import type { ServiceInputs, ServicePlan } from "./service-plan";
import { planService } from "./service-plan";
import { serviceRefusals as refusals } from "./service-refusals";
import { refuseTargets } from "./service-targets";
import { ECS_TYPES } from "./sources";
import { strategyFaults } from "./strategy";
import { obstacleOf } from "./tasks";

export function serviceFaults(inputs: Partial<ServiceInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given({ ...inputs, deploymentControllerType: inputs.deploymentController?.type }, unknown);
    const ports = [
        ...(inputs.loadBalancers ?? []).map(({ containerPort }) => ["loadBalancers", containerPort] as const),
        ["serviceRegistries", inputs.serviceRegistries?.containerPort] as const,
        ["serviceRegistries", inputs.serviceRegistries?.port] as const,
    ];
    return [
        ...((inputs.capacityProviderStrategies ?? []).length > 0
            ? conflict(of, "launchType", ["capacityProviderStrategies"])
            : []),
        ...strategyFaults("capacityProviderStrategies", inputs.capacityProviderStrategies ?? []),
        ...oneOfValues(of, "launchType", ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]),
        ...oneOfValues(of, "schedulingStrategy", ["REPLICA", "DAEMON"]),
        ...oneOfValues(of, "propagateTags", ["TASK_DEFINITION", "SERVICE", "NONE"]),
        ...oneOfValues(of, "availabilityZoneRebalancing", ["ENABLED", "DISABLED"]),
        ...oneOfValues(of, "deploymentControllerType", ["ECS", "CODE_DEPLOY", "EXTERNAL"]),
        ...numberBetween(of, "healthCheckGracePeriodSeconds", 0, 2_147_483_647),
        ...ports
            .filter(([, port]) => port !== undefined && (port < 0 || port > 65_536))
            .map(([property, port]) => ({ property, reason: `has the port ${String(port)}; allowed are 0 to 65536` })),
    ];
}

export function refuseService(op: Operation<ServiceInputs>): void {
    const { desiredCount = 0, name = "", waitForSteadyState } = op.inputs;
    const plan = planService(op, op.inputs);
    if (op.kind === "create") {
        if (!/^[0-9A-Za-z_-]{1,255}$/.test(name)) {
            op.refuse(
                refusals.nameForm,
                `Invalid service name '${name}': up to 255 letters, numbers, underscores, and hyphens are allowed.`,
            );
        }
        if (op.world.get(ECS_TYPES.service, op.id)) {
            op.refuse(refusals.exists, "Creation of service was not idempotent.");
        }
    }
    if (desiredCount < 0) {
        op.refuse(refusals.negativeCount, "desiredCount must be a non-negative integer.");
    }
    refuseKind(op, plan);
    refuseDeployment(op);
    refuseNetwork(op, op.inputs, plan);
    refuseTargets(op, op.inputs, plan);
    refuseDiscovery(op, op.inputs, plan);
    const obstacle = desiredCount > 0 && waitForSteadyState === true ? obstacleOf(op, plan) : undefined;
    if (obstacle) {
        op.refuse(obstacle.refusal, obstacle.detail);
    }
}

const PLATFORMS = ["LATEST", "1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0"];

function refuseKind(op: Operation<ServiceInputs>, { onFargate }: ServicePlan): void {
    const { platformVersion, schedulingStrategy } = op.inputs;
    if (onFargate && schedulingStrategy === "DAEMON") {
        op.refuse(
            refusals.daemonOnFargate,
            "The daemon scheduling strategy is not supported for services that use the Fargate launch type.",
        );
    }
    if (platformVersion !== undefined && platformVersion !== "" && !PLATFORMS.includes(platformVersion)) {
        op.refuse(refusals.platform, "The specified platform version doesn't exist.");
    }
}

function refuseDeployment(op: Operation<ServiceInputs>): void {
    const {
        availabilityZoneRebalancing,
        deploymentMaximumPercent: most = 200,
        deploymentMinimumHealthyPercent: least = 100,
        schedulingStrategy,
    } = op.inputs;
    if (schedulingStrategy === "DAEMON") {
        return;
    }
    if (most < 100) {
        op.refuse(refusals.maximum, "Maximum percent must be greater than or equal to 100.");
    }
    if (least >= 100 && most <= 100) {
        op.refuse(
            refusals.noRoom,
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        );
    }
    if (availabilityZoneRebalancing === "ENABLED" && most <= 100) {
        op.refuse(
            refusals.rebalancing,
            "The maximumPercent must be greater than 100 when availabilityZoneRebalancing is ENABLED.",
        );
    }
}
