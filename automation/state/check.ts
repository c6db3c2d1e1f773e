import type { StackIdentity } from "./deployment";
import { stateFaults, type StateFault } from "./integrity";
import type { Seals, SealVerdict } from "./seals";

/** What was found in a state. */
export interface CheckedState {
    /** All that is wrong with it; empty when it may be worked on. */
    readonly faults: readonly StateFault[];
    /** Absent where states aren't sealed. */
    readonly seal?: SealVerdict;
}

/**
 * Judges a state before it is worked on: its structure, and that nothing has changed it since plinth left it.
 *
 * @param text content of the state file; undefined when there is none
 * @param seals of the sandbox @default - states aren't sealed
 */
export function checkState(text: string | undefined, stack: StackIdentity, seals?: Seals): CheckedState {
    const structure = text === undefined ? [] : stateFaults(text, stack);
    const seal = seals?.check(stack, text);
    return {
        faults: seal?.is === "broken" ? [seal.fault, ...structure] : structure,
        ...(seal === undefined ? {} : { seal }),
    };
}
