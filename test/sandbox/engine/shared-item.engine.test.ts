import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { itemOf, itemText } from "../../../sandbox/models/aws/dynamodb/attribute-values";
import type { Item } from "../../../sandbox/models/aws/dynamodb/attribute-values";
import { TABLE_ITEM } from "../../../sandbox/models/aws/dynamodb/sources";
import type { WorldRecord } from "../../../sandbox/worlds/records";
import type { TestPlace, TestStack } from "../../support/engine";
import { discard, testPlace, testStack } from "../../support/engine";
import { driftOfStack, putByHand } from "../../drift/support";
import { text } from "../text";

const SCOPE = "aws/111122223333";
const PROJECT = "shared-item";
const LIVE: Item = { in_use: { N: "7" }, revision: { N: "21" } };

describe("an item that a program and others write", () => {
    let place: TestPlace;
    let stack: TestStack;
    let capacity: string;
    let ignoreChanges: string[];

    const given = (): Item => ({ capacity: { N: capacity }, vendor_dimension: { S: "openai#rpm" } });
    const program = (): Promise<Record<string, unknown>> => {
        const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
        const table = new aws.dynamodb.Table(
            "buckets",
            {
                billingMode: "PAY_PER_REQUEST",
                hashKey: "vendor_dimension",
                attributes: [{ name: "vendor_dimension", type: "S" }],
            },
            { provider },
        );
        new aws.dynamodb.TableItem(
            "bucket",
            { tableName: table.name, hashKey: table.hashKey, item: JSON.stringify(given()) },
            { provider, ignoreChanges },
        );
        return Promise.resolve({});
    };
    const record = (): WorldRecord => {
        const [only, ...more] = place.sandbox.worlds.world(SCOPE).list(TABLE_ITEM);
        assert.ok(only && more.length === 0);
        return only;
    };
    const item = (): Item => itemOf(text(record().inputs["item"]));
    /** What a consumer does with `UpdateItem`. */
    const write = async (attributes: Item): Promise<void> => {
        const before = record();
        const written = { item: itemText({ ...item(), ...attributes }) };
        const inputs = { ...before.inputs, ...written };
        await putByHand(place, [
            { scope: SCOPE, record: { ...before, inputs, outputs: { ...before.outputs, ...written } } },
        ]);
    };

    beforeEach(async () => {
        capacity = "60";
        ignoreChanges = [];
        place = await testPlace();
        stack = await testStack({ program, place, project: PROJECT });
        await stack.up();
        await write(LIVE);
    });
    afterEach(() => discard(place));

    it("keeps what is live through the up that follows, and loses it in the one after, as with the real provider", async () => {
        capacity = "90";
        assert.deepEqual((await stack.up()).steps, [`update ${TABLE_ITEM} bucket`]);
        assert.deepEqual(item(), { ...given(), ...LIVE });
        assert.deepEqual((await stack.up()).steps, [`update ${TABLE_ITEM} bucket`], "nothing of the program changed");
        assert.deepEqual(item(), given());
        assert.deepEqual((await stack.up()).steps, []);
    });

    it("is drift, since the provider reads it whole, and what is live is lost with the up after a refresh", async () => {
        const { drifts } = await driftOfStack({ place, project: PROJECT });
        assert.deepEqual(
            drifts.flatMap(({ properties }) => properties.map(({ path, is }) => [path, is])),
            [["item", itemText({ ...given(), ...LIVE })]],
        );
        await stack.refresh();
        assert.deepEqual((await stack.up()).steps, [`update ${TABLE_ITEM} bucket`]);
        assert.deepEqual(item(), given());
    });

    it("keeps what is live for good where its changes are ignored, and then takes no new capacity either", async () => {
        ignoreChanges = ["item"];
        await stack.up();
        await stack.refresh();
        capacity = "90";
        assert.deepEqual((await stack.up()).steps, []);
        assert.deepEqual(item(), { capacity: { N: "60" }, vendor_dimension: { S: "openai#rpm" }, ...LIVE });
    });

    it("is made anew where it was deleted", async () => {
        const { region, type, id } = record();
        await place.sandbox.worlds.transact(SCOPE, { action: "drift", type, region }, (draft) => {
            draft.remove({ region, type, id });
            return { id };
        });
        await stack.refresh();
        assert.deepEqual((await stack.up()).steps, [`create ${TABLE_ITEM} bucket`]);
        assert.deepEqual(item(), given());
    });
});
