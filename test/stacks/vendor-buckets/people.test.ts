import assert from "node:assert/strict";
import { refusalOf, requirePeople, type Run } from "../../../stacks/vendor-buckets/people";

const CI_RUN: Run = { preview: false, asked: false, environment: { CI: "true" } };

describe("an update of the vendor buckets", () => {
    it("is refused in CI whatever runs it, with the way out", () => {
        const refusal = refusalOf(CI_RUN) ?? "";
        assert.match(refusal, /applied by people, and CI says that this is CI/);
        assert.match(refusal, /plinth up <environment> vendor-buckets/);
        assert.throws(() => requirePeople(CI_RUN), /applied by people/);
    });

    it("goes on for people, in previews and in the sandbox", () => {
        assert.equal(refusalOf({ ...CI_RUN, environment: {} }), undefined);
        assert.equal(refusalOf({ ...CI_RUN, preview: true }), undefined);
        const sandbox = { CI: "true", PULUMI_DEBUG_PROVIDERS: "awsx:4001,aws:4000" };
        assert.equal(refusalOf({ ...CI_RUN, environment: sandbox }), undefined);
        const others = { CI: "true", PULUMI_DEBUG_PROVIDERS: "random:4000" };
        assert.notEqual(refusalOf({ ...CI_RUN, environment: others }), undefined);
    });

    it("is left to whoever has asked before, and says so", () => {
        assert.equal(refusalOf({ ...CI_RUN, asked: true }), undefined);
    });
});
