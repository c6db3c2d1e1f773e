import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readStackFile } from "../../config/stack-file";
import { dataContract } from "../../contracts/data";
import { foundationContract } from "../../contracts/foundation";
import dataProgram from "../../stacks/data";
import { dataOutputs } from "../support/data-args";
import { record, type Recording, valueOf } from "../support/mocks";

const FOLDER = join(__dirname, "..", "..", "stacks", "data");

/** A foundation that keeps its contract, with the names of its outputs as values. */
function foundation(): Record<string, unknown> {
    const value = (name: string, type: string): unknown => (type === "string[]" ? [`${name}-1`, `${name}-2`] : name);
    const values = Object.entries(foundationContract.outputs).map(([name, type]) => [name, value(name, type)] as const);
    return { ...Object.fromEntries<unknown>(values), contractVersion: foundationContract.version };
}

type Result = Awaited<ReturnType<typeof dataProgram>>;

/** The program under mocks, with the config of the stack's own file, as Pulumi would hand it over. */
function recordData(stack: string, change: Record<string, unknown> = {}, preview = false): Promise<Recording<Result>> {
    const values = Object.entries({ ...readStackFile(join(FOLDER, `Pulumi.${stack}.yaml`)), ...change });
    const asText = values.map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    return record(dataProgram, {
        project: "data",
        stack,
        config: Object.fromEntries(asText),
        stackReferences: { [`organization/foundation/${stack}`]: foundation() },
        outputs: dataOutputs,
        preview,
    });
}

