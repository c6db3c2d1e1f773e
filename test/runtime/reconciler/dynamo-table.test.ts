import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoClient, dynamoTable } from "../../../runtime/reconciler/dynamo-table";
import { ConditionFailed, Throttled, Unanswered, type Table } from "../../../runtime/reconciler/table";
import { canceled, type Answer } from "./support/dynamo-server";
import { WRITES } from "./support/mutations";

const HERE = { region: "eu-central-1", credentials: { accessKeyId: "nobody", secretAccessKey: "none" } };
const [write = assert.fail("the protocol has no write")] = WRITES;

/** As DynamoDB names it. */
function refused(code: string, status = 400): Answer {
    return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: "as it says" } };
}

/** What the server does with a call. */
type Treatment = Answer | "hangs up" | "says nothing" | "breaks off";

describe("DynamoDB's answers", () => {
    let server: Server;
    let client: DynamoDBClient;
    let table: Table;
    let treatment: Treatment;
    let requests: { readonly target: string; readonly body: Record<string, unknown> }[];
    let sockets: Set<Socket>;

    function use(settings: Parameters<typeof dynamoClient>[0]): void {
        client = dynamoClient(settings);
        table = dynamoTable(client, "vendor-buckets");
    }

    async function receive(request: IncomingMessage): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
            chunks.push(chunk as Buffer);
        }
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        requests.push({ target: String(request.headers["x-amz-target"]), body });
        sockets.add(request.socket);
    }

    beforeEach(async () => {
        requests = [];
        sockets = new Set();
        server = createServer((request, response) => {
            void receive(request).then(() => {
                if (treatment === "hangs up") {
                    request.socket.destroy();
                } else if (treatment === "breaks off") {
                    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.0", "Content-Length": "99" });
                    response.write('{"Item": {"vend', () => request.socket.destroy());
                } else if (treatment !== "says nothing") {
                    response.writeHead(treatment.status, { "Content-Type": "application/x-amz-json-1.0" });
                    response.end(typeof treatment.body === "string" ? treatment.body : JSON.stringify(treatment.body));
                }
            });
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        use({ ...HERE, endpoint: `http://127.0.0.1:${port}` });
    });

    afterEach(async () => {
        client.destroy();
        server.closeAllConnections();
        server.close();
        await once(server, "close");
    });

    const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
        GetItem: () => table.get("openai#rpm"),
        UpdateItem: () => table.write(write),
        DeleteItem: () => table.write({ ...write, kind: "delete", update: "" }),
        TransactWriteItems: () => table.transact([write, write], "token"),
        Scan: () => table.scan({ segment: 0, segments: 1, limit: 1 }),
    };

    const TURNED_AWAY = [
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TransactionConflictException",
    ];
    for (const code of TURNED_AWAY) {
        it(`say that nothing was done and that it may be tried again: ${code}`, async () => {
            treatment = refused(code);
            for (const call of Object.values(CALLS)) {
                await assert.rejects(call(), Throttled);
            }
        });
    }

    const UNKNOWN: readonly (readonly [string, Treatment])[] = [
        ["InternalServerError", refused("InternalServerError", 500)],
        ["status 503 and no JSON", { status: 503, body: "<html>Service Unavailable</html>" }],
        ["TransactionInProgressException", refused("TransactionInProgressException")],
        ["a connection that is closed", "hangs up"],
        ["an answer that breaks off", "breaks off"],
        ["an answer that is no JSON", { status: 200, body: '{"Item": {"vend' }],
        ["no answer in time", "says nothing"],
    ];
    for (const [name, treated] of UNKNOWN) {
        it(`leave open whether it was done: ${name}`, async () => {
            treatment = treated;
            if (treated === "says nothing") {
                // On a busy machine a true answer takes longer than that.
                client.destroy();
                const { port } = server.address() as AddressInfo;
                use({ ...HERE, endpoint: `http://127.0.0.1:${port}`, answerMs: 100 });
            }
            await Promise.all(Object.values(CALLS).map((call) => assert.rejects(call(), Unanswered)));
        });
    }

    it("leave it open where nobody listens", async () => {
        const nobody = dynamoClient({ ...HERE, endpoint: "http://127.0.0.1:1" });
        await assert.rejects(dynamoTable(nobody, "t").get("openai#rpm"), Unanswered);
    });

    it("say that the condition of a write failed", async () => {
        treatment = refused("ConditionalCheckFailedException");
        await assert.rejects(table.write(write), (error) => {
            assert.ok(error instanceof ConditionFailed);
            assert.deepEqual(error.failed, [true]);
            return true;
        });
    });

    const CANCELED: readonly (readonly [readonly string[], readonly boolean[] | typeof Throttled | "itself"])[] = [
        [
            ["None", "ConditionalCheckFailed"],
            [false, true],
        ],
        [
            ["ConditionalCheckFailed", "ConditionalCheckFailed"],
            [true, true],
        ],
        [
            ["ConditionalCheckFailed", "TransactionConflict"],
            [true, false],
        ],
        [["TransactionConflict", "None"], Throttled],
        [["None", "ThrottlingError"], Throttled],
        [["ProvisionedThroughputExceeded", "None"], Throttled],
        [["ValidationError", "None"], "itself"],
        [["ConditionalCheckFailed", "ValidationError"], "itself"],
        [["None", "ItemCollectionSizeLimitExceeded"], "itself"],
        [["SomethingNew", "TransactionConflict"], "itself"],
        [[], "itself"],
    ];
    for (const [codes, meaning] of CANCELED) {
        it(`say why a transaction was canceled: ${codes.join(", ") || "no reason"}`, async () => {
            treatment = canceled(codes);
            await assert.rejects(table.transact([write, write], "token"), (error: Error) => {
                if (error instanceof ConditionFailed) {
                    assert.deepEqual(error.failed, meaning);
                } else {
                    const name = meaning === Throttled ? "Throttled" : "TransactionCanceledException";
                    assert.deepEqual([error.name, typeof meaning === "object"], [name, false]);
                }
                return true;
            });
        });
    }

    for (const code of [
        "IdempotentParameterMismatchException",
        "ValidationException",
        "ResourceNotFoundException",
        "AccessDeniedException",
        "UnrecognizedClientException",
    ]) {
        it(`stay what they are where another try would fail as well: ${code}`, async () => {
            treatment = refused(code);
            for (const call of Object.values(CALLS)) {
                await assert.rejects(call(), { name: code });
            }
        });
    }

    it("are asked for once: nobody but retry.ts tries again", async () => {
        for (const treated of [refused("ThrottlingException"), refused("InternalServerError", 500)]) {
            treatment = treated;
            requests = [];
            await assert.rejects(table.get("openai#rpm"));
            assert.equal(requests.length, 1);
        }
    });

    it("come over one connection, as long as one call follows the other", async () => {
        treatment = { status: 200, body: {} };
        for (const call of Object.values(CALLS)) {
            await call();
        }
        await table.get("openai#rpm");
        assert.equal(requests.length, 6);
        assert.equal(sockets.size, 1);
    });

    it("are asked for strongly consistent, with just the names and values that are used", async () => {
        treatment = { status: 200, body: {} };
        for (const call of Object.values(CALLS)) {
            await call();
        }
        await table.scan({ segment: 1, segments: 3, limit: 7, after: "openai#rpm" });
        const bodies: Record<string, Record<string, unknown>> = {};
        requests.forEach(({ target, body }) => (bodies[target.replace("DynamoDB_20120810.", "")] = body));
        assert.deepEqual(bodies["GetItem"]?.["ConsistentRead"], true);
        assert.deepEqual(bodies["Scan"], {
            TableName: "vendor-buckets",
            ConsistentRead: true,
            Segment: 1,
            TotalSegments: 3,
            Limit: 7,
            ExclusiveStartKey: { vendor_dimension: { S: "openai#rpm" } },
        });
        assert.equal(bodies["TransactWriteItems"]?.["ClientRequestToken"], "token");
        assert.deepEqual(bodies["UpdateItem"], {
            TableName: "vendor-buckets",
            Key: { vendor_dimension: { S: write.key } },
            UpdateExpression: write.update,
            ConditionExpression: write.condition,
            ExpressionAttributeNames: write.names,
            ExpressionAttributeValues: {
                ":zero": { N: "0" },
                ":slots": { N: "1" },
                ":concurrency": { S: "concurrency" },
            },
        });
        requests = [];
        await table.write({ ...write, kind: "delete", update: "", values: {} });
        assert.ok(!("ExpressionAttributeValues" in (requests[0]?.body ?? {})), "DynamoDB refuses an empty one");
    });
});
