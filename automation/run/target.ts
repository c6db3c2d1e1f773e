import type { Remainder } from "../../sandbox";
import type { Outputs } from "../progress/outputs";
import type { EngineCommand } from "./engine-command";
import type { Fingerprint } from "./fingerprint";

/** The policy pack of a run, as the Automation API takes it. */
export interface PolicySettings {
    readonly policyPacks: string[];
    /** A file for each pack. */
    readonly policyPackConfigs: string[];
}

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
    /** The policy pack that previews and updates run under. */
    policy(): PolicySettings;
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
    /** What decides what an update does. Another one after a preview means that the preview no longer counts. */
    fingerprint(stack: StackName): Fingerprint;
    /** Remembers which programs have brought which stacks up; undefined where others may change a stack in between. */
    readonly settled?: SettledStacks;
    /** What a stack exports; undefined when there is no such stack. */
    outputs(stack: StackName): Promise<Outputs | undefined>;
    /** Ends all engines at once. */
    kill(): void;
    close(): Promise<void>;
    /** What the clouds keep of deleted resources; undefined where nobody can tell. */
    remainder?(): Promise<readonly Remainder[]>;
}

/** A stack as its program left it. */
export interface Settled {
    /** Digest of the program's sources. */
    readonly program: string;
    readonly fingerprint: Fingerprint;
}

/**
 * Which stacks are as their program, their configuration and nobody else left them. A preview shows what changes in
 * clouds; what an update writes into the state besides (protection, aliases, dependencies) it doesn't show. So an update
 * may only be left out where the very same program has written this very state.
 */
export interface SettledStacks {
    isSettled(stack: StackName, settled: Settled): boolean;
    settle(stack: StackName, settled: Settled): void;
}

/** An engine that was found or made on this machine. */
export interface EngineLocation {
    readonly path: string;
    readonly version: string;
}
