/** The Lambda by which the program writes its part of a bucket: the provider's own way would take what is live along. */
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { requestOf, tableNameOf } from "./request";
import { writeSettings } from "./write";

/** Outlives a call, and its connections with it. */
const client = new DynamoDBClient({});

/** What was written, for the state. */
export interface Written {
    readonly written: boolean;
}

/**
 * @param event see `requestOf`
 * @throws RequestFault, NoBucket or what DynamoDB says: the update of the stack then fails with it
 */
export async function handler(event: unknown): Promise<Written> {
    const request = requestOf(event);
    if (request === undefined) {
        return { written: false };
    }
    await writeSettings(request, { client, tableName: tableNameOf(process.env), pause });
    return { written: true };
}
