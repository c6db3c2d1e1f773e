import assert from "node:assert/strict";
import { aliasRefusals } from "../../../../../sandbox/models/aws/kms/alias";
import { keyRefusals as refusals } from "../../../../../sandbox/models/aws/kms/key";
import { ALIAS, KEY, keyFault, PENDING_KEY, usableKey } from "../../../../../sandbox/models/aws/kms/keys";
import type { KeyView } from "../../../../../sandbox/models/aws/kms/keys";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";

const ROOT = "arn:aws:iam::111122223333:root";
const OWNER = { Effect: "Allow", Action: "kms:*", Resource: "*", Principal: { AWS: ROOT } };

/** A model's view of the one account, for what other models ask of keys. */
function viewOf(cloud: TestCloud): KeyView {
    const list: KeyView["list"] = (type) => cloud.records(type);
    return { list, listEverywhere: list };
}

describe("KMS", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(KEY, inputs);
    const name = (key: Made, alias = "alias/app"): Promise<Made> =>
        cloud.create(ALIAS, { name: alias, targetKeyId: key.id });

    describe(KEY, () => {
        it("fills in what KMS fills in, and reads the same again", async () => {
            const { id, outputs } = await make({ enableKeyRotation: true, tags: { a: "b" } });
            assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
            assert.deepEqual(outputs, {
                arn: `arn:aws:kms:eu-central-1:111122223333:key/${id}`,
                bypassPolicyLockoutSafetyCheck: false,
                customerMasterKeySpec: "SYMMETRIC_DEFAULT",
                description: "",
                enableKeyRotation: true,
                id,
                isEnabled: true,
                keyId: id,
                keyUsage: "ENCRYPT_DECRYPT",
                multiRegion: false,
                policy:
                    '{"Id":"key-default-1","Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":' +
                    `"${ROOT}"},"Resource":"*","Sid":"Enable IAM User Permissions"}],"Version":"2012-10-17"}`,
                region: "eu-central-1",
                rotationPeriodInDays: 365,
                tags: { a: "b" },
                tagsAll: { a: "b" },
            });
            assert.deepEqual(await cloud.read(KEY, id), outputs);
            const same = await cloud.diff(KEY, id, { enableKeyRotation: true, tags: { a: "b" } });
            assert.deepEqual(same.changed, []);
        });

        it("is named otherwise where it is for several regions", async () => {
            assert.match((await make({ multiRegion: true })).id, /^mrk-[0-9a-f]{32}$/);
        });

        it("is replaced for another spec, use or reach, and changed in place otherwise", async () => {
            const { id } = await make();
            const { replaces } = await cloud.diff(KEY, id, {
                customerMasterKeySpec: "RSA_2048",
                keyUsage: "SIGN_VERIFY",
                multiRegion: true,
            });
            assert.deepEqual([...replaces].sort(), ["customerMasterKeySpec", "keyUsage", "multiRegion"]);
            const inPlace = await cloud.diff(KEY, id, {
                description: "data",
                deletionWindowInDays: 7,
                enableKeyRotation: true,
                isEnabled: false,
                policy: document(OWNER),
                rotationPeriodInDays: 90,
            });
            assert.deepEqual(inPlace.replaces, []);
            assert.equal(inPlace.changed.length, 6);
        });

        it("takes every policy that leaves its account or its caller in charge", async () => {
            for (const principal of [ROOT, "111122223333", "arn:aws:sts::111122223333:assumed-role/sandbox/session"]) {
                await make({ policy: document({ ...OWNER, Principal: { AWS: principal } }) });
            }
            await make({ policy: document({ ...OWNER, Action: ["kms:Put*", "kms:Get*"] }) });
            const { Action: _action, ...rest } = OWNER;
            await make({ policy: document({ ...rest, NotAction: "kms:ScheduleKeyDeletion" }) });
        });

        it("takes a policy whose account administers and does not use, with roles to come as values of conditions", async () => {
            const only = (operator: string, ...roles: readonly string[]) => ({
                Condition: {
                    [operator]: { "aws:PrincipalArn": roles.map((role) => `arn:aws:iam::111122223333:role/${role}`) },
                },
            });
            const administer = ["kms:Describe*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"];
            const nobodyElse = {
                Effect: "Deny",
                Principal: "*",
                Action: ["kms:Decrypt", "kms:Encrypt"],
                Resource: "*",
            };
            const policy = document(
                { ...OWNER, Action: administer },
                { ...OWNER, Action: "kms:Decrypt", ...only("ArnEquals", "backup-runner") },
                { ...nobodyElse, ...only("ArnNotEquals", "backup-runner", "operations") },
                { ...nobodyElse, Action: "kms:CreateGrant" },
                { ...nobodyElse, Action: administer, ...only("ArnLike", "*-task") },
            );
            assert.equal((await make({ policy })).outputs["policy"], policy);
            const administrators = { ...nobodyElse, Action: administer, ...only("ArnNotEquals", "deployer") };
            await make({ policy: document({ ...OWNER, Action: administer }, administrators) });
        });

        it("leaves a key that waits for its deletion", async () => {
            const { id } = await make({ deletionWindowInDays: 7 });
            await cloud.delete(KEY, id);
            assert.equal(await cloud.read(KEY, id), undefined);
            assert.deepEqual(
                cloud.records(PENDING_KEY).map((record) => [record.id, record.remainder]),
                [[id, "pending deletion for 7 days"]],
            );
            await cloud.delete(KEY, (await make()).id);
            assert.ok(cloud.records(PENDING_KEY).some(({ remainder }) => remainder === "pending deletion for 30 days"));
        });
    });

    describe(`${KEY} refuses`, () => {
        checkTable(() => cloud, KEY, [
            [refusals.window, "deletionWindowInDays", { deletionWindowInDays: 6 }],
            [refusals.window, "deletionWindowInDays", { deletionWindowInDays: 31 }],
            [refusals.rotationPeriod, "rotationPeriodInDays", { enableKeyRotation: true, rotationPeriodInDays: 89 }],
            [refusals.rotationPeriod, "rotationPeriodInDays", { enableKeyRotation: true, rotationPeriodInDays: 2561 }],
            [refusals.rotationWithout, "rotationPeriodInDays", { rotationPeriodInDays: 90 }],
            [refusals.spec, "customerMasterKeySpec", { customerMasterKeySpec: "AES_256" }],
            [refusals.usageForm, "keyUsage", { keyUsage: "ENCRYPT" }],
            [refusals.description, "description", { description: "a".repeat(8193) }],
            [refusals.policyForm, "policy", { policy: "everybody" }],
        ]);

        it("MalformedPolicyDocumentException: a policy without principals", async () => {
            const { Principal: _principal, ...rest } = OWNER;
            await cloud.refuses(() => make({ policy: document(rest) }), refusals.malformed);
        });

        it("MalformedPolicyDocumentException: a policy that shuts its owner out", async () => {
            const role = { ...OWNER, Principal: { AWS: "arn:aws:iam::444455556666:role/other" } };
            const error = await cloud.refuses(() => make({ policy: document(role) }), refusals.lockout);
            assert.match(
                error.message,
                /The new key policy will not allow you to update the key policy in the future\.$/,
            );
            const reading = document({ ...OWNER, Action: ["kms:Describe*", "kms:Encrypt"] });
            await cloud.refuses(() => make({ policy: reading }), refusals.lockout);
            const denied = document(OWNER, { ...OWNER, Effect: "Deny", Action: "kms:PutKeyPolicy" });
            await cloud.refuses(() => make({ policy: denied }), refusals.lockout);
            const root = { ArnNotEquals: { "aws:PrincipalArn": ROOT } };
            const withoutRoles = document(OWNER, { ...OWNER, Effect: "Deny", Principal: "*", Condition: root });
            await cloud.refuses(() => make({ policy: withoutRoles }), refusals.lockout);
            const one = { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/one" } };
            const other = { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/other" } };
            const apart = document({ ...OWNER, Condition: one }, { ...OWNER, Effect: "Deny", Condition: other });
            await cloud.refuses(() => make({ policy: apart }), refusals.lockout);
            await make({ policy: document({ ...OWNER, Condition: one }) });
            await make({ policy: reading, bypassPolicyLockoutSafetyCheck: true });
        });

        it("MalformedPolicyDocumentException: a principal that does not exist", async () => {
            const statement = { ...OWNER, Principal: { AWS: [ROOT, "arn:aws:iam::111122223333:role/none"] } };
            const error = await cloud.refuses(() => make({ policy: document(statement) }), refusals.unknownPrincipal);
            assert.match(error.message, /Policy contains a statement with one or more invalid principals\.$/);
        });

        it("ValidationException: a use that the spec does not have", async () => {
            const inputs = { customerMasterKeySpec: "ECC_NIST_P256" };
            const error = await cloud.refuses(() => make(inputs), refusals.usage);
            assert.match(error.message, /KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256$/);
        });

        it("UnsupportedOperationException: rotation of an asymmetric key", async () => {
            const inputs = { customerMasterKeySpec: "RSA_2048", enableKeyRotation: true };
            await cloud.refuses(() => make(inputs), refusals.rotation);
        });
    });

    describe(ALIAS, () => {
        it("fills in what KMS fills in, whether the key is named by id or by ARN", async () => {
            const key = await make();
            const { id, outputs } = await name(key);
            assert.deepEqual(outputs, {
                arn: "arn:aws:kms:eu-central-1:111122223333:alias/app",
                id: "alias/app",
                name: "alias/app",
                namePrefix: "",
                region: "eu-central-1",
                targetKeyArn: key.outputs["arn"],
                targetKeyId: key.id,
            });
            assert.deepEqual(await cloud.read(ALIAS, id), outputs);
            const byArn = await cloud.create(ALIAS, { name: "alias/arn", targetKeyId: key.outputs["arn"] });
            assert.equal(byArn.outputs["targetKeyId"], key.id);
        });

        it("goes to another key in place, and is replaced for another name", async () => {
            const { id } = await name(await make());
            const other = await make();
            const moved = await cloud.update(ALIAS, id, { name: "alias/app", targetKeyId: other.id });
            assert.equal(moved.outputs["targetKeyArn"], other.outputs["arn"]);
            const { replaces } = await cloud.diff(ALIAS, id, { name: "alias/other", targetKeyId: other.id });
            assert.deepEqual(replaces, ["name"]);
        });

        it("stays on a key that waits for its deletion", async () => {
            const key = await make();
            const { id } = await name(key);
            await cloud.delete(KEY, key.id);
            assert.ok(await cloud.read(ALIAS, id));
            await cloud.delete(ALIAS, id);
        });
    });

    describe(`${ALIAS} refuses`, () => {
        checkTable(() => cloud, ALIAS, [
            [aliasRefusals.nameForm, "name", { name: "app", targetKeyId: "k" }],
            [aliasRefusals.nameForm, "name", { name: "alias/a:b", targetKeyId: "k" }],
        ]);

        it("AlreadyExistsException: a name twice in a region", async () => {
            const key = await make();
            await name(key);
            const error = await cloud.refuses(() => name(key), aliasRefusals.exists);
            assert.match(error.message, /alias with the name arn:aws:kms:.*:alias\/app already exists$/);
        });

        it("NotAuthorizedException: a name of AWS's own", async () => {
            const key = await make();
            await cloud.refuses(() => name(key, "alias/aws/app"), aliasRefusals.reserved);
        });

        it("NotFoundException: a key that is not there, or in another region", async () => {
            const key = await make();
            const elsewhere = cloud.in({ region: "us-east-1" });
            const inputs = { name: "alias/app", targetKeyId: key.outputs["arn"] };
            await cloud.refuses(() => elsewhere.create(ALIAS, inputs), aliasRefusals.unknownKey);
            const none = { name: "alias/app", targetKeyId: "none" };
            await cloud.refuses(() => cloud.create(ALIAS, none), aliasRefusals.unknownKey);
        });

        it("KMSInvalidStateException: a key pending deletion", async () => {
            const key = await make();
            await cloud.delete(KEY, key.id);
            await cloud.refuses(() => name(key), aliasRefusals.pendingKey);
        });

        it("ValidationException: an alias of an alias", async () => {
            await name(await make());
            const inputs = { name: "alias/other", targetKeyId: "alias/app" };
            await cloud.refuses(() => cloud.create(ALIAS, inputs), aliasRefusals.ofAlias);
        });
    });

    describe("the use of a key by another service", () => {
        it("finds it by id, ARN, alias and the alias's ARN", async () => {
            const key = await make();
            const { outputs } = await name(key);
            const view = viewOf(cloud);
            for (const named of [key.id, asText(key.outputs["arn"]), "alias/app", asText(outputs["arn"])]) {
                assert.equal(usableKey(view, named)?.keyId, key.id, named);
                assert.equal(keyFault(view, named), undefined);
            }
        });

        it("takes AWS's own keys", () => {
            assert.ok(usableKey(viewOf(cloud), "alias/aws/rds"));
            assert.equal(keyFault(viewOf(cloud), "alias/aws/rds"), undefined);
        });

        it("fails with KMS's code where the key is missing, disabled or pending deletion", async () => {
            const view = viewOf(cloud);
            const disabled = await make({ isEnabled: false });
            const pending = await make();
            await cloud.delete(KEY, pending.id);
            const codes = ["none", disabled.id, pending.id].map((named) => {
                assert.equal(usableKey(view, named), undefined);
                return keyFault(view, named)?.code;
            });
            assert.deepEqual(codes, ["NotFoundException", "DisabledException", "KMSInvalidStateException"]);
        });
    });
});
