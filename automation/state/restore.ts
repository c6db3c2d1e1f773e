import { CommandFault } from "../command-fault";
import { judged, newestWhole, type JudgedBackup } from "./backups";
import { checkState } from "./check";
import { faultLine } from "./integrity";
import { withLost } from "./lost";
import { digestOf, type Seals } from "./seals";
import type { Backup, StackName, StackStates } from "./states";
import type { StackLock } from "./stack-lock";

/** What to restore. */
export interface RestoreRequest {
    readonly stack: StackName;
    readonly states: StackStates;
    /** Of the sandbox. @default - states aren't sealed */
    readonly seals?: Seals;
    /** Name of the backup, as `plinth state` and refusals print it. @default - the newest that is whole */
    readonly backup?: string;
}

/** What has become of a state. */
export interface Restored {
    readonly stack: StackName;
    readonly backup: JudgedBackup;
    /** Where the state is kept whose place the backup has taken; undefined when there was none. */
    readonly setAside?: string;
    /** URNs that the damaged state told of, as far as it could be read, and the backup doesn't: the next run looks for them. */
    readonly lost: readonly string[];
    /** URNs of resources that were replaced since the backup. */
    readonly replaced: readonly string[];
    /** Whether it is known to be just what the last run left. */
    readonly isExact: boolean;
}

/** What is going to be restored, with nothing written yet. */
interface Prepared {
    readonly request: RestoreRequest;
    readonly current: string | undefined;
    readonly backup: JudgedBackup;
}

/**
 * Puts backups in the place of states, or none where one of them can't be. It changes no resource: the clouds may be
 * further on than a backup, which a refresh takes into the state.
 *
 * @param restored receives each as it is done; what was done before a fault stays
 * @throws CommandFault as {@link prepare}
 */
export async function restore(requests: readonly RestoreRequest[], restored: Restored[]): Promise<void> {
    const prepared: Prepared[] = [];
    for (const request of requests) {
        prepared.push(await prepare(request));
    }
    for (const one of prepared) {
        restored.push(await putBack(one));
    }
}

/**
 * Finds the backup. Writes nothing.
 *
 * @throws CommandFault when the state is whole and no backup was named, when there is none that is whole, when the named
 * one isn't or is another stack's, and when somebody may be at work on the stack
 */
async function prepare(request: RestoreRequest): Promise<Prepared> {
    const { stack, states, seals } = request;
    refuseLocked(stack, await states.locks(stack));
    const current = await states.read(stack);
    const { faults } = checkState(current, stack, seals);
    if (faults.length === 0 && request.backup === undefined) {
        throw new CommandFault("refused", `The state of ${nameOf(stack)} is whole.`, [
            "Nothing was changed. To go back to an earlier one all the same, name it with --backup.",
        ]);
    }
    return { request, current, backup: await chosen(request) };
}

async function putBack({ request, current, backup }: Prepared): Promise<Restored> {
    const { stack, states, seals } = request;
    const isExact = isWhatWasSealed(backup, request);
    // What a state tells that was changed behind plinth's back is nothing to go by, when there is better.
    const { text, lost, replaced } = withLost(backup.text, isExact ? undefined : current, stack);
    const setAside = current === undefined ? undefined : await states.setAside(stack, current);
    // First: killed in between, the state is still the damaged one, and the same can be done again.
    seals?.close(stack, text, isExact ? seals.openedAt(stack) : backup.at);
    await states.write(stack, text);
    return { stack, backup, lost, replaced, isExact, ...(setAside === undefined ? {} : { setAside }) };
}

function isWhatWasSealed({ text }: JudgedBackup, { stack, seals }: RestoreRequest): boolean {
    const seal = seals?.read(stack);
    return seal?.is === "closed" && seal.digest === digestOf(text);
}

function nameOf({ project, environment }: StackName): string {
    return `${project} (${environment})`;
}

/** @throws CommandFault (locked) when a lock of the stack isn't a dead one's */
export function refuseLocked(stack: StackName, locks: readonly StackLock[] = []): void {
    const held = locks.filter(({ holder }) => holder !== "gone");
    if (held.length > 0) {
        throw new CommandFault(
            "locked",
            `Somebody may be at work on ${nameOf(stack)}: ${held.map(lockText).join("; ")}.`,
            ["Nothing was changed. Wait for it to end."],
        );
    }
}

/** A lock, as a sentence's part. */
export function lockText({ file, holder, by }: StackLock): string {
    const who = by === undefined ? file : `${by.username}@${by.hostname} (process ${by.pid}, since ${by.timestamp})`;
    return {
        alive: `${who} is at work`,
        gone: `${who} is gone; the next run removes its lock`,
        elsewhere: `${who} is on another machine`,
        unreadable: `the lock ${who} can't be read; delete it if nobody works on the stack`,
    }[holder];
}

async function chosen({ stack, states, backup }: RestoreRequest): Promise<JudgedBackup> {
    const all = await states.backups(stack);
    if (all === undefined) {
        throw new CommandFault(
            "failed",
            `The backend of ${nameOf(stack)} keeps no backups that plinth can list: ${await states.where(stack)}.`,
            [
                "Nothing was changed. A bucket may keep versions of .pulumi/stacks/…; Pulumi Cloud gives an earlier state with " +
                    "`pulumi stack export --version <n>`, which `pulumi stack import` puts back.",
            ],
        );
    }
    return backup === undefined ? newest(stack, all) : named(stack, all, backup);
}

function newest(stack: StackName, all: readonly Backup[]): JudgedBackup {
    const found = newestWhole(all, stack);
    if (found !== undefined) {
        return found;
    }
    const what = all.length === 0 ? "There is no backup" : `None of the ${all.length} backups is whole`;
    throw new CommandFault("damaged", `${what} of ${nameOf(stack)}.`, [
        "Nothing was changed. The state can be mended by hand with `pulumi state repair`, `pulumi state edit` and `pulumi import`; " +
            "in the sandbox, deleting .plinth/sandbox/ begins anew.",
    ]);
}

function named(stack: StackName, all: readonly Backup[], name: string): JudgedBackup {
    const found = all.find((backup) => backup.name === name);
    if (found === undefined) {
        throw new CommandFault("usage", `${nameOf(stack)} has no backup ${JSON.stringify(name)}.`, [
            all.length === 0 ? "It has none." : "The newest are:",
            ...all.slice(0, 10).map((backup) => `  ${backup.name}  ${new Date(backup.at).toISOString()}`),
        ]);
    }
    const backup = judged(found, stack);
    if (backup.faults.length > 0) {
        throw new CommandFault(
            "damaged",
            [
                `The backup ${name} is no whole state of ${nameOf(stack)}:`,
                ...backup.faults.map((fault) => `  ${faultLine(fault)}`),
            ].join("\n"),
            ["Nothing was changed. Without --backup, the newest one that is whole is taken."],
        );
    }
    return backup;
}
