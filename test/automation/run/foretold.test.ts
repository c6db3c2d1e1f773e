import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { SECRET, UNKNOWN } from "../../../automation/progress/outputs";
import { withForetold } from "../../../automation/run/foretold";
import { previewedOutputsOf } from "../../../contracts/previewed";

/** What a program sees of a project's outputs. */
async function seen(outputs: Parameters<typeof withForetold>[1]): Promise<unknown> {
    const program = withForetold(
        () => (async () => ({ seen: await previewedOutputsOf("organization/base/staging") }))(),
        outputs,
    );
    return (await program())["seen"];
}

describe("what a preview hands on", () => {
    it("is the values, at any depth", async () => {
        const outputs = { id: "vpc-1", port: 5432, zones: ["a", "b"], arns: { api: "arn:1" }, on: true };
        assert.deepEqual(await seen({ "base/staging": outputs }), outputs);
    });

    it("is unknown where the engine doesn't know or doesn't tell", async () => {
        assert.deepEqual(await seen({ "base/staging": { a: UNKNOWN, b: [UNKNOWN, "x"], c: { d: SECRET } } }), {
            a: pulumi.unknown,
            b: [pulumi.unknown, "x"],
            c: { d: pulumi.unknown },
        });
    });

    it("is waited for while the other stack is still being previewed", async () => {
        assert.deepEqual(await seen({ "base/staging": Promise.resolve({ id: UNKNOWN }) }), { id: pulumi.unknown });
    });

    it("is nothing of projects that weren't previewed, and nothing outside of the program", async () => {
        assert.equal(await seen({ "base/production": { id: "1" } }), undefined);
        assert.equal(await seen({}), undefined);
        await seen({ "base/staging": { id: "1" } });
        assert.equal(previewedOutputsOf("organization/base/staging"), undefined);
    });
});
