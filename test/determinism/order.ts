/** Calls that take their time, so that they end in another order than they began in. */
import { setTimeout as pause } from "node:timers/promises";
import { FaultPlan } from "../../sandbox";
import { Draws } from "../../sandbox/models/random/draws";

/** The longest that a call waits, ms: long enough that all that may be under way at once is. */
const LONGEST = 25;

/** @param seed another one gives another order */
export function shuffled(seed: string): FaultPlan {
    const draws = new Draws("order", seed);
    const wait = async (): Promise<void> => {
        await pause(draws.below(LONGEST));
    };
    return new FaultPlan(
        (["before", "after"] as const).map((moment) => ({
            call: "create",
            fault: { kind: "meanwhile", moment, run: wait },
        })),
    );
}
