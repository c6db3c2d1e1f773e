/** What a consumer may rely on when nobody else is there: a condition that is too strict shows here. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { settingsItem } from "../../../../runtime/reconciler/protocol/items";
import { reconcile } from "../../../../runtime/reconciler/reconcile";
import { BucketClient } from "./client";
import { Stage, type Mutation } from "./schedule";

const MINUTE_MS = 60_000;

export async function playBasics(mutation?: Mutation): Promise<void> {
    const stage = new Stage({ scheduler: anyScheduler(), fates: [], mutation, check: () => undefined });
    const client = new BucketClient(stage.calm());
    for (const capacity of [0, 1, 2]) {
        const bucket = `vendor#slots-${capacity}`;
        stage.table.put(settingsItem(bucket, { kind: "concurrency", capacity, refillRate: 0 }));
        for (const round of ["first", "second"]) {
            const slots = [];
            for (let slot = await client.acquire(bucket, MINUTE_MS); slot !== undefined && slots.length <= capacity;) {
                slots.push(slot);
                slot = await client.acquire(bucket, MINUTE_MS);
            }
            assert.equal(slots.length, capacity, `${round} round`);
            for (const slot of slots) {
                assert.ok(await client.renew(slot, 2 * MINUTE_MS));
                assert.ok(await client.release(slot));
            }
        }
    }
    await drawsInTurn(stage, client);
    await repairsNothingTwice(mutation);
}

async function drawsInTurn(stage: Stage, client: BucketClient): Promise<void> {
    stage.table.put(settingsItem("vendor#tokens", { kind: "rate", capacity: 2, refillRate: 1 }));
    const drawn = [];
    for (let draw = 0; draw < 4; draw += 1) {
        drawn.push(await client.draw("vendor#tokens", 1));
        stage.now += draw === 2 ? 1_000 : 0;
    }
    assert.deepEqual(drawn, [true, true, false, true]);
}

/** Somebody sets a bucket right by hand in the very moment in which the reconciler does. */
async function repairsNothingTwice(mutation: Mutation | undefined): Promise<void> {
    const bucket = "vendor#slots";
    for (const repairs of [0, 1]) {
        const stage = new Stage({ scheduler: anyScheduler(), fates: [], mutation, check: () => undefined });
        const settings = settingsItem(bucket, { kind: "concurrency", capacity: 2, refillRate: 0 });
        const before = { ...settings, ...(repairs === 0 ? {} : { repairs }) };
        stage.table.put({ ...before, in_use: 2, revision: 2 });
        const part = stage.calm();
        const transact: typeof part.table.transact = (writes, token) => {
            stage.table.put({ ...before, in_use: 0, revision: 2 });
            return part.table.transact(writes, token);
        };
        const table = { ...part.table, transact };
        const { repaired, undecided } = await reconcile({ ...part, table, token: part.uuid });
        assert.deepEqual([repaired, undecided, stage.table.get(bucket)?.["in_use"]], [0, 1, 0]);
    }
}

function anyScheduler(): fc.Scheduler {
    const [scheduler] = fc.sample(fc.scheduler(), { numRuns: 1, seed: 1 });
    assert.ok(scheduler !== undefined);
    return scheduler;
}
