/** What holds for all rules together. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { policiesOf } from "../../policy/frame/policies";
import type { Rule } from "../../policy/frame/rule";
import { RULES } from "../../policy/rules";
import { DEFAULT_SETTINGS, SETTINGS_SCHEMA } from "../../policy/settings";
import { type Given, judge, UNKNOWN } from "./support";

const repository = path.resolve(__dirname, "..", "..");
const stems = (folder: string): string[] =>
    readdirSync(path.join(repository, folder))
        .map((file) => file.replace(/(\.test)?\.ts$/, ""))
        .filter((stem) => stem !== "index")
        .sort();
const ids = RULES.map(({ id }) => id).sort();

describe("the policy pack", () => {
    it("has a file, a spec and a chapter for each rule", () => {
        assert.deepEqual(stems("policy/rules"), ids);
        assert.deepEqual(stems("test/policy/rules"), ids);
        const chapters = readFileSync(path.join(repository, "docs/policy.md"), "utf8").matchAll(/^### `([a-z-]+)`/gm);
        assert.deepEqual([...chapters].map(([, id]) => id).sort(), ids);
    });

    it("makes every policy mandatory, none advisory by accident", () => {
        const policies = policiesOf(RULES);
        assert.deepEqual([...new Set(policies.map(({ enforcementLevel }) => enforcementLevel))], ["mandatory"]);
        assert.equal(new Set(policies.map(({ name }) => name)).size, policies.length);
        // A key of a pack's configuration that stands for every policy.
        assert.ok(policies.every(({ name }) => name !== "all"));
    });

    it("says of each rule what it is, why, what to do and who else asks for it", () => {
        for (const { id, title, description, remedy, anchors, checkResource, checkStack } of RULES) {
            assert.match(id, /^[a-z]+(-[a-z]+)*$/);
            assert.ok(title.length > 15 && description.length > 60 && remedy.length > 30 && anchors.length > 0, id);
            assert.ok(checkResource !== undefined || checkStack !== undefined, id);
        }
    });

    it("declares each setting, and a rule for each", () => {
        const used = new Set(RULES.flatMap(({ settings = [] }) => settings));
        assert.deepEqual([...used].sort(), Object.keys(SETTINGS_SCHEMA).sort());
        assert.ok(Object.keys(DEFAULT_SETTINGS).every((key) => key in SETTINGS_SCHEMA));
    });

    it("lets a rule fail loudly, so that a mistake in it can't pass for consent", () => {
        const faulty: Rule = {
            ...(RULES[0] as Rule),
            checkResource: () => {
                throw new TypeError("a mistake");
            },
        };
        assert.throws(() => judge([faulty], { resources: [{ type: "aws:ec2/vpc:Vpc", props: {} }] }), /a mistake/);
    });
});

/** Types that a rule looks at, from the rules' own text. */
const TYPES = [
    ...new Set(
        [...stems("policy/rules").map((stem) => `policy/rules/${stem}.ts`), "policy/frame/security-graph.ts"].flatMap(
            (file) =>
                [...readFileSync(path.join(repository, file), "utf8").matchAll(/"(aws:\w+\/\w+:\w+)"/g)].map(
                    ([, type]) => type ?? "",
                ),
        ),
    ),
];

/** Properties that a rule looks at, so that arbitrary states go deep. */
const PROPERTIES = [
    ...new Set(
        stems("policy/rules").flatMap((stem) =>
            [...readFileSync(path.join(repository, `policy/rules/${stem}.ts`), "utf8").matchAll(/at\("(\w+)"/g)].map(
                ([, property]) => property ?? "",
            ),
        ),
    ),
    ...["ingress", "cidrBlocks", "securityGroups", "cidrIpv4", "policy", "containerDefinitions", "forceDestroy", "id"],
];

const TEXTS = [
    "",
    "true",
    "0",
    "{",
    "[]",
    '{"Statement":[{"Effect":"Allow","Action":{},"Principal":[1]}]}',
    UNKNOWN,
    "::",
];

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom<unknown>(null, undefined, true, false, 0, -1, 1e300, NaN, ...TEXTS),
        fc.string(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...PROPERTIES), fc.string()), tie("value"), { maxKeys: 6 }),
    ),
}));

const properties = fc.dictionary(fc.constantFrom(...PROPERTIES), anything, { maxKeys: 12 });

const resource: fc.Arbitrary<Given> = fc.record({
    type: fc.oneof(fc.constantFrom(...TYPES), fc.string()),
    name: fc.constantFrom("network-rds", "network-alb", "a", ""),
    props: properties,
    sources: fc.dictionary(
        fc.constantFrom("securityGroupId", "bucket", "vpcSecurityGroupIds", "ingress", "listenerArn", "prefixListId"),
        fc.constant(["a", "network-rds"]),
    ),
    provider: fc.dictionary(fc.constant("defaultTags"), anything),
});

describe("the pack on an arbitrary state", () => {
    it("knows the types and properties that rules look at", () => {
        assert.ok(TYPES.length > 30 && PROPERTIES.length > 30);
    });

    it("never throws, and judges it the same each time", () => {
        fc.assert(
            fc.property(
                fc.array(resource, { maxLength: 6 }),
                fc.constantFrom("staging", "production"),
                (resources, stack) => {
                    assert.deepEqual(judge(RULES, { resources, stack }), judge(RULES, { resources, stack }));
                },
            ),
            { numRuns: 150 },
        );
    });

    it("finds nothing less when something else is not known", () => {
        const bad: Given = { type: "aws:cloudwatch/logGroup:LogGroup", name: "bad", props: {} };
        fc.assert(
            fc.property(fc.array(resource, { maxLength: 4 }), (resources) => {
                const { findings } = judge(RULES, { resources: [...resources, bad] });
                assert.ok(findings.some(({ rule, urn }) => rule === "log-retention" && urn.endsWith("::bad")));
            }),
            { numRuns: 100 },
        );
    });
});
