/**
 * DynamoDB's JSON protocol over the model's table, on loopback: what the SDK sends and reads is real, and so is the way
 * there. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { attributesOf, itemOf, keyOf } from "../../../../runtime/reconciler/dynamo-items";
import { KEY } from "../../../../runtime/reconciler/protocol/items";
import { ConditionFailed, type Table, type Write } from "../../../../runtime/reconciler/table";
import type { ModelTable } from "./model-table";

/** What is answered instead of what the table has to say. */
export interface Answer {
    readonly status: number;
    readonly body: unknown;
}

export interface TableServerOptions {
    /** Asked at each call, before it is carried out. @default - the table answers */
    readonly instead?: (operation: string) => Answer | "hangs up" | undefined;
}

export interface TableServer {
    readonly endpoint: string;
    /** Calls of each operation so far. */
    readonly calls: ReadonlyMap<string, number>;
    stop(): Promise<void>;
}

/** @param table under any name */
export async function serveTable(table: ModelTable, { instead }: TableServerOptions = {}): Promise<TableServer> {
    const seen = table.seenBy({ turn: () => Promise.resolve(), fate: () => "answered" });
    const calls = new Map<string, number>();
    const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const operation = String(request.headers["x-amz-target"]).replace("DynamoDB_20120810.", "");
        calls.set(operation, (calls.get(operation) ?? 0) + 1);
        const body = await textOf(request);
        const answer = instead?.(operation) ?? (await carriedOut(seen, operation, JSON.parse(body) as Input));
        if (answer === "hangs up") {
            request.socket.destroy();
            return;
        }
        response.writeHead(answer.status, { "Content-Type": "application/x-amz-json-1.0" });
        response.end(JSON.stringify(answer.body));
    };
    const server = createServer((request, response) => void respond(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        endpoint: `http://127.0.0.1:${port}`,
        calls,
        stop: async () => {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
}

type Attributes = Readonly<Record<string, AttributeValue>>;

interface Part {
    readonly Key: Attributes;
    readonly UpdateExpression?: string;
    readonly ConditionExpression: string;
    readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
    readonly ExpressionAttributeValues?: Attributes;
}

interface Input extends Part {
    readonly TransactItems: readonly { readonly Update?: Part; readonly Delete?: Part }[];
    readonly ClientRequestToken: string;
    readonly Segment: number;
    readonly TotalSegments: number;
    readonly Limit: number;
    readonly ExclusiveStartKey?: Attributes;
}

async function textOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
}

async function carriedOut(table: Table, operation: string, input: Input): Promise<Answer> {
    try {
        return { status: 200, body: await resultOf(table, operation, input) };
    } catch (error) {
        return refusal(operation, error);
    }
}

async function resultOf(table: Table, operation: string, input: Input): Promise<unknown> {
    switch (operation) {
        case "GetItem": {
            const item = await table.get(keyIn(input.Key));
            return item === undefined ? {} : { Item: attributesOf(item) };
        }
        case "UpdateItem":
        case "DeleteItem":
            await table.write(writeOf(operation === "DeleteItem" ? "delete" : "update", input));
            return {};
        case "TransactWriteItems": {
            const writes = input.TransactItems.flatMap(({ Update, Delete }) => [
                ...(Update === undefined ? [] : [writeOf("update", Update)]),
                ...(Delete === undefined ? [] : [writeOf("delete", Delete)]),
            ]);
            await table.transact(writes, input.ClientRequestToken);
            return {};
        }
        case "Scan": {
            const { Segment: segment, TotalSegments: segments, Limit: limit, ExclusiveStartKey: start } = input;
            const after = start === undefined ? {} : { after: keyIn(start) };
            const { items, next } = await table.scan({ segment, segments, limit, ...after });
            const last = next === undefined ? {} : { LastEvaluatedKey: keyOf(next) };
            return { Items: items.map(attributesOf), Count: items.length, ScannedCount: items.length, ...last };
        }
        default:
            throw new Error(`UnknownOperationException: ${operation}`);
    }
}

function refusal(operation: string, error: unknown): Answer {
    const [, code = "InternalServerError", message = ""] = /^(\w+): (.*)/s.exec((error as Error).message) ?? [];
    if (!(error instanceof ConditionFailed)) {
        return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message } };
    }
    if (operation !== "TransactWriteItems") {
        const type = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
        return { status: 400, body: { __type: type, message: "The conditional request failed" } };
    }
    return canceled(error.failed.map((failed) => (failed ? "ConditionalCheckFailed" : "None")));
}

/** As DynamoDB answers when a transaction isn't carried out, for these reasons. */
export function canceled(codes: readonly string[]): Answer {
    const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`;
    const CancellationReasons = codes.map((Code) => ({ Code }));
    const type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    return { status: 400, body: { __type: type, Message, CancellationReasons } };
}

function writeOf(kind: Write["kind"], part: Part): Write {
    return {
        label: kind,
        kind,
        key: keyIn(part.Key),
        update: part.UpdateExpression ?? "",
        condition: part.ConditionExpression,
        names: part.ExpressionAttributeNames,
        values: itemOf(part.ExpressionAttributeValues ?? {}),
    };
}

function keyIn(key: Attributes): string {
    return key[KEY]?.S ?? "";
}
