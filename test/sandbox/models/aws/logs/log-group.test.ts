import assert from "node:assert/strict";
import { KEY } from "../../../../../sandbox/models/aws/kms/keys";
import { LOG_GROUP, logGroupRefusals as refusals } from "../../../../../sandbox/models/aws/logs/log-group";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";

describe(LOG_GROUP, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(LOG_GROUP, { name: "/app/web", ...inputs });

    it("fills in what CloudWatch Logs fills in", async () => {
        const { id, outputs } = await make({ retentionInDays: 30, tags: { a: "b" } });
        assert.equal(id, "/app/web");
        assert.deepEqual(outputs, {
            arn: "arn:aws:logs:eu-central-1:111122223333:log-group:/app/web",
            deletionProtectionEnabled: false,
            id,
            kmsKeyId: "",
            logGroupClass: "STANDARD",
            name: "/app/web",
            namePrefix: "",
            region: "eu-central-1",
            retentionInDays: 30,
            skipDestroy: false,
            tags: { a: "b" },
            tagsAll: { a: "b" },
        });
    });

    it("is replaced for another name or class, and changes its retention in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(LOG_GROUP, id, {
            kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/k",
            logGroupClass: "INFREQUENT_ACCESS",
            name: "/app/api",
            retentionInDays: 7,
        });
        assert.deepEqual([...diff.replaces].sort(), ["logGroupClass", "name"]);
        assert.equal(diff.changed.length, 4);
    });

    it("may have the same name in another region", async () => {
        await make();
        await cloud.in({ region: "us-east-1" }).create(LOG_GROUP, { name: "/app/web" });
    });

    it("refuses with ResourceAlreadyExistsException a name twice", async () => {
        await make();
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /ResourceAlreadyExistsException: The specified log group already exists$/);
    });

    it("refuses to go while it is protected", async () => {
        const { id } = await make({ deletionProtectionEnabled: true });
        await cloud.refuses(() => cloud.delete(LOG_GROUP, id), refusals.protected);
        await cloud.update(LOG_GROUP, id, { name: "/app/web" });
        await cloud.delete(LOG_GROUP, id);
        assert.equal(await cloud.read(LOG_GROUP, id), undefined);
    });

    it("is encrypted with a key whose policy lets the region's log service use it for the group", async () => {
        const group = "arn:aws:logs:eu-central-1:111122223333:log-group:";
        const use = (principal: string, pattern?: string): Properties => ({
            policy: document(
                {
                    Effect: "Allow",
                    Action: "kms:*",
                    Resource: "*",
                    Principal: { AWS: "arn:aws:iam::111122223333:root" },
                },
                {
                    Effect: "Allow",
                    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"],
                    Resource: "*",
                    Principal: { Service: principal },
                    ...(pattern ? { Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": pattern } } } : {}),
                },
            ),
        });
        const withKey = async (inputs: Properties, name = "/app/web"): Promise<Made> => {
            const key = await cloud.create(KEY, inputs);
            return make({ name, kmsKeyId: key.outputs["arn"] });
        };
        await withKey(use("logs.eu-central-1.amazonaws.com"), "/app/a");
        await withKey(use("logs.eu-central-1.amazonaws.com", `${group}/app/*`), "/app/b");
        for (const inputs of [
            {},
            use("logs.us-east-1.amazonaws.com"),
            use("logs.eu-central-1.amazonaws.com", `${group}/other/*`),
        ]) {
            const key = await cloud.create(KEY, inputs);
            const error = await cloud.refuses(() => make({ kmsKeyId: key.outputs["arn"] }), refusals.key);
            assert.match(error.message, /key does not exist or is not allowed to be used with Arn 'arn:aws:logs:\S+'$/);
        }
        await cloud.refuses(() => make({ kmsKeyId: "none" }), refusals.key);
    });

    checkTable(() => cloud, LOG_GROUP, [
        [refusals.nameForm, "name", { name: "app:web" }],
        [refusals.nameForm, "name", { name: "a".repeat(513) }],
        [refusals.retention, "retentionInDays", { retentionInDays: 31 }],
        [refusals.classForm, "logGroupClass", { logGroupClass: "standard" }],
    ]);
});
