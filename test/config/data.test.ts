import assert from "node:assert/strict";
import { join } from "node:path";
import { databaseArgs, dataConfig } from "../../config/data";
import { ConfigError } from "../../config/errors";
import { readStackFile } from "../../config/stack-file";

const FOLDER = join(__dirname, "..", "..", "stacks", "data");
const stackFile = (stack: string): Record<string, unknown> => readStackFile(join(FOLDER, `Pulumi.${stack}.yaml`));

/** The places of all faults of staging's config, one of its groups changed. */
function faultsOf(group: string, change: Record<string, unknown>): [string, unknown][] {
    const staging = stackFile("staging");
    const key = `plinth:${group}`;
    const before = staging[key];
    const changed = { ...(typeof before === "object" ? before : {}), ...change };
    try {
        dataConfig.parse({ ...staging, [key]: changed }, "staging");
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.faults.map(({ path, given }) => [path, given]);
    }
    return [];
}

/** What the backups' config refers to. */
const BACKUP_SECRETS = {
    "database-backup": { kind: "database-reader", username: "backup" },
    "backup-encryption": { kind: "backup-keys" },
};

describe("the data project's config", () => {
    it("has the document's values in staging", () => {
        const { database, cache, secrets } = dataConfig.parse(stackFile("staging"), "staging");
        assert.deepEqual(database, {
            engine: "aurora-serverless",
            databaseName: "restartix",
            masterUsername: "platform",
            minCapacity: 0,
            maxCapacity: 2,
            scaleToZero: true,
            backupRetentionDays: 1,
            deletionProtection: false,
            keepAutomatedBackups: false,
        });
        assert.deepEqual(cache, { engine: "valkey", nodeType: "cache.t4g.micro", replicas: 0 });
        assert.equal(secrets.recoveryWindowDays, 7);
    });

    it("has a standby, replicas and protection in production", () => {
        const { database, cache, secrets } = dataConfig.parse(stackFile("production"), "production");
        assert.deepEqual(
            [database.engine, database.multiAz, database.replicas, database.backupRetentionDays],
            ["rds", true, 1, 30],
        );
        assert.equal(database.deletionProtection, true);
        assert.deepEqual([cache.replicas, secrets.recoveryWindowDays], [1, 30]);
    });

    it("has the same secrets and images in both", () => {
        const [staging, production] = ["staging", "production"].map((stack) =>
            dataConfig.parse(stackFile(stack), stack),
        );
        assert.deepEqual(staging?.secrets.containers, production?.secrets.containers);
        assert.deepEqual(staging?.repositories.services, production?.repositories.services);
        assert.deepEqual(Object.keys(staging?.secrets.containers ?? {}), [
            "database",
            "database-app",
            "redis",
            "encryption",
            "clerk",
            "external",
            "email-bootstrap",
            "database-backup",
            "backup-encryption",
        ]);
    });

    it("keeps the providers that no program configured out of both", () => {
        for (const stack of ["staging", "production"]) {
            assert.deepEqual(stackFile(stack)["pulumi:disable-default-providers"], ["*"]);
        }
    });

    it("reports every fault of a bad database at once, each at its key", () => {
        const bad = { engine: "rds", replicas: 99, backupWindow: "night", colour: "blue" };
        assert.deepEqual(faultsOf("database", bad), [
            ["plinth:database.colour", "blue"],
            ["plinth:database.minCapacity", 0],
            ["plinth:database.maxCapacity", 2],
            ["plinth:database.scaleToZero", true],
            ["plinth:database.instanceClass", undefined],
            ["plinth:database.allocatedStorage", undefined],
            ["plinth:database.backupWindow", "night"],
            ["plinth:database.replicas", 99],
        ]);
    });

    it("suggests the key that was meant", () => {
        const staging = stackFile("staging");
        const database = { ...(staging["plinth:database"] as object), replcas: 1 };
        assert.throws(
            () => dataConfig.parse({ ...staging, "plinth:database": database }, "staging"),
            /plinth:database\.replcas: 1 given; allowed: no such key; .* Did you mean replicas\?/,
        );
    });

    it("checks cache, repositories and key in the same way", () => {
        assert.deepEqual(faultsOf("cache", { replicas: 9 }), [["plinth:cache.replicas", 9]]);
        assert.deepEqual(faultsOf("encryptionKey", { deletionWindowDays: 3 }), [
            ["plinth:encryptionKey.deletionWindowDays", 3],
        ]);
        const services = ["core_api", "clinic", "clinic", "backup-runner", "postgres"];
        assert.deepEqual(faultsOf("repositories", { services, keepImages: 0 }), [
            ["plinth:repositories.services[0]", "core_api"],
            ["plinth:repositories.services[2]", "clinic"],
            ["plinth:repositories.keepImages", 0],
        ]);
    });

    it("takes secrets of known kinds and good names only", () => {
        const containers = {
            database: { kind: "database" },
            redis: { kind: "redis", keys: ["token"] },
            "Clerk!": { kind: "external", keys: ["bad key"] },
            ...BACKUP_SECRETS,
        };
        assert.deepEqual(faultsOf("secrets", { containers, recoveryWindowDays: 0 }), [
            ["plinth:secrets.recoveryWindowDays", 0],
            ["plinth:secrets.containers.redis.keys", ["token"]],
            ["plinth:secrets.containers.Clerk!", "Clerk!"],
            ["plinth:secrets.containers.Clerk!.keys[0]", "bad key"],
        ]);
    });

    it("names the user of a secret that has one of its own, and of no other", () => {
        const [database, redis] = [{ kind: "database" }, { kind: "redis" }];
        const named = { database: { ...database, username: "a" }, redis: { ...redis, username: "b" } };
        const containers = { ...BACKUP_SECRETS, ...named };
        const nameless = { app: { kind: "database-user" }, reports: { kind: "database-reader" } };
        assert.deepEqual(faultsOf("secrets", { containers: { ...containers, ...nameless } }), [
            ["plinth:secrets.containers.database.username", "a"],
            ["plinth:secrets.containers.redis.username", "b"],
            ["plinth:secrets.containers.app.username", undefined],
            ["plinth:secrets.containers.reports.username", undefined],
        ]);
        const app = { kind: "database-user", username: "app" };
        assert.deepEqual(faultsOf("secrets", { containers: { ...BACKUP_SECRETS, database, redis, app } }), []);
    });

    it("refuses regions whose ARNs are others", () => {
        assert.throws(
            () => dataConfig.parse({ ...stackFile("staging"), "plinth:region": "cn-north-1" }, "staging"),
            /plinth:region: "?cn-north-1"? given; allowed: a region of the partition aws/,
        );
    });

    it("hands the database the arguments of its engine", () => {
        const [aurora, rds] = ["staging", "production"].map((stack) =>
            databaseArgs(dataConfig.parse(stackFile(stack), stack).database),
        );
        assert.deepEqual(aurora, dataConfig.parse(stackFile("staging"), "staging").database);
        assert.equal(rds?.engine === "rds" && rds.instanceClass, "db.t4g.medium");
        const other = { engine: "rds", databaseName: "a", masterUsername: "b", instanceClass: "c" } as const;
        const both = { ...other, allocatedStorage: 20, minCapacity: undefined, scaleToZero: undefined };
        assert.deepEqual(databaseArgs(both), { ...other, allocatedStorage: 20 });
    });

    it("asks for one password, one token and one set of the backup's keys: no more, no less", () => {
        const none = { "database-backup": BACKUP_SECRETS["database-backup"] };
        assert.deepEqual(faultsOf("secrets", { containers: none }), [
            ["plinth:secrets.containers", []],
            ["plinth:secrets.containers", []],
            ["plinth:secrets.containers", []],
        ]);
        const two = { one: { kind: "database" }, two: { kind: "database" }, redis: { kind: "redis" } };
        assert.deepEqual(faultsOf("secrets", { containers: { ...BACKUP_SECRETS, ...two } }), [
            ["plinth:secrets.containers", ["one", "two"]],
        ]);
    });

    it("backs up with a user that can only read, never as the master or an application", () => {
        for (const databaseSecret of ["database", "database-app", "nowhere"]) {
            assert.deepEqual(faultsOf("backup", { databaseSecret }), [
                ["plinth:backup.databaseSecret", databaseSecret],
            ]);
        }
        const staging = stackFile("staging");
        const backup = { ...(staging["plinth:backup"] as object), databaseSecret: "database-app" };
        assert.throws(
            () => dataConfig.parse({ ...staging, "plinth:backup": backup }, "staging"),
            /backup\.databaseSecret: "?database-app"? given; allowed: .* of the kind database-reader: database-backup.*can only read/s,
        );
    });

    it("tells topics of SNS that the last backup is too old, and nothing else", () => {
        const topic = "arn:aws:sns:eu-central-1:111122223333:alerts";
        assert.deepEqual(faultsOf("backup", { maxAgeHours: 26, alarmTopicArns: [topic] }), []);
        assert.deepEqual(faultsOf("backup", { maxAgeHours: 26, alarmTopicArns: [topic, "alerts"] }), [
            ["plinth:backup.alarmTopicArns[1]", "alerts"],
        ]);
        assert.deepEqual(faultsOf("backup", { alarmTopicArns: [topic] }), [["plinth:backup.alarmTopicArns", [topic]]]);
    });

    it("takes the backup's images from repositories of its own, by a version that stays", () => {
        const runner = { image: { repository: "elsewhere", tag: "latest" } };
        assert.deepEqual(faultsOf("backup", { runner, lockYears: 0 }), [
            ["plinth:backup.lockYears", 0],
            ["plinth:backup.runner.image.tag", "latest"],
            ["plinth:backup.runner.image.repository", "elsewhere"],
        ]);
        // The document's way, in the application's image.
        const inside = { image: { repository: "core-api", tag: "1.4.2" }, entryPoint: ["/backup-runner"] };
        assert.deepEqual(faultsOf("backup", { runner: inside }), []);
    });

    it("locks backups for good only when the bucket's own name confirms it", () => {
        const complianceLockConfirmed = "restartix-backups-primary-production";
        assert.deepEqual(faultsOf("backup", { complianceLockConfirmed }), [
            ["plinth:backup.complianceLockConfirmed", complianceLockConfirmed],
        ]);
        assert.deepEqual(faultsOf("backup", { complianceLockConfirmed: "restartix-backups-primary-staging" }), []);
    });

    it("watches the age of the last backup in production alone, where a schedule makes them", () => {
        const ages = ["staging", "production"].map(
            (stack) => dataConfig.parse(stackFile(stack), stack).backup.maxAgeHours,
        );
        assert.deepEqual(ages, [undefined, 26]);
    });

    it("refuses a version that YAML made a number, and says how to write it", () => {
        const staging = stackFile("staging");
        const database = { ...(staging["plinth:database"] as object), engineVersion: 17 };
        assert.throws(
            () => dataConfig.parse({ ...staging, "plinth:database": database }, "staging"),
            /plinth:database\.engineVersion: 17 given; allowed: a version of PostgreSQL in quotes, such as "17"/,
        );
    });
});
