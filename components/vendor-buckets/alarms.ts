/** What of the buckets is worth an alarm, and what to do then: docs/vendor-buckets.md has the same list. Pure. */
import type * as pulumi from "@pulumi/pulumi";
import type { Metric } from "../alarms/args";
import { type AlarmPlan, exceeded, overdue } from "../alarms/plan";

/** The reconciler's own metrics, as its report names them: `runtime/reconciler/report.ts`. */
const NAMESPACE = "Plinth/VendorBuckets";

/** Writes turned away in five minutes from which a bucket counts as hot; consumers try again, a few mean nothing. */
const HOT = 100;

/** What the alarms look at. */
export interface Watched {
    readonly tableName: pulumi.Input<string>;
    readonly functionName: pulumi.Input<string>;
    readonly queueName: pulumi.Input<string>;
    readonly intervalSeconds: number;
}

export function bucketAlarms({ tableName, functionName, queueName, intervalSeconds }: Watched): readonly AlarmPlan[] {
    const own = (name: string): Metric => ({ namespace: NAMESPACE, name, dimensions: { table: tableName } });
    const named = (what: string): string => `vendor-buckets-${what}`;
    return [
        exceeded({
            logicalName: named("reconciler-failed"),
            description:
                "A run of the reconciler ended with an error. With run-errors: see there. Alone: it was cut off or didn't " +
                "begin (time, memory, settings, rights); read its log.",
            metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: functionName } },
        }),
        exceeded({
            logicalName: named("run-errors"),
            description:
                "A part of a run failed, and some slots wait for the next one. Its log says which and why. The same run " +
                "raises reconciler-failed, and dead-letters where its second try fails too.",
            metric: own("errors"),
        }),
        exceeded({
            logicalName: named("drift-repaired"),
            description: "A bucket didn't count just its leases and was set right. Who writes it beside the protocol?",
            metric: own("repaired"),
        }),
        overdue({
            logicalName: named("run-overdue"),
            description:
                "No whole run for a long time: expired slots don't come back. Look at the schedule and the log.",
            metric: own("completed"),
            // Two runs may be missed or cut off.
            afterSeconds: 3 * intervalSeconds,
        }),
        exceeded({
            logicalName: named("leases-overdue"),
            description:
                "Leases expired days ago and are still there. DynamoDB will delete them, and their slots are lost.",
            metric: own("overdue"),
            statistic: "Maximum",
        }),
        exceeded({
            logicalName: named("dead-letters"),
            description: "A call of the reconciler came to nothing. The message in the queue says why; then purge it.",
            metric: {
                namespace: "AWS/SQS",
                name: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: queueName },
            },
            statistic: "Maximum",
        }),
        exceeded({
            logicalName: named("table-throttled"),
            description: "DynamoDB turns writes away: one bucket is asked for more than about 500 times a second.",
            metric: { namespace: "AWS/DynamoDB", name: "WriteThrottleEvents", dimensions: { TableName: tableName } },
            threshold: HOT,
        }),
    ];
}
