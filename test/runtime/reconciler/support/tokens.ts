/** Schedules of buckets whose tokens return with time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketOf, settingsItem } from "../../../../runtime/reconciler/protocol/items";
import type { Item, Write } from "../../../../runtime/reconciler/table";
import { BucketClient } from "./client";
import type { Fate } from "./model-table";
import { actors, fates, SKEW_MS, Stage, type Actor, type Mutation, type Part } from "./schedule";

const BUCKET = "openai#rpm";

type Event =
    | { readonly is: "time"; readonly ms: number }
    | { readonly is: "settings"; readonly capacity: number; readonly refillRate: number }
    /** The program makes another kind of bucket of it, or a rate bucket again. */
    | { readonly is: "kind"; readonly kind: "concurrency" | "rate" };

const settings = { capacity: fc.integer({ min: 0, max: 10 }), refillRate: fc.constantFrom(0, 0.1, 1, 8.333_333) };

export interface TokenSchedule {
    readonly capacity: number;
    readonly refillRate: number;
    readonly consumers: readonly (Actor & { readonly draws: readonly number[] })[];
    readonly events: readonly Event[];
    readonly fates: readonly Fate[];
    readonly scheduler: fc.Scheduler;
}

export const tokenSchedules: fc.Arbitrary<TokenSchedule> = fc.record({
    ...settings,
    consumers: fc.array(
        fc
            .tuple(actors, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }))
            .map(([actor, draws]) => ({ ...actor, draws })),
        { minLength: 1, maxLength: 4 },
    ),
    events: fc.array(
        fc.oneof(
            fc.record({ is: fc.constant("time" as const), ms: fc.constantFrom(100, 1_000, 30_000) }),
            fc.record({ is: fc.constant("settings" as const), ...settings }),
            fc.record({
                is: fc.constant("kind" as const),
                kind: fc.constantFrom("concurrency" as const, "rate" as const),
            }),
        ),
        { maxLength: 6 },
    ),
    fates,
    scheduler: fc.scheduler(),
});

interface Grant {
    /** By the bucket's own time, which consumers' clocks drive: epoch ms. */
    readonly at: number;
    readonly tokens: number;
}

export async function playTokens(schedule: TokenSchedule, mutation?: Mutation): Promise<void> {
    const grants: Grant[] = [];
    const most = mostOf(schedule);
    const stage: Stage = new Stage({
        ...{ scheduler: schedule.scheduler, fates: schedule.fates, mutation },
        check: (write, before) => {
            const grant = grantBy(write, before, stage.table.get(write.key));
            assert.ok(grant.at <= stage.now + SKEW_MS, "the bucket is ahead of every clock");
            grants.push(grant);
            assertWindows(grants, most);
        },
    });
    stage.table.put(settingsItem(BUCKET, { ...schedule, kind: "rate" }));
    schedule.consumers.forEach((consumer) => stage.enter(consumer, (part) => consume(part, consumer.draws)));
    stage.enter({ skewMs: 0, diesAfter: undefined }, async ({ turn }) => {
        for (const event of schedule.events) {
            await turn();
            happen(stage, event);
        }
    });
    await stage.play();
}

async function consume(part: Part, draws: readonly number[]): Promise<void> {
    const client = new BucketClient(part);
    for (const tokens of draws) {
        await client.draw(BUCKET, tokens);
    }
}

/** As an update of the program: what is live stays. */
function happen(stage: Stage, event: Event): void {
    const { table } = stage;
    const item = table.get(BUCKET) ?? assert.fail("the bucket is gone");
    switch (event.is) {
        case "time":
            stage.now += event.ms;
            return;
        case "settings":
            table.put({ ...item, capacity: event.capacity, refill_rate: event.refillRate });
            return;
        case "kind":
            table.put({ ...item, kind: event.kind });
            return;
    }
}

const ROUNDING = 1e-5;

/** What a draw has taken; by the settings that held when it was carried out, it must not have given more back. */
function grantBy({ label }: Write, before: Item | undefined, after: Item | undefined): Grant {
    const [was, is] = [bucketOf({ ...before, kind: "rate" }), bucketOf({ ...after, kind: "rate" })];
    assert.ok(was !== undefined && is !== undefined && before?.["kind"] === "rate", `${label}: no rate bucket`);
    assert.ok(is.level <= is.capacity + ROUNDING, `${is.level} tokens are out, of ${is.capacity}`);
    const elapsed = is.levelAt - was.levelAt;
    assert.ok(elapsed >= 0, "time went back");
    const kept = Math.max(0, was.level - (was.refillRate * elapsed) / 1000);
    const drawn = is.level - kept;
    assert.ok(drawn >= 1 - ROUNDING, `a draw has taken ${drawn} tokens`);
    return { at: is.levelAt, tokens: drawn };
}

interface Most {
    readonly capacity: number;
    readonly refillRate: number;
}

function mostOf({ capacity, refillRate, events }: TokenSchedule): Most {
    const changes = events.filter((event) => event.is === "settings");
    return {
        capacity: Math.max(capacity, ...changes.map((change) => change.capacity)),
        refillRate: Math.max(refillRate, ...changes.map((change) => change.refillRate)),
    };
}

/** Never more in any window than fits into the bucket and comes back in that time. */
function assertWindows(grants: readonly Grant[], { capacity, refillRate }: Most): void {
    const until = grants.at(-1)?.at ?? 0;
    let sum = 0;
    for (const { at, tokens } of grants.toReversed()) {
        sum += tokens;
        const allowed = capacity + (refillRate * (until - at)) / 1000 + ROUNDING;
        assert.ok(sum <= allowed, `${sum} tokens in ${until - at} ms, of ${allowed}`);
    }
}
