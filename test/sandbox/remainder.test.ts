import assert from "node:assert/strict";
import { remainderOf } from "../../sandbox/remainder";
import type { WorldRecord } from "../../sandbox/worlds/records";
import { memoryStore, Worlds } from "../../sandbox/worlds/worlds";

const SECRET = "aws:secretsmanager/secret:Secret (pending deletion)";

async function put(worlds: Worlds, scope: string, record: Partial<WorldRecord> & { id: string }): Promise<void> {
    const whole = { region: "eu-central-1", type: SECRET, inputs: {}, outputs: {}, secrets: [], ...record };
    await worlds.transact(scope, { action: "delete", type: whole.type, region: whole.region }, (draft) => {
        draft.put(whole);
        return { id: record.id };
    });
}

describe("what a destroy leaves behind", () => {
    it("is nothing where nothing is marked", async () => {
        const worlds = new Worlds(memoryStore());
        await put(worlds, "aws/111122223333", { id: "live" });
        assert.deepEqual(remainderOf(worlds), []);
    });

    it("is listed over all worlds, in order, with its reason", async () => {
        const worlds = new Worlds(memoryStore());
        const why = "in its recovery window for 7 days";
        await put(worlds, "aws/444455556666", { id: "b", remainder: why });
        await put(worlds, "aws/111122223333", { id: "b", remainder: why });
        await put(worlds, "aws/111122223333", { id: "a", remainder: why });
        await put(worlds, "aws/111122223333", { id: "z", region: "eu-west-1", type: "a:b/c:C", remainder: "kept" });
        await put(worlds, "aws/111122223333", { id: "live" });
        assert.deepEqual(remainderOf(worlds), [
            { scope: "aws/111122223333", region: "eu-central-1", type: SECRET, id: "a", why },
            { scope: "aws/111122223333", region: "eu-central-1", type: SECRET, id: "b", why },
            { scope: "aws/111122223333", region: "eu-west-1", type: "a:b/c:C", id: "z", why: "kept" },
            { scope: "aws/444455556666", region: "eu-central-1", type: SECRET, id: "b", why },
        ]);
    });
});
