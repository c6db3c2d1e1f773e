import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type BucketSettings, RequestFault, requestOf, tableNameOf } from "../../../runtime/bucket-settings/request";
import { NoBucket, writeSettings } from "../../../runtime/bucket-settings/write";
import { type Answer, serveTable, type TableServer } from "../reconciler/support/dynamo-server";
import { ModelTable } from "../reconciler/support/model-table";

const RATE = { key: "openai#rpm", kind: "rate", capacity: 500, refillRate: 8.5 } as const;
const DENIED: Answer = { status: 400, body: { __type: "com.amazon.coral.service#AccessDeniedException" } };

describe("what is asked for of a bucket", () => {
    it("is what the program says of it", () => {
        assert.deepEqual(requestOf({ bucket: RATE, tf: { action: "create" } }), RATE);
        const slots = { key: "openai#slots", kind: "concurrency", capacity: 0 };
        assert.deepEqual(requestOf({ bucket: slots, tf: { action: "update", prev_input: { bucket: RATE } } }), slots);
    });

    it("is nothing where it goes: its item is deleted by what made it", () => {
        assert.equal(requestOf({ bucket: RATE, tf: { action: "delete" } }), undefined);
    });

    it("is refused with all of its faults", () => {
        assert.throws(
            () => requestOf({ bucket: { key: "lease#a#b", kind: "both", capacity: 1.5, refillRate: 1 } }),
            (error) => {
                assert.ok(error instanceof RequestFault);
                assert.equal(error.message.split("\n").length, 5);
                return true;
            },
        );
        for (const event of [
            undefined,
            "text",
            {},
            { bucket: { ...RATE, refillRate: 0 } },
            { bucket: { ...RATE, refillRate: "8" } },
            { bucket: { ...RATE, refillRate: true } },
            { bucket: { ...RATE, capacity: "8" } },
            { bucket: { ...RATE, key: "a" } },
        ]) {
            assert.throws(() => requestOf(event), RequestFault, JSON.stringify(event));
        }
    });
});

describe("the table whose buckets are written", () => {
    it("is the one in the function's environment", () => {
        assert.equal(tableNameOf({ TABLE_NAME: "buckets" }), "buckets");
    });

    it("is asked for by the variable's name where there is none", () => {
        for (const environment of [{}, { TABLE_NAME: "" }]) {
            assert.throws(() => tableNameOf(environment), /TABLE_NAME: not set/);
        }
    });
});

describe("the program's part of a bucket", () => {
    let model: ModelTable;
    let server: TableServer;
    let client: DynamoDBClient;
    let denials: number;
    const paused: number[] = [];
    const write = (settings: BucketSettings = RATE): Promise<void> =>
        writeSettings(settings, { client, tableName: "buckets", pause: (ms) => (paused.push(ms), pause(0)) });

    beforeEach(async () => {
        [model, denials] = [new ModelTable(), 0];
        paused.length = 0;
        server = await serveTable(model, { instead: () => (denials-- > 0 ? DENIED : undefined) });
        const credentials = { accessKeyId: "nobody", secretAccessKey: "none" };
        client = new DynamoDBClient({ region: "eu-central-1", credentials, endpoint: server.endpoint, maxAttempts: 1 });
    });
    afterEach(async () => {
        client.destroy();
        await server.stop();
    });

    it("is written, and what is live stays as it is", async () => {
        const live = { level: 12.5, level_at: 1_700_000_000_000, revision: 7 };
        model.put({ vendor_dimension: RATE.key, kind: "rate", capacity: 100, refill_rate: 1, ...live });
        await write();
        assert.deepEqual(model.all(), [
            { vendor_dimension: RATE.key, kind: "rate", capacity: 500, refill_rate: 8.5, ...live },
        ]);
    });

    it("changes its kind with nothing of the other left, and back", async () => {
        const live = { in_use: 3, revision: 7 };
        model.put({ vendor_dimension: RATE.key, kind: "rate", capacity: 100, refill_rate: 1, ...live });
        await write({ key: RATE.key, kind: "concurrency", capacity: 20 });
        const slots = { vendor_dimension: RATE.key, kind: "concurrency", capacity: 20, ...live };
        assert.deepEqual(model.all(), [slots]);
        await write({ key: RATE.key, kind: "concurrency", capacity: 20 });
        assert.deepEqual(model.all(), [slots]);
        await write();
        assert.deepEqual(model.all(), [{ ...slots, kind: "rate", capacity: 500, refill_rate: 8.5 }]);
    });

    it("is not made of nothing", async () => {
        await assert.rejects(write(), NoBucket);
        assert.deepEqual(model.all(), []);
    });

    it("waits for the rights that its role was just given, and not for ever", async () => {
        model.put({ vendor_dimension: RATE.key, kind: "rate", capacity: 1, refill_rate: 1 });
        denials = 3;
        await write();
        assert.deepEqual(paused, [1_000, 2_000, 4_000]);
        denials = 100;
        await assert.rejects(write(), { name: "AccessDeniedException" });
        assert.equal(paused.length, 3 + 5);
    });
});
