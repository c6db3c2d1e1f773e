/** Scaling policies: by a metric's target value, or in steps. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import { isObject, sameValue } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { LB_TYPES } from "../lb/sources";
import { balancersOf } from "../lb/target-group-use";
import { overwrite } from "../overwriting";
import { api, isOf, noTarget, policyId, provider, SCALING_TYPES, targetOf, uuid } from "./sources";

type PolicyInputs = Unwrap<aws.appautoscaling.PolicyArgs>;
type Tracking = NonNullable<PolicyInputs["targetTrackingScalingPolicyConfiguration"]>;

const PUT = api("PutScalingPolicy");
const TRACKING = api("TargetTrackingScalingPolicyConfiguration");
const METRIC = api("PredefinedMetricSpecification");
const STEPS = api("StepScalingPolicyConfiguration");
const PROVIDER = provider("policy");

export const scalingPolicyRefusals = {
    noTarget: row("ObjectNotFoundException", "what is to be scaled is not registered as a scalable target", PUT),
    policyType: row(
        "ValidationException",
        "the type is none of StepScaling, TargetTrackingScaling, PredictiveScaling",
        PUT,
    ),
    noTracking: row("ValidationException", "a target tracking policy has no configuration of that kind", PUT),
    noSteps: row("ValidationException", "a step scaling policy has no configuration of that kind", PUT),
    noMetric: row("ValidationException", "a target tracking policy names no metric", TRACKING),
    metricOfOther: row("ValidationException", "the predefined metric is not one of the scaled service's", METRIC),
    noLabel: row("ValidationException", "requests per target are to be counted and no target group is named", METRIC),
    unroutedLabel: row(
        "ValidationException",
        "the resource label names a target group that gets nothing from the load balancer it names",
        METRIC,
    ),
    targetValue: row("ValidationException", "the target value is not above zero", TRACKING),
    sameMetric: row(
        "ValidationException",
        "another policy of the target tracks the same metric",
        "https://github.com/hashicorp/terraform-provider-aws/issues/41179",
    ),
    adjustmentType: row("ValidationException", "the adjustment type is none", STEPS),
    stepGap: row("ValidationException", "the intervals of the steps overlap or leave a gap", STEPS),
    nameForm: checkRow("the name is longer than 255 characters", PROVIDER),
    twoMetrics: checkRow("a predefined and a customized metric are given", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = scalingPolicyRefusals;

const ALB_REQUESTS = "ALBRequestCountPerTarget";

/** The metrics of the services that our programs scale; those of others pass. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
    dynamodb: ["DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization"],
    ecs: ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", ALB_REQUESTS],
    lambda: ["LambdaProvisionedConcurrencyUtilization"],
    rds: ["RDSReaderAverageCPUUtilization", "RDSReaderAverageDatabaseConnections"],
};

const ADJUSTMENTS = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];

function faults(inputs: Partial<PolicyInputs>): readonly CheckFault[] {
    const { name, targetTrackingScalingPolicyConfiguration: tracking } = inputs;
    const found: CheckFault[] = [];
    if (name !== undefined && name.length > 255) {
        found.push({ property: "name", reason: `has ${name.length} characters; allowed are at most 255` });
    }
    if (tracking?.customizedMetricSpecification && tracking.predefinedMetricSpecification) {
        found.push({
            property: "targetTrackingScalingPolicyConfiguration",
            reason: "has a customized and a predefined metric; give one of the two",
        });
    }
    return found;
}

function typeOf(inputs: PolicyInputs): string {
    return inputs.policyType ?? "StepScaling";
}

function refusePolicy(op: Operation<PolicyInputs>): void {
    const type = typeOf(op.inputs);
    if (!["StepScaling", "TargetTrackingScaling", "PredictiveScaling"].includes(type)) {
        op.refuse(
            refusals.policyType,
            `1 validation error detected: Value '${type}' at 'policyType' failed to satisfy constraint: Member must ` +
                "satisfy enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]",
        );
    }
    if (!targetOf(op.world, op.inputs)) {
        op.refuse(refusals.noTarget, noTarget(op.inputs));
    }
    if (type === "TargetTrackingScaling") {
        refuseTracking(op);
    } else if (type === "StepScaling") {
        refuseSteps(op);
    }
    overwrite(op, SCALING_TYPES.policy);
}

function refuseTracking(op: Operation<PolicyInputs>): void {
    const tracking = op.inputs.targetTrackingScalingPolicyConfiguration;
    if (!tracking) {
        return op.refuse(refusals.noTracking, "Target tracking scaling policy configuration must be specified.");
    }
    if (!tracking.predefinedMetricSpecification && !tracking.customizedMetricSpecification) {
        op.refuse(
            refusals.noMetric,
            "Exactly one of PredefinedMetricSpecification or CustomizedMetricSpecification must be specified.",
        );
    }
    if (tracking.targetValue <= 0) {
        op.refuse(refusals.targetValue, `Target value ${tracking.targetValue} must be greater than 0.`);
    }
    refuseMetric(op, tracking);
    const tracksSame = op.world
        .list(SCALING_TYPES.policy)
        .some(
            (other) =>
                isOf(op.inputs, other) &&
                text(other, "name") !== op.inputs.name &&
                sameValue(metricOf(other.inputs["targetTrackingScalingPolicyConfiguration"]), metricOf(tracking)),
        );
    if (tracksSame) {
        op.refuse(
            refusals.sameMetric,
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
        );
    }
}

/** What a configuration tracks; without one, itself, which equals nothing that tracks. */
function metricOf(tracking: unknown): Properties | undefined {
    if (typeof tracking !== "object" || tracking === null) {
        return undefined;
    }
    const values: Properties = Object.fromEntries(Object.entries(tracking));
    const metric = values["predefinedMetricSpecification"] ?? values["customizedMetricSpecification"];
    return isObject(metric) ? metric : undefined;
}

