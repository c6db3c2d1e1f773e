/** ECS clusters, and the capacity they offer. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import { sameValue } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { given, textRule } from "../ec2/input-checks";
import { objects, text, texts } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { findNamespace } from "../servicediscovery/namespaces";
import { api, ECS_TYPES, provider, servicesIn } from "./sources";
import { completeItems, refuseStrategy, strategyFaults, strategyRefusals } from "./strategy";

type ClusterInputs = Unwrap<aws.ecs.ClusterArgs>;
type ProvidersInputs = Unwrap<aws.ecs.ClusterCapacityProvidersArgs>;

const CREATE = api("CreateCluster");
const PUT = api("PutClusterCapacityProviders");
const PROVIDER = provider("cluster");

export const clusterRefusals = {
    inconsistent: row(
        "InvalidParameterException",
        "the region has a cluster of this name with other settings",
        "https://github.com/hashicorp/terraform-provider-aws/issues/12749",
    ),
    unknownNamespace: row("NamespaceNotFoundException", "the namespace of Service Connect does not exist", CREATE),
    insights: row(
        "InvalidParameterException",
        "Container Insights are to be what they cannot be",
        api("ClusterSetting"),
    ),
    noLogging: row(
        "InvalidParameterException",
        "logs of commands shall go elsewhere and nothing says where",
        api("ExecuteCommandConfiguration"),
    ),
    hasServices: row(
        "ClusterContainsServicesException",
        "services are active in the cluster",
        "https://github.com/rebuy-de/aws-nuke/issues/231",
    ),
    nameForm: checkRow(
        "the name is empty, longer than 255 characters or has others than letters, digits, '_' and '-'",
        PROVIDER,
    ),
    settingName: checkRow("a setting is not `containerInsights`", PROVIDER),
    loggingForm: checkRow("the way of logging commands is none", PROVIDER),
    namespaceForm: checkRow("the namespace of Service Connect is no ARN", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const clusterCapacityProvidersRefusals = {
    ...strategyRefusals,
    unknownCluster: row("ClusterNotFoundException", "the cluster does not exist", PUT),
    unknownProvider: row("InvalidParameterException", "a capacity provider does not exist", PUT),
    inUse: row(
        "ResourceInUseException",
        "a service uses a capacity provider that is to go",
        "https://github.com/aws/containers-roadmap/issues/631",
    ),
} as const satisfies Record<string, Refusal>;

const LOGGING = ["NONE", "DEFAULT", "OVERRIDE"];
const INSIGHTS = ["enabled", "disabled", "enhanced"];

function clusterFaults(inputs: Partial<ClusterInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const namespace = inputs.serviceConnectDefaults?.namespace;
    const logging = inputs.configuration?.executeCommandConfiguration?.logging;
    const setting = (inputs.settings ?? []).find(({ name }) => name !== "containerInsights");
    return [
        ...textRule(given(inputs, unknown), "name", (name) =>
            /^[0-9A-Za-z_-]{1,255}$/.test(name)
                ? undefined
                : `'${name}' is no cluster's name: 1 to 255 letters, digits, '_' and '-'`,
        ),
        ...(setting ? [{ property: "settings", reason: `has '${setting.name}'; allowed is containerInsights` }] : []),
        ...(logging === undefined || LOGGING.includes(logging)
            ? []
            : [
                  {
                      property: "configuration",
                      reason: `has the logging '${logging}'; allowed are ${LOGGING.join(", ")}`,
                  },
              ]),
        ...(namespace === undefined || /^arn:[^:]*:servicediscovery:/.test(namespace)
            ? []
            : [{ property: "serviceConnectDefaults", reason: `namespace '${namespace}' is no ARN of a namespace` }]),
    ];
}

function withoutTags(inputs: Properties): Properties {
    const { tags: _tags, __defaults: _defaults, ...rest } = inputs;
    return rest;
}

function refuseCluster(op: Operation<ClusterInputs>): void {
    const { configuration, serviceConnectDefaults, settings = [] } = op.inputs;
    const value = settings.map((setting) => setting.value).find((item) => !INSIGHTS.includes(item));
    if (value !== undefined) {
        op.refuse(
            clusterRefusals.insights,
            `containerInsights value should be one of [${INSIGHTS.join(",")}]: ${value}`,
        );
    }
    const command = configuration?.executeCommandConfiguration;
    if (command?.logging === "OVERRIDE" && !command.logConfiguration) {
        op.refuse(clusterRefusals.noLogging, "logConfiguration must be specified when logging is OVERRIDE.");
    }
    if (serviceConnectDefaults && !findNamespace(op.world, serviceConnectDefaults.namespace)) {
        op.refuse(clusterRefusals.unknownNamespace, "The specified namespace wasn't found.");
    }
    const same = op.world.get(ECS_TYPES.cluster, op.id);
    if (op.kind === "create" && same) {
        const own: Properties = Object.fromEntries(Object.entries(op.inputs));
        if (!sameValue(withoutTags(same.inputs), withoutTags(own))) {
            op.refuse(
                clusterRefusals.inconsistent,
                "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
            );
        }
        // CreateCluster answers with the cluster that is there already.
        op.world.remove(same.type, same.id);
    }
}

export const cluster = defineModel<ClusterInputs>({
    type: ECS_TYPES.cluster,
    source: CREATE,
    api: { service: "ECS", create: "CreateCluster", update: "UpdateCluster", delete: "DeleteCluster" },
    mint: ({ name = "" }, _hex, { account, partition, region }) =>
        `arn:${partition}:ecs:${region}:${account}:cluster/${name}`,
    refusals: clusterRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["name"],
        inPlace: ["configuration", "serviceConnectDefaults", "settings"],
    }),
    autoname: { property: "name", maxLength: 255 },
    unordered: ["settings"],
    check: (inputs, { unknown }) => clusterFaults(inputs, unknown),
    validate: refuseCluster,
    outputs: (op) => ({
        arn: op.id,
        settings: op.inputs.settings ?? [{ name: "containerInsights", value: "disabled" }],
    }),
    beforeDelete: (op) => {
        if (servicesIn(op.world, text(op.previous, "name")).length > 0) {
            op.refuse(clusterRefusals.hasServices, "The Cluster cannot be deleted while Services are active.");
        }
    },
});

const FARGATE = ["FARGATE", "FARGATE_SPOT"];

function refuseProviders(op: Operation<ProvidersInputs>): void {
    const { capacityProviders = [], defaultCapacityProviderStrategies = [] } = op.inputs;
    const known = [...FARGATE, ...op.world.list(ECS_TYPES.capacityProvider).map((record) => text(record, "name"))];
    if (capacityProviders.some((name) => !known.includes(name))) {
        op.refuse(
            clusterCapacityProvidersRefusals.unknownProvider,
            "The specified capacity provider was not found. Specify a valid name or ARN and try again.",
        );
    }
    refuseStrategy(op, defaultCapacityProviderStrategies, capacityProviders);
    refuseRemoval(op, capacityProviders);
    overwrite(op, ECS_TYPES.clusterCapacityProviders);
}

function refuseRemoval(op: Operation<ProvidersInputs>, kept: readonly string[]): void {
    const { clusterName } = op.inputs;
    const before = op.world.get(ECS_TYPES.clusterCapacityProviders, clusterName);
    const removed = texts(before, "capacityProviders").filter((name) => !kept.includes(name));
    const used = servicesIn(op.world, clusterName)
        .flatMap((service) => objects(service.outputs["capacityProviderStrategies"]))
        .some((item) => removed.some((name) => item["capacityProvider"] === name));
    if (used) {
        op.refuse(
            clusterCapacityProvidersRefusals.inUse,
            "The specified capacity provider is in use and cannot be removed.",
        );
    }
}

export const clusterCapacityProviders = defineModel<ProvidersInputs>({
    type: ECS_TYPES.clusterCapacityProviders,
    source: PUT,
    api: {
        service: "ECS",
        create: "PutClusterCapacityProviders",
        update: "PutClusterCapacityProviders",
        delete: "PutClusterCapacityProviders",
    },
    mint: ({ clusterName }) => clusterName,
    refusals: clusterCapacityProvidersRefusals,
    references: [
        {
            property: "clusterName",
            to: ECS_TYPES.cluster,
            by: "name",
            missing: clusterCapacityProvidersRefusals.unknownCluster,
            message: () => "Cluster not found.",
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(provider("cluster_capacity_providers"), {
        replaces: ["clusterName"],
        inPlace: ["capacityProviders", "defaultCapacityProviderStrategies"],
    }),
    unordered: ["capacityProviders", "defaultCapacityProviderStrategies"],
    check: (inputs) =>
        strategyFaults("defaultCapacityProviderStrategies", inputs.defaultCapacityProviderStrategies ?? []),
    validate: refuseProviders,
    outputs: (op) => ({
        capacityProviders: op.inputs.capacityProviders ?? [],
        defaultCapacityProviderStrategies: completeItems(op.inputs.defaultCapacityProviderStrategies ?? []),
    }),
    beforeDelete: (op) => refuseRemoval(op, []),
});
