/** Scalable targets: what Application Auto Scaling may make larger and smaller, and how far. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { replacementRules, row } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { api, isOf, provider, SCALING_TYPES } from "./sources";

type TargetInputs = Unwrap<aws.appautoscaling.TargetArgs>;

const REGISTER = api("RegisterScalableTarget");
const MOTO = "https://github.com/getmoto/moto/blob/master/moto/applicationautoscaling/models.py";

export const scalingTargetRefusals = {
    unsupported: row(
        "ValidationException",
        "the service, the resource id and the dimension do not fit each other",
        MOTO,
    ),
    unknownService: row("ValidationException", "the ECS service does not exist", MOTO),
    order: row("ValidationException", "the minimum is larger than the maximum", REGISTER),
    negative: row("ValidationException", "the minimum or the maximum is below zero", REGISTER),
} as const satisfies Record<string, Refusal>;

const refusals = scalingTargetRefusals;

interface Kind {
    readonly namespace: string;
    readonly dimensions: readonly string[];
    readonly resourceId: RegExp;
    /** How its service-linked role ends: `AWSServiceRoleForApplicationAutoScaling_…`. */
    readonly role: string;
}

/** https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html */
const KINDS: readonly Kind[] = [
    {
        namespace: "ecs",
        dimensions: ["ecs:service:DesiredCount"],
        resourceId: /^service\/[^/:]+\/[^/:]+$/,
        role: "ECSService",
    },
    {
        namespace: "dynamodb",
        dimensions: ["dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"],
        resourceId: /^table\/[^/]+$/,
        role: "DynamoDBTable",
    },
    {
        namespace: "dynamodb",
        dimensions: ["dynamodb:index:ReadCapacityUnits", "dynamodb:index:WriteCapacityUnits"],
        resourceId: /^table\/[^/]+\/index\/[^/]+$/,
        role: "DynamoDBTable",
    },
    {
        namespace: "rds",
        dimensions: ["rds:cluster:ReadReplicaCount"],
        resourceId: /^cluster:[^/:]+$/,
        role: "RDSCluster",
    },
    {
        namespace: "lambda",
        dimensions: ["lambda:function:ProvisionedConcurrency"],
        resourceId: /^function:[^:]+:[^:]+$/,
        role: "LambdaConcurrency",
    },
    {
        namespace: "elasticache",
        dimensions: ["elasticache:replication-group:NodeGroups", "elasticache:replication-group:Replicas"],
        resourceId: /^replication-group\/[^/]+$/,
        role: "ElastiCacheRG",
    },
];

/** The services that are not listed above pass: a list that lags behind AWS would refuse what AWS has. */
function kindOf(inputs: TargetInputs): Kind | "unknown" | undefined {
    const ofService = KINDS.filter(({ namespace }) => namespace === inputs.serviceNamespace);
    if (ofService.length === 0) {
        return inputs.scalableDimension.startsWith(`${inputs.serviceNamespace}:`) ? "unknown" : undefined;
    }
    return ofService.find(
        ({ dimensions, resourceId }) =>
            dimensions.includes(inputs.scalableDimension) && resourceId.test(inputs.resourceId),
    );
}

/** Whether the region has the ECS service of a resource id: `service/{cluster}/{service}`. */
function hasEcsService(view: Pick<View, "list">, resourceId: string): boolean {
    return view.list("aws:ecs/service:Service").some((service) => text(service, "arn").endsWith(`:${resourceId}`));
}

function refuseTarget(op: Operation<TargetInputs>): void {
    const { maxCapacity, minCapacity, resourceId, serviceNamespace } = op.inputs;
    if (kindOf(op.inputs) === undefined) {
        op.refuse(refusals.unsupported, "Unsupported service namespace, resource type or scalable dimension");
    }
    if (minCapacity < 0 || maxCapacity < 0) {
        op.refuse(refusals.negative, "Minimum and maximum capacity must be greater than or equal to 0");
    }
    if (minCapacity > maxCapacity) {
        op.refuse(refusals.order, "Maximum capacity cannot be less than minimum capacity");
    }
    if (serviceNamespace === "ecs" && !hasEcsService(op.world, resourceId)) {
        op.refuse(refusals.unknownService, `ECS service doesn't exist: ${resourceId}`);
    }
    overwrite(op, SCALING_TYPES.target);
}

/** ECS takes its service-linked role whatever is given. */
function roleOf(op: Operation<TargetInputs>): string {
    const kind = kindOf(op.inputs);
    const { roleArn, serviceNamespace } = op.inputs;
    if (roleArn !== undefined && roleArn !== "" && serviceNamespace !== "ecs") {
        return roleArn;
    }
    const suffix = typeof kind === "object" ? kind.role : serviceNamespace;
    const path = `aws-service-role/${serviceNamespace}.application-autoscaling.amazonaws.com`;
    return op.arn("iam", `role/${path}/AWSServiceRoleForApplicationAutoScaling_${suffix}`, { regional: false });
}

export const scalingTarget = defineModel<TargetInputs>({
    type: SCALING_TYPES.target,
    source: REGISTER,
    api: {
        service: "Application Auto Scaling",
        create: "RegisterScalableTarget",
        update: "RegisterScalableTarget",
        delete: "DeregisterScalableTarget",
    },
    // The provider takes the resource's id, which tells targets apart only where a resource has one dimension.
    mint: ({ resourceId, scalableDimension, serviceNamespace }) =>
        serviceNamespace === "ecs" ? resourceId : [serviceNamespace, resourceId, scalableDimension].join("/"),
    refusals,
    replacement: replacementRules(provider("target"), {
        replaces: ["resourceId", "scalableDimension", "serviceNamespace"],
        inPlace: ["maxCapacity", "minCapacity", "roleArn", "suspendedState"],
    }),
    validate: refuseTarget,
    outputs: (op) => ({
        arn: op.arn("application-autoscaling", `scalable-target/0ec5${op.hash("scalable target", 32)}`),
        roleArn: roleOf(op),
        suspendedState: {
            dynamicScalingInSuspended: op.inputs.suspendedState?.dynamicScalingInSuspended ?? false,
            dynamicScalingOutSuspended: op.inputs.suspendedState?.dynamicScalingOutSuspended ?? false,
            scheduledScalingSuspended: op.inputs.suspendedState?.scheduledScalingSuspended ?? false,
        },
    }),
    // Deregistering deletes the target's policies and scheduled actions: see the API's reference.
    beforeDelete: (op) =>
        [SCALING_TYPES.policy, SCALING_TYPES.scheduledAction]
            .flatMap((type) => op.world.list(type))
            .filter((record) => isOf(op.inputs, record))
            .forEach((record) => op.world.remove(record.type, record.id)),
});
