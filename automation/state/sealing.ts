import { deploymentOf, parseStateFile, type PendingOperation } from "./deployment";
import type { Seals } from "./seals";
import type { StackName, StackStates } from "./states";

/** What a run was at when it was cut off, as its state tells. */
export function pendingIn(text: string | undefined): readonly PendingOperation[] {
    return text === undefined ? [] : (deploymentOf(parseStateFile(text)).pending_operations ?? []);
}

/** A run on a stack, as far as seals are concerned. */
export interface Sealed {
    readonly stack: StackName;
    readonly states: StackStates;
    /** @default - states aren't sealed */
    readonly seals?: Seals;
    /** Since when the clouds may hold what the state doesn't tell, epoch ms; undefined where it tells all. */
    readonly doubtfulSince: number | undefined;
}

/**
 * Closes the seal of a state once whoever worked on it has ended. A state with something unfinished in it is that of a
 * run that was cut off, and stays open.
 */
export async function sealIfSettled({ stack, states, seals, doubtfulSince }: Sealed): Promise<void> {
    const text = seals === undefined ? undefined : await states.read(stack);
    if (pendingIn(text).length === 0) {
        seals?.close(stack, text, doubtfulSince);
    }
}
