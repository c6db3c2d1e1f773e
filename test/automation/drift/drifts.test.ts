import assert from "node:assert/strict";
import fc from "fast-check";
import type { DriftedProperty, RefreshEvent } from "../../../automation/drift/drifts";
import { driftOf, watchDrift } from "../../../automation/drift/drifts";
import type { RefreshStep } from "../../../automation/drift/properties";
import { formatPath } from "../../../sandbox/values";
import { BLINDED, changed, PROVIDER, ROLE, STACK, VPC } from "./steps";

function propertiesOf(step: RefreshStep): readonly DriftedProperty[] {
    return driftOf(step)?.properties ?? [];
}

describe("what a refresh finds changed", () => {
    it("is told with its resource, its path and both values", () => {
        const step = changed({ tags: { Name: "one" } }, { tags: { Name: "two" } }, { "tags.Name": "update" });
        assert.deepEqual(driftOf(step), {
            urn: VPC,
            resource: { name: "network-vpc", type: "aws:ec2:Vpc" },
            kind: "changed",
            properties: [{ path: "tags.Name", kind: "changed", was: "one", is: "two", secret: false }],
        });
    });

    it("is told in the order of the paths, one value only where something came or went", () => {
        const step = changed(
            { tags: { Gone: "x" }, ingress: [{ fromPort: 80 }] },
            { tags: { New: "y" }, ingress: [{ fromPort: 81 }] },
            { "tags.New": "add", "tags.Gone": "delete", "ingress[0].fromPort": "update" },
        );
        assert.deepEqual(propertiesOf(step), [
            { path: "ingress[0].fromPort", kind: "changed", was: 80, is: 81, secret: false },
            { path: "tags.Gone", kind: "removed", was: "x", secret: false },
            { path: "tags.New", kind: "added", is: "y", secret: false },
        ]);
    });

    it("is found at paths whatever the keys are", () => {
        const key = fc.string({ minLength: 1 }).filter((text) => !/["\\[\]]/.test(text) && !text.startsWith("aws:"));
        fc.assert(
            fc.property(key, fc.nat(), (name, value) => {
                const path = formatPath(["settings", name]);
                const step = changed(
                    { settings: { [name]: value } },
                    { settings: { [name]: value + 1 } },
                    { [path]: "update" },
                );
                assert.deepEqual(
                    propertiesOf(step).map(({ was, is }) => [was, is]),
                    [[value, value + 1]],
                );
            }),
        );
    });

    it("counts as changed where it would replace the resource, too", () => {
        const detail = { cidrBlock: { diffKind: "update-replace", inputDiff: true } };
        const step = {
            ...changed({ cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.1.0.0/16" }, {}),
            detailedDiff: detail,
        };
        assert.deepEqual(propertiesOf(step), [
            { path: "cidrBlock", kind: "changed", was: "10.0.0.0/16", is: "10.1.0.0/16", secret: false },
        ]);
    });

    it("has the values of the outputs where the provider speaks of these", () => {
        const step: RefreshStep = {
            ...changed({}, {}, {}),
            detailedDiff: { description: { diffKind: "add", inputDiff: false } },
            new: { inputs: {}, outputs: { description: "by hand" } },
        };
        assert.deepEqual(propertiesOf(step), [{ path: "description", kind: "added", is: "by hand", secret: false }]);
    });

    it("is told without values where the path leads nowhere, as with the hashes of some providers' sets", () => {
        const step = changed({ ingress: [1] }, { ingress: [2] }, { "ingress[3947261].fromPort": "update" });
        assert.deepEqual(propertiesOf(step), [{ path: "ingress[3947261].fromPort", kind: "changed", secret: false }]);
    });

    it("is worked out from the inputs where the provider names properties only", () => {
        const step: RefreshStep = {
            ...changed({ a: { x: 1, y: 1 }, b: 1, c: 1 }, { a: { x: 2, y: 1, z: 3 }, b: 2, c: 1 }, {}),
            diffs: ["a"],
            detailedDiff: null,
        };
        assert.deepEqual(propertiesOf(step), [
            { path: "a.x", kind: "changed", was: 1, is: 2, secret: false },
            { path: "a.z", kind: "added", is: 3, secret: false },
        ]);
        assert.deepEqual(
            propertiesOf({ ...step, diffs: null }).map(({ path }) => path),
            ["a.x", "a.z", "b"],
        );
    });
});

describe("what a refresh finds gone", () => {
    it("is a resource that the cloud no longer has", () => {
        const drift = driftOf({ op: "delete", urn: ROLE, old: { inputs: {}, outputs: {} } });
        assert.deepEqual(drift, {
            urn: ROLE,
            resource: { name: "role", type: "aws:iam:Role" },
            kind: "gone",
            properties: [],
        });
    });

    it("is not what an earlier run replaced and has yet to delete", () => {
        assert.equal(driftOf({ op: "delete", urn: ROLE, old: { inputs: {}, outputs: {}, delete: true } }), undefined);
    });
});

describe("what is no drift", () => {
    it("is an unchanged resource, and one that differs in outputs alone", () => {
        assert.equal(driftOf({ op: "same", urn: VPC, old: { inputs: {} }, new: { inputs: {} } }), undefined);
        const step = { ...changed({ a: 1 }, { a: 1 }, {}), diffs: null, detailedDiff: null };
        assert.equal(driftOf(step), undefined);
    });

    it("is anything of the stack itself or of a provider", () => {
        for (const urn of [STACK, PROVIDER]) {
            assert.equal(driftOf(changed({ region: "a" }, { region: "b" }, { region: "update" }, urn)), undefined);
        }
    });
});

describe("a watch on a refresh", () => {
    it("reads finished steps only, and tells what it found in the order of the URNs", () => {
        const { onEvent, drifts } = watchDrift();
        const metadata = changed({ a: 1 }, { a: 2 }, { a: "update" });
        onEvent({ resOutputsEvent: { metadata } });
        onEvent({ resOutputsEvent: { metadata: { op: "delete", urn: ROLE, old: {} } } });
        const others: RefreshEvent & Readonly<Record<string, unknown>> = {
            resourcePreEvent: { metadata },
            diagnosticEvent: { severity: "debug", message: "a=2" },
        };
        onEvent(others);
        assert.deepEqual(
            drifts().map(({ urn }) => urn),
            [ROLE, VPC],
        );
    });

    it("finds nothing where nothing was told", () => {
        assert.deepEqual(watchDrift().drifts(), []);
    });

    it("never tells a blinded secret as equal", () => {
        const step = changed({ password: BLINDED }, { password: BLINDED }, { password: "update" });
        assert.deepEqual(propertiesOf(step), [
            { path: "password", kind: "changed", was: "[secret]", is: "[secret]", secret: true },
        ]);
    });
});
