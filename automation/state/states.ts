import type { StackIdentity } from "./deployment";
import type { StackLock } from "./stack-lock";

/** A stack, and where its project is. */
export interface StackName extends StackIdentity {
    /** Relative to the repository. */
    readonly folder: string;
}

/** A copy of a state that its backend has made. */
export interface Backup {
    /** What it is called in its folder: `staging.1763762048607781456.json`. */
    readonly name: string;
    /** When it was made, epoch ms. */
    readonly at: number;
    /** Its content, in the form of a state file. */
    readonly read: () => string;
}

/** The states of stacks, wherever they are kept. Texts have the form of a file backend's state file. */
export interface StackStates {
    /** Path of the state file, or the backend's URL. */
    where(stack: StackName): Promise<string>;
    /** Undefined when there is no such stack. */
    read(stack: StackName): Promise<string | undefined>;
    /** All of it or nothing. */
    write(stack: StackName, text: string): Promise<void>;
    /** Keeps what is about to be overwritten; answers where. */
    setAside(stack: StackName, text: string): Promise<string>;
    /** Newest first; undefined where the backend keeps none that can be listed. */
    backups(stack: StackName): Promise<readonly Backup[] | undefined>;
    /** Undefined where the backend doesn't tell. */
    locks(stack: StackName): Promise<readonly StackLock[] | undefined>;
}
