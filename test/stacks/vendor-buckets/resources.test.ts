import assert from "node:assert/strict";
import { changeSince, type Properties, recordOf, shortName } from "../../../stacks/vendor-buckets/resources";

const LEFT_OUT = /left out of the last update/;
const recorded = (wanted: Properties, actual: Properties): string | undefined =>
    changeSince(recordOf(wanted, actual), actual);

describe("what a stack records of a resource", () => {
    it("is what the program sets, by name, with a digest of what it is", () => {
        assert.match(recordOf({ size: 1, name: "a" }, { name: "a", size: 1, arn: "x" }), /^name size [0-9a-f]{16}$/);
        assert.match(recordOf({}, {}), /^[0-9a-f]{16}$/);
    });

    it("goes by the same name in every environment", () => {
        const of = (environment: string): string =>
            `urn:pulumi:${environment}::vendor-buckets::a:b/c:C$d:e/f:F::name::more`;
        assert.equal(shortName(of("pre")), "a:b/c:C$d:e/f:F::name::more");
        assert.equal(shortName(of("prod")), shortName(of("pre")));
    });

    for (const [what, wanted, actual] of [
        ["defaults of the provider", { recovery: { enabled: true } }, { recovery: { enabled: true, days: 35 } }],
        ["JSON in another order", { policy: '{"a":[1,2],"b":2}' }, { policy: '{ "b": 2, "a": [2, 1] }' }],
        ["a set in another order", { arns: ["a", "b"] }, { arns: ["b", "a"] }],
        ["nothing in another form", { arns: [], tags: {}, none: undefined }, { arns: null }],
        ["text that only looks like JSON", { text: "{a" }, { text: "{a" }],
    ] as const) {
        it(`takes ${what} for what was wanted`, () => assert.equal(recorded(wanted, actual), undefined));
    }

    for (const [what, wanted, actual] of [
        ["another value", { input: '{"capacity":700}' }, { input: '{"capacity":500}' }],
        ["no value", { input: "{}" }, {}],
        ["JSON with a key more", { policy: '{"a":{}}' }, { policy: '{"a":{},"Condition":{"b":1}}' }],
        [
            "a variable more",
            { environment: { variables: { A: "1" } } },
            { environment: { variables: { A: "1", B: "2" } } },
        ],
        ["a dimension more", { dimensions: { a: "1" } }, { dimensions: { a: "1", b: "2" } }],
        ["a member more", { arns: ["a"] }, { arns: ["a", "b"] }],
    ] as const) {
        it(`doesn't take ${what} for what was wanted`, () => assert.match(recorded(wanted, actual) ?? "", LEFT_OUT));
    }

    it("tells what has changed since of what the program sets, and of nothing else", () => {
        const text = recordOf({ size: 1 }, { size: 1 });
        assert.equal(changeSince(text, { size: 1, live: 5 }), undefined);
        assert.match(changeSince(text, { size: 2 }) ?? "", /isn't as it was/);
        assert.match(changeSince(text, undefined) ?? "", /isn't there/);
        assert.match(changeSince(undefined, {}) ?? "", /was not when all/);
    });
});
