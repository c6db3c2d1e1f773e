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
}

/** Who holds a lock, as written into its folder. */
export interface LockOwner {
    readonly pid: number;
    readonly host: string;
    /** When the process started, in whatever form the system tells it; empty where it doesn't. */
    readonly started: string;
    readonly task: string;
    readonly nonce: string;
}

/** Runs `work` while no other process runs under the same lock; a lock whose holder is dead is taken over. */
export function withLock<T>(options: LockOptions, work: () => T | Promise<T>): Promise<T>;

/** This process as the owner of a lock. */
export function currentOwner(task: string): LockOwner;

/** Whether the process that wrote `owner` is gone; `refreshedMs` is when it last gave a sign of life (epoch ms). */
export function isStale(owner: LockOwner, refreshedMs: number): boolean;
