import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { GetItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startMoto, type RunningServer } from "../../../automation/servers/moto";
import { attributesOf, keyOf } from "../../../runtime/reconciler/dynamo-items";
import { dynamoClient, dynamoTable } from "../../../runtime/reconciler/dynamo-table";
import { acquire, release } from "../../../runtime/reconciler/protocol/concurrency";
import { settingsItem } from "../../../runtime/reconciler/protocol/items";
import { ConditionFailed } from "../../../runtime/reconciler/table";
import { motoTable, type MotoTable } from "./support/moto-table";
import { consumersAndReconcilerGetOn, transactionsAreWhole, writesAreCarriedOut } from "./support/protocol-cases";

const HERE = { region: "eu-central-1", credentials: { accessKeyId: "nobody", secretAccessKey: "none" } };
const BUCKET = "openai#concurrency";

describe("the protocol on moto, one call at a time", () => {
    let moto: RunningServer;
    let client: DynamoDBClient;
    let name: string;
    let served: MotoTable;

    before(async () => {
        moto = await startMoto();
        // A machine that is busy answers late.
        client = dynamoClient({ ...HERE, endpoint: moto.endpoint, answerMs: 60_000 });
    });

    after(async () => {
        client.destroy();
        await moto.stop();
    });

    beforeEach(async () => {
        name = `ontopix-vendor-buckets-${randomUUID()}`;
        served = await motoTable(client, name);
    });
    afterEach(() => served.remove());

    writesAreCarriedOut(() => served);
    transactionsAreWhole(() => served);
    consumersAndReconcilerGetOn(() => served);

    it("changes nothing by a transaction that is repeated with its token, known or, as here, forgotten", async () => {
        const { table, put, all } = served;
        await put(settingsItem(BUCKET, { kind: "concurrency", capacity: 2, refillRate: 0 }));
        const id = randomUUID();
        for (const writes of [acquire({ bucket: BUCKET, id, now: 1, expiresAt: 2 }), release({ bucket: BUCKET, id })]) {
            const token = randomUUID();
            await table.transact(writes, token);
            const before = await all();
            await assert.rejects(table.transact(writes, token), ConditionFailed);
            assert.deepEqual(await all(), before);
        }
    });

    it("takes attributes of other types for somebody else's, and leaves them where they are", async () => {
        const { table } = served;
        assert.equal(await table.get(BUCKET), undefined);
        const theirs = { owner: { M: { team: { S: "search" } } }, paused: { BOOL: false }, tags: { SS: ["a"] } };
        const ours = settingsItem(BUCKET, { kind: "concurrency", capacity: 2, refillRate: 0 });
        await client.send(new PutItemCommand({ TableName: name, Item: { ...attributesOf(ours), ...theirs } }));
        assert.deepEqual(await table.get(BUCKET), ours);
        await table.transact(acquire({ bucket: BUCKET, id: "one", now: 1, expiresAt: 2 }), randomUUID());
        const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: keyOf(BUCKET) }));
        assert.deepEqual(Item, { ...attributesOf({ ...ours, in_use: 1, revision: 1 }), ...theirs });
    });

    it("says of a table that isn't there that it isn't, and doesn't try again", async () => {
        const away = dynamoTable(client, "nowhere");
        await assert.rejects(away.get(BUCKET), { name: "ResourceNotFoundException" });
        await assert.rejects(away.scan({ segment: 0, segments: 1, limit: 1 }), { name: "ResourceNotFoundException" });
    });
});
