/** Items in the form that DynamoDB's protocol gives them. Pure. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { KEY } from "./protocol/items";
import type { Item } from "./table";

/** Of the item with this partition key. */
export function keyOf(key: string): Record<string, AttributeValue> {
    return attributesOf({ [KEY]: key });
}

/** Strings and numbers as DynamoDB has them. */
export function attributesOf(item: Item): Record<string, AttributeValue> {
    const attributes = Object.entries(item).map(([name, value]): [string, AttributeValue] => [
        name,
        typeof value === "number" ? { N: String(value) } : { S: value },
    ]);
    return Object.fromEntries(attributes);
}

/** The protocol knows strings and numbers; attributes of another type are somebody else's and count as not there. */
export function itemOf(attributes: Readonly<Record<string, AttributeValue>>): Item {
    const known = Object.entries(attributes).flatMap(([name, { S, N }]): [string, string | number][] => {
        const value = N === undefined ? S : Number(N);
        return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(known);
}
