import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { policyConfigOf } from "../../../automation/policy/settings";

const configOf = (config: Readonly<Record<string, unknown>>): unknown => JSON.parse(policyConfigOf(config, "blue"));

describe("what the policy pack is told of a stack", () => {
    it("is its prefix and its environment", () => {
        assert.deepEqual(configOf({ "plinth:prefix": "acme" }), {
            "fixed-names": { prefix: "acme", environment: "blue" },
        });
    });

    it("is the names that documents give", () => {
        const contractNames = ["acme-uploads", "writer-blue"];
        assert.deepEqual(configOf({ "plinth:prefix": "acme", "plinth:contractNames": contractNames }), {
            "fixed-names": { prefix: "acme", environment: "blue", contractNames },
        });
    });

    it("is nothing of a stack whose config has no prefix", () => {
        assert.deepEqual(configOf({}), {});
    });

    it("is which rules the stack relaxes, in both their parts, beside their settings", () => {
        const relaxedPolicies = ["deletion-protection", "fixed-names"];
        assert.deepEqual(configOf({ "plinth:prefix": "acme", "plinth:relaxedPolicies": relaxedPolicies }), {
            "deletion-protection": { enforcementLevel: "advisory" },
            "deletion-protection-stack": { enforcementLevel: "advisory" },
            "fixed-names": { prefix: "acme", environment: "blue", enforcementLevel: "advisory" },
            "fixed-names-stack": { enforcementLevel: "advisory" },
        });
    });

    it("isn't written when a relaxed rule isn't there; the fault lists those there are", () => {
        const relax = (): string => policyConfigOf({ "plinth:relaxedPolicies": ["deletion", "open-ingress"] }, "blue");
        assert.throws(relax, (error) => {
            assert.ok(error instanceof CommandFault);
            assert.equal(error.message, "plinth:relaxedPolicies names no rule: deletion");
            assert.match(error.advice.join(), /deletion-protection, .*open-ingress/);
            return true;
        });
    });
});
