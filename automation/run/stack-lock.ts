import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Who holds the lock of a stack, as the engine's file backends write it. */
export interface LockHolder {
    readonly pid: number;
    readonly username: string;
    readonly hostname: string;
    readonly timestamp: string;
}

/** Removes locks of a stack whose holder ran on this machine and is gone; answers who they were. */
export function clearDeadLocks(
    state: string,
    project: string,
    stack: string,
    isAlive: (pid: number) => boolean = processIsAlive,
): readonly LockHolder[] {
    const folder = path.join(state, ".pulumi", "locks", "organization", project, stack);
    if (!fs.existsSync(folder)) {
        return [];
    }
    return fs.readdirSync(folder).flatMap((name) => {
        const file = path.join(folder, name);
        const holder = readHolder(file);
        if (holder === undefined || holder.hostname !== os.hostname() || isAlive(holder.pid)) {
            return [];
        }
        fs.rmSync(file, { force: true });
        return [holder];
    });
}

function readHolder(file: string): LockHolder | undefined {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as LockHolder;
    } catch {
        // Being written or removed at this moment: then somebody is alive.
        return undefined;
    }
}

function processIsAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

/** The holders that a refusal of the engine names: `… created by ada@laptop (pid 4711) at 2026-11-21T15:45:28Z`. */
export function holdersIn(message: string): readonly string[] {
    return [...message.matchAll(/created by (\S+@\S+ \(pid \d+\) at [^\n]+)/g)].map((match) => (match[1] ?? "").trim());
}

/** Whether the engine refused because another update of the stack runs. */
export function isLockRefusal(message: string): boolean {
    return /the stack is currently locked by|\[409\] Conflict: Another update is currently in progress/.test(message);
}
