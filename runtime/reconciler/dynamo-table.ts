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
    type DynamoDBClientConfig,
    type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { faultOf } from "./dynamo-faults";
import { attributesOf, itemOf, keyOf } from "./dynamo-items";
import { KEY } from "./protocol/items";
import type { Item, Page, ScanRequest, Table, Write } from "./table";

/** When a call counts as not answered, and whom it goes to. */
export interface ClientOptions extends Pick<DynamoDBClientConfig, "region" | "credentials" | "endpoint"> {
    /** Until a connection stands, ms. @default 1000 */
    readonly connectMs?: number;
    /** Until an answer begins, and between two parts of it, ms. @default 5000 */
    readonly answerMs?: number;
}

/** More calls at once than a run ever makes. */
const SOCKETS = 50;

/**
 * A client that keeps its connections and tries nothing twice: retry.ts decides, which knows what may be carried out twice.
 *
 * @param options region, credentials and endpoint are the environment's where they aren't given
 */
export function dynamoClient({
    connectMs = 1_000,
    answerMs = 5_000,
    ...addressee
}: ClientOptions = {}): DynamoDBClient {
    const agent = { keepAlive: true, maxSockets: SOCKETS };
    return new DynamoDBClient({
        ...addressee,
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
