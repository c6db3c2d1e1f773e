/** The Lambda: one run over the table each time it is called. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { dynamoClient, dynamoTable } from "./dynamo-table";
import { Journal } from "./journal";
import { reconcile } from "./reconcile";
import { metricLine, type Report } from "./report";
import { settingsOf } from "./settings";

/** What Lambda says about a call; of its context, what is used. */
export interface Invocation {
    readonly awsRequestId: string;
    getRemainingTimeInMillis(): number;
}

/** A run had errors: Lambda counts it as failed, tries again and keeps the event in the end. */
export class RunFailed extends Error {
    override readonly name = "RunFailed";

    constructor(table: string, { errors, returned, expired }: Report) {
        super(
            `${errors === 1 ? "1 error" : `${errors} errors`} in a run over ${table}, which gave ${returned} of ${expired} ` +
                "slots back: its log says which. The next run takes up what was left.",
        );
    }
}

/** A call that is under way, a pause before the next try, and the last lines: what may come after the deadline, ms. */
const RESERVE_MS = 15_000;

const clock = { now: () => Date.now(), pause: (ms: number) => pause(ms), random: () => Math.random() };

/** Outlives a call, and its connections with it. */
const client = dynamoClient();

/**
 * Reconciles the table that the environment names; docs/vendor-buckets.md says what is done and which variables there are.
 *
 * @param event `{}`, or `{"dryRun": true}` to look only
 * @throws SettingsFault before anything is done; RunFailed after everything that could be done
 */
export async function handler(event: unknown, invocation: Invocation): Promise<Report> {
    const { tableName, ...options } = settingsOf(process.env, event);
    const journal = new Journal(writeLine, { table: tableName, request: invocation.awsRequestId });
    const report = await reconcile({
        ...options,
        table: dynamoTable(client, tableName),
        clock,
        token: randomUUID,
        log: (entry) => journal.add(entry),
        deadline: deadlineOf(invocation),
    });
    if (!report.complete) {
        journal.add({ level: "warn", message: "not all of the table was looked at; the next run begins anew" });
    }
    journal.close();
    writeLine(metricLine(report, tableName, clock.now()));
    if (report.errors > 0) {
        throw new RunFailed(tableName, report);
    }
    return report;
}

/** Where there is little time, most of it is for the work all the same. */
function deadlineOf(invocation: Invocation): number {
    const remaining = invocation.getRemainingTimeInMillis();
    return clock.now() + remaining - Math.min(RESERVE_MS, remaining / 2);
}

/** As it is: what goes through `console` gets a prefix, with which CloudWatch finds no metrics in it. */
function writeLine(line: string): void {
    process.stdout.write(`${line}\n`);
}
