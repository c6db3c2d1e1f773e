/** What is known of a stack's state when an operation on it is over. Pure. */
import { isLockRefusal } from "../state/stack-lock";
import { EngineCommandError } from "./engine-command";
import type { OperationRequest } from "./request";

/**
 * Whether the engine has ended by itself, and with that its work on the state: else it may have been cut off in the middle,
 * or another one is at work. An error of any other kind tells nothing of it.
 *
 * @param error what ended the operation; undefined when it succeeded
 */
export function hasEngineEnded(error: unknown): boolean {
    if (error === undefined) {
        return true;
    }
    return error instanceof EngineCommandError && error.exitCode !== undefined && !isLockRefusal(error.stderr);
}

/** Since when the clouds may hold what a state doesn't tell, epoch ms; undefined where it tells all. */
export interface Doubts {
    readonly failed: boolean;
    /** As it was before the operation. */
    readonly before: number | undefined;
    /** While it ran: since its begin, or longer. */
    readonly during: number | undefined;
}

/**
 * What is in doubt afterwards. After a failure an answer may have been lost. An update of the whole stack that succeeded has
 * looked for what was; nothing else does.
 */
export function doubtsAfter(
    { operation, targets }: Pick<OperationRequest, "operation" | "targets">,
    { failed, before, during }: Doubts,
): number | undefined {
    if (failed) {
        return during;
    }
    return operation === "up" && targets === undefined ? undefined : before;
}
