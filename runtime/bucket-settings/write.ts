import {
    ConditionalCheckFailedException,
    type DynamoDBClient,
    UpdateItemCommand,
    type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { BucketSettings } from "./request";

/** There is no such bucket: somebody has deleted the item that the program made. */
export class NoBucket extends Error {
    override readonly name = "NoBucket";

    constructor(key: string) {
        super(`There is no bucket ${key}: somebody has deleted it. Run \`plinth refresh\`, then \`plinth up\`.`);
    }
}

/** How long a role may be without the rights that it was just given: some seconds, in AWS's own words "eventually". */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000];

/** What writing needs. */
export interface Writing {
    readonly client: Pick<DynamoDBClient, "send">;
    readonly tableName: string;
    readonly pause: (ms: number) => Promise<unknown>;
}

/**
 * Writes what is the program's of a bucket, and nothing else: what is live in it stays as it is.
 *
 * @throws NoBucket where there is none; what DynamoDB says, once tries are used up
 */
export async function writeSettings(settings: BucketSettings, { client, tableName, pause }: Writing): Promise<void> {
    const command = new UpdateItemCommand(updateOf(settings, tableName));
    for (const pauseMs of [...PAUSES_MS, undefined]) {
        try {
            await client.send(command);
            return;
        } catch (error) {
            if (error instanceof ConditionalCheckFailedException) {
                throw new NoBucket(settings.key);
            }
            if (pauseMs === undefined || !(error instanceof Error) || error.name !== "AccessDeniedException") {
                throw error;
            }
            await pause(pauseMs);
        }
    }
}

function updateOf({ key, kind, capacity, refillRate }: BucketSettings, tableName: string): UpdateItemCommandInput {
    const isRate = refillRate !== undefined;
    // A rate that stayed behind would count again with the next change of kind.
    const rate = isRate ? ", #refill_rate = :refill_rate" : " REMOVE #refill_rate";
    return {
        TableName: tableName,
        Key: { vendor_dimension: { S: key } },
        UpdateExpression: `SET #kind = :kind, #capacity = :capacity${rate}`,
        // A bucket that was deleted by hand must not come back as half of one.
        ConditionExpression: "attribute_exists(#kind)",
        ExpressionAttributeNames: { "#kind": "kind", "#capacity": "capacity", "#refill_rate": "refill_rate" },
        ExpressionAttributeValues: {
            ":kind": { S: kind },
            ":capacity": { N: String(capacity) },
            ...(isRate ? { ":refill_rate": { N: String(refillRate) } } : {}),
        },
    };
}
