import assert from "node:assert/strict";
import fc from "fast-check";
import { translate, type ProgressEvent } from "../../../automation/progress/events";
import {
    CANARY,
    debug,
    DEFAULT_PROVIDER,
    finished,
    FIRST_UP,
    message,
    REFUSED,
    REPLACEMENT,
    STACK,
    started,
    summary,
    VPC,
} from "./sequences";

const diagnosticOf = (event: ProgressEvent | undefined) =>
    event?.kind === "diagnostic" ? event.diagnostic : assert.fail("no diagnostic");

describe("what is taken from an engine event", () => {
    it("is nothing of a debug message, whatever it says", () => {
        assert.equal(translate(debug()), undefined);
        fc.assert(fc.property(fc.string(), (text) => translate(message("debug", text)) === undefined));
    });

    it("is nothing of a message whose severity isn't known", () => {
        assert.equal(translate(message("trace", "words")), undefined);
    });

    it("is never a value of a resource, the configuration or a secret output", () => {
        for (const event of [...FIRST_UP, ...REPLACEMENT, ...REFUSED]) {
            assert.ok(!JSON.stringify(translate(event) ?? null).includes(CANARY), JSON.stringify(event));
        }
    });

    it("is the operation, the resource and the names of what differs", () => {
        const event = translate(started("update", VPC, { diffs: ["tags"], keys: null }));
        assert.deepEqual(event, {
            kind: "started",
            step: { urn: VPC, op: "update", changed: ["tags"], replacing: [] },
        });
    });

    it("is nothing of the engine's own default providers", () => {
        assert.equal(translate(started("create", DEFAULT_PROVIDER)), undefined);
        assert.equal(translate(finished("create", DEFAULT_PROVIDER)), undefined);
    });

    it("is a message without colours and without the newline at its end", () => {
        const event = translate(message("warning", "<{%fg 3%}>\u001b[33mcareful<{%reset%}>\n", VPC));
        assert.deepEqual(diagnosticOf(event), { severity: "warning", text: "careful", urn: VPC });
    });

    it("is nothing of passing status messages and empty ones", () => {
        const passing = { diagnosticEvent: { severity: "info", message: "still waiting", ephemeral: true } };
        assert.equal(translate(passing), undefined);
        assert.equal(translate(message("info", "<{%reset%}>\n")), undefined);
    });

    it("is the outputs at the end of the stack, secrets replaced at any depth", () => {
        const events = FIRST_UP.map(translate);
        const outputs = events.find((event) => event?.kind === "outputs");
        assert.deepEqual(outputs?.kind === "outputs" && outputs.outputs, {
            vpcId: "vpc-0a1b2c",
            subnets: ["subnet-1", "subnet-2"],
            password: "[secret]",
            nested: { token: "[secret]", port: 5432 },
        });
    });

    it("is the outputs of a preview with unknown values named", () => {
        const outputs = { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", port: 5432 };
        const event = translate(finished("create", STACK, { new: { outputs } }));
        assert.deepEqual(event?.kind === "outputs" && event.outputs, { id: "(known after up)", port: 5432 });
    });

    it("is the engine's counts, halves of replacements counted once", () => {
        const event = translate(summary({ create: 2, replace: 1, "create-replacement": 1, "delete-replaced": 1 }));
        assert.deepEqual(event, {
            kind: "counted",
            counts: { created: 2, updated: 0, replaced: 1, deleted: 0, imported: 0, read: 0, unchanged: 0 },
        });
    });

    it("is a policy's remark as it is, without the newline at its end", () => {
        const given = { message: "no\n", policyName: "encrypted", enforcementLevel: "mandatory" };
        assert.deepEqual(translate({ policyEvent: { ...given, resourceUrn: VPC } }), {
            kind: "policy",
            remark: { ...given, message: "no", resourceUrn: VPC },
        });
        assert.deepEqual(translate({ policyEvent: given }), { kind: "policy", remark: { ...given, message: "no" } });
    });
});
