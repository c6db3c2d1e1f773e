import assert from "node:assert/strict";
import fc from "fast-check";
import { itemChanges, updateOf } from "../../../automation/local/item-step";
import type { Attribute, Attributes } from "../../../automation/local/plan";

const name: fc.Arbitrary<string> = fc.constantFrom("kind", "capacity", "refill_rate", "in_use", "level");
const value: fc.Arbitrary<Attribute> = fc.oneof(
    fc.constantFrom("a", "b").map((S) => ({ S })),
    fc.integer({ min: 0, max: 3 }).map((N) => ({ N: String(N) })),
    fc.boolean().map((BOOL) => ({ BOOL })),
);
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(name, value);

/** As DynamoDB carries it out. */
function carriedOut(item: Attributes, update: ReturnType<typeof updateOf>): Attributes {
    const { UpdateExpression = "", ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = update;
    const result: Record<string, Attribute> = { ...item };
    const [set = "", remove = ""] = UpdateExpression.split("REMOVE ");
    for (const [, at = "", from = ""] of set.matchAll(/(#\w+) = (:\w+)/g)) {
        const given = ExpressionAttributeValues[from] ?? assert.fail(from);
        result[ExpressionAttributeNames[at] ?? assert.fail(at)] = given;
    }
    for (const [at] of remove.matchAll(/#\w+/g)) {
        delete result[ExpressionAttributeNames[at] ?? assert.fail(at)];
    }
    const used = `${UpdateExpression} `;
    assert.ok(Object.keys(ExpressionAttributeNames).every((one) => used.includes(one)));
    assert.ok(Object.keys(ExpressionAttributeValues).every((one) => used.includes(one)));
    return result;
}

describe("what of an item is written", () => {
    it("leaves it with the program's attributes as named, and with all others as they were", () => {
        fc.assert(
            fc.property(attributes, attributes, fc.uniqueArray(name), (wanted, found, before) => {
                const after = carriedOut(found, updateOf(itemChanges(wanted, found, before)));
                const isProgrammed = (one: string): boolean => one in wanted || before.includes(one);
                const live = Object.entries(found).filter(([one]) => !isProgrammed(one));
                assert.deepEqual(after, { ...Object.fromEntries(live), ...wanted });
                assert.deepEqual(itemChanges(wanted, after, Object.keys(wanted)), []);
            }),
        );
    });

    it("is everything of an item that isn't there", () => {
        assert.deepEqual(itemChanges({ kind: { S: "rate" } }, undefined, ["gone"]), [
            { name: "kind", is: { S: "rate" } },
        ]);
        assert.deepEqual(updateOf([]), {});
    });

    it("is nothing where a number is only written otherwise", () => {
        assert.deepEqual(itemChanges({ capacity: { N: "1.50" } }, { capacity: { N: "1.5" } }, []), []);
        assert.deepEqual(itemChanges({ capacity: { N: "1" } }, { capacity: { S: "1" } }, []).length, 1);
    });
});
