import assert from "node:assert/strict";
import fc from "fast-check";
import type { Value } from "../../sandbox/values";
import {
    Asset,
    formatPath,
    holdsUnknown,
    isObject,
    parsePath,
    sameValue,
    Unknown,
    valueAt,
} from "../../sandbox/values";

describe("a path", () => {
    it("is written as the engine writes it", () => {
        const written = [
            [["tags", "Name"], "tags.Name"],
            [["subnetIds", 0], "subnetIds[0]"],
            [["ingress", 1, "cidrBlocks", 0], "ingress[1].cidrBlocks[0]"],
            [["tags", "a.b/c"], 'tags["a.b/c"]'],
            [["tags", 'say "hi"'], 'tags["say \\"hi\\""]'],
            [["tags", ""], 'tags[""]'],
            [["tags", "1st"], 'tags["1st"]'],
            [["tags", "kebab-case_1"], "tags.kebab-case_1"],
            [["a b", "c"], '["a b"].c'],
            [[], ""],
        ] as const;
        for (const [path, text] of written) {
            assert.equal(formatPath(path), text);
        }
    });

    it("can be read back", () => {
        const name = fc.string().filter((text) => !text.includes("\\"));
        const path = fc.tuple(name, fc.array(fc.oneof(name, fc.nat()))).map(([first, rest]) => [first, ...rest]);
        fc.assert(fc.property(path, (segments) => assert.deepEqual(parsePath(formatPath(segments)), segments)));
    });

    it("leads to a value, or nowhere", () => {
        const values = { rules: [{ port: 443 }], tags: { Name: "web" }, none: null };
        assert.equal(valueAt(values, ["rules", 0, "port"]), 443);
        assert.equal(valueAt(values, ["tags", "Name"]), "web");
        assert.equal(valueAt(values, []), values);
        for (const path of [
            ["rules", 1, "port"],
            ["rules", "port"],
            ["tags", "Name", "first"],
            ["none", "x"],
            ["absent"],
        ]) {
            assert.equal(valueAt(values, path), undefined, formatPath(path));
        }
    });
});

describe("two values", () => {
    it("are the same where a key is absent in one and undefined in the other, in any order of keys", () => {
        assert.ok(sameValue({ a: 1, b: [{ c: null }] }, { b: [{ c: null, d: undefined }], a: 1 }));
    });

    it("differ in the order of a list, in null beside absent, and in the type of a scalar", () => {
        const different: readonly (readonly [Value | undefined, Value | undefined])[] = [
            [
                [1, 2],
                [2, 1],
            ],
            [[1], [1, 1]],
            [{ a: null }, {}],
            [null, undefined],
            ["1", 1],
            [{}, []],
            [{ a: { b: 1 } }, { a: { b: 2 } }],
            [Unknown.value, "x"],
            [Unknown.value, {}],
        ];
        for (const [left, right] of different) {
            assert.equal(sameValue(left, right), false, JSON.stringify([left, right]));
            assert.equal(sameValue(right, left), false, JSON.stringify([right, left]));
        }
    });

    it("that are assets are compared by kind and digest, whatever path they came from", () => {
        const code = new Asset("archive", "abc", { path: "one" });
        assert.ok(sameValue(code, new Asset("archive", "abc", { path: "two" })));
        assert.equal(sameValue(code, new Asset("archive", "abd", { path: "one" })), false);
        assert.equal(sameValue(code, new Asset("asset", "abc", { path: "one" })), false);
        assert.equal(sameValue(code, { kind: "archive", hash: "abc" }), false);
    });

    it("made of the same JSON are the same", () => {
        fc.assert(
            fc.property(fc.jsonValue(), (json) => {
                assert.ok(sameValue(json, structuredClone(json)));
            }),
        );
    });
});

describe("an unknown value", () => {
    it("is found at any depth", () => {
        for (const value of [Unknown.value, [Unknown.value], { a: [{ b: Unknown.value }] }]) {
            assert.equal(holdsUnknown(value), true);
        }
    });

    it("is not found in what is known, assets and absent values included", () => {
        for (const value of [undefined, null, "", [], { a: [{ b: 1 }] }, new Asset("asset", "abc", {})]) {
            assert.equal(holdsUnknown(value), false);
        }
    });

    it("is no object with properties, and neither is an asset", () => {
        assert.equal(isObject(Unknown.value), false);
        assert.equal(isObject(new Asset("asset", "abc", {})), false);
        assert.equal(isObject([]), false);
        assert.equal(isObject({}), true);
    });
});
