import assert from "node:assert/strict";
import fc from "fast-check";
import type { Drift } from "../../../automation/drift/drifts";
import { driftAdvice, driftJson, driftLines } from "../../../automation/drift/report";
import { inSight } from "../../../automation/drift/values";
import { ROLE, VPC } from "./steps";

const CHANGED: Drift = {
    urn: VPC,
    resource: { name: "network-vpc", type: "aws:ec2:Vpc" },
    kind: "changed",
    properties: [
        { path: "enableDnsSupport", kind: "changed", was: true, is: false, secret: false },
        { path: "tags.New", kind: "added", is: "by hand", secret: false },
        { path: "tags.Old", kind: "removed", was: "gone", secret: false },
        { path: "token", kind: "changed", was: "[secret]", is: "[secret]", secret: true },
        { path: "unseen[123]", kind: "changed", secret: false },
    ],
};
const GONE: Drift = { urn: ROLE, resource: { name: "role", type: "aws:iam:Role" }, kind: "gone", properties: [] };
const COMMANDS = { refresh: "plinth refresh staging", up: "plinth up staging" };

describe("drift as people read it", () => {
    it("says per resource what the state says and what the cloud says", () => {
        assert.deepEqual(driftLines([CHANGED, GONE]), [
            "  ~ network-vpc  aws:ec2:Vpc",
            `      ${VPC}`,
            "      ~ enableDnsSupport  true -> false",
            '      + tags.New          (not set) -> "by hand"',
            '      - tags.Old          "gone" -> (not set)',
            "      ~ token             [secret] -> another [secret]",
            "      ~ unseen[123]       differs",
            "  - role  aws:iam:Role  deleted in the cloud",
            `      ${ROLE}`,
        ]);
    });

    it("cuts long values around their difference, and has them whole where all is asked for", () => {
        const [was, is] = ["a", "b"].map((letter) => `${"x".repeat(200)}${letter}${"y".repeat(200)}`);
        assert.ok(was !== undefined && is !== undefined);
        const drift = { ...CHANGED, properties: [{ path: "d", kind: "changed", was, is, secret: false }] } as const;
        const [, , line = ""] = driftLines([drift]);
        assert.match(line, /…x{15}ay+… -> …x{15}by+…$/);
        assert.ok(driftLines([drift], { verbose: true }).some((whole) => whole.includes(was) && whole.includes(is)));
    });
});

describe("two values in sight", () => {
    it("are as they were where both are short", () => {
        assert.deepEqual(inSight("one", "two"), ["one", "two"]);
        assert.deepEqual(inSight(undefined, "two"), [undefined, "two"]);
    });

    it("are never longer than the line has room, and different where they were", () => {
        fc.assert(
            fc.property(fc.string({ maxLength: 300 }), fc.string(), fc.string(), (start, left, right) => {
                const [was = "", is = ""] = inSight(start + left, start + right, 40);
                assert.ok(was.length <= 40 && is.length <= 40);
                assert.equal(was === is, left === right);
            }),
        );
    });
});

describe("what to do about drift", () => {
    it("is nothing where there is none", () => {
        assert.deepEqual(driftAdvice([], COMMANDS), []);
    });

    it("names both commands, and says that looking changed nothing", () => {
        const text = driftAdvice([CHANGED, GONE], COMMANDS).join("\n");
        assert.match(text, /Nothing was changed/);
        assert.match(text, /`plinth refresh staging`.*`plinth up staging`/);
    });

    it("warns of what is made anew and of what is taken away, where there is any of it", () => {
        const [added] = CHANGED.properties.filter(({ kind }) => kind === "added");
        assert.ok(added);
        const both = driftAdvice([{ ...CHANGED, properties: [added] }, GONE], COMMANDS).join("\n");
        assert.match(both, /makes anew/);
        assert.match(both, /takes away/);
        const [first] = CHANGED.properties;
        assert.ok(first);
        const none = driftAdvice([{ ...CHANGED, properties: [first] }], COMMANDS).join("\n");
        assert.doesNotMatch(none, /makes anew|takes away/);
    });
});

describe("drift as machines read it", () => {
    it("has name and type beside the URN, and everything whole", () => {
        assert.deepEqual(driftJson([CHANGED, GONE]), [
            {
                urn: VPC,
                name: "network-vpc",
                type: "aws:ec2:Vpc",
                kind: "changed",
                properties: CHANGED.properties,
            },
            { urn: ROLE, name: "role", type: "aws:iam:Role", kind: "gone", properties: [] },
        ]);
    });
});
