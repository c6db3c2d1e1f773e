/** Makes tables and items in an emulator until they are as planned, and no more than that. */
import {
    CreateTableCommand,
    DeleteItemCommand,
    DeleteTableCommand,
    DescribeTableCommand,
    DescribeTimeToLiveCommand,
    GetItemCommand,
    ResourceNotFoundException,
    UpdateItemCommand,
    UpdateTimeToLiveCommand,
    waitUntilTableExists,
    type DynamoDBClient,
    type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { CommandFault } from "../command-fault";
import type { Change } from "./change";
import { itemChanges, updateOf } from "./item-step";
import type { MadeItem, MadeTable } from "./memory";
import { keyOf, keyText, valueText, type Attributes, type ItemPlan, type TablePlan } from "./plan";

const TABLE_SECONDS = 60;

/**
 * @param before what was made last time
 * @throws CommandFault (refused) for a table that is there with another key
 */
export async function makeTables(
    client: DynamoDBClient,
    tables: readonly TablePlan[],
    before: readonly MadeTable[],
): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const table of tables) {
        const items = before.find(({ name }) => name === table.name)?.items ?? [];
        changes.push(await makeTable(client, table));
        for (const item of table.items) {
            changes.push(await makeItem(client, table, item, items));
        }
        changes.push(...(await removeItems(client, table, items)));
    }
    const stale = before.filter(({ name }) => tables.every((table) => table.name !== name));
    return [...changes, ...(await removeTables(client, stale))];
}

/** Deletes tables with all that is in them; one that is gone already is none of the answer. */
export async function removeTables(
    client: DynamoDBClient,
    tables: readonly Pick<MadeTable, "name">[],
): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const { name } of tables) {
        if ((await describe(client, name)) !== undefined) {
            await client.send(new DeleteTableCommand({ TableName: name }));
            changes.push({ type: "table", name, change: "removed" });
        }
    }
    return changes;
}

/** An item, as the emulator has it. */
export async function readItem(
    client: DynamoDBClient,
    TableName: string,
    Key: Attributes,
): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item;
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
    try {
        return (await client.send(new DescribeTableCommand({ TableName }))).Table;
    } catch (error) {
        if (error instanceof ResourceNotFoundException) {
            return undefined;
        }
        throw error;
    }
}

async function makeTable(client: DynamoDBClient, table: TablePlan): Promise<Change> {
    const { name, key } = table;
    const found = await describe(client, name);
    if (found === undefined) {
        await client.send(
            new CreateTableCommand({
                TableName: name,
                BillingMode: "PAY_PER_REQUEST",
                KeySchema: key.map((part, index) => ({
                    AttributeName: part.name,
                    KeyType: index === 0 ? "HASH" : "RANGE",
                })),
                AttributeDefinitions: key.map((part) => ({ AttributeName: part.name, AttributeType: part.type })),
            }),
        );
    } else {
        requireKey(table, found);
    }
    await waitUntilTableExists({ client, maxWaitTime: TABLE_SECONDS, minDelay: 1 }, { TableName: name });
    const isOther = await makeTimeToLive(client, table);
    return { type: "table", name, change: found === undefined ? "made" : isOther ? "changed" : "unchanged" };
}

function requireKey({ name, key }: TablePlan, { KeySchema = [], AttributeDefinitions = [] }: TableDescription): void {
    const typeOf = (part: string | undefined): string =>
        AttributeDefinitions.find(({ AttributeName }) => AttributeName === part)?.AttributeType ?? "";
    const found = KeySchema.map(({ AttributeName }) => `${AttributeName} (${typeOf(AttributeName)})`).join(", ");
    const wanted = key.map((part) => `${part.name} (${part.type})`).join(", ");
    if (found !== wanted) {
        throw new CommandFault(
            "refused",
            `The table ${name} is there with the key ${found}, and is to have ${wanted}.`,
            ["Nothing but another table has another key: `plinth local down` deletes it, with what is in it."],
        );
    }
}

/** Whether it was otherwise. */
async function makeTimeToLive(client: DynamoDBClient, { name: TableName, ttl }: TablePlan): Promise<boolean> {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    const { TimeToLiveStatus = "", AttributeName } = TimeToLiveDescription ?? {};
    const found = /^ENABL/.test(TimeToLiveStatus) ? AttributeName : undefined;
    if (found === ttl) {
        return false;
    }
    // One attribute at a time.
    for (const [attribute, Enabled] of [
        [found, false],
        [ttl, true],
    ] as const) {
        if (attribute !== undefined) {
            const TimeToLiveSpecification = { AttributeName: attribute, Enabled };
            await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
        }
    }
    return true;
}

async function makeItem(
    client: DynamoDBClient,
    table: TablePlan,
    { attributes }: ItemPlan,
    before: readonly MadeItem[],
): Promise<Change> {
    const Key = keyOf(table, attributes);
    const own = Object.fromEntries(Object.entries(attributes).filter(([name]) => Key[name] === undefined));
    const named = before.find(({ key }) => keyText(key) === keyText(Key))?.attributes ?? [];
    const found = await readItem(client, table.name, Key);
    const changes = itemChanges(own, found, named);
    const name = keyText(Key);
    if (found !== undefined && changes.length === 0) {
        return { type: "item", name, change: "unchanged" };
    }
    await client.send(new UpdateItemCommand({ TableName: table.name, Key, ...updateOf(changes) }));
    if (found === undefined) {
        return { type: "item", name, change: "made" };
    }
    const shown = changes.map(({ name: attribute, was, is }) => ({
        name: attribute,
        ...(was === undefined ? {} : { was: valueText(was) }),
        ...(is === undefined ? {} : { is: valueText(is) }),
    }));
    return { type: "item", name, change: "changed", attributes: shown };
}

/** Whole, with what the application has written into them: as it is on AWS. */
async function removeItems(
    client: DynamoDBClient,
    table: TablePlan,
    before: readonly MadeItem[],
): Promise<readonly Change[]> {
    const wanted = new Set(table.items.map(({ attributes }) => keyText(keyOf(table, attributes))));
    const changes: Change[] = [];
    for (const { key } of before.filter((item) => !wanted.has(keyText(item.key)))) {
        await client.send(new DeleteItemCommand({ TableName: table.name, Key: key }));
        changes.push({ type: "item", name: keyText(key), change: "removed" });
    }
    return changes;
}
