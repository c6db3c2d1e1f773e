import assert from "node:assert/strict";
import path from "node:path";
import { blocks, findingsOf, type PolicyEngineEvent, undecidedCounts } from "../../../automation/policy/findings";
import { isPolicyNoise, policyConfig, policyOptions } from "../../../automation/policy/pack";
import { textOf } from "../../../policy/frame/policies";

const URN = "urn:pulumi:staging::test::aws:ec2/vpc:Vpc::vpc";
const event = (message: string, policyName = "log-retention", enforcementLevel = "mandatory"): PolicyEngineEvent => ({
    policyEvent: { message: `${message}\n`, policyName, resourceUrn: URN, enforcementLevel },
});

describe("findings from engine events", () => {
    it("have all that the pack wrote", () => {
        const text = textOf(
            { remedy: "Set it,\nor leave it" },
            { kind: "finding", urn: URN, path: "tags.a", message: "Missing" },
        );
        assert.deepEqual(findingsOf([event(text)]).findings, [
            {
                rule: "log-retention",
                urn: URN,
                message: "Missing",
                path: "tags.a",
                remedy: "Set it,\nor leave it",
                blocks: true,
            },
        ]);
    });

    it("have no path where it is the resource as a whole", () => {
        const text = textOf({ remedy: "Do" }, { kind: "finding", urn: URN, path: "", message: "Missing" });
        const [found] = findingsOf([event(text)]).findings;
        assert.equal(found?.path, undefined);
        assert.equal(found?.message, "Missing");
    });

    it("take what another pack says as it is", () => {
        assert.deepEqual(findingsOf([event("Just so", "theirs", "advisory")]).findings, [
            { rule: "theirs", urn: URN, message: "Just so", blocks: false },
        ]);
    });

    it("belong to one rule, whichever part of it spoke", () => {
        const { findings } = findingsOf([event("a", "encryption-at-rest"), event("b", "encryption-at-rest-stack")]);
        assert.deepEqual(
            findings.map(({ rule }) => rule),
            ["encryption-at-rest", "encryption-at-rest"],
        );
    });

    it("come once, though the engine tells of a replacement twice", () => {
        assert.equal(findingsOf([event("a"), event("a"), {}]).findings.length, 1);
    });

    it("are apart from what is undecided, which is counted by resources", () => {
        const undecided = (at: string): string => textOf({ remedy: "" }, { kind: "undecided", urn: URN, path: at });
        const report = findingsOf([
            event(undecided("a"), "iam-wildcards", "advisory"),
            event(undecided("b"), "iam-wildcards", "advisory"),
            event(undecided("a"), "log-retention", "advisory"),
        ]);
        assert.deepEqual(report.findings, []);
        assert.deepEqual(report.undecided[0], { rule: "iam-wildcards", urn: URN, path: "a" });
        assert.deepEqual(undecidedCounts(report), { "iam-wildcards": 1, "log-retention": 1 });
    });

    it("block at every level but those that only tell", () => {
        assert.deepEqual(["mandatory", "remediate", "warning", "advisory", "disabled"].map(blocks), [
            true,
            true,
            false,
            false,
            false,
        ]);
    });
});

describe("the pack for a run", () => {
    it("is started by the official program where there is one", () => {
        const { env, policyPacks } = policyOptions("/repo", { PATH: "/usr/bin", HOME: "/home" });
        assert.deepEqual(env, {
            HOME: "/home",
            PATH: ["/usr/bin", path.join("/repo", "engine", "analyzer")].join(path.delimiter),
        });
        assert.deepEqual(policyPacks, [path.join("/repo", "policy")]);
    });

    it("has a configuration by rule", () => {
        assert.deepEqual(JSON.parse(policyConfig({ prefix: "acme", environment: "blue" })), {
            "fixed-names": { prefix: "acme", environment: "blue" },
        });
    });

    it("knows what the engine says of our program on the PATH", () => {
        assert.ok(
            isPolicyNoise("using pulumi-analyzer-policy from $PATH at /repo/engine/analyzer/pulumi-analyzer-policy"),
        );
        assert.ok(!isPolicyNoise("using pulumi-resource-aws from $PATH at /x"));
    });
});
