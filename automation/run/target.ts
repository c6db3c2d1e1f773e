import type { Remainder } from "../../sandbox";
import type { Outputs } from "../progress/outputs";
import type { Inventory } from "../recovery/inventory";
import type { Seals } from "../state/seals";
import type { StackStates } from "../state/states";
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
    /** The states of its stacks. */
    readonly states: StackStates;
    /** What the states looked like when they were left; undefined where others may change them. */
    readonly seals?: Seals;
    /** Looks for what runs have left; undefined where nobody can look into the clouds. */
    readonly inventory?: Inventory;
    /** The states of all stacks of the backend but this one, where they can be had. */
    otherStates?(stack: StackName): Promise<readonly string[]>;
    /**
     * Sees to it that no engine of a killed run is at work on these stacks, and that no lock of theirs is a dead one's.
     *
     * @throws CommandFault (locked) when an engine of a killed run doesn't end
     */
    release(stacks: readonly StackName[], signal: AbortSignal): Promise<void>;
    /** Whether the lock that the engine was refused for was a dead run's, and is gone now. */
    isReleased?(stack: StackName, refusal: string): Promise<boolean>;
    /**
     * Looks at all that the target keeps, so that what can't be read is found before anything is changed.
     *
     * @throws CommandFault saying what is damaged
     */
    inspect?(): Promise<void>;
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
