import assert from "node:assert/strict";
import { formatTally, sum, tallyCheck, tallyTests } from "./tally";

const results = (passed: number, failed: number, skipped: number): string =>
    JSON.stringify({ passed, failed, skipped });

describe("tallyCheck", () => {
    it("counts a check that ends with 0 as one passed", () => {
        assert.deepEqual(tallyCheck({ code: 0 }).tally, { passed: 1, failed: 0, skipped: 0 });
    });

    for (const ending of [{ code: 1 }, { code: undefined, problem: "ended by SIGKILL" }]) {
        it(`counts one that ends with ${ending.problem ?? ending.code} as one failed`, () => {
            assert.deepEqual(tallyCheck(ending).tally, { passed: 0, failed: 1, skipped: 0 });
        });
    }
});

describe("tallyTests", () => {
    it("takes the numbers of a run that ended well", () => {
        assert.deepEqual(tallyTests({ code: 0 }, results(3, 0, 1)), {
            tally: { passed: 3, failed: 0, skipped: 1 },
            remark: undefined,
        });
    });

    it("takes the numbers of a run with failures, and adds none", () => {
        assert.deepEqual(tallyTests({ code: 2 }, results(3, 2, 0)).tally, { passed: 3, failed: 2, skipped: 0 });
    });

    it("counts a run without results as a failure", () => {
        assert.deepEqual(tallyTests({ code: 0 }, undefined), {
            tally: { passed: 0, failed: 1, skipped: 0 },
            remark: "mocha ended without results (exit code 0)",
        });
    });

    for (const text of ["", "null", "{}", '{"passed":1,"failed":0}', '{"passed":"1","failed":0,"skipped":0}']) {
        it(`counts results that can't be read as a failure: ${text || "an empty file"}`, () => {
            assert.deepEqual(tallyTests({ code: 0 }, text).tally, { passed: 0, failed: 1, skipped: 0 });
        });
    }

    it("counts a run of no test as a failure, also when all were skipped", () => {
        assert.deepEqual(tallyTests({ code: 0 }, results(0, 0, 4)), {
            tally: { passed: 0, failed: 1, skipped: 4 },
            remark: "no test ran",
        });
    });

    it("counts a run that ended badly without a failed test as a failure", () => {
        assert.deepEqual(tallyTests({ code: 7 }, results(3, 0, 0)), {
            tally: { passed: 3, failed: 1, skipped: 0 },
            remark: "mocha ended with exit code 7 although no test failed",
        });
    });

    it("counts a run that was cut off as a failure, although it had written its results", () => {
        const ending = { code: undefined, problem: "cut off after 10 minutes" };
        assert.deepEqual(tallyTests(ending, results(3, 0, 0)), {
            tally: { passed: 3, failed: 1, skipped: 0 },
            remark: "cut off after 10 minutes",
        });
    });
});

describe("the closing line", () => {
    it("is the sum of all tallies, in this wording", () => {
        const total = sum([
            { passed: 1, failed: 0, skipped: 0 },
            { passed: 40, failed: 2, skipped: 3 },
        ]);
        assert.equal(formatTally(total), "41 passed, 2 failed, 3 skipped");
    });

    it("is all zeros for nothing", () => assert.equal(formatTally(sum([])), "0 passed, 0 failed, 0 skipped"));
});
