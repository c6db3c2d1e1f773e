import { CommandFault } from "../command-fault";
import { briefly, type Reporter } from "../progress/reporter";
import { unresolvedLines } from "../recovery/advice";
import type { Cause } from "../recovery/notes";
import { cutOffCreations, recover, type RecoveryResult } from "../recovery/recover";
import type { ResourceState } from "../state/deployment";
import { refuseLocked } from "../state/restore";
import { pendingIn, sealIfSettled } from "../state/sealing";
import { operate } from "./operation";
import type { StackName, Target } from "./target";

/** What is needed to put right what runs have left. */
export interface UnfinishedRequest {
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
}

/**
 * Puts right what runs that were cut off, or failed, have left in the states of these: operations that were begun. Changes
 * no resource.
 *
 * @returns since when the clouds may hold what a state doesn't tell, epoch ms, by project
 * @throws CommandFault (refused) where a person has to look into the clouds first; (failed) where something can't be read
 */
export async function settleUnfinished(
    stacks: readonly StackName[],
    request: UnfinishedRequest,
): Promise<ReadonlyMap<string, number>> {
    const { target } = request;
    const inDoubt = new Map<string, number>();
    const unfinished: StackName[] = [];
    for (const stack of stacks) {
        if (await isUnfinished(stack, target)) {
            // What somebody is at work on is not unfinished.
            refuseLocked(stack, await target.states.locks(stack));
            unfinished.push(stack);
        }
    }
    await refuseUnresolved(unfinished, target);
    for (const stack of unfinished) {
        const since = await beginOfUnfinished(stack, target);
        inDoubt.set(stack.project, since);
        target.seals?.open(stack, `recovery of ${stack.environment}`, since);
        const { unresolved } = await recoverStack(stack, since, [], request);
        refuse(unresolved.length > 0 ? unresolvedLines(unresolved, stack) : []);
        // Until an update has succeeded, which looks for what was planned too, see `levels.ts`.
        await sealIfSettled({ ...target, stack, doubtfulSince: since });
    }
    return inDoubt;
}

/** Before anything is changed: one that can't be put right stops all. */
async function refuseUnresolved(unfinished: readonly StackName[], { states, inventory }: Target): Promise<void> {
    const lines: string[] = [];
    for (const stack of inventory === undefined ? unfinished : []) {
        const unresolved = cutOffCreations(await states.read(stack));
        lines.push(...(unresolved.length > 0 ? unresolvedLines(unresolved, stack) : []));
    }
    refuse(lines);
}

function refuse(lines: readonly string[]): void {
    if (lines.length > 0) {
        throw new CommandFault("refused", lines.join("\n"), ["No resource was changed."]);
    }
}

/**
 * Looks for what an operation may have made although it failed: an answer can get lost. What is found goes into the
 * state, and to the next run.
 *
 * @param since when the operation began, epoch ms
 * @returns whether the state is another one now
 */
export async function settleDoubts(
    stack: StackName,
    doubts: readonly ResourceState[],
    since: number,
    request: UnfinishedRequest & { readonly cause?: Cause },
): Promise<boolean> {
    request.target.seals?.open(stack, `recovery of ${stack.environment}`, since);
    const { repair } = await recoverStack(stack, since, doubts, request);
    await sealIfSettled({ ...request.target, stack, doubtfulSince: since });
    return repair !== undefined && repair.adopted.length + repair.discarded.length > 0;
}

async function isUnfinished(stack: StackName, { states, seals }: Target): Promise<boolean> {
    return pendingIn(await states.read(stack)).length > 0 || seals?.openedAt(stack) !== undefined;
}

/** An open seal tells; without one, a run that was cut off began after the last one that left a backup. Epoch ms. */
async function beginOfUnfinished(stack: StackName, { seals, states }: Target): Promise<number> {
    const backups = (await states.backups(stack)) ?? [];
    const ended = backups.filter(({ name }) => !name.endsWith(".bak")).map(({ at }) => at);
    return seals?.openedAt(stack) ?? Math.max(0, ...ended);
}

function recoverStack(
    stack: StackName,
    since: number,
    doubts: readonly ResourceState[],
    { target, reporter, signal, cause }: UnfinishedRequest & { readonly cause?: Cause },
): Promise<RecoveryResult> {
    return recover({
        stack,
        states: {
            read: () => target.states.read(stack),
            write: (text) => target.states.write(stack, text),
            others: async () => (await target.otherStates?.(stack)) ?? [],
        },
        inventory: target.inventory,
        since,
        doubts,
        ...(cause === undefined ? {} : { cause }),
        note: reporter.note,
        refresh: (urns) => readAnew(stack, urns, { target, reporter, signal }),
    });
}

async function readAnew(stack: StackName, targets: readonly string[], request: UnfinishedRequest): Promise<void> {
    const { reporter, signal } = request;
    // Whoever recovers keeps the seal open until all is written.
    const { seals: _, ...target } = request.target;
    const program = (): Promise<Record<string, unknown>> => Promise.resolve({});
    const result = await operate({
        operation: "refresh",
        stack,
        program,
        target,
        reporter: briefly(reporter),
        signal,
        targets,
    });
    if (result.outcome === "locked") {
        throw new CommandFault("locked", result.problems.map(({ text }) => `${stack.project}: ${text}`).join("\n"), [
            "Nothing was changed. Wait for it to end.",
        ]);
    }
    if (result.outcome === "interrupted") {
        throw new CommandFault("interrupted", `Stopped while ${stack.project} was put right.`, [
            "No resource was changed. The next run goes on with it.",
        ]);
    }
    if (result.outcome !== "succeeded") {
        const why = result.problems.map(({ text }) => text).join("\n");
        throw new CommandFault(
            "failed",
            `${stack.project} (${stack.environment}): what a run has left can't be read: ${why}`,
            ["No resource was changed. Run the command again once the cause is gone."],
        );
    }
}
