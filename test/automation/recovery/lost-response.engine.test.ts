import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { watchDoubts, type Doubts } from "../../../automation/recovery/doubts";
import { checkpointFile } from "../../../automation/state/checkpoint";
import { nameOf } from "../../../automation/progress/urn";
import { FaultPlan } from "../../../sandbox";
import { testStack, type TestStack } from "../../support/engine";
import { PIECES, program, SECRETS } from "./program";
import { assertNothingTwiceOrLost, recoverStack, STACK } from "./support";

/** Each of them is made, and the engine told that it was not. The role and the object have fixed names. */
const LOST = ["address", "nat-gateway", "rule", "role", "record", "service", "settings"];

describe("a creation whose answer was lost", () => {
    let stack: TestStack;
    let doubts: Doubts;

    before(async () => {
        const lost = { kind: "lost-response" } as const;
        const faults = new FaultPlan(LOST.map((name) => ({ call: "create", name, nth: 1, fault: lost })));
        stack = await testStack({
            program: () => program({ pieces: PIECES.length, generation: "first" }),
            faults,
            continueOnError: true,
            onEvent: (event) => doubts.onEvent(event),
        });
    });
    after(() => stack.discard());

    /** Whether the update succeeded, and if not, what was taken in of it. */
    const update = async (): Promise<readonly string[] | undefined> => {
        const since = Date.now();
        doubts = watchDoubts();
        try {
            await stack.up();
            return undefined;
        } catch {
            const { repair } = await recoverStack(stack, since, { doubts: doubts.resources });
            assert.deepEqual(repair?.discarded, []);
            return (repair?.adopted ?? []).map(({ urn }) => nameOf(urn).name);
        }
    };

    it("is taken in after the run, whatever its type, so that a later run ends well", async () => {
        const adopted: string[] = [];
        for (let run = await update(); run !== undefined; run = await update()) {
            assert.notDeepEqual(run, [], "a run failed, and nothing was found of it");
            adopted.push(...run);
        }
        assert.deepEqual(adopted.sort(), [...LOST].sort());
        await assertNothingTwiceOrLost(stack);
    });

    it("leaves nothing to do", async () => {
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
    });

    it("brings no secret into the state in plain text", () => {
        const file = checkpointFile(path.join(stack.directory, "state"), STACK.project, STACK.environment);
        const text = readFileSync(file, "utf8");
        assert.deepEqual(
            Object.values(SECRETS).filter((secret) => text.includes(secret)),
            [],
        );
        assert.match(text, /www\.example\.com/);
    });

    it("goes with a destroy", async () => {
        await stack.destroy();
        const { worlds } = stack.sandbox;
        const left = worlds.scopes().flatMap((scope) => worlds.world(scope).all());
        assert.deepEqual(
            left.filter(({ remainder }) => remainder === undefined),
            [],
        );
    });
});
