import { CommandFault } from "../command-fault";
import { briefly, type Reporter } from "../progress/reporter";
import { unresolvedLines } from "../recovery/advice";
import { recover, type RecoveryResult } from "../recovery/recover";
import { deploymentOf, parseStateFile, type ResourceState } from "../state/deployment";
import { operate } from "./operation";
import type { StackName, Target } from "./target";

/** What is needed to put right what runs have left. */
export interface UnfinishedRequest {
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
}

/**
 * Puts right what runs that were cut off have left of these stacks: engines without a driver, locks of the dead,
 * operations that were begun. Changes no resource.
 *
 * @throws CommandFault (refused) where a person has to look into the clouds first; (failed) where something can't be read
 */
export async function settleUnfinished(stacks: readonly StackName[], request: UnfinishedRequest): Promise<void> {
    const { target, signal } = request;
    await target.release(stacks, signal);
    const unresolved: string[] = [];
    for (const stack of stacks) {
        if (!(await isUnfinished(stack, target))) {
            continue;
        }
        const since = await beginOfUnfinished(stack, target);
        target.seals?.open(stack, `recovery of ${stack.environment}`);
        const result = await recoverStack(stack, since, [], request);
        unresolved.push(...(result.unresolved.length > 0 ? unresolvedLines(result.unresolved, stack) : []));
        await sealRecovered(stack, target);
    }
    if (unresolved.length > 0) {
        throw new CommandFault("refused", unresolved.join("\n"), ["Nothing was changed."]);
    }
}

/**
 * Looks for what an operation may have made although it failed: an answer can get lost. What is found goes into the
 * state, and to the next run.
 *
 * @param since when the operation began, epoch ms
 */
export async function settleDoubts(
    stack: StackName,
    doubts: readonly ResourceState[],
    since: number,
    request: UnfinishedRequest,
): Promise<void> {
    request.target.seals?.open(stack, `recovery of ${stack.environment}`);
    await recoverStack(stack, since, doubts, request);
    await sealRecovered(stack, request.target);
}

async function isUnfinished(stack: StackName, { states, seals }: Target): Promise<boolean> {
    const text = await states.read(stack);
    const pending = text === undefined ? [] : (deploymentOf(parseStateFile(text)).pending_operations ?? []);
    return pending.length > 0 || seals?.openedAt(stack) !== undefined;
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
    { target, reporter, signal }: UnfinishedRequest,
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
        note: reporter.note,
        refresh: (urns) => readAnew(stack, urns, { target, reporter, signal }),
    });
}

async function readAnew(stack: StackName, targets: readonly string[], request: UnfinishedRequest): Promise<void> {
    const { target, reporter, signal } = request;
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
    if (result.outcome !== "succeeded") {
        const why = result.problems.map(({ text }) => text).join("\n");
        throw new CommandFault(
            result.outcome === "interrupted" ? "interrupted" : "failed",
            `${stack.project} (${stack.environment}): what a run has left can't be read: ${why}`,
            ["No resource was changed. Run the command again once the cause is gone."],
        );
    }
}

async function sealRecovered(stack: StackName, { states, seals }: Target): Promise<void> {
    const text = await states.read(stack);
    const pending = text === undefined ? [] : (deploymentOf(parseStateFile(text)).pending_operations ?? []);
    if (pending.length === 0) {
        seals?.close(stack, text);
    }
}
