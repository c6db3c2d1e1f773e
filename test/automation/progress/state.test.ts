import assert from "node:assert/strict";
import fc from "fast-check";
import { translate, type EngineEvent } from "../../../automation/progress/events";
import { totalOf } from "../../../automation/progress/operations";
import {
    countsOf,
    doneCount,
    initialProgress,
    reduce,
    runningSteps,
    stepOf,
    type StackProgress,
} from "../../../automation/progress/state";
import {
    CANARY,
    failed,
    finished,
    FIRST_UP,
    NETWORK,
    REFUSED,
    REPLACEMENT,
    STACK,
    started,
    SUBNET,
    VPC,
} from "./sequences";

/** Feeds events 100 ms apart, the first one at 100. */
function play(events: readonly EngineEvent[]): StackProgress {
    return events.reduce<StackProgress>((state, raw, index) => {
        const event = translate(raw);
        return event === undefined ? state : reduce(state, event, (index + 1) * 100);
    }, initialProgress(0));
}

describe("the state of an operation", () => {
    it("holds no secret after any of the recorded sequences", () => {
        for (const sequence of [FIRST_UP, REPLACEMENT, REFUSED]) {
            const state = play(sequence);
            assert.ok(!JSON.stringify({ ...state, steps: [...state.steps] }).includes(CANARY));
        }
    });

    it("measures a step by the caller's clock", () => {
        const state = play([started("create", VPC), started("create", SUBNET), finished("create", VPC)]);
        const step = stepOf(state, { urn: VPC, op: "create", changed: [], replacing: [] });
        assert.deepEqual([step?.startedMs, step?.endedMs], [100, 300]);
    });

    it("tells what runs, oldest first", () => {
        const state = play([started("create", VPC), started("create", SUBNET), started("create", NETWORK)]);
        assert.deepEqual(
            runningSteps(
                reduce(state, { kind: "finished", step: { urn: SUBNET, op: "create", changed: [], replacing: [] } }, 9),
            ).map(({ urn }) => urn),
            [VPC, NETWORK],
        );
    });

    it("counts a resource as done only when none of its steps runs", () => {
        const begun = [started("create-replacement", SUBNET), finished("create-replacement", SUBNET)];
        assert.equal(doneCount(play(begun)), 1);
        assert.equal(doneCount(play([...begun, started("delete-replaced", SUBNET)])), 0);
        assert.equal(doneCount(play(REPLACEMENT)), 4);
    });

    it("takes the engine's counts once they are there", () => {
        assert.equal(countsOf(play(FIRST_UP)).created, 4);
        assert.deepEqual(
            [
                countsOf(play(REPLACEMENT)).replaced,
                countsOf(play(REPLACEMENT)).unchanged,
                totalOf(countsOf(play(REPLACEMENT))),
            ],
            [1, 3, 4],
        );
    });

    it("counts the steps that succeeded when the engine never got to its summary", () => {
        const state = play([
            started("create", VPC),
            finished("create", VPC),
            started("create", SUBNET),
            failed("create", SUBNET),
            started("create", NETWORK),
        ]);
        assert.equal(countsOf(state).created, 1);
        assert.deepEqual(
            runningSteps(state).map(({ urn }) => urn),
            [NETWORK],
        );
    });

    it("keeps the first start of the stack, which a preview starts and ends twice", () => {
        const state = play([
            started("create", STACK),
            finished("create", STACK),
            started("create", VPC),
            finished("create", STACK, { new: { outputs: { a: 1 } } }),
        ]);
        const step = stepOf(state, { urn: STACK, op: "create", changed: [], replacing: [] });
        assert.deepEqual([step?.startedMs, step?.endedMs, state.outputs], [100, 400, { a: 1 }]);
    });

    it("leaves the state it was given as it was", () => {
        const sequences = fc.subarray([...FIRST_UP, ...REPLACEMENT, ...REFUSED]);
        fc.assert(
            fc.property(sequences, (events) => {
                const before = play(events);
                const copy = structuredClone({ ...before, steps: [...before.steps] });
                const event = translate(failed("create", VPC));
                assert.ok(event);
                reduce(before, event, 1);
                assert.deepEqual({ ...before, steps: [...before.steps] }, copy);
            }),
        );
    });
});