function refuseMetric(op: Operation<PolicyInputs>, tracking: Tracking): void {
    const metric = tracking.predefinedMetricSpecification;
    if (!metric) {
        return;
    }
    const { predefinedMetricType, resourceLabel = "" } = metric;
    const allowed = METRICS[op.inputs.serviceNamespace];
    if (allowed && !allowed.includes(predefinedMetricType)) {
        op.refuse(
            refusals.metricOfOther,
            `Predefined metric type ${predefinedMetricType} is not supported for service namespace ` +
                `${op.inputs.serviceNamespace}; it has ${allowed.join(", ")}.`,
        );
    }
    if (predefinedMetricType !== ALB_REQUESTS) {
        return;
    }
    if (resourceLabel === "") {
        op.refuse(refusals.noLabel, `A resource label must be specified with ${ALB_REQUESTS}.`);
    }
    const balancer = resourceLabel.slice(0, resourceLabel.indexOf("/targetgroup/"));
    const group = resourceLabel.slice(balancer.length + 1);
    const routed = op.world
        .list(LB_TYPES.targetGroup)
        .filter((record) => text(record, "arnSuffix") === group)
        .some((record) => balancersOf(op.world, record.id).some((arn) => arn.endsWith(`:loadbalancer/${balancer}`)));
    if (!routed) {
        op.refuse(refusals.unroutedLabel, `Load balancer does not route traffic to target group: ${resourceLabel}.`);
    }
}

function refuseSteps(op: Operation<PolicyInputs>): void {
    const steps = op.inputs.stepScalingPolicyConfiguration;
    if (!steps) {
        return op.refuse(refusals.noSteps, "Step scaling policy configuration must be specified.");
    }
    if (!ADJUSTMENTS.includes(steps.adjustmentType ?? "")) {
        op.refuse(
            refusals.adjustmentType,
            `Adjustment type '${steps.adjustmentType ?? ""}' must be one of ${ADJUSTMENTS.join(", ")}.`,
        );
    }
    const bound = (given: string | undefined, open: number): number =>
        given === undefined || given === "" ? open : Number(given);
    const intervals = (steps.stepAdjustments ?? [])
        .map((step) => ({
            from: bound(step.metricIntervalLowerBound, -Infinity),
            to: bound(step.metricIntervalUpperBound, Infinity),
        }))
        .sort((left, right) => left.from - right.from);
    const broken = intervals.some(({ from, to }, index) => {
        const next = intervals[index + 1];
        return from >= to || (next !== undefined && next.from !== to);
    });
    if (broken) {
        op.refuse(refusals.stepGap, "Step adjustments must not overlap or have gaps between them.");
    }
}

/** The CloudWatch alarms that Application Auto Scaling keeps for a target tracking policy. */
function alarms(op: Operation<PolicyInputs>): readonly string[] {
    const tracking = op.inputs.targetTrackingScalingPolicyConfiguration;
    if (typeOf(op.inputs) !== "TargetTrackingScaling" || !tracking) {
        return [];
    }
    const kinds = tracking.disableScaleIn === true ? ["AlarmHigh"] : ["AlarmHigh", "AlarmLow"];
    return kinds.map((kind) =>
        op.arn("cloudwatch", `alarm:TargetTracking-${op.inputs.resourceId}-${kind}-${uuid(op, kind)}`),
    );
}

export const scalingPolicy = defineModel<PolicyInputs>({
    type: SCALING_TYPES.policy,
    source: PUT,
    api: {
        service: "Application Auto Scaling",
        create: "PutScalingPolicy",
        update: "PutScalingPolicy",
        delete: "DeleteScalingPolicy",
    },
    mint: (inputs) => policyId(inputs, inputs.name ?? ""),
    refusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
        inPlace: [
            "policyType",
            "predictiveScalingPolicyConfiguration",
            "stepScalingPolicyConfiguration",
            "targetTrackingScalingPolicyConfiguration",
        ],
    }),
    autoname: { property: "name", maxLength: 255 },
    check: faults,
    validate: refusePolicy,
    outputs: (op) => {
        const { name = "", resourceId, serviceNamespace } = op.inputs;
        const tracking = op.inputs.targetTrackingScalingPolicyConfiguration;
        return {
            alarmArns: alarms(op),
            arn: op.arn(
                "autoscaling",
                `scalingPolicy:${uuid(op, "policy")}:resource/${serviceNamespace}/${resourceId}:policyName/${name}`,
            ),
            policyType: typeOf(op.inputs),
            ...(tracking
                ? {
                      targetTrackingScalingPolicyConfiguration: {
                          ...Object.fromEntries(Object.entries(tracking)),
                          disableScaleIn: tracking.disableScaleIn ?? false,
                      },
                  }
                : {}),
        };
    },
});
