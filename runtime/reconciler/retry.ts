import { ConditionFailed, Throttled, Unanswered } from "./table";

/** What a reconciler has around it; tests put another clock in its place. */
export interface Clock {
    /** Epoch ms. */
    now(): number;
    pause(ms: number): Promise<void>;
    /** From 0 to below 1. */
    random(): number;
}

/** For up to half a minute: the SDK tries nothing by itself. */
const TRIES = 8;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Calls again what may go through later, with pauses that grow and differ from one caller to the next.
 *
 * @param call must be one that may be carried out twice: a read, a transaction with a token of its own, a write whose
 * condition fails the second time
 * @throws what the last try threw
 */
export async function persistently<T>(call: () => Promise<T>, clock: Clock): Promise<T> {
    for (let tried = 1; ; tried += 1) {
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof Throttled || error instanceof Unanswered) || tried === TRIES) {
                throw error;
            }
            await clock.pause(clock.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tried));
        }
    }
}

/** Writes persistently. Answers which conditions failed, in the order of the writes; undefined when it was carried out. */
export async function refusals(write: () => Promise<void>, clock: Clock): Promise<readonly boolean[] | undefined> {
    try {
        await persistently(write, clock);
        return undefined;
    } catch (error) {
        if (error instanceof ConditionFailed) {
            return error.failed;
        }
        throw error;
    }
}
