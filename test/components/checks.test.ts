import assert from "node:assert/strict";
import fc from "fast-check";
import { checkForm, checkList, checkOneOf, checkWhole, isWhole } from "../../components/checks";

describe("checks of arguments", () => {
    it("take what is left out", () => {
        assert.deepEqual(checkWhole("days", undefined, 1, 2), []);
        assert.deepEqual(checkOneOf("kind", undefined, ["a"]), []);
        assert.deepEqual(checkForm("name", undefined, /^a$/, "a"), []);
        assert.deepEqual(checkList("names", undefined, /^a$/, "a"), []);
    });

    it("name the place, the value and what is allowed", () => {
        assert.deepEqual(checkWhole("days", 1.5, 1, 35, " of days"), [
            { path: "days", given: 1.5, allowed: "a whole number of days from 1 to 35" },
        ]);
        assert.deepEqual(checkOneOf("days", 2, [1, 3]), [{ path: "days", given: 2, allowed: "one of 1, 3" }]);
        assert.deepEqual(checkForm("name", "B", /^a$/, "a small a"), [
            { path: "name", given: "B", allowed: "a small a" },
        ]);
    });

    it("find each entry of a list that has another form or comes twice", () => {
        const faults = checkList("names", ["a", "B", "a"], /^[a-z]$/, "a small letter");
        assert.deepEqual(
            faults.map(({ path, hint }) => [path, hint]),
            [
                ["names[1]", undefined],
                ["names[2]", "It is in the list already"],
            ],
        );
    });

    it("take exactly the whole numbers between two others", () => {
        const range = fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }));
        fc.assert(
            fc.property(range, fc.integer({ min: -200, max: 200 }), ([one, other], value) => {
                const [least, most] = one < other ? [one, other] : [other, one];
                assert.equal(isWhole(value, least, most), value >= least && value <= most);
                assert.equal(isWhole(value + 0.5, least, most), false);
            }),
        );
    });
});
