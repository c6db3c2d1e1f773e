/** What a run of the reconciler has found and done. */
export interface Report {
    readonly dryRun: boolean;
    /** Whether all of the table was looked at: false when the time was up. */
    readonly complete: boolean;
    readonly buckets: number;
    /** Leases that were met. */
    readonly leases: number;
    /** Of these, expired ones. */
    readonly expired: number;
    /** Expired ones that this run has removed, each with its slot; in a dry run 0. */
    readonly returned: number;
    /** Slots by which buckets were off, either way. */
    readonly off: number;
    /** Of these, those by which this run has set buckets right; in a dry run 0. */
    readonly repaired: number;
    /** Buckets that may be off: too much has moved to tell. The next run looks again. */
    readonly undecided: number;
    /** Leases that have been expired for more than half of the time after which DynamoDB deletes them. */
    readonly overdue: number;
    /** Items that are neither bucket nor lease: nobody touches them. */
    readonly strange: number;
    readonly errors: number;
    readonly tookMs: number;
}

export type Counter = Exclude<keyof Report, "dryRun" | "complete" | "tookMs">;

/** Counters that are metrics too: each costs money. */
const METRICS: readonly Counter[] = [
    "buckets",
    "leases",
    "expired",
    "returned",
    "repaired",
    "undecided",
    "overdue",
    "strange",
    "errors",
];

const COUNTERS: readonly Counter[] = [...METRICS, "off"];

/** Counts while a run is under way. */
export class Tally {
    private readonly counts = new Map<Counter, number>();

    add(counter: Counter, by = 1): void {
        this.counts.set(counter, (this.counts.get(counter) ?? 0) + by);
    }

    report(rest: Pick<Report, "dryRun" | "complete" | "tookMs">): Report {
        const counts = Object.fromEntries(COUNTERS.map((counter) => [counter, this.counts.get(counter) ?? 0]));
        return { ...(counts as Record<Counter, number>), ...rest };
    }
}

const NAMESPACE = "Plinth/VendorBuckets";

/**
 * The line of a run, from which CloudWatch Logs makes metrics: the embedded metric format,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param table its name, the metrics' only dimension
 * @param at epoch ms
 */
export function metricLine(report: Report, table: string, at: number): string {
    const metrics = [
        ...METRICS.map((Name) => ({ Name, Unit: "Count" })),
        { Name: "tookMs", Unit: "Milliseconds" },
        // What an alarm on the age of the last run looks for: a run that was cut off is none.
        { Name: "completed", Unit: "Count" },
    ];
    const { dryRun, complete, ...numbers } = report;
    return JSON.stringify({
        _aws: {
            Timestamp: at,
            CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [["table"]], Metrics: metrics }],
        },
        table,
        dryRun,
        ...numbers,
        completed: complete && !dryRun ? 1 : 0,
    });
}
