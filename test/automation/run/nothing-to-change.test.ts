import assert from "node:assert/strict";
import { NO_COUNTS } from "../../../automation/progress/operations";
import { SECRET, UNKNOWN } from "../../../automation/progress/outputs";
import { isNothingToChange } from "../../../automation/run/nothing-to-change";

describe("an update has nothing to change", () => {
    const outputs = { id: "vpc-1", zones: ["a"] };
    const quiet = { ...NO_COUNTS, unchanged: 7, read: 1 };

    it("when its preview changes no resource and the outputs are those of the state", () => {
        assert.equal(isNothingToChange({ counts: quiet, outputs }, { zones: ["a"], id: "vpc-1" }), true);
    });

    it("unless a resource changes in any way", () => {
        for (const change of ["created", "updated", "replaced", "deleted", "imported"] as const) {
            assert.equal(isNothingToChange({ counts: { ...quiet, [change]: 1 }, outputs }, outputs), false, change);
        }
    });

    it("unless an output is another one, is new, or the stack isn't there", () => {
        assert.equal(isNothingToChange({ counts: quiet, outputs }, { ...outputs, id: "vpc-2" }), false);
        assert.equal(isNothingToChange({ counts: quiet, outputs }, { id: "vpc-1" }), false);
        assert.equal(isNothingToChange({ counts: quiet, outputs }, undefined), false);
        assert.equal(isNothingToChange({ counts: NO_COUNTS, outputs: {} }, {}), false);
    });

    it("unless an output can't be compared", () => {
        for (const hidden of [{ a: SECRET }, { a: { b: [SECRET] } }]) {
            assert.equal(isNothingToChange({ counts: quiet, outputs: hidden }, hidden), false);
        }
        assert.equal(isNothingToChange({ counts: quiet, outputs: { a: UNKNOWN } }, { a: "x" }), false);
    });
});
