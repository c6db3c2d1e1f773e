/** Alarms on metrics. */
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import type { AlarmInputs } from "./metric-alarm-rules";
import { ACTIONS, alarmFaults } from "./metric-alarm-rules";
import { checkRow, METRIC_ALARM, operation, provider, row } from "./sources";

const PUT = operation("PutMetricAlarm");
const PROVIDER = provider("metric_alarm");

const HOUR = 3600;
const DAY = 86_400;
const WEEK = 604_800;

export const metricAlarmRefusals = {
    day: row(
        "ValidationError",
        "a period of less than an hour, taken as often as it is evaluated, is more than a day",
        PUT,
    ),
    week: row("ValidationError", "a period, taken as often as it is evaluated, is more than a week", PUT),
    datapoints: row("ValidationError", "more points must be beyond the threshold than are evaluated", PUT),
    actions: row("ValidationError", "there are more than five actions for a state", PUT),
    noMetric: row("ValidationError", "there is neither a metric nor an expression to watch", PUT),
    noThreshold: row("ValidationError", "there is no threshold", PUT),
    noPeriod: row("ValidationError", "a metric has no period or no namespace", PUT),
    returned: row("ValidationError", "not exactly one of the queries gives what the alarm watches", PUT),
    dimensions: row("ValidationError", "a metric has more than 30 dimensions", PUT),
    length: checkRow("a name or a description is too long", PROVIDER),
    comparison: checkRow("the comparison is none", PROVIDER),
    statistic: checkRow("a statistic is none, or a metric has none or two", PROVIDER),
    missingData: checkRow("the treatment of missing data is none", PROVIDER),
    unit: checkRow("a unit is none", PROVIDER),
    least: checkRow("less than one point is evaluated", PROVIDER),
    period: checkRow("a period is neither a multiple of a minute nor a short one", PROVIDER),
    conflict: checkRow("a metric and queries are given, or two kinds of threshold", PROVIDER),
    query: checkRow("a query has an expression and a metric", PROVIDER),
    actionForm: checkRow("an action is no ARN, or there are more than five for a state", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = metricAlarmRefusals;
type Op = Operation<AlarmInputs>;

function refuseWindow(op: Op): void {
    const { datapointsToAlarm = 1, evaluationPeriods = 1, metricQueries = [] } = op.inputs;
    const periods = metricQueries.map(({ metric, period }) => period ?? metric?.period ?? 0);
    const period = Math.max(op.inputs.period ?? 0, ...periods);
    const whole = period * evaluationPeriods;
    if (whole > DAY && period < HOUR) {
        op.refuse(
            refusals.day,
            `Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= ${DAY}) for alarms ` +
                `using period < ${HOUR}`,
        );
    }
    if (whole > WEEK) {
        op.refuse(
            refusals.week,
            `Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= ${WEEK}) for alarms ` +
                `using period >= ${HOUR}`,
        );
    }
    if (datapointsToAlarm > evaluationPeriods) {
        op.refuse(refusals.datapoints, "DatapointsToAlarm must be less than or equal to EvaluationPeriods");
    }
}

function refuseMetric(op: Op): void {
    const { dimensions = {}, metricName, metricQueries = [], namespace, period } = op.inputs;
    if (!metricName && metricQueries.length === 0) {
        op.refuse(refusals.noMetric, "Either MetricName or Metrics must be specified");
    }
    if (metricName && !(period && namespace)) {
        op.refuse(
            refusals.noPeriod,
            "The parameters Namespace and Period are required for an alarm on a single metric",
        );
    }
    if (metricQueries.length > 0 && metricQueries.filter(({ returnData }) => returnData).length !== 1) {
        op.refuse(refusals.returned, "Exactly one element of the metrics list should return data.");
    }
    const counts = [dimensions, ...metricQueries.map(({ metric }) => metric?.dimensions ?? {})];
    if (counts.some((names) => Object.keys(names).length > 30)) {
        op.refuse(refusals.dimensions, "The collection Dimensions must not have a size greater than 30.");
    }
}

function refuseAlarm(op: Op): void {
    overwrite(op, METRIC_ALARM);
    refuseMetric(op);
    if (op.inputs.threshold === undefined && !op.inputs.thresholdMetricId) {
        op.refuse(refusals.noThreshold, "The parameter Threshold or ThresholdMetricId is required");
    }
    refuseWindow(op);
    for (const property of ACTIONS) {
        const count = (op.inputs[property] ?? []).length;
        if (count > 5) {
            op.refuse(
                refusals.actions,
                `1 validation error detected: Value at '${property}' failed to satisfy constraint: Member must have length ` +
                    "less than or equal to 5",
            );
        }
    }
}

export const metricAlarm = defineModel<AlarmInputs>({
    type: METRIC_ALARM,
    source: PUT,
    api: { service: "CloudWatch", create: "PutMetricAlarm", update: "PutMetricAlarm", delete: "DeleteAlarms" },
    mint: (inputs) => inputs.name ?? "",
    refusals,
    autoname: { property: "name", maxLength: 255 },
    replacement: replacementRules(PROVIDER, { replaces: ["name"] }),
    unordered: ["alarmActions", "insufficientDataActions", "metricQueries", "okActions"],
    check: (inputs, { unknown }) => alarmFaults(inputs, unknown),
    validate: refuseAlarm,
    outputs: (op) => ({
        actionsEnabled: op.inputs.actionsEnabled ?? true,
        arn: op.arn("cloudwatch", `alarm:${op.id}`),
        evaluateLowSampleCountPercentiles: op.inputs.evaluateLowSampleCountPercentiles ?? "",
        treatMissingData: op.inputs.treatMissingData ?? "missing",
    }),
});
