import type { Verb } from "../command-line";
import type { Program } from "../projects";
import type { Reporter } from "../progress/reporter";
import type { ForetoldOutputs } from "./foretold";
import type { PassedPreview } from "./passed-preview";
import type { StackName, Target } from "./target";

/**
 * What the engine can do with a stack. `preview destroy` is asked before a real destroy; `drift` is the preview of a
 * refresh, and asked before a real one.
 */
export type Operation = "preview" | "up" | "drift" | "refresh" | "preview destroy" | "destroy";

/** Operations, and the verbs that ask for them, that write the stack's state. */
export function isChanging(operation: Operation | Verb): operation is "up" | "refresh" | "destroy" {
    return operation === "up" || operation === "refresh" || operation === "destroy";
}

/** Verbs of which somebody is asked first: those that write a state, by the engine or past it. */
export function isAsked(verb: Verb): boolean {
    return isChanging(verb) || verb === "state restore";
}

/** One operation on one stack. */
export interface OperationRequest {
    readonly operation: Operation;
    readonly stack: StackName;
    readonly program: Program;
    readonly target: Target;
    readonly reporter: Reporter;
    /** Aborted: what has started is finished, nothing new is begun. */
    readonly signal: AbortSignal;
    /** For `up`: proof that the stack's preview passed. Without it, the update is refused. @default - there was none */
    readonly passed?: PassedPreview;
    /** For `preview`: outputs of other stacks that their previews foretold. @default - those of their last update count */
    readonly foretold?: ForetoldOutputs;
    /** Told once there is a stack to work on, which others may refer to from then on. @default - nobody is told */
    readonly onOpened?: () => void;
    /** Resources with a fixed name that may be deleted before they are replaced, as `type::name`. @default - none */
    readonly allowDeleteFirst?: readonly string[];
    /** URNs of the only resources to work on. @default - all */
    readonly targets?: readonly string[];
    /** Goes on in the stack with what doesn't depend on a failure. @default false */
    readonly continueOnError?: boolean;
    /** Resources that will be touched, from a preview. @default - from the last state */
    readonly total?: number;
    /** @default Date.now */
    readonly now?: () => number;
}
