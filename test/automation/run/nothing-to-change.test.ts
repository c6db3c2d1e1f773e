import assert from "node:assert/strict";
import { SECRET, UNKNOWN } from "../../../automation/progress/outputs";
import { isNothingToChange } from "../../../automation/run/nothing-to-change";

describe("a preview shows nothing to do", () => {
    const outputs = { id: "vpc-1", zones: ["a"] };
    const quiet = { isQuiet: true, outputs };

    it("when it takes no step on any resource and the outputs are those of the state", () => {
        assert.equal(isNothingToChange(quiet, { zones: ["a"], id: "vpc-1" }), true);
    });

    it("unless there is a step, or a policy that couldn't judge", () => {
        assert.equal(isNothingToChange({ ...quiet, isQuiet: false }, outputs), false);
        assert.equal(isNothingToChange({ outputs }, outputs), false);
        assert.equal(isNothingToChange({ ...quiet, undecided: { "iam-wildcards": 1 } }, outputs), false);
    });

    it("unless an output is another one, is new, or the stack isn't there", () => {
        assert.equal(isNothingToChange(quiet, { ...outputs, id: "vpc-2" }), false);
        assert.equal(isNothingToChange(quiet, { id: "vpc-1" }), false);
        assert.equal(isNothingToChange(quiet, undefined), false);
    });

    it("unless an output can't be compared", () => {
        for (const hidden of [{ a: SECRET }, { a: { b: [SECRET] } }]) {
            assert.equal(isNothingToChange({ ...quiet, outputs: hidden }, hidden), false);
        }
        assert.equal(isNothingToChange({ ...quiet, outputs: { a: UNKNOWN } }, { a: "x" }), false);
    });
});
