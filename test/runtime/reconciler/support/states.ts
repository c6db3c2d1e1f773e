/** Items that a write of the protocol may meet, such that each part of each condition makes a difference in one of them. */
import { KEY } from "../../../../runtime/reconciler/protocol/items";
import type { Item, Write } from "../../../../runtime/reconciler/table";
import { holds, parseCondition } from "./expressions";
import type { NamedMutation } from "./mutations";

const slots = { kind: "concurrency", capacity: 2 };
const tokens = { kind: "rate", capacity: 2, refill_rate: 1 };

/** Without their key; undefined for none. */
export const STATES: readonly (Item | undefined)[] = [
    undefined,
    { note: "by hand" },
    slots,
    { ...slots, capacity: 0 },
    { ...slots, in_use: 0, revision: 2 },
    { ...slots, in_use: 1, revision: 1 },
    { ...slots, in_use: 2, revision: 2 },
    { ...slots, in_use: 0, revision: 2, repairs: 1 },
    { ...slots, in_use: 1, revision: 1, repairs: 1 },
    { ...slots, in_use: 1, revision: 1, repairs: 2 },
    { ...slots, refill_rate: 1 },
    { ...slots, refill_rate: 1, revision: 1 },
    tokens,
    { ...tokens, capacity: 3 },
    { ...tokens, in_use: 1 },
    { ...tokens, in_use: 1, repairs: 1 },
    { ...tokens, level: 0.333334, level_at: 500, revision: 1 },
    { ...tokens, level: 1, level_at: 500, revision: 2 },
    { ...tokens, capacity: 3, revision: 1 },
    { ...tokens, refill_rate: 2, revision: 1 },
    ...[999, 1_000, 1_001].map((at) => ({
        bucket: "openai#concurrency",
        acquired_at: 1,
        expires_at: at,
        ttl: 605_801,
    })),
];

/** The item that a write meets in this state. */
export function itemIn(state: Item | undefined, { key }: Write): Item | undefined {
    return state === undefined ? undefined : { [KEY]: key, ...state };
}

/** Whether one of the states tells the condition from the one that lacks a part. */
export function tellsApart({ condition, without }: NamedMutation, write: Write): boolean {
    const held = (text: string | undefined, item: Item | undefined): boolean =>
        text === undefined || holds(parseCondition(text), item, write);
    return STATES.some((state) => {
        const item = itemIn(state, write);
        return held(condition, item) !== held(without, item);
    });
}
