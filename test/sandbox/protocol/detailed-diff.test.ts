import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReplacementRule } from "../../../sandbox/backend";
import { detailedDiff } from "../../../sandbox/protocol/detailed-diff";
import type { Properties } from "../../../sandbox/values";
import { formatPath, sameValue, Unknown } from "../../../sandbox/values";

const plain: ReplacementRule = { replaces: () => false, deleteBeforeReplace: false, ordered: () => true };
const sets: ReplacementRule = { ...plain, ordered: () => false };

/** `+` added, `-` deleted, `~` updated, `!` where it replaces. */
function shown(
    previous: Properties,
    inputs: Properties,
    rule: ReplacementRule = plain,
    ignored: readonly string[] = [],
): readonly string[] {
    const signs = { add: "+", delete: "-", update: "~" };
    return detailedDiff(previous, inputs, rule, ignored).map(
        ({ path, kind, replaces }) => `${signs[kind]}${replaces ? "!" : ""}${formatPath(path)}`,
    );
}

describe("the difference of two sets of inputs", () => {
    it("is empty where they are the same, in whatever order of keys", () => {
        const inputs = { a: 1, tags: { x: "1", y: "2" } };
        assert.deepEqual(shown(inputs, { tags: { y: "2", x: "1" }, a: 1 }), []);
        assert.deepEqual(shown({ a: 1 }, { a: 1, b: undefined, c: null }), []);
    });

    it("tells additions, deletions and updates apart", () => {
        assert.deepEqual(shown({ a: 1, b: 2, d: null }, { b: 3, c: 4, d: 5 }), ["-a", "~b", "+c", "+d"]);
        assert.deepEqual(shown({ a: 1 }, { a: null }), ["-a"]);
        assert.deepEqual(shown({ a: false, b: 0, c: "" }, { a: true, b: 1, c: "x" }), ["~a", "~b", "~c"]);
    });

    it("names the key that changed inside an object, quoted where it must be", () => {
        const previous = { tags: { Name: "a", "a.b/c": "1", gone: "x" } };
        const inputs = { tags: { Name: "b", "a.b/c": "2", new: "y" } };
        assert.deepEqual(shown(previous, inputs), ["~tags.Name", '~tags["a.b/c"]', "-tags.gone", "+tags.new"]);
    });

    it("shows a whole property where its kind changed", () => {
        assert.deepEqual(shown({ a: { b: 1 }, c: [1] }, { a: "text", c: { d: 1 } }), ["~a", "~c"]);
        assert.deepEqual(shown({}, { a: { b: 1 } }), ["+a"]);
    });

    it("names the item that changed in a list", () => {
        const previous = { rules: [{ port: 1 }, { port: 2 }, { port: 3 }] };
        assert.deepEqual(shown(previous, { rules: [{ port: 1 }, { port: 9 }] }), ["~rules[1].port", "-rules[2]"]);
        assert.deepEqual(shown({ list: ["a"] }, { list: ["b", "c"] }), ["~list[0]", "+list[1]"]);
    });

    it("does not see the order of a set", () => {
        assert.deepEqual(shown({ ids: ["a", "b"] }, { ids: ["b", "a"] }, sets), []);
        assert.deepEqual(shown({ ids: ["a", "b"] }, { ids: ["b", "a"] }), ["~ids[0]", "~ids[1]"]);
        assert.deepEqual(shown({ ids: ["a", "b", "a"] }, { ids: ["b", "a"] }, sets), []);
    });

    it("shows what joined a set and what left it, and loses neither where both stand at one index", () => {
        assert.deepEqual(shown({ ids: ["a", "b"] }, { ids: ["b", "c"] }, sets), ["-ids[0]", "+ids[1]"]);
        assert.deepEqual(shown({ ids: ["a", "b"] }, { ids: ["c", "b"] }, sets), ["~ids[0]"]);
        assert.deepEqual(shown({ config: { ids: ["a", "b"] } }, { config: { ids: ["b", "a", "c"] } }, sets), [
            "+config.ids[2]",
        ]);
    });

    it("leaves out what the provider alone reads", () => {
        assert.deepEqual(shown({ __defaults: ["name"] }, { __defaults: [], __meta: "x" }), []);
    });
});

