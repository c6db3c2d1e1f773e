/** What the provider checks of an alarm before any call. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { between, noLonger, oneOf, ofForm } from "../check-faults";
import { UNITS } from "./sources";

/** Actions are named by their ARN by the time they get here. */
export type AlarmInputs = Omit<
    Unwrap<aws.cloudwatch.MetricAlarmArgs>,
    "alarmActions" | "insufficientDataActions" | "okActions"
> &
    Partial<Record<(typeof ACTIONS)[number], readonly string[]>>;

export const ACTIONS = ["alarmActions", "insufficientDataActions", "okActions"] as const;

const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12})?:\S+$/;
const COMPARISONS = [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
];
const STATISTICS = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"];
const EXTENDED =
    /^((p|tm|wm|tc|ts)(\d{1,2}(\.\d{1,2})?|100)|IQM|(TM|WM|PR|TC|TS)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\))$/;
/** What an alarm on one metric gives, and one on an expression does not. */
const SINGLE = ["dimensions", "extendedStatistic", "metricName", "namespace", "period", "statistic"] as const;

/** Seconds: a whole number of minutes, or one of the short ones of high resolution. */
function periodFaults(property: string, period: number | undefined, short: readonly number[]): readonly CheckFault[] {
    return period === undefined || short.includes(period) || (period > 0 && period % 60 === 0)
        ? []
        : [{ property, reason: `is ${period}; expected ${short.join(", ")} or a multiple of 60 seconds` }];
}

function kindFaults(has: (name: keyof AlarmInputs) => boolean): readonly CheckFault[] {
    if (has("metricQueries")) {
        return SINGLE.filter(has).map((property) => ({ property, reason: "conflicts with metricQueries" }));
    }
    return has("metricName") && has("statistic") === has("extendedStatistic")
        ? [{ property: "statistic", reason: "exactly one of statistic and extendedStatistic must be set for a metric" }]
        : [];
}

function queryFaults({ metricQueries = [] }: Partial<AlarmInputs>): readonly CheckFault[] {
    return metricQueries.flatMap(({ expression, metric, period }, index) => {
        const at = `metricQueries[${index}]`;
        const stat = metric?.stat;
        const isNone = stat !== undefined && !STATISTICS.includes(stat) && !EXTENDED.test(stat);
        return [
            ...(expression !== undefined && metric !== undefined
                ? [{ property: at, reason: "has both an expression and a metric: give one of the two" }]
                : []),
            ...(isNone ? [{ property: `${at}.metric.stat`, reason: `is '${stat}', which is no statistic` }] : []),
            ...periodFaults(`${at}.period`, period, [1, 5, 10, 20, 30]),
            ...periodFaults(`${at}.metric.period`, metric?.period, [1, 5, 10, 20, 30]),
            ...oneOf(`${at}.metric.unit`, metric?.unit, UNITS),
        ];
    });
}

function actionFaults(inputs: Partial<AlarmInputs>): readonly CheckFault[] {
    return ACTIONS.flatMap((property) => {
        const actions = inputs[property] ?? [];
        // The provider leaves the number of alarm actions to the service.
        const isMany = property !== "alarmActions" && actions.length > 5;
        return [
            ...(isMany ? [{ property, reason: `has ${actions.length} items; at most 5 are allowed` }] : []),
            ...actions.flatMap((arn, index) => ofForm(`${property}[${index}]`, arn, ARN, "an ARN")),
        ];
    });
}

export function alarmFaults(inputs: Partial<AlarmInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const has = (name: keyof AlarmInputs): boolean => inputs[name] !== undefined || unknown.has(name);
    return [
        ...noLonger("name", inputs.name, 255),
        ...noLonger("alarmDescription", inputs.alarmDescription, 1024),
        ...oneOf("comparisonOperator", inputs.comparisonOperator, COMPARISONS),
        ...oneOf("statistic", inputs.statistic, STATISTICS),
        ...ofForm("extendedStatistic", inputs.extendedStatistic, EXTENDED, "a statistic such as p99.9"),
        ...oneOf("treatMissingData", inputs.treatMissingData, ["breaching", "ignore", "missing", "notBreaching"]),
        ...oneOf("unit", inputs.unit, UNITS),
        ...between("evaluationPeriods", inputs.evaluationPeriods, 1),
        ...between("datapointsToAlarm", inputs.datapointsToAlarm, 1),
        ...periodFaults("period", inputs.period, [10, 20, 30]),
        ...kindFaults(has),
        ...(has("threshold") && has("thresholdMetricId")
            ? [{ property: "threshold", reason: "conflicts with thresholdMetricId: give one of the two" }]
            : []),
        ...queryFaults(inputs),
        ...actionFaults(inputs),
    ];
}