describe("the data program", () => {
    let staging: Recording<Result>;
    let production: Recording<Result>;

    before(async () => {
        staging = await recordData("staging");
        production = await recordData("production");
    });

    it("exports its contract in both environments, all of it and nothing else", () => {
        for (const { result } of [staging, production]) {
            assert.deepEqual(
                Object.keys(result).sort(),
                [...Object.keys(dataContract.outputs), "contractVersion"].sort(),
            );
            assert.equal(result.contractVersion, dataContract.version);
        }
    });

    it("names what alarms watch and what IAM policies allow", async () => {
        const { result } = production;
        const lists = [result.databaseInstanceIdentifiers, result.databaseReaderEndpoints, result.cacheMemberClusters];
        assert.deepEqual(await Promise.all(lists.map((list) => valueOf(pulumi.output(list)))), [
            ["restartix-production-database", "restartix-production-database-replica-1"],
            ["database-replica-1.example"],
            ["cache-001"],
        ]);
        const ids = [result.databaseResourceId, result.cacheReplicationGroupId];
        assert.deepEqual(await Promise.all(ids.map((id) => valueOf(pulumi.output(id)))), [
            "db-database-instance",
            "cache-id",
        ]);
    });

    it("keeps production's keys when the environment goes, and not staging's", () => {
        for (const key of ["encryption-key-key", "backup-key-key"]) {
            const kept = [staging, production].map(({ find }) => find("aws:kms/key:Key", key).options.retainOnDelete);
            assert.deepEqual(kept, [false, true]);
        }
    });

    it("gives applications a user of their own, with another password than the master's", () => {
        const version = staging.find("aws:secretsmanager/secretVersion:SecretVersion", "secret-database-app-first");
        assert.match(
            JSON.stringify(version.inputs["secretString"]),
            /\\"username\\":\\"app\\",\\"password\\":\\"secret-database-app-generated-password\\"/,
        );
    });

    it("exports every secret but the backups' own, and every repository, by its name in config", async () => {
        const { result } = await recordData("staging");
        const maps = [result.secretArns, result.repositoryUrls, result.repositoryArns];
        const [secretArns = {}, urls = {}, arns] = await Promise.all(maps.map((map) => valueOf(pulumi.output(map))));
        const names = (map: object = {}): string[] => Object.keys(map).sort();
        assert.deepEqual(names(secretArns), [
            "clerk",
            "database",
            "database-app",
            "email-bootstrap",
            "encryption",
            "external",
            "redis",
        ]);
        const services = [
            "backup-runner",
            "clinic",
            "console",
            "core-api",
            "pgbouncer",
            "portal",
            "postgres",
            "telemetry-api",
        ];
        assert.deepEqual([names(urls), names(arns)], [services, services]);
        assert.equal(urls["core-api"], "repository-core-api-url");
    });

    it("reads the foundation of its own environment and no other stack", () => {
        assert.deepEqual(
            production.reads.map(({ name }) => name),
            ["organization/foundation/production"],
        );
    });

    it("puts the data into the private subnets, behind the groups made for it", () => {
        const subnets = ["privateSubnetIds-1", "privateSubnetIds-2"];
        const cluster = staging.find("aws:rds/cluster:Cluster", "database-cluster");
        assert.deepEqual(cluster.inputs["vpcSecurityGroupIds"], ["rdsSecurityGroupId"]);
        assert.deepEqual(
            staging.find("aws:rds/subnetGroup:SubnetGroup", "database-subnets").inputs["subnetIds"],
            subnets,
        );
        const cache = staging.find("aws:elasticache/replicationGroup:ReplicationGroup", "cache");
        assert.deepEqual(cache.inputs["securityGroupIds"], ["redisSecurityGroupId"]);
        assert.deepEqual(
            staging.find("aws:elasticache/subnetGroup:SubnetGroup", "cache-subnets").inputs["subnetIds"],
            subnets,
        );
    });

    it("gives every resource the one provider of its package that it made itself", () => {
        const made = staging.resources.filter(({ type }) => /^(aws|awsx|random):/.test(type));
        assert.ok(made.length > 30);
        for (const { type, options, urn } of made) {
            const [, provider = ""] = /pulumi:providers:(\w+)::/.exec(options.provider) ?? [];
            assert.equal(provider, type.split(":")[0], urn);
        }
    });

    it("differs between the environments in engine and size", () => {
        // Production is watched for the age of its last backup: it has a schedule.
        const unlike = (urn: string): boolean => !/::(database|cache)|MetricAlarm::backup/.test(urn);
        assert.deepEqual(staging.urns.filter(unlike), production.urns.filter(unlike));
        assert.equal(staging.ofType("aws:rds/instance:Instance").length, 0);
        assert.equal(production.ofType("aws:rds/instance:Instance").length, 2);
        const nodes = [staging, production].map(
            ({ find }) => find("aws:elasticache/replicationGroup:ReplicationGroup", "cache").inputs["numCacheClusters"],
        );
        assert.deepEqual(nodes, [1, 2]);
    });

    it("protects what production holds", () => {
        const bucket = ({ find }: Recording<Result>): boolean =>
            find("aws:s3/bucket:Bucket", "backup-bucket-bucket").options.protect;
        assert.deepEqual([bucket(staging), bucket(production)], [false, true]);
        const database = production.find("aws:rds/instance:Instance", "database-instance").inputs;
        assert.deepEqual(
            [database["deletionProtection"], database["multiAz"], database["backupRetentionPeriod"]],
            [true, true, 30],
        );
    });

    it("gives database and secret the same user and the same generated password", () => {
        const version = staging.find("aws:secretsmanager/secretVersion:SecretVersion", "secret-database-first");
        const cluster = staging.find("aws:rds/cluster:Cluster", "database-cluster").inputs;
        assert.match(JSON.stringify(version.inputs["secretString"]), /\\"username\\":\\"platform\\"/);
        assert.equal(cluster["masterUsername"], "platform");
    });

    it("takes a seventh service by its name alone", async () => {
        const images = ["core-api", "telemetry-api", "clinic", "portal", "console", "pgbouncer"];
        const services = [...images, "backup-runner", "postgres", "imaging"];
        const { find } = await recordData("staging", { "plinth:repositories": { services } });
        const added = find("awsx:ecr:Repository", "repository-imaging");
        assert.equal(added.inputs["name"], "restartix-imaging");
    });

    it("backs the database up from its own endpoint, with a user and keys that no application has", () => {
        const task = staging.find("aws:ecs/taskDefinition:TaskDefinition", "backup-runner").inputs;
        const [{ environment } = { environment: [] }] = JSON.parse(String(task["containerDefinitions"])) as {
            environment: { name: string; value: string }[];
        }[];
        const values = new Map(environment.map(({ name, value }) => [name, value]));
        assert.equal(values.get("DATABASE_HOST"), "database-cluster.cluster.example");
        assert.match(values.get("DATABASE_SECRET_ARN") ?? "", /secret-database-backup-secret$/);
        assert.match(values.get("BACKUP_ENCRYPTION_SECRET_ARN") ?? "", /secret-backup-encryption-secret$/);
        assert.equal(values.get("BACKUP_BUCKET"), "backup-bucket-bucket-id");
    });

    it("guards the secret with the keys, and keeps its value as long as there are backups", () => {
        const { find } = staging;
        const guard = find("aws:secretsmanager/secretPolicy:SecretPolicy", "backup-encryption-secret");
        assert.match(String(guard.inputs["secretArn"]), /secret-backup-encryption-secret$/);
        const { dependencies } = guard.options;
        assert.ok(dependencies.some((urn) => urn.endsWith("::secret-backup-encryption-first")));
    });

    it("tells of production's last backup whom its config names, and nobody without a name", async () => {
        const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
        const toldBy = ({ find }: Recording<Result>): unknown =>
            find(alarm, "backup-alarm-backup-age").inputs["alarmActions"];
        assert.deepEqual(toldBy(production), []);
        const backup = readStackFile(join(FOLDER, "Pulumi.production.yaml"))["plinth:backup"] as object;
        const alarmTopicArns = ["arn:aws:sns:eu-central-1:444455556666:alerts"];
        const told = await recordData("production", { "plinth:backup": { ...backup, alarmTopicArns } });
        assert.deepEqual(toldBy(told), alarmTopicArns);
    });

    it("starts the runner in the document's groups too, and opens the database to it", async () => {
        const groups = await valueOf(pulumi.output(staging.result.backupSecurityGroupIds));
        assert.deepEqual(groups, ["backup-runner-id", "migrationsRunnerSecurityGroupId"]);
        const rule = staging.find(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "backup-database-ingress-runner",
        ).inputs;
        assert.deepEqual([rule["securityGroupId"], rule["fromPort"]], ["rdsSecurityGroupId", 5432]);
    });

    it("locks backups so that they can be taken off, until production's config confirms that they never can", async () => {
        const lock = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
        const modeOf = ({ find }: Recording<Result>): unknown => find(lock, "backup-bucket-lock").inputs["rule"];
        const governed = { defaultRetention: { mode: "GOVERNANCE", years: 7 } };
        assert.deepEqual([modeOf(staging), modeOf(production)], [governed, governed]);
        const backup = readStackFile(join(FOLDER, "Pulumi.production.yaml"))["plinth:backup"] as object;
        const complianceLockConfirmed = "restartix-backups-primary-production";
        const confirmed = await recordData("production", { "plinth:backup": { ...backup, complianceLockConfirmed } });
        assert.deepEqual(modeOf(confirmed), { defaultRetention: { mode: "COMPLIANCE", years: 7 } });
    });

    it("previews whole: what it makes does not depend on what is not known yet", async () => {
        const preview = await recordData("production", {}, true);
        assert.deepEqual(preview.urns, production.urns);
    });

    it("makes nothing when its config is wrong", async () => {
        await assert.rejects(
            record(dataProgram, { stack: "staging", config: {} }),
            /config of stack staging has 10 faults/,
        );
    });
});
