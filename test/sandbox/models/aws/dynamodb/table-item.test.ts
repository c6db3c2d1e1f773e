import assert from "node:assert/strict";
import { itemOf, itemText } from "../../../../../sandbox/models/aws/dynamodb/attribute-values";
import type { Item } from "../../../../../sandbox/models/aws/dynamodb/attribute-values";
import { TABLE, TABLE_ITEM } from "../../../../../sandbox/models/aws/dynamodb/sources";
import { tableItemRefusals as refusals } from "../../../../../sandbox/models/aws/dynamodb/table-item";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { text } from "../../../text";
import { checkTable } from "../ec2/network";

const BUCKET: Item = { vendor_dimension: { S: "openai#rpm" }, capacity: { N: "60" }, refill_rate: { N: "1" } };
const LIVE: Item = { in_use: { N: "7" }, revision: { N: "21" } };

describe(TABLE_ITEM, () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await cloud.create(TABLE, {
            name: "buckets",
            billingMode: "PAY_PER_REQUEST",
            hashKey: "vendor_dimension",
            attributes: [{ name: "vendor_dimension", type: "S" }],
        });
    });
    const inputs = (item: Item, more: Properties = {}): Properties => ({
        tableName: "buckets",
        hashKey: "vendor_dimension",
        item: JSON.stringify(item),
        ...more,
    });
    const make = (item: Item = BUCKET, more: Properties = {}): Promise<Made> =>
        cloud.create(TABLE_ITEM, inputs(item, more));
    const itemIn = async (id: string): Promise<Item> => itemOf(text((await cloud.read(TABLE_ITEM, id))?.["item"]));
    /** What a consumer does with `UpdateItem`. */
    const write = async (id: string, attributes: Item): Promise<void> =>
        cloud.byHand(TABLE_ITEM, id, { item: itemText({ ...(await itemIn(id)), ...attributes }) });

    it("is known by its table and its key's value", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "buckets,openai#rpm");
        assert.deepEqual(outputs, {
            ...inputs(BUCKET),
            hashKeyValue: "openai#rpm",
            id,
            rangeKeyValue: "",
            region: "eu-central-1",
        });
    });

    it("has two parts of a key in a table that has them", async () => {
        await cloud.create(TABLE, {
            name: "leases",
            billingMode: "PAY_PER_REQUEST",
            hashKey: "bucket",
            rangeKey: "number",
            attributes: [
                { name: "bucket", type: "S" },
                { name: "number", type: "N" },
            ],
        });
        const item = { bucket: { S: "openai#rpm" }, number: { N: "7" } };
        const { id, outputs } = await cloud.create(TABLE_ITEM, {
            tableName: "leases",
            hashKey: "bucket",
            rangeKey: "number",
            item: JSON.stringify(item),
        });
        assert.equal(id, "leases,openai#rpm,7");
        assert.equal(outputs["rangeKeyValue"], "7");
    });

    it("is replaced for another table or key, and changes in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(TABLE_ITEM, id, {
            ...inputs({ ...BUCKET, capacity: { N: "90" } }),
            tableName: "others",
        });
        assert.deepEqual(diff.replaces, ["tableName"]);
        assert.deepEqual([...diff.changed].sort(), ["item", "tableName"]);
    });

    it("leaves what others wrote and nobody has read yet, and reads it with the update", async () => {
        const { id, outputs: seen } = await make();
        await write(id, LIVE);
        const raised = { ...BUCKET, capacity: { N: "90" } };
        const { outputs } = await cloud.update(TABLE_ITEM, id, inputs(raised), seen);
        assert.deepEqual(await itemIn(id), { ...raised, ...LIVE });
        assert.deepEqual(itemOf(text(outputs["item"])), { ...raised, ...LIVE });
    });

    it("takes away what others wrote once it was read, as the provider does", async () => {
        const { id } = await make();
        await write(id, LIVE);
        const seen = await cloud.read(TABLE_ITEM, id);
        await write(id, { in_use: { N: "8" }, repairs: { N: "1" } });
        await cloud.update(TABLE_ITEM, id, inputs(BUCKET), seen);
        assert.deepEqual(await itemIn(id), { ...BUCKET, repairs: { N: "1" } });
    });

    it("writes every attribute it names, also one that the program did not change", async () => {
        const { id, outputs: seen } = await make();
        await write(id, { capacity: { N: "10" } });
        const faster = { ...BUCKET, refill_rate: { N: "2" } };
        await cloud.update(TABLE_ITEM, id, inputs(faster), seen);
        assert.deepEqual(await itemIn(id), faster);
    });

    it("loses an attribute that the program stops naming, and no other", async () => {
        const { id, outputs: seen } = await make();
        await write(id, LIVE);
        const { capacity, vendor_dimension } = BUCKET;
        assert.ok(capacity && vendor_dimension);
        await cloud.update(TABLE_ITEM, id, inputs({ capacity, vendor_dimension }), seen);
        assert.deepEqual(await itemIn(id), { capacity, vendor_dimension, ...LIVE });
    });

    it("is another item with another key's value, and begins anew", async () => {
        const { id, outputs: seen } = await make();
        await write(id, LIVE);
        const other = { ...BUCKET, vendor_dimension: { S: "openai#tpm" } };
        await cloud.update(TABLE_ITEM, id, inputs(other), seen);
        assert.deepEqual(await itemIn(id), other);
    });

    it("keeps the program's own text while the item is what it says", async () => {
        const item = '{ "vendor_dimension": {"S": "openai#rpm"}, "capacity": {"N": "60"} }';
        const { id } = await make(BUCKET, { item });
        const other = item.replace("60", "90");
        assert.equal((await cloud.update(TABLE_ITEM, id, inputs(BUCKET, { item: other }))).outputs["item"], other);
    });

    it("refuses with ConditionalCheckFailedException a key that the table has", async () => {
        const { id } = await make();
        const error = await cloud.refuses(() => make({ ...BUCKET, ...LIVE }), refusals.exists);
        assert.match(error.message, /PutItem.*ConditionalCheckFailedException: The conditional request failed$/);
        await cloud.delete(TABLE_ITEM, id);
        await make();
    });

    it("refuses a table that does not exist", async () => {
        await cloud.refuses(() => make(BUCKET, { tableName: "none" }), refusals.noTable);
    });

    it("refuses keys that are missing, empty, of another type or not the table's", async () => {
        await cloud.refuses(() => make({ capacity: { N: "1" } }), refusals.missingKey);
        await cloud.refuses(() => make({ vendor_dimension: { N: "1" } }), refusals.keyType);
        await cloud.refuses(() => make({ vendor_dimension: { S: "" } }), refusals.emptyKey);
        await cloud.refuses(() => make(BUCKET, { hashKey: "capacity" }), refusals.otherKey);
        await cloud.refuses(() => make(BUCKET, { rangeKey: "capacity" }), refusals.otherKey);
    });

    it("refuses numbers that are none, wherever they stand, and items of more than 400 KB", async () => {
        const deep = { M: { list: { L: [{ NS: ["1", "two"] }] } } };
        const error = await cloud.refuses(() => make({ ...BUCKET, deep }), refusals.number);
        assert.match(error.message, /cannot be converted to a numeric value: two$/);
        await make({ vendor_dimension: { S: "numbers" }, some: { NS: ["-1", ".5", "1.5e-3", "+7"] } });
        const large = { S: "x".repeat(400 * 1024) };
        await cloud.refuses(() => make({ ...BUCKET, large }), refusals.tooLarge);
    });

    const given = (item: string): Properties => ({ tableName: "buckets", hashKey: "vendor_dimension", item });
    checkTable(() => cloud, TABLE_ITEM, [
        [refusals.form, "item", given("{")],
        [refusals.form, "item", given("[]")],
        [refusals.form, "item", given('{"id":"one"}')],
        [refusals.form, "item", given('{"id":{"N":1}}')],
        [refusals.form, "item", given('{"id":{"S":"one","N":"1"}}')],
        [refusals.form, "item", given('{"id":{"L":[{"X":"one"}]}}')],
    ]);
});
