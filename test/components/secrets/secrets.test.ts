import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { InvalidArgsError } from "../../../components/faults";
import { SecretContainer, type SecretContainerArgs } from "../../../components/secrets";
import { KEY_ARN, dataOutputs, NAMING } from "../../support/data-args";
import { record, type Recording, valueOf } from "../../support/mocks";

const COMPONENT = "plinth:secrets:SecretContainer";

function recordSecret(args: Partial<SecretContainerArgs>): Promise<Recording<SecretContainer>> {
    const { secretName = "database", kind = "external" } = args;
    const all = { naming: NAMING, encryptionKeyArn: KEY_ARN, ...args, secretName, kind };
    return record(() => new SecretContainer(`secret-${secretName}`, all), { outputs: dataOutputs });
}

describe("SecretContainer", () => {
    it("has the URNs that state and aliases rely on", async () => {
        const { urns } = await recordSecret({ kind: "database", username: "platform" });
        assert.deepEqual(urns, [
            `${COMPONENT}$aws:secretsmanager/secret:Secret::secret-database-secret`,
            `${COMPONENT}$aws:secretsmanager/secretVersion:SecretVersion::secret-database-first`,
            `${COMPONENT}$random:index/randomPassword:RandomPassword::secret-database-generated`,
            `${COMPONENT}::secret-database`,
        ]);
    });

    it("begins the name with prefix, environment and its own, and lets AWS end it", async () => {
        const { find } = await recordSecret({ kind: "database", username: "platform", recoveryWindowDays: 7 });
        assert.deepEqual(find("aws:secretsmanager/secret:Secret", "secret-database-secret").inputs, {
            namePrefix: "restartix/staging/database-",
            description: "JSON: username, password. First value generated; set outside since",
            kmsKeyId: KEY_ARN,
            recoveryWindowInDays: 7,
            tags: { Name: "restartix-staging-database" },
        });
    });

    const values = [
        {
            kind: "database",
            username: "platform",
            value: { username: "platform", password: "secret-s-generated-password" },
        },
        {
            kind: "database-user",
            username: "app",
            value: { username: "app", password: "secret-s-generated-password" },
        },
        {
            kind: "database-reader",
            username: "backup",
            value: { username: "backup", password: "secret-s-generated-password" },
        },
        { kind: "redis", value: { authToken: "secret-s-generated-password" } },
        { kind: "encryption", value: { key: "Ynl0ZXM=" } },
        {
            kind: "backup-keys",
            value: { current: "first-e528bf0b08db", keys: { "first-e528bf0b08db": "Ynl0ZXM=" } },
        },
    ] as const;
    for (const { value, ...args } of values) {
        it(`begins with a generated value of the kind ${args.kind}, which is never overwritten`, async () => {
            const { find } = await recordSecret({ ...args, secretName: "s" });
            const version = find("aws:secretsmanager/secretVersion:SecretVersion", "secret-s-first");
            assert.deepEqual(version.inputs["secretId"], "secret-s-secret-id");
            assert.deepEqual(JSON.parse(String(version.inputs["secretString"])), value);
            assert.deepEqual(version.options.ignoreChanges, ["secretString"]);
        });
    }

    it("generates letters and digits, once and for all", async () => {
        const { find } = await recordSecret({ kind: "redis", secretName: "redis" });
        const token = find("random:index/randomPassword:RandomPassword", "secret-redis-generated");
        assert.deepEqual(token.inputs, { length: 64, special: false });
        assert.deepEqual(token.options.ignoreChanges, ["length", "special"]);
    });

    it("keeps what it generates secret", async () => {
        const { result } = await recordSecret({ kind: "encryption" });
        assert.equal(await pulumi.isSecret(result.generatedValue()), true);
        assert.equal(await valueOf(result.generatedValue()), "Ynl0ZXM=");
    });

    it("has no value at all of the kind external", async () => {
        const { urns, result } = await recordSecret({ secretName: "clerk" });
        assert.deepEqual(urns, [
            `${COMPONENT}$aws:secretsmanager/secret:Secret::secret-clerk-secret`,
            `${COMPONENT}::secret-clerk`,
        ]);
        assert.throws(() => result.generatedValue(), /kind external has no generated value/);
    });

    it("says in the description which keys whoever sets it must give", async () => {
        const { find } = await recordSecret({ secretName: "clerk", keys: ["secretKey", "webhookSecret"] });
        const { inputs } = find("aws:secretsmanager/secret:Secret", "secret-clerk-secret");
        assert.equal(inputs["description"], "JSON: secretKey, webhookSecret. Set outside");
    });

    it("makes nothing of faulty arguments, and says all that is wrong", async () => {
        const wrong = { secretName: "Database", kind: "database", recoveryWindowDays: 0, keys: ["a b"] } as const;
        await assert.rejects(recordSecret(wrong), (error: unknown) => {
            assert.ok(error instanceof InvalidArgsError);
            assert.deepEqual(
                error.faults.map(({ path, given }) => [path, given]),
                [
                    ["secretName", "Database"],
                    ["keys[0]", "a b"],
                    ["recoveryWindowDays", 0],
                    ["keys", ["a b"]],
                    ["username", undefined],
                ],
            );
            return true;
        });
    });
});
