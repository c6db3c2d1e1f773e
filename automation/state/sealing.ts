import { deploymentOf, parseStateFile, type PendingOperation } from "./deployment";
import type { Seals } from "./seals";
import type { StackName, StackStates } from "./states";

/** What a run was at when it was cut off, as its state tells. */
export function pendingIn(text: string | undefined): readonly PendingOperation[] {
    return text === undefined ? [] : (deploymentOf(parseStateFile(text)).pending_operations ?? []);
}

/**
 * Closes the seal of a state once whoever worked on it has ended. A state with something unfinished in it is that of a
 * run that was cut off, and stays open.
 */
export async function sealIfSettled(
    stack: StackName,
    { states, seals }: { readonly states: StackStates; readonly seals?: Seals },
): Promise<void> {
    const text = seals === undefined ? undefined : await states.read(stack);
    if (pendingIn(text).length === 0) {
        seals?.close(stack, text);
    }
}
