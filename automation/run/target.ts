import type { Outputs } from "../progress/outputs";
import type { EngineCommand } from "./engine-command";

/** A stack of a run. */
export interface StackName {
    readonly project: string;
    /** Relative to the repository. */
    readonly folder: string;
    readonly environment: string;
}

/** What one operation on one stack works with. */
export interface StackSession {
    /** Folder with Pulumi.yaml and the stack's file. */
    readonly workDir: string;
    readonly engine: EngineCommand;
    /** Whether the stack exists; undefined when only the engine can tell. */
    readonly exists: boolean | undefined;
    /** Resources in the last state, when that is at hand. */
    readonly resources?: number;
    close(): Promise<void>;
}

/** Where stacks live: the sandbox, or the user's backend and clouds. */
export interface Target {
    readonly kind: "sandbox" | "cloud";
    open(stack: StackName): Promise<StackSession>;
    /** What a stack exports; undefined when there is no such stack. */
    outputs(stack: StackName): Promise<Outputs | undefined>;
    /** Ends all engines at once. */
    kill(): void;
    close(): Promise<void>;
}

/** An engine that was found or made on this machine. */
export interface EngineLocation {
    readonly path: string;
    readonly version: string;
}
