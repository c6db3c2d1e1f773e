/** Tokens that return with time, and with nothing else. Nobody gives one back, and no lease stands for one. */
import type { Write } from "../table";
import type { Bucket } from "./items";
import { written } from "./statements";

/** What becomes of a draw, by what was read of the bucket. */
export type Draw =
    | { readonly is: "possible"; readonly write: Write }
    /** Too much at once: `retryAfterMs` at the earliest; undefined when the bucket never holds as much. */
    | { readonly is: "denied"; readonly retryAfterMs: number | undefined };

/** In the bucket's favour, so that rounding never grants more; DynamoDB keeps 38 digits, a JavaScript number 15. */
const DIGITS = 1e6;

function roundedUp(level: number): number {
    return Math.ceil(level * DIGITS) / DIGITS;
}

/**
 * What of the tokens drawn before has not returned by now. A clock that is behind gives nothing back, and takes nothing.
 *
 * @param now epoch ms
 */
export function levelAt({ level, levelAt: since, refillRate }: Bucket, now: number): number {
    const elapsedMs = Math.max(0, now - since);
    return roundedUp(Math.max(0, level - (refillRate * elapsedMs) / 1000));
}

/**
 * Draws tokens from a bucket as it was read. Its condition fails when anybody has written to it since, the program
 * included: read it again.
 */
export function draw(bucket: Bucket, tokens: number, now: number): Draw {
    const { key, capacity, refillRate, revision } = bucket;
    const before = levelAt(bucket, now);
    const after = roundedUp(before + tokens);
    if (after > capacity) {
        return { is: "denied", retryAfterMs: waitFor(after - capacity, bucket, tokens) };
    }
    const write = written({
        label: "draw",
        kind: "update",
        key,
        set: ["#level = :level", "#level_at = :level_at", "#revision = if_not_exists(#revision, :zero) + :one"],
        conditions: [
            "#kind = :rate",
            "#capacity = :capacity",
            // Of a bucket that nobody has drawn from, nothing returns.
            ...(revision === 0
                ? ["attribute_not_exists(#revision)"]
                : ["#refill_rate = :refill_rate", "#revision = :revision"]),
        ],
        values: {
            ...{ ":level": after, ":level_at": Math.max(now, bucket.levelAt), ":zero": 0, ":one": 1 },
            ...{ ":rate": "rate", ":capacity": capacity, ":refill_rate": refillRate, ":revision": revision },
        },
    });
    return { is: "possible", write };
}

function waitFor(missing: number, { capacity, refillRate }: Bucket, tokens: number): number | undefined {
    return tokens > capacity || refillRate <= 0 ? undefined : Math.ceil((missing / refillRate) * 1000);
}
