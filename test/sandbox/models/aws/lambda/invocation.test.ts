import assert from "node:assert/strict";
import { invocationRefusals as refusals } from "../../../../../sandbox/models/aws/lambda/invocation";
import { LAMBDA_TYPES } from "../../../../../sandbox/models/aws/lambda/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { makeFunction } from "./functions";

const { invocation: INVOCATION } = LAMBDA_TYPES;

describe(INVOCATION, () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await makeFunction(cloud);
    });
    const inputs = (more: Properties = {}): Properties => ({ functionName: "reconciler", input: "{}", ...more });
    const make = (more: Properties = {}): Promise<Made> => cloud.create(INVOCATION, inputs(more));

    it("is a call each, of the newest version, and answers nothing", async () => {
        const { id, outputs } = await make();
        assert.match(id, /^reconciler_\$LATEST_[0-9a-f]{32}$/);
        assert.notEqual((await make()).id, id);
        assert.deepEqual([outputs["result"], outputs["lifecycleScope"]], ["null", "CREATE_ONLY"]);
    });

    it("is made anew for another input, or with CRUD called again", async () => {
        const once = await make();
        assert.deepEqual((await cloud.diff(INVOCATION, once.id, inputs({ input: "[]" }))).replaces, ["input"]);
        const crud = await make({ lifecycleScope: "CRUD" });
        const diff = await cloud.diff(INVOCATION, crud.id, inputs({ lifecycleScope: "CRUD", input: '{"a":1}' }));
        assert.deepEqual([diff.replaces, diff.changed], [[], ["input"]]);
    });

    it("is made anew for another function or trigger", async () => {
        const { id } = await make({ lifecycleScope: "CRUD" });
        const other = inputs({ lifecycleScope: "CRUD", functionName: "other", triggers: { a: "b" } });
        assert.deepEqual([...(await cloud.diff(INVOCATION, id, other)).replaces].sort(), ["functionName", "triggers"]);
    });

    it("refuses a function that does not exist", async () => {
        const error = await cloud.refuses(() => make({ functionName: "none" }), refusals.noFunction);
        assert.match(error.message, /Function not found: arn:aws:lambda:eu-central-1:111122223333:function:none$/);
    });

    checkTable(() => cloud, INVOCATION, [
        [refusals.json, "input", inputs({ input: "{" })],
        [refusals.object, "input", inputs({ input: "[]", lifecycleScope: "CRUD" })],
        [refusals.scope, "lifecycleScope", inputs({ lifecycleScope: "ALWAYS" })],
    ]);
});
