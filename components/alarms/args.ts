import type * as pulumi from "@pulumi/pulumi";

/** A metric as CloudWatch finds it: one series of values. */
export interface Metric {
    /** `AWS/Lambda`, or a name of one's own. */
    readonly namespace: string;
    readonly name: string;
    /** All of the series' dimensions, exactly: one more or less is another series. @default - it has none */
    readonly dimensions?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What every alarm is described by. */
export interface AlarmArgs {
    /** Last part of its name `{prefix}-{environment}-{logicalName}`, which people find it by. Changing it replaces it. */
    readonly logicalName: string;
    /** What has happened, and what to do: it is what somebody reads at night. */
    readonly description: string;
    readonly metric: Metric;
}

/** Raised as soon as a metric's values of one period are too much. */
export interface ExceededArgs extends AlarmArgs {
    /** The sum of the period, or its highest value, for a metric that says how much there is. @default "Sum" */
    readonly statistic?: "Sum" | "Maximum";
    /** Most that is fine, 0 or more. @default 0 */
    readonly threshold?: number;
    /** Seconds that values are taken together for: a multiple of 60, up to a day. @default 300 */
    readonly periodSeconds?: number;
}

/** Raised when a metric that says "it is done" has said nothing, or 0, for a time. */
export interface OverdueArgs extends AlarmArgs {
    /** Seconds that may pass: a multiple of 60 up to a day, of 3600 up to a week. */
    readonly afterSeconds: number;
}
