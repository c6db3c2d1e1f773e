import assert from "node:assert/strict";
import type { RefreshStep } from "../../../automation/drift/properties";
import { changesOf } from "../../../automation/drift/properties";
import { isNoise, NOISE } from "../../../automation/drift/noise";
import { typeOf } from "../../../automation/progress/urn";
import { BLINDED, changed, DEPLOYMENT, ROLE, VPC } from "./steps";

/** One difference that each rule covers, and one beside it that it must not cover. */
const CASES: Readonly<
    Record<string, { readonly quiet: readonly RefreshStep[]; readonly told: readonly RefreshStep[] }>
> = {
    "notes of the provider": {
        quiet: [changed({ __defaults: [] }, { __defaults: ["name"] }, { __defaults: "update" })],
        told: [changed({ defaults: [] }, { defaults: ["name"] }, { defaults: "update" })],
    },
    "the same value": {
        quiet: [changed({ rules: [{ a: 1 }] }, { rules: [{ a: 1 }] }, { rules: "update" })],
        told: [
            changed({ rules: [{ a: BLINDED }] }, { rules: [{ a: BLINDED }] }, { rules: "update" }),
            changed({ rules: [{ a: 1 }] }, { rules: [{ a: 2 }] }, { rules: "update" }),
        ],
    },
    "numbers and yes as texts": {
        quiet: [changed({ port: 80 }, { port: "80" }, { port: "update" })],
        told: [
            changed({ port: 80 }, { port: "81" }, { port: "update" }),
            // In a cluster a text is the name of a port.
            changed({ port: 80 }, { port: "80" }, { port: "update" }, DEPLOYMENT),
        ],
    },
    "the same document": {
        quiet: [changed({ d: '{"a":1,"b":[2]}' }, { d: '{ "b": [2],\n "a": 1 }' }, { d: "update" })],
        told: [
            changed({ d: '{"a":[1,2]}' }, { d: '{"a":[2,1]}' }, { d: "update" }),
            changed({ d: "a b" }, { d: "a  b" }, { d: "update" }),
            changed({ d: "{a b" }, { d: "{a  b" }, { d: "update" }),
        ],
    },
    "the same policy": {
        quiet: [
            changed(
                { policy: '{"Statement":[{"Action":["a:B","a:C"],"Resource":"*"}]}' },
                { policy: '{"Statement":{"Action":["a:C","a:B"],"Resource":["*"]}}' },
                { policy: "update" },
                ROLE,
            ),
        ],
        told: [
            changed(
                { policy: '{"Statement":[{"Action":"a:B"}]}' },
                { policy: '{"Statement":[{"Action":"a:*"}]}' },
                { policy: "update" },
                ROLE,
            ),
        ],
    },
    "tags of AWS itself": {
        quiet: [
            changed({ tags: {} }, { tags: { "aws:x": "y" } }, { 'tags["aws:x"]': "add" }),
            changed({}, { tags: { "aws:x": "y" } }, { tags: "add" }),
            changed({ tags: [] }, { tags: [{ key: "aws:x", value: "y" }] }, { "tags[0]": "add" }),
        ],
        told: [
            changed({ tags: {} }, { tags: { "my-aws:x": "y" } }, { 'tags["my-aws:x"]': "add" }),
            changed({}, { tags: { "aws:x": "y", Name: "z" } }, { tags: "add" }),
            changed({ tags: [] }, { tags: [{ key: "Name", value: "aws:x" }] }, { "tags[0]": "add" }),
        ],
    },
    "tags as a whole": {
        quiet: [changed({ tagsAll: { a: "1" } }, { tagsAll: { a: "2" } }, { "tagsAll.a": "update" })],
        told: [changed({ tags: { a: "1" } }, { tags: { a: "2" } }, { "tags.a": "update" })],
    },
    "nothing and empty": {
        quiet: [
            changed({}, { tags: {} }, { tags: "add" }),
            changed({ description: "" }, {}, { description: "delete" }),
        ],
        told: [
            changed({ tags: {} }, { tags: { Note: "" } }, { "tags.Note": "add" }),
            changed({}, {}, { "rules[123].unseen": "update", unseen: "update" }),
            // An empty volume is one all the same.
            changed({}, { emptyDir: {} }, { emptyDir: "add" }, DEPLOYMENT),
        ],
    },
    "fields of the API server": {
        quiet: [
            changed(
                { metadata: { resourceVersion: "1" }, status: {} },
                { metadata: { resourceVersion: "2" }, status: { replicas: 1 } },
                { "metadata.resourceVersion": "update", "status.replicas": "add" },
                DEPLOYMENT,
            ),
        ],
        told: [
            changed(
                { metadata: { labels: { a: "1" } } },
                { metadata: { labels: { a: "2" } } },
                { "metadata.labels.a": "update" },
                DEPLOYMENT,
            ),
            changed({ status: "ENABLED" }, { status: "DISABLED" }, { status: "update" }),
        ],
    },
    "annotations of controllers": {
        quiet: [
            changed(
                { metadata: {} },
                { metadata: { annotations: { "deployment.kubernetes.io/revision": "2" } } },
                { "metadata.annotations": "add" },
                DEPLOYMENT,
            ),
        ],
        told: [
            changed(
                { metadata: {} },
                { metadata: { annotations: { "example.com/owner": "somebody" } } },
                { "metadata.annotations": "add" },
                DEPLOYMENT,
            ),
        ],
    },
};

function isAllNoise(step: RefreshStep): boolean {
    return changesOf(step).every((change) => isNoise(typeOf(step.urn), change));
}

describe("noise", () => {
    it("has a case for every rule, and no other", () => {
        assert.deepEqual(
            NOISE.map(({ name }) => name),
            Object.keys(CASES),
        );
    });

    for (const [name, { quiet, told }] of Object.entries(CASES)) {
        it(`keeps quiet about ${name}, and about nothing beside`, () => {
            assert.deepEqual(
                quiet.map(isAllNoise),
                quiet.map(() => true),
            );
            for (const step of told) {
                const silenced = changesOf(step).filter((change) => isNoise(typeOf(step.urn), change));
                assert.deepEqual(silenced, []);
            }
        });

        it(`needs its rule for ${name}`, () => {
            const others = NOISE.filter((rule) => rule.name !== name);
            const isQuietWithout = quiet.map((step) =>
                changesOf(step).every((change) => others.some(({ covers }) => covers(change))),
            );
            assert.ok(isQuietWithout.includes(false));
        });
    }

    it("of one property doesn't hide another of the same resource", () => {
        const step = changed(
            { tagsAll: { a: "1" }, x: 1 },
            { tagsAll: { a: "2" }, x: 2 },
            { "tagsAll.a": "update", x: "update" },
        );
        const told = changesOf(step).filter((change) => !isNoise(typeOf(VPC), change));
        assert.deepEqual(
            told.map(({ path }) => path),
            ["x"],
        );
    });
});
