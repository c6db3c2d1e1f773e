import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonFault } from "../../../../automation/state/integrity/json-fault";

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

describe("the place where a text stops being JSON", () => {
    it("is told by line and column", () => {
        assert.deepEqual(jsonFault('{\n    "a": 1,\n    "b": x\n}'), { line: 3, column: 10, isCutOff: false });
        assert.deepEqual(jsonFault('{ "a": [1, 2}'), { line: 1, column: 13, isCutOff: false });
        assert.deepEqual(jsonFault('{ "a" 1 }'), { line: 1, column: 7, isCutOff: false });
        assert.deepEqual(jsonFault("[1,]"), { line: 1, column: 4, isCutOff: false });
        assert.deepEqual(jsonFault("{} {}"), { line: 1, column: 4, isCutOff: false });
    });

    it("is the end of a text that was cut off, within a word too", () => {
        for (const text of ['{ "a": ', '{ "a": "te', '{ "a": tr', "[1, -", '{ "a": "x\\']) {
            assert.equal(jsonFault(text)?.isCutOff, true, text);
        }
    });

    it("exists exactly where JSON.parse finds fault", () => {
        const mutated = fc
            .tuple(
                fc.json(),
                fc.nat(),
                fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "-", "e", " "),
            )
            .map(([text, at, sign]) => {
                const index = at % (text.length + 1);
                return text.slice(0, index) + sign + text.slice(index + 1);
            });
        fc.assert(
            fc.property(mutated, (text) => {
                assert.equal(jsonFault(text) === undefined, isJson(text));
            }),
            { numRuns: 2000 },
        );
    });
});
