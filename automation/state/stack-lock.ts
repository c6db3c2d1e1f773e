import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startedAt } from "./process-age";

/** Who holds the lock of a stack, as the engine's file backends write it. */
export interface LockHolder {
    readonly pid: number;
    readonly username: string;
    readonly hostname: string;
    /** RFC 3339. */
    readonly timestamp: string;
}

/**
 * What is known of a lock's holder.
 *
 * - `alive`: a process of that id runs here, and ran when the lock was made, or the system doesn't tell.
 * - `gone`: proven: there is no such process here, or it is a later one with the same id.
 * - `elsewhere`: it is on another machine, which can't be asked.
 * - `unreadable`: the lock doesn't say who holds it.
 */
export type HolderState = "alive" | "gone" | "elsewhere" | "unreadable";

/** A lock of a stack in a file backend. */
export interface StackLock {
    readonly file: string;
    readonly holder: HolderState;
    /** Absent when the lock can't be read. */
    readonly by?: LockHolder;
}

/** When a process started, epoch ms; undefined when there is none. */
export type StartedAt = (pid: number) => number | "unknown" | undefined;

/** A start is known to the second, and a clock may be set a little: only what is later than that is another process. */
const CLOCK_MS = 5_000;

/** All locks of a stack in a file backend: the engine makes a file for each. */
export function locksOf(
    state: string,
    project: string,
    stack: string,
    started: StartedAt = startedAt,
): readonly StackLock[] {
    const folder = path.join(state, ".pulumi", "locks", "organization", project, stack);
    if (!fs.existsSync(folder)) {
        return [];
    }
    return fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => {
            const file = path.join(folder, name);
            const by = readHolder(file);
            return by === undefined
                ? { file, holder: "unreadable" as const }
                : { file, by, holder: holderState(by, started) };
        });
}

/**
 * Removes the locks of a stack whose holder is proven to be gone; answers who they were. All others stay: see
 * {@link locksOf} for what can be said of them.
 */
export function clearDeadLocks(
    state: string,
    project: string,
    stack: string,
    started: StartedAt = startedAt,
): readonly LockHolder[] {
    return locksOf(state, project, stack, started).flatMap(({ file, holder, by }) => {
        if (holder !== "gone" || by === undefined) {
            return [];
        }
        fs.rmSync(file, { force: true });
        fs.rmSync(`${file}.attrs`, { force: true });
        return [by];
    });
}

/** Whether the holder of a lock lives, as far as this machine can tell. */
export function holderState({ pid, hostname, timestamp }: LockHolder, started: StartedAt = startedAt): HolderState {
    if (hostname !== os.hostname()) {
        return "elsewhere";
    }
    const start = started(pid);
    if (start === undefined) {
        return "gone";
    }
    const isLater = start !== "unknown" && start > Date.parse(timestamp) + CLOCK_MS;
    return isLater ? "gone" : "alive";
}

function readHolder(file: string): LockHolder | undefined {
    try {
        const found = JSON.parse(fs.readFileSync(file, "utf8")) as Partial<LockHolder> | null;
        return isHolder(found) ? found : undefined;
    } catch {
        return undefined;
    }
}

function isHolder(found: Partial<LockHolder> | null): found is LockHolder {
    return (
        Number.isInteger(found?.pid) &&
        typeof found?.hostname === "string" &&
        typeof found.username === "string" &&
        typeof found.timestamp === "string" &&
        !Number.isNaN(Date.parse(found.timestamp))
    );
}

/** The holders that a refusal of the engine names: `… created by ada@laptop (pid 4711) at 2026-11-21T15:45:28Z`. */
export function holdersIn(message: string): readonly string[] {
    return [...message.matchAll(/created by (\S+@\S+ \(pid \d+\) at [^\n]+)/g)].map((match) => (match[1] ?? "").trim());
}

const REFUSALS: readonly RegExp[] = [
    /the stack is currently locked by/,
    /\[409\] Conflict: Another update is currently in progress/,
    // A file backend writes locks in place, so that another run's may be read half-written. States were read before.
    /^error: (?:[^\n]*: )?unexpected end of JSON input$/m,
];

/** Whether the engine refused because another update of the stack runs. */
export function isLockRefusal(message: string): boolean {
    return REFUSALS.some((refusal) => refusal.test(message));
}
