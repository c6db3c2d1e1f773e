/**
 * Items that a program puts into a table, and that others may write to as well.
 *
 * The provider reads an item whole, attributes of others included; an update writes every attribute that the program
 * names and deletes each one that was last read and is not named. Who adds attributes to such an item therefore keeps
 * them until a run or a refresh has read them, and loses them with the next `up`.
 * https://github.com/hashicorp/terraform-provider-aws/issues/30690 has an example.
 */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { asText, objects, text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import type { Item } from "./attribute-values";
import { badNumbers, isSameItem, itemOf, itemText, keyText, parseItem, typeOf } from "./attribute-values";
import { checkRow, guide, INVALID, operation, provider, row, TABLE, TABLE_ITEM } from "./sources";

type ItemInputs = Unwrap<aws.dynamodb.TableItemArgs>;

const PUT = operation("PutItem");
const PROVIDER = provider("table_item");
const KEYS = guide("HowItWorks.CoreComponents");
const LIMITS = guide("Constraints");
const MOST_BYTES = 400 * 1024;

export const tableItemRefusals = {
    noTable: row("ResourceNotFoundException", "the region has no such table", PUT),
    exists: row("ConditionalCheckFailedException", "the table has an item of this key", PROVIDER),
    missingKey: row("ValidationException", "the item lacks an attribute of the table's key", KEYS),
    keyType: row("ValidationException", "a key's value is of another type than the table's key", KEYS),
    emptyKey: row("ValidationException", "a key's value is empty", LIMITS),
    otherKey: row("ValidationException", "hashKey or rangeKey are not the table's own", operation("GetItem")),
    number: row("ValidationException", "a number is none", operation("AttributeValue")),
    tooLarge: row("ValidationException", "the item is larger than 400 KB", LIMITS),
    form: checkRow("the item is no JSON, or an attribute is no value with its type", PROVIDER),
} as const satisfies Record<string, Refusal>;

function faults({ item }: Partial<ItemInputs>): readonly CheckFault[] {
    const parsed = item === undefined ? undefined : parseItem(item);
    return parsed !== undefined && "fault" in parsed ? [{ property: "item", reason: parsed.fault }] : [];
}

function keyNames({ hashKey, rangeKey }: ItemInputs): readonly string[] {
    return rangeKey ? [hashKey, rangeKey] : [hashKey];
}

function keyOf(inputs: ItemInputs, item: Item): string {
    return [inputs.tableName, ...keyNames(inputs).map((name) => keyText(item[name]))].join(",");
}

function keyInWorld({ inputs }: WorldRecord): string {
    const [tableName, hashKey, rangeKey] = ["tableName", "hashKey", "rangeKey"].map((name) => asText(inputs[name]));
    const item = asText(inputs["item"]);
    return keyOf({ tableName: tableName ?? "", hashKey: hashKey ?? "", rangeKey: rangeKey ?? "", item }, itemOf(item));
}

function refuseKey(op: Operation<ItemInputs>, item: Item): void {
    const table = op.world.get(TABLE, op.inputs.tableName);
    const names = keyNames(op.inputs);
    const own = ["hashKey", "rangeKey"].map((key) => text(table, key)).filter((name) => name !== "");
    for (const name of own) {
        const value = item[name];
        if (value === undefined) {
            op.refuse(tableItemRefusals.missingKey, `${INVALID}: Missing the key ${name} in the item`);
        }
        const expected = asText(objects(table?.outputs["attributes"]).find((each) => each["name"] === name)?.["type"]);
        if (typeOf(value) !== expected) {
            op.refuse(
                tableItemRefusals.keyType,
                `${INVALID}: Type mismatch for key ${name} expected: ${expected} actual: ${typeOf(value)}`,
            );
        }
        if (keyText(value) === "") {
            op.refuse(
                tableItemRefusals.emptyKey,
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an " +
                    `empty string value. Key: ${name}`,
            );
        }
    }
    if (names.join() !== own.join()) {
        op.refuse(tableItemRefusals.otherKey, "The provided key element does not match the schema");
    }
}

function refuseItem(op: Operation<ItemInputs>): void {
    const item = itemOf(op.inputs.item);
    refuseKey(op, item);
    const [bad] = Object.values(item).flatMap(badNumbers);
    if (bad !== undefined) {
        op.refuse(tableItemRefusals.number, `The parameter cannot be converted to a numeric value: ${bad}`);
    }
    if (Buffer.byteLength(itemText(item)) > MOST_BYTES) {
        op.refuse(tableItemRefusals.tooLarge, "Item size has exceeded the maximum allowed size");
    }
    const key = keyOf(op.inputs, item);
    if (op.kind === "create" && op.world.list(TABLE_ITEM).some((record) => keyInWorld(record) === key)) {
        op.refuse(tableItemRefusals.exists, "The conditional request failed");
    }
}

/** What `UpdateItem` leaves of an item. With another key, it is another item: the old one goes with all it had. */
function updated(op: Operation<ItemInputs>): Item {
    const given = itemOf(op.inputs.item);
    const there = itemOf(asText(op.previous?.inputs["item"]));
    if (keyOf(op.inputs, given) !== keyOf(op.inputs, there)) {
        return given;
    }
    const read = itemOf(asText(op.known?.["item"]));
    const kept = Object.entries(there).filter(([name]) => !(name in read));
    return { ...Object.fromEntries(kept), ...given };
}

/** The program's own text where the item is just what it says. */
function storedText(given: string, item: Item): string {
    return isSameItem(itemOf(given), item) ? given : itemText(item);
}

export const tableItem = defineModel<ItemInputs>({
    type: TABLE_ITEM,
    source: PROVIDER,
    api: { service: "DynamoDB", create: "PutItem", update: "UpdateItem", delete: "DeleteItem" },
    mint: (inputs) => keyOf(inputs, itemOf(inputs.item)),
    refusals: tableItemRefusals,
    references: [
        {
            property: "tableName",
            to: TABLE,
            by: "name",
            missing: tableItemRefusals.noTable,
            message: () => "Requested resource not found",
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, { replaces: ["hashKey", "rangeKey", "tableName"], inPlace: ["item"] }),
    readBack: ["item"],
    check: faults,
    validate: refuseItem,
    stored: (op) => ({ item: storedText(op.inputs.item, updated(op)) }),
    outputs: (op) => {
        const item = itemOf(op.inputs.item);
        const { hashKey, rangeKey = "" } = op.inputs;
        return {
            hashKeyValue: keyText(item[hashKey]),
            rangeKeyValue: keyText(item[rangeKey]),
        };
    },
});
