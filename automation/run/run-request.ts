import type { CommandFault } from "../command-fault";
import type { EngineVerb } from "../command-line";
import type { Reporter } from "../progress/reporter";
import type { Program, Project } from "../projects";
import type { StackResult } from "./result";
import type { Target } from "./target";

/** A project with its program loaded; programs are only loaded for runs that execute them. */
export interface LoadedProject extends Pick<Project, "name" | "folder" | "dependsOn"> {
    readonly program: Program;
    /** Digest of the program's sources. @default - unknown: an update is never left out */
    readonly print?: string;
}

/** A run of one verb over all stacks of an environment. */
export interface RunRequest {
    readonly verb: EngineVerb;
    readonly environment: string;
    readonly projects: readonly LoadedProject[];
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
    /** See {@link OperationRequest.allowDeleteFirst}. */
    readonly allowDeleteFirst?: readonly string[];
    /** URNs of the only resources to work on, by project. @default - all of all projects */
    readonly targets?: ReadonlyMap<string, readonly string[]>;
    /** When runs began that were cut off, or failed, epoch ms, by project. @default - none did */
    readonly inDoubt?: ReadonlyMap<string, number>;
    /** Goes on with what doesn't depend on a failure, in a stack and among stacks. @default false */
    readonly continueOnError?: boolean;
    /** Shows what is planned and waits for a yes; throws when there is none. @default - nobody is asked */
    readonly confirm?: (planned: readonly StackResult[]) => Promise<void>;
}

/** What a run came to. */
export interface RunOutcome {
    readonly results: readonly StackResult[];
    /** Why the run was ended early, apart from a failed stack. */
    readonly fault?: CommandFault;
}
