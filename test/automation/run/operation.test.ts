import assert from "node:assert/strict";
import type { Reporter } from "../../../automation/progress/reporter";
import { operate } from "../../../automation/run/operation";
import type { PassedPreview } from "../../../automation/run/passed-preview";
import type { StackResult } from "../../../automation/run/result";
import type { StackSession, Target } from "../../../automation/run/target";

const STACK = { project: "data", folder: "stacks/data", environment: "staging" };
const SEEN = { settings: "c", state: "s" };

const silent: Reporter = {
    begin: () => undefined,
    update: () => undefined,
    end: () => undefined,
    note: () => undefined,
    close: () => undefined,
};

/** An update on a target that must not be reached: whoever touches its engine fails the test. */
async function update(passed: PassedPreview | undefined): Promise<StackResult> {
    const session: Partial<StackSession> = { exists: true, close: () => Promise.resolve() };
    const target: Partial<Target> = {
        kind: "sandbox",
        open: () => Promise.resolve(session as StackSession),
        fingerprint: () => SEEN,
    };
    return operate({
        operation: "up",
        stack: STACK,
        program: () => assert.fail("the program ran"),
        target: target as Target,
        reporter: silent,
        signal: new AbortController().signal,
        ...(passed === undefined ? {} : { passed }),
    });
}

describe("an update through the engine", () => {
    it("is refused without a preview that passed", async () => {
        const { outcome, problems } = await update(undefined);
        assert.equal(outcome, "refused");
        assert.match(problems[0]?.text ?? "", /No preview of this stack has passed/);
    });

    it("is refused after a preview of another configuration or state", async () => {
        for (const fingerprint of [
            { ...SEEN, settings: "d" },
            { ...SEEN, state: "t" },
        ]) {
            const { outcome, problems } = await update({ stack: STACK, fingerprint });
            assert.equal(outcome, "refused");
            assert.match(problems[0]?.text ?? "", /changed since its preview began/);
        }
    });

    it("is refused after a preview of another stack", async () => {
        const stack = { ...STACK, environment: "production" };
        assert.equal((await update({ stack, fingerprint: SEEN })).outcome, "refused");
    });
});
