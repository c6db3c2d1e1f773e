/** A table in moto, as the component makes it, and what a test does with it by hand. */
import {
    BatchWriteItemCommand,
    CreateTableCommand,
    DeleteItemCommand,
    DeleteTableCommand,
    PutItemCommand,
    ScanCommand,
    type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { attributesOf, itemOf, keyOf } from "../../../../runtime/reconciler/dynamo-items";
import { dynamoTable } from "../../../../runtime/reconciler/dynamo-table";
import { KEY } from "../../../../runtime/reconciler/protocol/items";
import type { Item, Table } from "../../../../runtime/reconciler/table";
import type { ServedTable } from "./protocol-cases";

export interface MotoTable extends ServedTable {
    /** Many at once. */
    readonly putAll: (items: readonly Item[]) => Promise<void>;
    readonly remove: () => Promise<void>;
}

/** What a BatchWriteItem takes. */
const BATCH = 25;

export async function motoTable(client: DynamoDBClient, TableName: string): Promise<MotoTable> {
    await client.send(
        new CreateTableCommand({
            TableName,
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: [{ AttributeName: KEY, AttributeType: "S" }],
            KeySchema: [{ AttributeName: KEY, KeyType: "HASH" }],
        }),
    );
    return {
        table: oneAtATime(dynamoTable(client, TableName)),
        put: async (item) => void (await client.send(new PutItemCommand({ TableName, Item: attributesOf(item) }))),
        putAll: async (items) => {
            for (let start = 0; start < items.length; start += BATCH) {
                const requests = items
                    .slice(start, start + BATCH)
                    .map((item) => ({ PutRequest: { Item: attributesOf(item) } }));
                await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
            }
        },
        delete: async (key) => void (await client.send(new DeleteItemCommand({ TableName, Key: keyOf(key) }))),
        all: async () => ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map(itemOf),
        remove: async () => void (await client.send(new DeleteTableCommand({ TableName }))),
    };
}

/** moto lets transactions that come at once get in each other's way. */
function oneAtATime(table: Table): Table {
    let last: Promise<unknown> = Promise.resolve();
    const next = <T>(call: () => Promise<T>): Promise<T> => {
        const turn = last.then(call);
        last = turn.catch(() => undefined);
        return turn;
    };
    return {
        get: (key) => next(() => table.get(key)),
        write: (write) => next(() => table.write(write)),
        transact: (writes, token) => next(() => table.transact(writes, token)),
        scan: (request) => next(() => table.scan(request)),
    };
}
