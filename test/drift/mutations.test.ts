import assert from "node:assert/strict";
import fc from "fast-check";
import type { Properties } from "../../sandbox/values";
import { formatPath, sameValue, valueAt } from "../../sandbox/values";
import { altered, mutationsOf } from "./mutations";
import { inRounds } from "./rounds";

const INPUTS: Properties = {
    __defaults: ["name"],
    name: "web-1",
    port: 80,
    public: true,
    region: "eu-central-1",
    policy: '{"Statement":[]}',
    tags: { Name: "web" },
    blocks: [{ size: 1 }],
    members: ["a", "b"],
};
const OPTIONS = { unordered: new Set(["blocks"]), identity: new Set(["region"]) };

describe("mutations of a resource", () => {
    it("are one for each way in which each input can change", () => {
        assert.deepEqual(
            mutationsOf(INPUTS, OPTIONS).map(({ path, kind }) => `${kind} ${path}`),
            [
                "changed name",
                "removed name",
                "changed port",
                "removed port",
                "changed public",
                "removed public",
                "changed policy",
                "removed policy",
                "added tags.byHand",
                "changed tags.Name",
                "removed tags.Name",
                "removed tags",
                "added blocks[1]",
                "changed blocks[0]",
                "changed blocks[0]",
                "changed blocks[0]",
                "removed blocks",
                "added members[2]",
                "removed members[1]",
                "changed members[0]",
                "changed members[1]",
                "removed members",
            ],
        );
    });

    it("change what they say, and nothing that another path leads to", () => {
        for (const { apply, segments, path, was, is } of mutationsOf(INPUTS, OPTIONS)) {
            const after = apply(INPUTS);
            assert.ok(sameValue(valueAt(INPUTS, segments), was), path);
            assert.ok(sameValue(valueAt(after, segments), is), path);
            assert.ok(!sameValue(was, is), path);
            const [property = ""] = segments;
            assert.ok(sameValue({ ...after, [property]: null }, { ...INPUTS, [property]: null }), path);
        }
    });

    it("give every text, number and yes another one", () => {
        fc.assert(
            fc.property(fc.oneof(fc.boolean(), fc.integer(), fc.stringMatching(/^[a-z0-9./:-]*$/)), (value) => {
                assert.notEqual(altered(value), value);
                assert.equal(typeof altered(value), typeof value);
            }),
        );
    });

    it("are all made in one round or another, where they can be made together", () => {
        const mutations = mutationsOf(INPUTS, OPTIONS);
        const rounds = inRounds(mutations);
        const paths = (list: typeof mutations) => list.map(({ segments }) => formatPath(segments)).sort();
        assert.deepEqual(paths(rounds.flat()), paths(mutations));
        for (const round of rounds) {
            const after = round.reduce((values, { apply }) => apply(values), INPUTS);
            assert.ok(round.every(({ segments, is }) => sameValue(valueAt(after, segments), is)));
        }
    });
});
