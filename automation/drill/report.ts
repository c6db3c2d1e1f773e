/** What a drill has come to, for people and for machines. Pure. */
import type { CommandFault } from "../command-fault";
import type { DrillInvocation } from "../command-line";
import { duration, type Style } from "../progress/style";
import { faultJson } from "../run/summary-json";
import { SUMMARY_VERSION, type Summary } from "../run/summary-schema";
import { shownBytes, shownHours } from "./figures";
import type { Drilled } from "./judge";

/** What there is to tell of a drill. */
export interface DrillOutcome {
    /** Absent where no backup could be restored. */
    readonly drilled?: Drilled;
    /** Why it isn't passed; absent where it is. */
    readonly fault?: CommandFault;
    /** ARN of the task, where there is one. */
    readonly task?: string;
    readonly log?: { readonly group: string; readonly stream: string };
    /** When it ended, epoch ms. */
    readonly at: number;
}

type Named = Pick<DrillInvocation, "environment" | "sandbox">;

/** Lines for a terminal; none of a drill without a restored backup, whose fault says all. */
export function drillLines(named: Named, outcome: DrillOutcome, style: Style): readonly string[] {
    const { drilled, task, log } = outcome;
    if (drilled === undefined) {
        return [];
    }
    const { measured, assertions, wholeSeconds } = drilled;
    const width = Math.max(...assertions.map(({ name }) => name.length));
    const tables = measured.tables === undefined ? [] : [`${measured.tables} tables`];
    const rows = measured.rows === undefined ? [] : [`${measured.rows} rows`];
    return [
        `${style.bold(titleOf(named))}  ${outcome.fault === undefined ? style.green("passed") : style.red("not passed")}`,
        `  backup          ${[measured.backupId, shownBytes(measured.bytes), ...tables, ...rows].join(", ")}`,
        `  recovery time   ${duration(measured.recoverySeconds * 1000)} for download, decryption and restore; ` +
            `${duration(wholeSeconds * 1000)} with all that comes before and after`,
        `  recovery point  ${shownHours(measured.recoveryPointAgeSeconds)}: what a disaster would have lost`,
        ...assertions.map(({ name, holds, detail }) => {
            const sign = holds ? style.green("ok    ") : style.red("not ok");
            return `  ${sign}  ${name.padEnd(width)}  ${detail}`;
        }),
        ...(task === undefined ? [] : [`  task            ${task}`]),
        ...(log === undefined ? [] : [`  log             ${log.group} ${log.stream}`]),
        ...(named.sandbox
            ? [
                  "",
                  "Of a sample database on this machine: it proves program and settings, and tells nothing of your figures.",
              ]
            : []),
        "",
        logLine(named, outcome, drilled),
    ];
}

function titleOf({ environment, sandbox }: Named): string {
    return `drill restore ${environment}${sandbox ? " (sandbox)" : ""}`;
}

/** One line for a runbook's log, whoever reads it in a year. */
function logLine(
    named: Named,
    { at, fault, task }: DrillOutcome,
    { measured, assertions, wholeSeconds }: Drilled,
): string {
    const missed = assertions.filter(({ holds }) => !holds).map(({ name }) => name);
    const id = task?.split("/").at(-1);
    return [
        `${new Date(at).toISOString().replace(/\.\d+/, "")} ${titleOf(named)}: ${fault === undefined ? "passed" : "NOT PASSED"}`,
        ...(missed.length === 0 ? [] : [`missed ${missed.join(", ")}`]),
        `backup ${measured.backupId} (${shownBytes(measured.bytes)})`,
        `recovery ${duration(measured.recoverySeconds * 1000)} (whole ${duration(wholeSeconds * 1000)})`,
        `recovery point ${shownHours(measured.recoveryPointAgeSeconds)}`,
        ...(id === undefined ? [] : [`task ${id}`]),
    ].join("; ");
}

/** The document that `--json` prints. */
export function drillDocument(named: Named, exitCode: number, outcome: Partial<DrillOutcome>): Summary {
    const { drilled, fault, task, log, at } = outcome;
    const { environment, sandbox } = named;
    return {
        verb: "drill restore",
        version: SUMMARY_VERSION,
        environment,
        sandbox,
        exitCode,
        ...(fault === undefined ? {} : { fault: faultJson(fault) }),
        ...(drilled === undefined || at === undefined ? {} : { drill: drillJson(named, { ...outcome, at }, drilled) }),
        ...(task === undefined ? {} : { task }),
        ...(log === undefined ? {} : { log }),
    };
}

type DrillPart = NonNullable<Extract<Summary, { verb: "drill restore" }>["drill"]>;

function drillJson(named: Named, outcome: DrillOutcome, drilled: Drilled): DrillPart {
    const { measured, assertions, wholeSeconds } = drilled;
    const { backupId, bytes, recoverySeconds, recoveryPointAgeSeconds, tables, rows } = measured;
    return {
        passed: outcome.fault === undefined,
        at: new Date(outcome.at).toISOString(),
        ...{ backupId, bytes, recoverySeconds, wholeSeconds, recoveryPointAgeSeconds, assertions },
        ...(tables === undefined ? {} : { tables }),
        ...(rows === undefined ? {} : { rows }),
        logLine: logLine(named, outcome, drilled),
    };
}
