/** What a service comes down to: its task definition, and what its tasks run on. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import { text } from "../ec2/records";
import type { Container } from "./container-definitions";
import { containersOf } from "./container-definitions";
import { serviceRefusals as refusals } from "./service-refusals";
import type { Judge } from "./sources";
import { findCluster } from "./sources";
import type { StrategyItem } from "./strategy";
import { capacityProvidersOf, defaultStrategyOf, refuseStrategy } from "./strategy";
import { findDefinition } from "./task-definition";
import type { TaskInputs } from "./task-definition-rules";
import { fargateVerdict } from "./task-definition-rules";

export type ServiceInputs = Unwrap<aws.ecs.ServiceArgs>;

export interface ServicePlan {
    readonly cluster: WorldRecord;
    readonly clusterName: string;
    readonly definition: WorldRecord | undefined;
    readonly task: TaskInputs | undefined;
    readonly containers: readonly Container[];
    readonly strategy: readonly StrategyItem[];
    /** Empty where a strategy takes its place. */
    readonly launchType: string;
    readonly onFargate: boolean;
}

/** Refuses what does not fit together: cluster, task definition and capacity. */
export function planService(op: Judge, inputs: ServiceInputs): ServicePlan {
    const cluster = findCluster(op.world, inputs.cluster) ?? op.refuse(refusals.unknownCluster, "Cluster not found.");
    const clusterName = text(cluster, "name");
    const given = inputs.capacityProviderStrategies ?? [];
    const standard = inputs.launchType === undefined ? defaultStrategyOf(op.world, clusterName) : [];
    const strategy = given.length > 0 ? given : standard;
    refuseStrategy(op, strategy, capacityProvidersOf(op.world, clusterName));
    const launchType = strategy.length > 0 ? "" : (inputs.launchType ?? "EC2");
    const onFargate =
        launchType === "FARGATE" || strategy.some(({ capacityProvider }) => capacityProvider.startsWith("FARGATE"));
    const definition = definitionOf(op, inputs);
    const task = definition && taskOf(definition.inputs);
    const plan = {
        cluster,
        clusterName,
        definition,
        task,
        containers: task ? containersOf(task.containerDefinitions) : [],
        strategy,
        launchType,
        onFargate,
    };
    refuseCompatibility(op, plan);
    return plan;
}

/** What was registered was checked against the SDK's declaration. */
function taskOf(inputs: Properties): TaskInputs {
    return inputs as unknown as TaskInputs;
}

function definitionOf(op: Judge, inputs: ServiceInputs): WorldRecord | undefined {
    const { deploymentController, taskDefinition = "" } = inputs;
    if (taskDefinition === "") {
        return deploymentController?.type === "EXTERNAL"
            ? undefined
            : op.refuse(refusals.noDefinition, "TaskDefinition can not be blank.");
    }
    const found =
        findDefinition(op.world, taskDefinition) ?? op.refuse(refusals.unknownDefinition, "TaskDefinition not found.");
    return found.active ? found.record : op.refuse(refusals.inactiveDefinition, "TaskDefinition is inactive");
}

function refuseCompatibility(op: Judge, { containers, launchType, onFargate, task }: ServicePlan): void {
    const asked = task?.requiresCompatibilities ?? [];
    const wrongKind = asked.length > 0 && launchType === "EXTERNAL" && !asked.includes("EXTERNAL");
    if (task && (wrongKind || (onFargate && fargateVerdict(task, containers) !== undefined))) {
        const what = onFargate ? "FARGATE" : launchType;
        op.refuse(refusals.incompatible, `Task definition does not support launch_type ${what}.`);
    }
}
