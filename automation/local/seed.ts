/**
 * Sample use of a bucket, as consumers of docs/vendor-buckets.md would have made it: the same writes under the same
 * conditions, so that it may be done while an application is at work. Pure.
 */
import { z } from "zod";
import type { Attributes } from "./plan";

const KEY = "vendor_dimension";
const HOUR_MS = 60 * 60 * 1000;
/** From a lease's end until DynamoDB may delete it. */
const TTL_MS = 7 * 24 * HOUR_MS;

/** One lease of which the consumer has died, and two of consumers that are long at work. */
const SAMPLES = [
    { id: "00000000-0000-4000-8000-000000000001", acquiredMs: -2 * HOUR_MS, expiresMs: -HOUR_MS },
    { id: "00000000-0000-4000-8000-000000000002", acquiredMs: 0, expiresMs: 24 * HOUR_MS },
    { id: "00000000-0000-4000-8000-000000000003", acquiredMs: 0, expiresMs: 24 * HOUR_MS },
] as const;

/** What of a bucket's item counts here. */
const bucketItem = z.object({
    [KEY]: z.object({ S: z.string() }),
    kind: z.object({ S: z.enum(["concurrency", "rate"]) }),
    capacity: z.object({ N: z.string() }),
    /** Absent: nobody has taken anything yet. */
    revision: z.object({ N: z.string() }).optional(),
});

/** One conditional write, as a part of a transaction. */
export interface SeedWrite {
    readonly key: Attributes;
    readonly update: string;
    readonly condition: string;
    readonly names: Readonly<Record<string, string>>;
    readonly values: Attributes;
}

export interface Seed {
    readonly type: "lease" | "bucket";
    readonly name: string;
    /** All or none of them. */
    readonly writes: readonly SeedWrite[];
}

/**
 * What to write for a bucket as it is; for any other item nothing.
 *
 * @param now epoch ms
 */
export function seedsOf(item: Readonly<Record<string, unknown>>, now: number): readonly Seed[] {
    const { success, data } = bucketItem.safeParse(item);
    if (!success) {
        return [];
    }
    const { [KEY]: key, kind, capacity, revision } = data;
    return kind.S === "concurrency"
        ? SAMPLES.map((sample) => leaseSeed(key.S, sample, now))
        : [drawSeed(key.S, capacity, revision === undefined, now)].flat();
}

/** **acquire** of the protocol. */
function leaseSeed(bucket: string, { id, acquiredMs, expiresMs }: (typeof SAMPLES)[number], now: number): Seed {
    const name = `lease#${bucket}#${id}`;
    const expiresAt = now + expiresMs;
    return {
        type: "lease",
        name,
        writes: [
            write(bucket, {
                update: "SET #in_use = if_not_exists(#in_use, :zero) + :slots, #revision = if_not_exists(#revision, :zero) + :slots",
                condition:
                    "#kind = :concurrency AND (#in_use < #capacity OR (attribute_not_exists(#in_use) AND #capacity > :zero))",
                values: { ":zero": { N: "0" }, ":slots": { N: "1" }, ":concurrency": { S: "concurrency" } },
            }),
            write(name, {
                update: "SET #bucket = :bucket, #acquired_at = :now, #expires_at = :expires_at, #ttl = :ttl",
                condition: "attribute_not_exists(#vendor_dimension)",
                values: {
                    ":bucket": { S: bucket },
                    ":now": { N: String(now + acquiredMs) },
                    ":expires_at": { N: String(expiresAt) },
                    ":ttl": { N: String(Math.ceil((expiresAt + TTL_MS) / 1000)) },
                },
            }),
        ],
    };
}

/** **draw** of the protocol, half of what there is, where nobody has drawn before. */
function drawSeed(bucket: string, capacity: { N: string }, isUnused: boolean, now: number): readonly Seed[] {
    const level = Math.floor(Number(capacity.N) / 2);
    const values = {
        ":level": { N: String(level) },
        ":level_at": { N: String(now) },
        ":zero": { N: "0" },
        ":one": { N: "1" },
        ":rate": { S: "rate" },
        ":capacity": capacity,
    };
    const draw = write(bucket, {
        update: "SET #level = :level, #level_at = :level_at, #revision = if_not_exists(#revision, :zero) + :one",
        condition: "#kind = :rate AND #capacity = :capacity AND attribute_not_exists(#revision)",
        values,
    });
    return [{ type: "bucket", name: bucket, writes: isUnused && level > 0 ? [draw] : [] }];
}

function write(key: string, parts: Pick<SeedWrite, "update" | "condition" | "values">): SeedWrite {
    const used = new Set(`${parts.update} ${parts.condition}`.match(/#\w+/g));
    return {
        key: { [KEY]: { S: key } },
        ...parts,
        names: Object.fromEntries([...used].map((name) => [name, name.slice(1)])),
    };
}
