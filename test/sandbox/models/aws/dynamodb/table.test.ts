import assert from "node:assert/strict";
import { TABLE, TABLE_ITEM } from "../../../../../sandbox/models/aws/dynamodb/sources";
import { tableRefusals as refusals } from "../../../../../sandbox/models/aws/dynamodb/table";
import { KEY } from "../../../../../sandbox/models/aws/kms/keys";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { text } from "../../../text";
import { checkTable } from "../ec2/network";

const BUCKETS: Properties = {
    name: "vendor-buckets",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "vendor_dimension",
    attributes: [{ name: "vendor_dimension", type: "S" }],
};

describe(TABLE, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(TABLE, { ...BUCKETS, ...inputs });

    it("fills in what DynamoDB fills in", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "vendor-buckets");
        assert.deepEqual(outputs, {
            ...BUCKETS,
            arn: "arn:aws:dynamodb:eu-central-1:111122223333:table/vendor-buckets",
            deletionProtectionEnabled: false,
            id,
            pointInTimeRecovery: { enabled: false, recoveryPeriodInDays: 0 },
            readCapacity: 0,
            region: "eu-central-1",
            serverSideEncryption: { enabled: false, kmsKeyArn: "" },
            streamArn: "",
            streamEnabled: false,
            streamLabel: "",
            streamViewType: "",
            tableClass: "STANDARD",
            tagsAll: {},
            ttl: { attributeName: "", enabled: false },
            writeCapacity: 0,
        });
    });

    it("gives a stream, recovery and encryption what belongs to them", async () => {
        const { outputs } = await make({
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true },
            streamEnabled: true,
            streamViewType: "KEYS_ONLY",
            ttl: { attributeName: "ttl", enabled: true },
        });
        assert.match(
            text(outputs["streamArn"]),
            /^arn:aws:dynamodb:eu-central-1:111122223333:table\/vendor-buckets\/stream\/2026-\d\d-\d\dT[\d:]{8}\.000$/,
        );
        assert.deepEqual(outputs["pointInTimeRecovery"], { enabled: true, recoveryPeriodInDays: 35 });
        assert.deepEqual(outputs["serverSideEncryption"], {
            enabled: true,
            kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:alias/aws/dynamodb",
        });
        assert.deepEqual(outputs["ttl"], { attributeName: "ttl", enabled: true });
    });

    it("is replaced for another name or key, and changes its settings in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(TABLE, id, {
            ...BUCKETS,
            attributes: [{ name: "bucket", type: "S" }],
            deletionProtectionEnabled: true,
            hashKey: "bucket",
            name: "others",
            pointInTimeRecovery: { enabled: true },
            tags: { a: "b" },
            ttl: { attributeName: "ttl", enabled: true },
        });
        assert.deepEqual([...diff.replaces].sort(), ["hashKey", "name"]);
        assert.deepEqual(
            [...diff.changed].sort(),
            ["attributes", "deletionProtectionEnabled", "hashKey", "name", "pointInTimeRecovery", "tags", "ttl"].sort(),
        );
    });

    it("does not care for the order of attributes", async () => {
        const attributes = [
            { name: "vendor_dimension", type: "S" },
            { name: "expires_at", type: "N" },
        ];
        const { id } = await make({ attributes, rangeKey: "expires_at" });
        const diff = await cloud.diff(TABLE, id, {
            ...BUCKETS,
            attributes: [...attributes].reverse(),
            rangeKey: "expires_at",
        });
        assert.deepEqual(diff.changed, []);
    });

    it("takes its items along, and leaves a backup where it had point-in-time recovery", async () => {
        const { id } = await make({ pointInTimeRecovery: { enabled: true } });
        await cloud.create(TABLE_ITEM, {
            tableName: id,
            hashKey: "vendor_dimension",
            item: '{"vendor_dimension":{"S":"openai#rpm"}}',
        });
        await cloud.delete(TABLE, id);
        assert.deepEqual(cloud.records(TABLE_ITEM), []);
        const [backup, ...more] = cloud.records("aws:dynamodb/table:Table (system backup)");
        assert.deepEqual(more, []);
        assert.equal(backup?.remainder, "kept for 35 days, free of charge");
        await make();
        await cloud.delete(TABLE, id);
        assert.equal(cloud.records("aws:dynamodb/table:Table (system backup)").length, 1);
    });

    it("refuses with ResourceInUseException a name twice in a region", async () => {
        await make();
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /ResourceInUseException: Table already exists: vendor-buckets$/);
        await cloud.in({ region: "us-east-1" }).create(TABLE, BUCKETS);
    });

    it("refuses names of another form and tables without a key", async () => {
        await cloud.refuses(() => make({ name: "ab" }), refusals.nameForm);
        await cloud.refuses(() => make({ name: "vendor/buckets" }), refusals.nameForm);
        await cloud.refuses(
            () => cloud.create(TABLE, { name: "keyless", billingMode: "PAY_PER_REQUEST" }),
            refusals.noKey,
        );
    });

    it("refuses a provisioned table without capacity", async () => {
        await cloud.refuses(() => make({ billingMode: "PROVISIONED", readCapacity: 1 }), refusals.capacity);
        await make({ billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 1 });
    });

    it("refuses a key that can't be used", async () => {
        const key = await cloud.create(KEY, { isEnabled: false });
        await cloud.refuses(
            () => make({ serverSideEncryption: { enabled: true, kmsKeyArn: key.outputs["arn"] } }),
            refusals.key,
        );
        await cloud.update(KEY, key.id, { isEnabled: true });
        await make({ serverSideEncryption: { enabled: true, kmsKeyArn: key.outputs["arn"] } });
    });

    it("refuses another attribute for TTL while it is on, and takes it once it is off", async () => {
        const { id } = await make({ ttl: { attributeName: "ttl", enabled: true } });
        const other = { ...BUCKETS, ttl: { attributeName: "expires", enabled: true } };
        const error = await cloud.refuses(() => cloud.update(TABLE, id, other), refusals.ttlAttribute);
        assert.match(error.message, /current AttributeName is ttl$/);
        await cloud.update(TABLE, id, { ...BUCKETS, ttl: { attributeName: "ttl", enabled: false } });
        await cloud.update(TABLE, id, other);
    });

    it("refuses to go while it is protected, also along with a replacement", async () => {
        const { id } = await make({ deletionProtectionEnabled: true });
        const error = await cloud.refuses(() => cloud.delete(TABLE, id), refusals.protected);
        assert.match(error.message, /DeleteTable.*ValidationException: Resource cannot be deleted as it is currently/);
        await cloud.update(TABLE, id, BUCKETS);
        await cloud.delete(TABLE, id);
        assert.equal(await cloud.read(TABLE, id), undefined);
    });

    it("names attributes that no key has, and keys that no attribute has, at once", async () => {
        const error = await cloud.refuses(
            () => make({ attributes: [{ name: "ttl", type: "N" }], rangeKey: "lease" }),
            refusals.unusedAttribute,
        );
        assert.equal(
            error.message,
            'attributes: all attributes must be indexed. Unused attributes: ["ttl"]\n' +
                "attributes: all indexes must match a defined attribute. " +
                'Unmatched indexes: ["vendor_dimension" "lease"]',
        );
    });

    const attribute = { name: "vendor_dimension", type: "S" };
    const index = { name: "by-vendor", hashKey: "vendor", projectionType: "ALL" };
    const table = { ...BUCKETS, attributes: [attribute] };
    checkTable(() => cloud, TABLE, [
        [refusals.unusedAttribute, "attributes", { ...table, attributes: [attribute, { name: "ttl", type: "N" }] }],
        [refusals.unmatchedIndex, "attributes", { ...table, globalSecondaryIndexes: [index] }],
        [
            refusals.unmatchedIndex,
            "attributes",
            { ...table, localSecondaryIndexes: [{ name: "i", rangeKey: "at", projectionType: "ALL" }] },
        ],
        [refusals.attributeType, "attributes[0].type", { ...table, attributes: [{ ...attribute, type: "BOOL" }] }],
        [refusals.billingMode, "billingMode", { ...table, billingMode: "ON_DEMAND" }],
        [refusals.tableClass, "tableClass", { ...table, tableClass: "STANDARD_IA" }],
        [refusals.streamView, "streamViewType", { ...table, streamEnabled: true }],
        [refusals.streamView, "streamViewType", { ...table, streamEnabled: true, streamViewType: "ALL" }],
        [refusals.ttlName, "ttl.attributeName", { ...table, ttl: { enabled: true } }],
        [
            refusals.recoveryPeriod,
            "pointInTimeRecovery.recoveryPeriodInDays",
            { ...table, pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 36 } },
        ],
    ]);
});
