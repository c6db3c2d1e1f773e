import * as aws from "@pulumi/aws";
import { createAlarms, overdue } from "../alarms";
import type { BackupContext } from "./context";

export interface BackupLogGroups {
    readonly runner: aws.cloudwatch.LogGroup;
    readonly verify: aws.cloudwatch.LogGroup;
}

export function createLogGroups({ plan, parent, childName }: BackupContext): BackupLogGroups {
    const { names, logRetentionDays: retentionInDays } = plan;
    const logGroup = (kind: string, name: string): aws.cloudwatch.LogGroup =>
        new aws.cloudwatch.LogGroup(childName(kind), { name, retentionInDays }, { parent });
    return { runner: logGroup("runner", names.runner.logGroup), verify: logGroup("verify", names.verify.logGroup) };
}

const HOUR = 3600;

/**
 * Counts what the runner logs last when all has gone well, and is raised when it has logged nothing of it for too long:
 * whether it failed, wasn't started or couldn't be makes no difference.
 */
export function watchAge(context: BackupContext, { runner }: BackupLogGroups): void {
    const { name, args, plan, parent, childName } = context;
    const { names, maxAgeHours } = plan;
    new aws.cloudwatch.LogMetricFilter(
        childName("completed"),
        {
            name: names.metric.name,
            logGroupName: runner.name,
            pattern: '{ $.event = "backup-completed" }',
            metricTransformation: { namespace: names.metric.namespace, name: names.metric.name, value: "1" },
        },
        { parent },
    );
    if (maxAgeHours === undefined) {
        return;
    }
    const age = overdue({
        logicalName: "backup-age",
        description: `No backup was completed for ${maxAgeHours} hours: look at ${names.runner.logGroup}, then docs/backups.md`,
        metric: names.metric,
        afterSeconds: maxAgeHours * HOUR,
    });
    const { naming, alarmTopicArns } = args;
    createAlarms({ name, naming, parent, ...(alarmTopicArns && { topicArns: alarmTopicArns }) }, [age]);
}
