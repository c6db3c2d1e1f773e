import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";
import type { AlarmPlan } from "./plan";

export * from "./args";
export { exceeded, overdue } from "./plan";

/** What the alarms of a component are made with. */
export interface AlarmSurroundings {
    /** What the logical names of the alarms begin with: the component's. */
    readonly name: string;
    readonly naming: EnvironmentNaming;
    /** ARNs of the SNS topics that are told when an alarm is raised and when it is over. @default - nobody is told */
    readonly topicArns?: pulumi.Input<pulumi.Input<string>[]>;
    readonly parent: pulumi.Resource;
}

/**
 * The alarms of a component. Each costs about $0.10 a month (list price, unverified:
 * https://aws.amazon.com/cloudwatch/pricing/).
 *
 * @param plans what {@link exceeded} and {@link overdue} give
 */
export function createAlarms(
    { name, naming, topicArns = [], parent }: AlarmSurroundings,
    plans: readonly AlarmPlan[],
): readonly aws.cloudwatch.MetricAlarm[] {
    return plans.map((plan) => {
        const { logicalName, metric } = plan;
        const args: aws.cloudwatch.MetricAlarmArgs = {
            name: naming.fixedName("cloudWatchAlarm", logicalName),
            alarmDescription: plan.description,
            namespace: metric.namespace,
            metricName: metric.name,
            dimensions: { ...metric.dimensions },
            statistic: plan.statistic,
            period: plan.periodSeconds,
            evaluationPeriods: plan.periods,
            datapointsToAlarm: plan.periods,
            comparisonOperator: plan.comparison,
            threshold: plan.threshold,
            treatMissingData: plan.missingData,
            alarmActions: topicArns,
            okActions: topicArns,
            tags: naming.nameTag(logicalName),
        };
        return new aws.cloudwatch.MetricAlarm(`${name}-alarm-${logicalName}`, args, { parent });
    });
}
