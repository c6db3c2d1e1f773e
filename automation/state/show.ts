import path from "node:path";
import { EXIT_CODES } from "../exit-codes";
import { styleFor, type Style } from "../progress/style";
import { nameOf } from "../progress/urn";
import { faultLine } from "./integrity";
import { reportOf, type StateContent, type StateReport } from "./report";
import { lockText, type Restored } from "./restore";
import type { Seals } from "./seals";
import type { StackName, StackStates } from "./states";

/** What `plinth state` works with. */
export interface ShowRequest {
    /** In the order in which they are told. */
    readonly stacks: readonly StackName[];
    readonly states: StackStates;
    /** Of the sandbox. @default - states aren't sealed */
    readonly seals?: Seals;
    /** The document for machines, in place of lines. @default - lines */
    readonly json?: (reports: readonly StateReport[], exitCode: number) => string;
    readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
    /** The repository; places inside of it are shown relative to it. */
    readonly root: string;
    /** The command that puts a backup of this project back: `plinth state restore staging data --sandbox`. */
    readonly restoreCommand: (project: string) => string;
}

/** Tells of the states of stacks and changes nothing; answers the exit code: "damaged" when one of them is. */
export async function showStates(request: ShowRequest): Promise<number> {
    const { stacks, states, seals, json, stdout, root, restoreCommand } = request;
    const reports: StateReport[] = [];
    for (const stack of stacks) {
        reports.push(await reportOf(stack, states, seals));
    }
    const style = styleFor(stdout.isTTY === true);
    const isDamaged = reports.some(({ faults }) => faults.length > 0);
    const exitCode = isDamaged ? EXIT_CODES.damaged.code : EXIT_CODES.ok.code;
    const lines = reports.flatMap((report) => reportLines(report, restoreCommand, style));
    stdout.write(json?.(reports, exitCode) ?? `${lines.join("\n").replaceAll(`${root}${path.sep}`, "")}\n`);
    return exitCode;
}

/** A state as lines for people. */
export function reportLines(
    report: StateReport,
    restoreCommand: ShowRequest["restoreCommand"],
    style: Style,
): readonly string[] {
    const { project, environment, where, exists, faults, seal, content, locks } = report;
    const isDamaged = faults.length > 0;
    const verdict = isDamaged ? style.red("damaged") : exists ? style.green("whole") : "no state yet";
    const row = (name: string, ...values: readonly string[]): readonly string[] =>
        values.map((value, index) => `  ${style.cyan((index === 0 ? name : "").padEnd(8))}  ${value}`);
    return [
        `${style.bold(`${project} (${environment})`)}  ${verdict}`,
        ...faults.map((fault) => `  ${style.red("x")} ${faultLine(fault)}`),
        ...(isDamaged ? [`      ${style.cyan("->")} Run \`${restoreCommand(project)}\`.`] : []),
        ...row("where", where),
        ...(content === undefined ? [] : row("holds", ...contentLines(content))),
        ...(exists && seal !== undefined ? row("seal", sealText(seal)) : []),
        ...(locks === undefined ? [] : row("lock", ...orNone(locks.map(lockText)))),
        ...(content === undefined ? [] : row("cut off", ...orNone(content.pending.map(pendingText)))),
        ...row("backups", backupsText(report)),
    ];
}

function orNone(lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? ["none"] : lines;
}

function contentLines({ bytes, resources, changed, engine }: StateContent): readonly string[] {
    const amount = resources === 1 ? "1 resource" : `${resources} resources`;
    const when = engine === "" ? "never changed" : `last changed ${timeText(changed)} by pulumi ${engine}`;
    return [`${amount}, ${Math.ceil(bytes / 1000)} kB, ${when}`];
}

function pendingText({ operation, name, type }: StateContent["pending"][number]): string {
    return `${operation} ${name} (${type})`;
}

function sealText(seal: NonNullable<StateReport["seal"]>): string {
    switch (seal.is) {
        case "whole":
            return seal.since === undefined
                ? "as the last run left it"
                : `as the last run left it; the clouds may hold more since ${timeText(seal.since)}, the next up looks for it`;
        case "broken":
            return "broken";
        case "open":
            return `open: ${seal.why}; its structure alone is judged`;
        case "none":
        case "unreadable":
            return `none: ${seal.why}; its structure alone is judged`;
    }
}

function backupsText({ backups }: StateReport): string {
    if (backups === undefined) {
        return "kept by the backend, if at all";
    }
    const { count, newest } = backups;
    if (newest === undefined) {
        return "none";
    }
    const holds = newest.whole ? `whole, ${newest.resources ?? 0} resources` : "damaged";
    return `${count}, the newest ${newest.name} of ${timeText(newest.at)} (${holds})`;
}

/** To the second, which is what people compare. */
function timeText(time: string): string {
    return `${time.slice(0, 19).replace("T", " ")} UTC`;
}

/** What was restored, and what to do next. */
export function restoredLines(
    { stack, backup, setAside, lost, replaced, isExact }: Restored,
    refreshCommand: string,
    style: Style,
): readonly string[] {
    const list = (urns: readonly string[]): readonly string[] =>
        urns.map((urn) => `    ${nameOf(urn).name}  ${style.dim(nameOf(urn).type)}`);
    return [
        `${style.bold(`${stack.project} (${stack.environment})`)}  ${style.green("restored")} from ${backup.name}, ` +
            `${backup.resources ?? 0} resources, of ${timeText(new Date(backup.at).toISOString())}`,
        ...(setAside === undefined ? [] : [`  What it takes the place of is kept as ${setAside}.`]),
        ...(lost.length === 0 ? [] : ["  Made since then; the next run looks for them:", ...list(lost)]),
        ...(replaced.length === 0
            ? []
            : ["  Replaced since then; the state knows what they were before:", ...list(replaced)]),
        isExact
            ? "  It is what the last run left. No resource was changed."
            : `  No resource was changed. Next: \`${refreshCommand}\`, which takes in what the clouds say by now.`,
    ];
}