describe("an unknown input", () => {
    it("counts as a change, since it may become one", () => {
        assert.deepEqual(shown({ a: "x", n: null }, { a: Unknown.value, b: Unknown.value, n: Unknown.value }), [
            "~a",
            "+b",
            "+n",
        ]);
    });

    it("is named inside an object, and stands for the whole of a list", () => {
        assert.deepEqual(shown({ a: { b: 1, c: 2 } }, { a: { b: 1, c: Unknown.value } }), ["~a.c"]);
        assert.deepEqual(shown({ ids: ["x", "y"] }, { ids: ["x", Unknown.value] }), ["~ids"]);
        assert.deepEqual(shown({}, { a: { b: Unknown.value } }), ["+a"]);
    });
});

describe("ignored changes", () => {
    const previous = { tags: { Name: "a", Owner: "x", "a.b": "1" }, rules: [{ port: 1 }, { port: 2 }], size: 1 };
    const inputs = { tags: { Name: "b", Owner: "y", "a.b": "2" }, rules: [{ port: 3 }, { port: 4 }], size: 2 };

    it("are left out at the path and below it", () => {
        assert.deepEqual(shown(previous, inputs, plain, ["tags", "rules[0]"]), ["~rules[1].port", "~size"]);
        assert.deepEqual(shown(previous, inputs, plain, ["tags.Name", 'tags["a.b"]', "rules"]), [
            "~size",
            "~tags.Owner",
        ]);
        assert.deepEqual(shown(previous, inputs, plain, ['tags["Name"]', "rules[*].port", "size"]), [
            "~tags.Owner",
            '~tags["a.b"]',
        ]);
        assert.deepEqual(shown(previous, inputs, plain, ["*"]), []);
    });

    it("leave out neither a longer name nor what stands above the path", () => {
        assert.deepEqual(shown({ tag: 1, tags: 1 }, { tag: 2, tags: 2 }, plain, ["tag"]), ["~tags"]);
        assert.deepEqual(shown({ tags: { Name: "a" } }, {}, plain, ["tags.Name"]), ["-tags"]);
    });

    it("at what is no path are passed over, as by the engine", () => {
        assert.deepEqual(shown({ a: 1 }, { a: 2 }, plain, ["", "a[", "]a", 'a["']), ["~a"]);
    });
});

describe("a replacement", () => {
    const rule: ReplacementRule = { ...plain, replaces: (property) => property === "vpc" };

    it("is marked on each change below a property that forces it, and on no other", () => {
        assert.deepEqual(shown({ vpc: { a: 1, b: 1 }, vpcName: 1 }, { vpc: { a: 2, c: 1 }, vpcName: 2 }, rule), [
            "~!vpc.a",
            "-!vpc.b",
            "+!vpc.c",
            "~vpcName",
        ]);
    });

    it("is marked for an unknown value, which the cloud could not take in place", () => {
        assert.deepEqual(shown({ vpc: "x" }, { vpc: Unknown.value }, rule), ["~!vpc"]);
    });
});

describe("for any two sets of inputs", () => {
    const json = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    const dropNulls = (values: Properties): Properties =>
        JSON.parse(JSON.stringify(values, (_key, value: unknown) => (value === null ? "null" : value))) as Properties;
    const inputs = json.map((values) => dropNulls(values as Properties));

    it("the difference is empty if and only if they are the same", () => {
        fc.assert(
            fc.property(inputs, inputs, (previous, news) => {
                assert.equal(detailedDiff(previous, news, plain).length === 0, sameValue(previous, news));
                assert.deepEqual(detailedDiff(previous, structuredClone(previous), plain), []);
            }),
        );
    });

    it("no path is named twice, with lists or with sets", () => {
        const list = fc.record({ ids: fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 5 }) });
        fc.assert(
            fc.property(list, list, (previous, news) => {
                for (const rule of [plain, sets]) {
                    const paths = detailedDiff(previous, news, rule).map(({ path }) => formatPath(path));
                    assert.equal(new Set(paths).size, paths.length);
                }
                const members = (values: { ids: string[] }): string => [...new Set(values.ids)].sort().join();
                assert.equal(detailedDiff(previous, news, sets).length === 0, members(previous) === members(news));
            }),
        );
    });
});
