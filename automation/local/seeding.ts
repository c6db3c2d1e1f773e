/** Writes sample use into the buckets of an emulator. */
import { TransactionCanceledException, TransactWriteItemsCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Change } from "./change";
import type { MadeTable } from "./memory";
import { seedsOf, type Seed } from "./seed";
import { readItem } from "./tables";

/** What is there already, and what there is no room for, is left alone. */
export async function seedTables(client: DynamoDBClient, tables: readonly MadeTable[]): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const { name, items } of tables) {
        for (const { key } of items) {
            const item = await readItem(client, name, key);
            for (const seed of item === undefined ? [] : seedsOf(item, Date.now())) {
                changes.push(await sow(client, name, seed));
            }
        }
    }
    return changes;
}

async function sow(client: DynamoDBClient, TableName: string, { type, name, writes }: Seed): Promise<Change> {
    if (writes.length === 0) {
        return { type, name, change: "unchanged" };
    }
    const TransactItems = writes.map(({ key, update, condition, names, values }) => ({
        Update: {
            TableName,
            Key: key,
            UpdateExpression: update,
            ConditionExpression: condition,
            ExpressionAttributeNames: { ...names },
            ExpressionAttributeValues: { ...values },
        },
    }));
    try {
        await client.send(new TransactWriteItemsCommand({ TransactItems }));
        return { type, name, change: type === "lease" ? "made" : "changed" };
    } catch (error) {
        if (!(error instanceof TransactionCanceledException)) {
            throw error;
        }
        const [, lease] = error.CancellationReasons ?? [];
        const isThere = type === "bucket" || lease?.Code === "ConditionalCheckFailed";
        return { type, name, change: isThere ? "unchanged" : "skipped" };
    }
}
