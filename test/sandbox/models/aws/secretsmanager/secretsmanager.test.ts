import assert from "node:assert/strict";
import { declarationOf } from "../../../../../sandbox/catalog/declarations";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { KEY } from "../../../../../sandbox/models/aws/kms/keys";
import { secretRefusals as refusals } from "../../../../../sandbox/models/aws/secretsmanager/secret";
import { secretPolicyRefusals } from "../../../../../sandbox/models/aws/secretsmanager/secret-policy";
import { secretVersionRefusals } from "../../../../../sandbox/models/aws/secretsmanager/secret-version";
import {
    PENDING_SECRET,
    SECRET,
    SECRET_POLICY,
    SECRET_VERSION,
} from "../../../../../sandbox/models/aws/secretsmanager/secrets";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";

const READING = {
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
};

describe("Secrets Manager", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(SECRET, { name: "app/database", ...inputs });
    const put = (secretId: string, inputs: Properties = { secretString: "hush" }): Promise<Made> =>
        cloud.create(SECRET_VERSION, { secretId, ...inputs });

    describe(SECRET, () => {
        it("fills in what Secrets Manager fills in, and reads the same again", async () => {
            const { id, outputs } = await make({ tags: { a: "b" } });
            assert.match(id, /^arn:aws:secretsmanager:eu-central-1:111122223333:secret:app\/database-[A-Za-z0-9]{6}$/);
            assert.deepEqual(outputs, {
                arn: id,
                description: "",
                forceOverwriteReplicaSecret: false,
                id,
                kmsKeyId: "",
                name: "app/database",
                namePrefix: "",
                policy: "",
                recoveryWindowInDays: 30,
                region: "eu-central-1",
                replicas: [],
                tags: { a: "b" },
                tagsAll: { a: "b" },
            });
            assert.deepEqual(await cloud.read(SECRET, id), outputs);
            assert.deepEqual((await cloud.diff(SECRET, id, { name: "app/database", tags: { a: "b" } })).changed, []);
        });

        it("draws a name behind a prefix", async () => {
            const { outputs } = await cloud.create(SECRET, { namePrefix: "app/" });
            assert.match(asText(outputs["name"]), /^app\/\d{26}$/);
        });

        it("is replaced for another name, and changed in place otherwise", async () => {
            const { id } = await make();
            const { replaces, changed } = await cloud.diff(SECRET, id, {
                name: "app/other",
                description: "new",
                recoveryWindowInDays: 0,
                policy: document(READING),
            });
            assert.deepEqual(replaces, ["name"]);
            assert.equal(changed.length, 4);
        });

        it("keeps its name for its recovery window, and its values no longer", async () => {
            const { id } = await make({ recoveryWindowInDays: 7 });
            await put(id);
            await cloud.delete(SECRET, id);
            assert.deepEqual(
                cloud.records(PENDING_SECRET).map((record) => [record.id, record.remainder]),
                [[id, "in its recovery window for 7 days"]],
            );
            assert.deepEqual(cloud.records(SECRET_VERSION), []);
            const error = await cloud.refuses(() => make(), refusals.scheduled);
            assert.match(error.message, /a secret with this name is already scheduled for deletion\.$/);
        });

        it("is gone at once without a recovery window, and its next ARN is another", async () => {
            const { id } = await make({ recoveryWindowInDays: 0 });
            await cloud.delete(SECRET, id);
            assert.deepEqual(cloud.records(PENDING_SECRET), []);
            assert.notEqual((await make()).id, id);
        });

        it("shows its replicas in step", async () => {
            const { outputs } = await make({ replicas: [{ region: "eu-west-1" }] });
            assert.deepEqual(outputs["replicas"], [
                {
                    kmsKeyId: "",
                    lastAccessedDate: "",
                    region: "eu-west-1",
                    status: "InSync",
                    statusMessage: "Replication succeeded",
                },
            ]);
        });
    });

    describe(`${SECRET} refuses`, () => {
        checkTable(() => cloud, SECRET, [
            [refusals.nameForm, "name", { name: "app database" }],
            [refusals.nameForm, "name", { name: "a".repeat(513) }],
            [refusals.nameForm, "namePrefix", { namePrefix: "a".repeat(487) }],
            [refusals.window, "recoveryWindowInDays", { recoveryWindowInDays: 6 }],
            [refusals.window, "recoveryWindowInDays", { recoveryWindowInDays: 31 }],
            [refusals.policyForm, "policy", { policy: "everybody" }],
        ]);

        it("ResourceExistsException: a name twice in a region", async () => {
            await make();
            const error = await cloud.refuses(() => make(), refusals.exists);
            assert.match(error.message, /The operation failed because the secret app\/database already exists\.$/);
            await cloud.in({ region: "eu-west-1" }).create(SECRET, { name: "app/database" });
        });

        it("EncryptionFailure: a key that is not there", async () => {
            await cloud.refuses(() => make({ kmsKeyId: "none" }), refusals.key);
        });

        it("InvalidParameterException: a replica in its own region", async () => {
            await cloud.refuses(() => make({ replicas: [{ region: "eu-central-1" }] }), refusals.replicaRegion);
        });

        it("MalformedPolicyDocumentException: a policy without resources, or of nobody", async () => {
            const { Resource: _resource, ...rest } = READING;
            await cloud.refuses(() => make({ policy: document(rest) }), refusals.malformed);
            const nobody = { ...READING, Principal: { AWS: "arn:aws:iam::111122223333:role/none" } };
            const error = await cloud.refuses(() => make({ policy: document(nobody) }), refusals.principal);
            assert.match(error.message, /This resource policy contains an unsupported principal\.$/);
        });
    });

    describe(SECRET_VERSION, () => {
        it("becomes the current value, and reads the same again", async () => {
            const secret = await make();
            const { id, outputs } = await put(secret.id);
            const versionId = asText(outputs["versionId"]);
            assert.match(versionId, /^terraform-\d{26}$/);
            assert.deepEqual(outputs, {
                arn: secret.id,
                hasSecretStringWo: false,
                id: `${secret.id}|${versionId}`,
                region: "eu-central-1",
                secretArn: secret.id,
                secretId: secret.id,
                secretString: "hush",
                versionId,
                versionStages: ["AWSCURRENT"],
            });
            assert.deepEqual(await cloud.read(SECRET_VERSION, id), outputs);
        });

        it("makes the one before the previous one, and takes that label from an older one", async () => {
            const secret = await make();
            const versions = [await put(secret.id), await put("app/database"), await put(secret.id)];
            const labels = await Promise.all(
                versions.map(async ({ id }) => (await cloud.read(SECRET_VERSION, id))?.["versionStages"]),
            );
            assert.deepEqual(labels, [[], ["AWSPREVIOUS"], ["AWSCURRENT"]]);
        });

        it("has its values marked as secrets, whether the program does so or not", () => {
            assert.deepEqual([...(declarationOf(SECRET_VERSION)?.secretOutputs ?? [])].sort(), [
                "secretBinary",
                "secretString",
                "secretStringWo",
            ]);
        });

        it("keeps nothing of a write-only value", async () => {
            const { id } = await make();
            const { outputs } = await put(id, { secretStringWo: "hush", secretStringWoVersion: 1 });
            assert.equal(outputs["hasSecretStringWo"], true);
            assert.ok(!JSON.stringify(outputs).includes("hush"));
        });

        it("is replaced for another value, and changes its labels in place", async () => {
            const secret = await make();
            const { id } = await put(secret.id);
            const inputs = { secretId: secret.id, secretString: "other", versionStages: ["AWSCURRENT", "blue"] };
            assert.deepEqual((await cloud.diff(SECRET_VERSION, id, inputs)).replaces, ["secretString"]);
            const labelled = await cloud.update(SECRET_VERSION, id, { ...inputs, secretString: "hush" });
            assert.deepEqual(labelled.outputs["versionStages"], ["AWSCURRENT", "blue"]);
        });
    });

    describe(`${SECRET_VERSION} refuses`, () => {
        const secretId = "app/database";
        checkTable(() => cloud, SECRET_VERSION, [
            [secretVersionRefusals.both, "secretString", { secretId, secretString: "a", secretBinary: "YQ==" }],
            [secretVersionRefusals.base64, "secretBinary", { secretId, secretBinary: "!" }],
            [secretVersionRefusals.writeOnly, "secretStringWo", { secretId, secretStringWo: "a" }],
        ]);

        it("ResourceNotFoundException: a secret that does not exist", async () => {
            const error = await cloud.refuses(() => put("none"), secretVersionRefusals.unknown);
            assert.match(error.message, /Secrets Manager can't find the specified secret\.$/);
        });

        it("InvalidRequestException: a secret in its recovery window", async () => {
            const { id } = await make();
            await cloud.delete(SECRET, id);
            await cloud.refuses(() => put(id), secretVersionRefusals.pending);
        });

        it("InvalidRequestException: no value, or an empty one", async () => {
            const { id } = await make();
            await cloud.refuses(() => put(id, {}), secretVersionRefusals.empty);
            await cloud.refuses(() => put(id, { secretString: "" }), secretVersionRefusals.empty);
        });

        it("ValidationException: a value of more than 65,536 bytes", async () => {
            const { id } = await make();
            await put(id, { secretString: "a".repeat(65_536) });
            const error = await cloud.refuses(
                () => put(id, { secretString: "ä".repeat(32_769) }),
                secretVersionRefusals.tooLong,
            );
            assert.ok(!error.message.includes("ää"), "the value is not shown");
        });

        it("EncryptionFailure: a key that waits for its deletion", async () => {
            const key = await cloud.create(KEY, {});
            const { id } = await make({ kmsKeyId: key.outputs["arn"] });
            await cloud.delete(KEY, key.id);
            const error = await cloud.refuses(() => put(id), secretVersionRefusals.key);
            assert.match(error.message, /KMSInvalidStateException/);
        });
    });

    describe(SECRET_POLICY, () => {
        const allow = (secretArn: string, statement: object, inputs: Properties = {}): Promise<Made> =>
            cloud.create(SECRET_POLICY, { secretArn, policy: document(statement), ...inputs });

        it("takes the place of another, goes with its secret, and is replaced for another secret", async () => {
            const secret = await make();
            await allow(secret.id, READING);
            const { id, outputs } = await allow(secret.id, { ...READING, Sid: "second" });
            assert.deepEqual(outputs, {
                id: secret.id,
                policy: document({ ...READING, Sid: "second" }),
                region: "eu-central-1",
                secretArn: secret.id,
            });
            assert.deepEqual(await cloud.read(SECRET_POLICY, id), outputs);
            const { replaces } = await cloud.diff(SECRET_POLICY, id, { secretArn: "arn", policy: document(READING) });
            assert.deepEqual(replaces, ["secretArn"]);
            await cloud.delete(SECRET, secret.id);
            assert.deepEqual(cloud.records(SECRET_POLICY), []);
        });

        it("refuses with PublicPolicyException to let anybody in, where that is blocked", async () => {
            const { id } = await make();
            const anybody = { ...READING, Principal: "*" };
            const blocked = { blockPublicPolicy: true };
            await cloud.refuses(() => allow(id, anybody, blocked), secretPolicyRefusals.public);
            await allow(id, { ...anybody, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }, blocked);
            await allow(id, anybody);
        });

        it("refuses with ResourceNotFoundException a secret that does not exist", async () => {
            await cloud.refuses(() => allow("none", READING), secretPolicyRefusals.unknown);
        });

        it("refuses with InvalidRequestException a secret in its recovery window", async () => {
            const { id } = await make();
            await cloud.delete(SECRET, id);
            const error = await cloud.refuses(() => allow(id, READING), secretPolicyRefusals.pending);
            assert.match(error.message, /because it was marked for deletion\.$/);
        });

        it("refuses with ValidationException a policy of more than 20,480 characters", async () => {
            const { id } = await make();
            const sized = (characters: number): object => ({
                ...READING,
                Sid: "s".repeat(characters - document({ ...READING, Sid: "" }).length),
            });
            await allow(id, sized(20_480));
            await cloud.refuses(() => allow(id, sized(20_481)), secretPolicyRefusals.tooLong);
        });

        checkTable(() => cloud, SECRET_POLICY, [
            [secretPolicyRefusals.documentForm, "policy", { secretArn: "arn", policy: "everybody" }],
        ]);
    });
});
