import assert from "node:assert/strict";
import { duration } from "../../../automation/progress/style";
import { isNoise, plainText, withoutTrace } from "../../../automation/progress/text";
import { isDefaultProvider, isStack, nameOf } from "../../../automation/progress/urn";
import { DEFAULT_PROVIDER, REFUSAL, STACK, VPC } from "./sequences";

describe("words of the engine", () => {
    it("lose colour directives, terminal escapes and carriage returns", () => {
        assert.equal(plainText("<{%fg 1%}>\u001b[1merror\u001b[0m<{%reset%}>\r\n"), "error");
    });

    it("lose the stack trace and keep where in our program it began", () => {
        const thrown = [
            "Unhandled exception: Error: the CIDR is too small",
            "    at plan (/repo/node_modules/@pulumi/pulumi/resource.js:1:2)",
            "    at Object.<anonymous> (node:internal/modules/cjs/loader:1207:15)",
            "    at foundationProgram (/repo/index.ts:12:5)",
            "    at async run (/repo/other.ts:1:1)",
        ].join("\n");
        assert.deepEqual(withoutTrace(thrown), { text: "the CIDR is too small", origin: "/repo/index.ts:12:5" });
    });

    it("keep every line that isn't part of a trace", () => {
        const text = "3 faults:\n  - a\n  - b at noon";
        assert.deepEqual(withoutTrace(text), { text });
    });

    it("are an echo when they only follow from another error", () => {
        assert.ok(isNoise("grpc: the client connection is closing"));
        assert.ok(isNoise("update failed"));
        assert.ok(isNoise("update canceled"));
        assert.ok(isNoise("rpc error: code = Canceled desc = context canceled"));
    });

    it("are no echo when they say what was refused", () => {
        assert.ok(!isNoise(REFUSAL));
        assert.ok(!isNoise("update failed: VpcLimitExceeded"));
        assert.ok(!isNoise("rpc error: code = Unknown desc = the zone is closed"));
    });
});

describe("a URN", () => {
    it("gives the name and a short type", () => {
        assert.deepEqual(nameOf(VPC), { name: "network-vpc", type: "aws:ec2:Vpc" });
        assert.deepEqual(nameOf(STACK), { name: "foundation-staging", type: "pulumi:pulumi:Stack" });
    });

    it("may hold the separator in the name", () => {
        const urn = "urn:pulumi:staging::p::kubernetes:core/v1:ConfigMap::a::b";
        assert.deepEqual(nameOf(urn), { name: "a::b", type: "kubernetes:core:ConfigMap" });
    });

    it("that is none is shown as it is", () => {
        assert.deepEqual(nameOf("something"), { name: "something", type: "" });
    });

    it("tells default providers from explicit ones, and the stack from its resources", () => {
        assert.ok(isDefaultProvider(DEFAULT_PROVIDER));
        assert.ok(isDefaultProvider("urn:pulumi:s::p::pulumi:providers:aws::default_7_48_0"));
        assert.ok(!isDefaultProvider("urn:pulumi:s::p::pulumi:providers:aws::aws"));
        assert.ok(!isDefaultProvider("urn:pulumi:s::p::pulumi:providers:aws::default-east"));
        assert.ok(isStack(STACK));
        assert.ok(!isStack(VPC));
    });
});

describe("a duration", () => {
    for (const [ms, text] of [
        [0, "0.0 s"],
        [9_940, "9.9 s"],
        [9_960, "10 s"],
        [59_400, "59 s"],
        [59_600, "1 min 0 s"],
        [200_000, "3 min 20 s"],
    ] as const) {
        it(`of ${ms} ms reads ${text}`, () => assert.equal(duration(ms), text));
    }
});
