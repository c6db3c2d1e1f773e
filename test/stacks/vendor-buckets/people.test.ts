import assert from "node:assert/strict";
import { refusalOf, requirePeople, type Run } from "../../../stacks/vendor-buckets/people";

const PLAIN: Run = {
    preview: false,
    script: require.resolve("@pulumi/pulumi/cmd/run/index.js"),
    environment: { CI: "true" },
};

describe("a plain `pulumi up` of the vendor buckets", () => {
    it("is refused in CI, with the way out", () => {
        const refusal = refusalOf(PLAIN) ?? "";
        assert.match(refusal, /applied by people, and CI says that this is CI/);
        assert.match(refusal, /plinth up <environment> vendor-buckets/);
        assert.throws(() => requirePeople(PLAIN), /applied by people/);
    });

    it("goes on for people, in previews and in the sandbox", () => {
        assert.equal(refusalOf({ ...PLAIN, environment: {} }), undefined);
        assert.equal(refusalOf({ ...PLAIN, preview: true }), undefined);
        const sandbox = { CI: "true", PULUMI_DEBUG_PROVIDERS: "awsx:4001,aws:4000" };
        assert.equal(refusalOf({ ...PLAIN, environment: sandbox }), undefined);
        const others = { CI: "true", PULUMI_DEBUG_PROVIDERS: "random:4000" };
        assert.notEqual(refusalOf({ ...PLAIN, environment: others }), undefined);
    });

    it("isn't what runs inside another program, which asks by itself", () => {
        assert.equal(refusalOf({ ...PLAIN, script: "/usr/lib/node_modules/mocha/bin/mocha.js" }), undefined);
        assert.equal(refusalOf({ ...PLAIN, script: undefined }), undefined);
    });
});
