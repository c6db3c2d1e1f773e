/** The table of vendor buckets in DynamoDB, by the AWS SDK. */
import { Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import {
    DeleteItemCommand,
    DynamoDBClient,
    GetItemCommand,
    ScanCommand,
    TransactWriteItemsCommand,
    UpdateItemCommand,
    type AttributeValue,
    type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { faultOf } from "./dynamo-faults";
import { KEY } from "./protocol/items";
import type { Item, Page, ScanRequest, Table, Write } from "./table";

/** Times after which a call counts as not answered. */
export interface Patience {
    /** Until a connection stands, ms. @default 1000 */
    readonly connectMs?: number;
    /** Until an answer begins, and between two parts of it, ms. @default 5000 */
    readonly answerMs?: number;
}

/** More calls at once than a run ever makes. */
const SOCKETS = 50;

/**
 * A client that keeps its connections and tries nothing twice: retry.ts decides, which knows what may be carried out twice.
 * Region, credentials and endpoint are the environment's.
 */
export function dynamoClient({ connectMs = 1_000, answerMs = 5_000 }: Patience = {}): DynamoDBClient {
    const agent = { keepAlive: true, maxSockets: SOCKETS };
    return new DynamoDBClient({
        maxAttempts: 1,
        requestHandler: new NodeHttpHandler({
            connectionTimeout: connectMs,
            requestTimeout: answerMs,
            throwOnRequestTimeout: true,
            socketTimeout: answerMs,
            httpAgent: new HttpAgent(agent),
            httpsAgent: new Agent(agent),
        }),
    });
}

/** The table of this name, as the protocol needs it. */
export function dynamoTable(client: DynamoDBClient, tableName: string): Table {
    const TableName = tableName;
    return {
        get: (key) => answered(async () => get(client, TableName, key)),
        write: (write) =>
            answered(async () => {
                const input = { TableName, Key: keyOf(write.key), ...expressionsOf(write) };
                const isDelete = write.kind === "delete";
                await (isDelete
                    ? client.send(new DeleteItemCommand(input))
                    : client.send(new UpdateItemCommand({ ...input, UpdateExpression: write.update })));
            }),
        transact: (writes, token) =>
            answered(async () => {
                const TransactItems = writes.map((write) => partOf(write, TableName));
                await client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: token }));
            }),
        scan: (request) => answered(async () => scan(client, TableName, request)),
    };
}

async function answered<T>(call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        throw faultOf(error);
    }
}

async function get(client: DynamoDBClient, TableName: string, key: string): Promise<Item | undefined> {
    const { Item: found } = await client.send(new GetItemCommand({ TableName, Key: keyOf(key), ConsistentRead: true }));
    return found === undefined ? undefined : itemOf(found);
}

async function scan(client: DynamoDBClient, TableName: string, request: ScanRequest): Promise<Page> {
    const { segment, segments, limit, after } = request;
    const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
            TableName,
            ConsistentRead: true,
            Segment: segment,
            TotalSegments: segments,
            Limit: limit,
            ...(after === undefined ? {} : { ExclusiveStartKey: keyOf(after) }),
        }),
    );
    const next = LastEvaluatedKey?.[KEY]?.S;
    return { items: Items.map(itemOf), ...(next === undefined ? {} : { next }) };
}

interface Expressions {
    readonly ConditionExpression: string;
    readonly ExpressionAttributeNames: Record<string, string>;
    readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

function partOf(write: Write, TableName: string): TransactWriteItem {
    const part = { TableName, Key: keyOf(write.key), ...expressionsOf(write) };
    return write.kind === "delete" ? { Delete: part } : { Update: { ...part, UpdateExpression: write.update } };
}

function expressionsOf({ condition, names, values }: Write): Expressions {
    return {
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...names },
        // DynamoDB refuses an empty one.
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: attributesOf(values) }),
    };
}

function keyOf(key: string): Record<string, AttributeValue> {
    return attributesOf({ [KEY]: key });
}

/** Strings and numbers as DynamoDB has them. */
function attributesOf(item: Item): Record<string, AttributeValue> {
    const attributes = Object.entries(item).map(([name, value]): [string, AttributeValue] => [
        name,
        typeof value === "number" ? { N: String(value) } : { S: value },
    ]);
    return Object.fromEntries(attributes);
}

/** The protocol knows strings and numbers; attributes of another type are somebody else's and count as not there. */
function itemOf(attributes: Readonly<Record<string, AttributeValue>>): Item {
    const known = Object.entries(attributes).flatMap(([name, { S, N }]): [string, string | number][] => {
        const value = N === undefined ? S : Number(N);
        return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(known);
}
