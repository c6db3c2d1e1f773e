import assert from "node:assert/strict";
import { watchRemainder } from "../../../automation/run/remainder";
import type { Remainder } from "../../../sandbox";
import type { Target } from "../../../automation/run/target";

const left = (id: string): Remainder => ({ scope: "aws/111122223333", region: "eu-central-1", type: "t", id, why: "" });

/** A target that answers each question for what is left with the next of these. */
function target(...answers: readonly (readonly Remainder[] | Error)[]): Target {
    const rest = [...answers];
    const remainder = (): Promise<readonly Remainder[]> => {
        const answer = rest.shift() ?? [];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { remainder } as Partial<Target> as Target;
}

describe("what a destroy leaves", () => {
    const notes: string[] = [];
    const newOf = async (watched: Target): Promise<readonly string[]> => {
        const since = await watchRemainder(watched, (line) => notes.push(line));
        return (await since()).map(({ id }) => id);
    };
    beforeEach(() => notes.splice(0));

    it("is what wasn't left already", async () => {
        assert.deepEqual(await newOf(target([left("a")], [left("a"), left("b")])), ["b"]);
    });

    it("is nothing where nobody can tell", async () => {
        assert.deepEqual(await newOf({} as Partial<Target> as Target), []);
    });

    it("is told not to be known when it can't be listed afterwards", async () => {
        assert.deepEqual(await newOf(target([], new Error("unreadable"))), []);
        assert.deepEqual(notes, ["what is left can't be listed: unreadable"]);
    });
});
