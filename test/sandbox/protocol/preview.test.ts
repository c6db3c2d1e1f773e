import assert from "node:assert/strict";
import { previewCreate, previewUpdate } from "../../../sandbox/protocol/preview";
import { Unknown } from "../../../sandbox/values";

describe("the preview of a creation", () => {
    it("echoes the inputs and promises nothing else", () => {
        const inputs = { name: "web", vpcId: Unknown.value, __defaults: ["name"], __meta: "{}" };
        assert.deepEqual(previewCreate(inputs), { name: "web", vpcId: Unknown.value });
    });
});

describe("the preview of an update", () => {
    const outputs = { id: "i-1", arn: "arn:1", size: 1, name: "web", monitoring: false };

    it("keeps the attributes of the resource and takes over the new inputs", () => {
        const predicted = previewUpdate(
            outputs,
            { size: 1, name: "web" },
            { size: 2, name: "web", __defaults: ["name"] },
        );
        assert.deepEqual(predicted, { id: "i-1", arn: "arn:1", size: 2, name: "web", monitoring: false });
    });

    it("leaves out an attribute whose input was dropped: its default is not known yet", () => {
        const predicted = previewUpdate(outputs, { size: 1, name: "web" }, { name: "web" });
        assert.deepEqual(predicted, { id: "i-1", arn: "arn:1", name: "web", monitoring: false });
    });

    it("shows an input that is not known yet as unknown, in place of the old value", () => {
        assert.equal(previewUpdate(outputs, { size: 1 }, { size: Unknown.value })["size"], Unknown.value);
    });
});
