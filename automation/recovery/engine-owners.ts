import { holdersIn, type LockHolder } from "../state/stack-lock";

/** A process, told so that a later one with the same id is another one. */
export interface ProcessIdentity {
    readonly pid: number;
    /** When it started, in whatever form the system tells it; empty where it doesn't. */
    readonly started: string;
}

/** Where processes see each other. */
export interface Place {
    readonly host: string;
    /** The machine's own id, which two machines of one name don't share; empty where there is none. */
    readonly machine: string;
    /** From one start of the machine to the next; empty where the system doesn't tell. */
    readonly boot: string;
    /** In which process ids are counted: a container's own; empty where the system has none. */
    readonly namespace: string;
}

/** An engine that `plinth` has started; kept from its start to its end. */
export interface EngineRecord {
    readonly engine: ProcessIdentity;
    /** The `plinth` that started it. */
    readonly driver: ProcessIdentity;
    readonly place: Place;
    readonly target: "sandbox" | "cloud";
    readonly project: string;
    readonly stack: string;
    /** What the engine was told to do: `up`. */
    readonly verb: string;
    /** ISO 8601. */
    readonly startedAt: string;
}

/** When a process started; empty where the system doesn't tell, undefined when there is no such process. */
export type StartOf = (pid: number) => string | undefined;

/** Whether a process lives, as far as that can be told. */
export type Sign = "alive" | "gone" | "unknown";

/**
 * - `at work`: its driver lives, or may live.
 * - `orphan`: its driver is gone, and it lives.
 * - `ended`: both are gone.
 * - `doubtful`: its driver is gone; a process has its id, and the system doesn't tell which.
 * - `elsewhere`: it can't be seen from here.
 */
export type Standing = "at work" | "orphan" | "ended" | "doubtful" | "elsewhere";

/** Whether this very process lives, and not another one with its id. */
export function signOf({ pid, started }: ProcessIdentity, startOf: StartOf): Sign {
    const found = startOf(pid);
    if (found === undefined) {
        return "gone";
    }
    if (found === "" || started === "") {
        return "unknown";
    }
    return found === started ? "alive" : "gone";
}

/** What has become of an engine and of the `plinth` that started it. Never a guess: what can't be proven isn't touched. */
export function standingOf({ engine, driver, place }: EngineRecord, here: Place, startOf: StartOf): Standing {
    if (place.host !== here.host || place.machine !== here.machine) {
        return "elsewhere";
    }
    if (place.boot !== here.boot) {
        // A start of the machine ends all processes; without an id of its own, another one may have this name.
        return here.machine === "" ? "elsewhere" : "ended";
    }
    if (place.namespace !== here.namespace) {
        return "elsewhere";
    }
    if (signOf(driver, startOf) !== "gone") {
        return "at work";
    }
    return ({ alive: "orphan", gone: "ended", unknown: "doubtful" } as const)[signOf(engine, startOf)];
}

/** What the proof that a lock is nobody's rests on. */
export interface Surroundings {
    readonly here: Place;
    readonly startOf: StartOf;
    /** When this machine was started, epoch ms. */
    readonly bootedAt: number;
}

/** The engine's timestamps are whole seconds; so much they may differ from ours. */
const CLOCK_SLACK_MS = 2000;

/**
 * Whether the lock of a stack was taken by an engine that we have started and that is provably gone. A lock names host
 * and pid only, so the record has to prove the machine, and nobody may have the pid now: its new owner could be an
 * engine of somebody else's that holds this very lock.
 */
export function isOurDeadEngine(
    lock: LockHolder,
    records: readonly EngineRecord[],
    { here, startOf, bootedAt }: Surroundings,
): boolean {
    const lockedAt = Date.parse(lock.timestamp);
    return records.some((record) => {
        const { engine, place, startedAt } = record;
        const isIts = engine.pid === lock.pid && place.host === lock.hostname;
        if (!isIts || !(lockedAt >= Date.parse(startedAt) - CLOCK_SLACK_MS)) {
            return false;
        }
        if (standingOf(record, here, startOf) !== "ended") {
            return false;
        }
        const isFromBefore = place.boot !== here.boot && lockedAt < bootedAt - CLOCK_SLACK_MS;
        return isFromBefore || (place.boot === here.boot && startOf(engine.pid) === undefined);
    });
}

/**
 * Whether `pulumi cancel`, which removes all locks of a stack, may follow the engine's refusal: each lock that it names
 * is one of an engine of ours that is provably gone. A backend that names no holders proves nothing.
 */
export function mayCancel(refusal: string, records: readonly EngineRecord[], surroundings: Surroundings): boolean {
    const holders = lockHoldersIn(refusal);
    const counted = Number(/currently locked by (\d+) lock\(s\)/.exec(refusal)?.[1] ?? Number.NaN);
    return holders.length === counted && holders.every((lock) => isOurDeadEngine(lock, records, surroundings));
}

/** The locks that a refusal names, as far as they can be read. */
export function lockHoldersIn(refusal: string): readonly LockHolder[] {
    return holdersIn(refusal).flatMap((told) => {
        const [, username = "", hostname = "", pid = "", timestamp = ""] =
            /^(\S+)@(\S+) \(pid (\d+)\) at (\S+)$/.exec(told) ?? [];
        return hostname === "" ? [] : [{ username, hostname, pid: Number(pid), timestamp }];
    });
}
