import type { CommandFault } from "../command-fault";
import type { Drift } from "../drift/drifts";
import type { Counts } from "../progress/operations";
import type { Outputs } from "../progress/outputs";
import type { ResourceName } from "../progress/urn";
import type { ResourceState } from "../state/deployment";
import type { PassedPreview } from "./passed-preview";
import type { StackName } from "./target";

/** How an operation ended. */
export type Outcome = "succeeded" | "failed" | "refused" | "locked" | "interrupted" | "not run";

/** Something that went wrong, in the words of whoever refused. */
export interface Problem {
    readonly text: string;
    readonly resource?: ResourceName;
    /** Place in our own program that it came from. */
    readonly origin?: string;
    /** What to do, where that is known. */
    readonly advice?: string;
}

/** What became of one stack of a run. */
export interface StackResult {
    readonly stack: StackName;
    readonly outcome: Outcome;
    /** What was done, where that isn't the run's own verb: the preview before an update, the look before a refresh. */
    readonly verb?: "preview" | "drift";
    readonly counts: Counts;
    /** ms */
    readonly tookMs: number;
    readonly outputs: Outputs;
    readonly problems: readonly Problem[];
    /** Resources that each rule of the policy pack could not judge yet, most first. */
    readonly undecided?: Readonly<Record<string, number>>;
    /** What was begun and not ended: the cloud may or may not have done it. */
    readonly unfinished: readonly ResourceName[];
    /** What the clouds hold otherwise than the state, where that was looked at. */
    readonly drifts?: readonly Drift[];
    /**
     * Creations that failed, of which something may be there all the same; of a preview, those that it plans. Holds
     * values: not for printing.
     */
    readonly doubts?: readonly ResourceState[];
    /** Of a preview that passed: what an update needs to begin. */
    readonly passed?: PassedPreview;
    /** Of a preview that passed: whether it shows no step at all on any resource. */
    readonly isQuiet?: boolean;
    /** It failed without a word of its own. @default false */
    readonly silent?: boolean;
    /** What ends the whole run and is told apart from the stack: no engine, settings that can't be used. */
    readonly fault?: CommandFault;
}
