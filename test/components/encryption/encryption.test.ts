import assert from "node:assert/strict";
import { EncryptionKey, type EncryptionKeyArgs } from "../../../components/encryption";
import { validateEncryptionKey } from "../../../components/encryption/plan";
import { dataOutputs, NAMING } from "../../support/data-args";
import { record, type Recording } from "../../support/mocks";

const COMPONENT = "plinth:encryption:EncryptionKey";
const WHERE = { accountId: "111122223333", region: "eu-central-1" };

function recordKey(change: Partial<EncryptionKeyArgs> = {}): Promise<Recording<EncryptionKey>> {
    const args = { naming: NAMING, ...WHERE, ...change };
    return record(() => new EncryptionKey("encryption-key", args), { outputs: dataOutputs });
}

describe("EncryptionKey", () => {
    it("has the URNs that state and aliases rely on", async () => {
        const { urns } = await recordKey();
        assert.deepEqual(urns, [
            `${COMPONENT}$aws:kms/alias:Alias::encryption-key-alias`,
            `${COMPONENT}$aws:kms/key:Key::encryption-key-key`,
            `${COMPONENT}::encryption-key`,
        ]);
    });

    it("rotates, and can be brought back for 30 days", async () => {
        const { find } = await recordKey();
        const { policy, ...inputs } = find("aws:kms/key:Key", "encryption-key-key").inputs;
        assert.deepEqual(inputs, {
            description: "restartix-staging-platform",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            tags: { Name: "restartix-staging-platform" },
        });
        assert.equal(typeof policy, "string");
    });

    it("is administered by the account, and used by CloudWatch Logs for the account's log groups alone", async () => {
        const { find } = await recordKey();
        const policy: unknown = JSON.parse(String(find("aws:kms/key:Key", "encryption-key-key").inputs["policy"]));
        assert.deepEqual(policy, {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AccountAdministersAndDelegatesToIam",
                    Effect: "Allow",
                    Principal: { AWS: "arn:aws:iam::111122223333:root" },
                    Action: "kms:*",
                    Resource: "*",
                },
                {
                    Sid: "LogGroupsOfThisAccount",
                    Effect: "Allow",
                    Principal: { Service: "logs.eu-central-1.amazonaws.com" },
                    Action: [
                        "kms:Encrypt",
                        "kms:Decrypt",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo",
                        "kms:GenerateDataKey",
                        "kms:DescribeKey",
                    ],
                    Resource: "*",
                    Condition: {
                        ArnLike: {
                            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:111122223333:log-group:*",
                        },
                    },
                },
            ],
        });
    });

    it("has an alias of its own", async () => {
        const { find } = await recordKey({ logicalName: "backup" });
        assert.deepEqual(find("aws:kms/alias:Alias", "encryption-key-alias").inputs, {
            name: "alias/restartix-staging-backup",
            targetKeyId: "encryption-key-key-key-id",
        });
    });

    it("goes with what made it, unless it has to outlive it", async () => {
        const retained = async (change: Partial<EncryptionKeyArgs>): Promise<unknown[]> => {
            const { find } = await recordKey(change);
            const key = find("aws:kms/key:Key", "encryption-key-key").options.retainOnDelete;
            return [key, find("aws:kms/alias:Alias", "encryption-key-alias").options.retainOnDelete];
        };
        assert.deepEqual(await retained({}), [false, false]);
        // The next key needs the alias.
        assert.deepEqual(await retained({ retainOnDelete: true }), [true, false]);
    });

    it("refuses regions whose ARNs are others", () => {
        for (const region of ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"]) {
            const [fault] = validateEncryptionKey({ ...WHERE, region });
            assert.deepEqual([fault?.path, fault?.given], ["region", region]);
            assert.match(fault?.allowed ?? "", /^a region of the partition aws/);
        }
        for (const region of ["us-east-1", "us-west-2", "eu-central-2", "ca-central-1", "me-south-1"]) {
            assert.deepEqual(validateEncryptionKey({ ...WHERE, region }), []);
        }
    });

    it("finds every fault of its arguments", () => {
        const faults = validateEncryptionKey({ accountId: "1111", region: "Frankfurt", deletionWindowDays: 6 });
        assert.deepEqual(
            faults.map(({ path, given }) => [path, given]),
            [
                ["accountId", "1111"],
                ["region", "Frankfurt"],
                ["deletionWindowDays", 6],
            ],
        );
        assert.deepEqual(validateEncryptionKey({ ...WHERE, deletionWindowDays: 7 }), []);
    });

    it("makes nothing of faulty arguments", async () => {
        await assert.rejects(recordKey({ deletionWindowDays: 31 }), /EncryptionKey "encryption-key" was not made/);
    });
});
