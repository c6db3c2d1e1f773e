/** ECS services: so many tasks of a definition, kept running, reachable by their names and by load balancers. */
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { filled } from "../filled";
import { text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import type { ServiceInputs } from "./service-plan";
import { planService } from "./service-plan";
import { serviceRefusals } from "./service-refusals";
import { refuseService, serviceFaults } from "./service-rules";
import { api, ECS_TYPES, provider } from "./sources";
import { completeItems } from "./strategy";
import { runTasks } from "./tasks";

const CREATE = api("CreateService");
const PROVIDER = provider("service");

function count(inputs: Properties): number {
    const strategy = inputs["capacityProviderStrategies"];
    return Array.isArray(strategy) ? strategy.length : 0;
}

/** In place only where a new deployment is asked for and there was and is a strategy. */
function changesStrategyByReplacing(previous: Properties, inputs: Properties): boolean {
    return inputs["forceNewDeployment"] !== true || (count(previous) === 0) !== (count(inputs) === 0);
}

function outputsOf(op: Operation<ServiceInputs>): Properties {
    const { inputs } = op;
    const plan = planService(op, inputs);
    const network = inputs.networkConfiguration;
    const daemon = inputs.schedulingStrategy === "DAEMON";
    return {
        ...filled(inputs, {
            availabilityZoneRebalancing: rebalancing(op),
            deploymentMaximumPercent: daemon ? 100 : 200,
            deploymentMinimumHealthyPercent: daemon ? 0 : 100,
            desiredCount: 0,
            enableEcsManagedTags: false,
            enableExecuteCommand: false,
            healthCheckGracePeriodSeconds: 0,
            iamRole: "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
            loadBalancers: [],
            platformVersion: plan.onFargate ? "LATEST" : "",
            propagateTags: "NONE",
            schedulingStrategy: "REPLICA",
            triggers: {},
            waitForSteadyState: false,
        }),
        arn: op.id,
        capacityProviderStrategies: completeItems(plan.strategy),
        cluster: inputs.cluster ?? "default",
        deploymentCircuitBreaker: inputs.deploymentCircuitBreaker ?? { enable: false, rollback: false },
        deploymentConfiguration: { bakeTimeInMinutes: "0", strategy: "ROLLING", ...inputs.deploymentConfiguration },
        deploymentController: { type: inputs.deploymentController?.type ?? "ECS" },
        launchType: plan.launchType,
        ...(network ? { networkConfiguration: { assignPublicIp: false, securityGroups: [], ...network } } : {}),
    };
}

/** Left out, it is on for new services that can do it and stays as it is for others. */
function rebalancing(op: Operation<ServiceInputs>): string {
    const { deploymentMaximumPercent = 200, schedulingStrategy } = op.inputs;
    const fits = schedulingStrategy !== "DAEMON" && deploymentMaximumPercent > 100;
    return op.previous ? text(op.previous, "availabilityZoneRebalancing") : fits ? "ENABLED" : "DISABLED";
}

/** The name of a cluster that may be given by its ARN. */
function clusterNameOf(cluster: string | undefined): string {
    return (cluster ?? "default").split("/").at(-1) ?? "";
}

export const service = defineModel<ServiceInputs>({
    type: ECS_TYPES.service,
    source: CREATE,
    api: { service: "ECS", create: "CreateService", update: "UpdateService", delete: "DeleteService" },
    mint: (inputs, _hex, { account, partition, region }) =>
        `arn:${partition}:ecs:${region}:${account}:service/${clusterNameOf(inputs.cluster)}/${inputs.name ?? ""}`,
    refusals: serviceRefusals,
    replacement: [
        ...replacementRules(PROVIDER, {
            replaces: ["cluster", "deploymentController", "iamRole", "launchType", "name", "schedulingStrategy"],
            inPlace: [
                "availabilityZoneRebalancing",
                "capacityProviderStrategies",
                "deploymentCircuitBreaker",
                "deploymentConfiguration",
                "deploymentMaximumPercent",
                "deploymentMinimumHealthyPercent",
                "desiredCount",
                "enableEcsManagedTags",
                "enableExecuteCommand",
                "forceNewDeployment",
                "healthCheckGracePeriodSeconds",
                "loadBalancers",
                "networkConfiguration",
                "platformVersion",
                "propagateTags",
                "serviceConnectConfiguration",
                "serviceRegistries",
                "taskDefinition",
                "triggers",
                "waitForSteadyState",
            ],
        }),
        {
            property: "capacityProviderStrategies",
            replaces: true,
            source: PROVIDER,
            when: changesStrategyByReplacing,
        },
    ],
    autoname: { property: "name", maxLength: 255 },
    unordered: ["capacityProviderStrategies", "loadBalancers", "placementConstraints"],
    check: (inputs, { unknown }) => serviceFaults(inputs, unknown),
    validate: refuseService,
    outputs: outputsOf,
    afterCreate: (op) => runTasks(op, planService(op, op.inputs)),
    afterUpdate: (op) => runTasks(op, planService(op, op.inputs)),
});
