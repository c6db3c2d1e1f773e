/** How to take a lock: see {@link withLock}. */
export interface LockOptions {
    /** Folder that stands for the lock; its parent is made when missing. */
    readonly directory: string;
    /** What the holder does, as a waiting process should name it: "building the engine". */
    readonly task: string;
    /** Receives one line when waiting starts, one every 10 s after that, and one when a stale lock is taken over. */
    readonly log: (line: string) => void;
    /** How often to look again, in ms. @default 200 */
    readonly pollMs?: number;
    /** Whether to wait for another holder; "never" throws {@link LockHeldError}. @default "until free" */
    readonly wait?: "never" | "until free";
    /**
     * When the lock is taken from a holder that has not let go. "proven gone": its process would be seen here if it
     * lived. "presumed gone": a holder on another host, or in another container, has given no sign for a minute too; it
     * may be asleep. @default "presumed gone"
     */
    readonly takeOver?: "proven gone" | "presumed gone";
}

/** Who holds a lock, as written into its folder. */
export interface LockOwner {
    readonly pid: number;
    readonly host: string;
    /** Its process namespace (Linux): in another one its pid means another process. @default - this process's own */
    readonly namespace?: string;
    /** When the process started, in whatever form the system tells it; empty where it doesn't. */
    readonly started: string;
    /** When it took the lock (epoch ms); 0 where nobody knows. */
    readonly since: number;
    readonly task: string;
    readonly nonce: string;
}

/** The lock is held by a process that lives, or that can't be proven dead. */
export class LockHeldError extends Error {
    constructor(owner: LockOwner, directory: string);
    readonly owner: LockOwner;
    /** Folder that stands for the lock: removing it releases the lock. */
    readonly directory: string;
    /** When the owner took it. */
    readonly since: Date;
    /** Whether this process would see the owner if it lived: it isn't on another machine or in another container. */
    readonly isVisible: boolean;
}

/**
 * Runs `work` while no other process runs under the same lock; a lock whose holder is dead is taken over.
 *
 * @throws LockHeldError with `wait: "never"`, when another process holds it
 */
export function withLock<T>(options: LockOptions, work: () => T | Promise<T>): Promise<T>;

/** This process as the owner of a lock. */
export function currentOwner(task: string): LockOwner;

/** Whether the process that wrote `owner` is gone, or must be taken for gone; `refreshedMs` is when it last gave a sign of life (epoch ms). */
export function isStale(owner: LockOwner, refreshedMs: number): boolean;

/** Whether the process that wrote `owner` can't be alive, whatever it may be doing; a guess is never enough. */
export function isProvenGone(owner: LockOwner, refreshedMs: number): boolean;

/**
 * When a process started, told so that no later process with the same id has the same answer; empty where the system
 * doesn't tell, undefined when there is no such process. On Linux: `<boot id>/<ticks since boot>`.
 */
export function processStart(pid: number): string | undefined;

/** The namespace in which this process's ids are counted (Linux); empty elsewhere. */
export function processNamespace(): string;
