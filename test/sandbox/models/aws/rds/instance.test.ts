import assert from "node:assert/strict";
import { NETWORK_INTERFACE } from "../../../../../sandbox/models/aws/ec2/interfaces";
import { asText, text, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { instanceRefusals as refusals } from "../../../../../sandbox/models/aws/rds/instance";
import { RETAINED_BACKUPS } from "../../../../../sandbox/models/aws/rds/instance-removal";
import { FINAL_SNAPSHOT } from "../../../../../sandbox/models/aws/rds/snapshots";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import { subnetRefusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import { securityGroupRefusals } from "../../../../../sandbox/models/aws/ec2/security-group";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { DataNetwork } from "./databases";
import { makeDatabase, makeDataNetwork, makeSubnetGroup, SMALL } from "./databases";

const INSTANCE = RDS_TYPES.instance;

describe(INSTANCE, () => {
    let cloud: TestCloud;
    let network: DataNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeDataNetwork(cloud);
        await makeSubnetGroup(cloud, network);
    });

    it("fills in what RDS fills in, and reads the same", async () => {
        const { id, outputs } = await makeDatabase(cloud, {
            availabilityZone: "eu-central-1b",
            backupWindow: "02:00-02:30",
            maintenanceWindow: "Sun:04:00-Sun:05:00",
            storageType: "gp3",
            vpcSecurityGroupIds: [network.securityGroup.id],
        });
        assert.match(id, /^db-[A-Z2-7]{26}$/);
        const address = asText(outputs["address"]);
        assert.match(address, /^main\.c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/);
        assert.deepEqual(outputs, {
            ...SMALL,
            address,
            applyImmediately: false,
            arn: "arn:aws:rds:eu-central-1:111122223333:db:main",
            autoMinorVersionUpgrade: true,
            availabilityZone: "eu-central-1b",
            backupRetentionPeriod: 0,
            backupTarget: "region",
            backupWindow: "02:00-02:30",
            caCertIdentifier: "rds-ca-rsa2048-g1",
            characterSetName: "",
            copyTagsToSnapshot: false,
            customerOwnedIpEnabled: false,
            databaseInsightsMode: "standard",
            dbName: "",
            dedicatedLogVolume: false,
            deleteAutomatedBackups: true,
            deletionProtection: false,
            domainFqdn: "",
            enabledCloudwatchLogsExports: [],
            endpoint: `${address}:5432`,
            engineLifecycleSupport: "open-source-rds-extended-support",
            engineVersionActual: "17.4",
            hostedZoneId: "Z1RLNUO7B9Q6NB",
            iamDatabaseAuthenticationEnabled: false,
            id,
            identifierPrefix: "",
            iops: 3000,
            kmsKeyId: "",
            latestRestorableTime: "",
            licenseModel: "postgresql-license",
            listenerEndpoints: [],
            maintenanceWindow: "sun:04:00-sun:05:00",
            masterUserSecretKmsKeyId: "",
            masterUserSecrets: [],
            maxAllocatedStorage: 0,
            monitoringInterval: 0,
            monitoringRoleArn: "",
            multiAz: false,
            ncharCharacterSetName: "",
            networkType: "IPV4",
            optionGroupName: "default:postgres-17",
            parameterGroupName: "default.postgres17",
            performanceInsightsEnabled: false,
            performanceInsightsKmsKeyId: "",
            performanceInsightsRetentionPeriod: 0,
            port: 5432,
            publiclyAccessible: false,
            region: "eu-central-1",
            replicaMode: "",
            replicas: [],
            replicateSourceDb: "",
            resourceId: id,
            snapshotIdentifier: "",
            status: "available",
            storageEncrypted: false,
            storageThroughput: 125,
            storageType: "gp3",
            tagsAll: {},
            timezone: "",
            upgradeRolloutOrder: "second",
            vpcSecurityGroupIds: [network.securityGroup.id],
        });
        assert.deepEqual(await cloud.read(INSTANCE, id), outputs);
    });

    it("is the same in every run", async () => {
        const again = testCloud();
        await makeSubnetGroup(again, await makeDataNetwork(again));
        assert.deepEqual((await makeDatabase(again)).outputs, (await makeDatabase(cloud)).outputs);
    });

    it("stays as it is where an update changes nothing", async () => {
        const { id, outputs } = await makeDatabase(cloud, { multiAz: true });
        assert.deepEqual((await cloud.diff(INSTANCE, id, { ...SMALL, multiAz: true })).changed, []);
        const before = interfaces(id).map((record) => record.id);
        const updated = await cloud.update(INSTANCE, id, { ...SMALL, multiAz: true });
        assert.deepEqual(updated.outputs, outputs);
        assert.deepEqual(
            interfaces(id).map((record) => record.id),
            before,
        );
    });

    it("is replaced for what the provider replaces it for", async () => {
        const { id } = await makeDatabase(cloud);
        const diff = await cloud.diff(INSTANCE, id, {
            ...SMALL,
            ...{ allocatedStorage: 30, availabilityZone: "eu-central-1b", dbName: "app", dbSubnetGroupName: "other" },
            ...{ engineVersion: "17.5", identifier: "other", instanceClass: "db.t4g.small", multiAz: true, port: 5433 },
            ...{ parameterGroupName: "pg", storageEncrypted: true, storageType: "gp3", username: "other" },
            kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/k",
        });
        assert.deepEqual([...diff.replaces].sort(), [
            "availabilityZone",
            "dbName",
            "kmsKeyId",
            "storageEncrypted",
            "username",
        ]);
        assert.equal(diff.changed.length, 14);
    });

    const interfaces = (id: string): ReturnType<TestCloud["records"]> =>
        cloud.records(NETWORK_INTERFACE).filter((record) => record.ownedBy?.id === id);

    it("has an interface in its zone, and one more for a standby in another", async () => {
        const { id, outputs } = await makeDatabase(cloud, { vpcSecurityGroupIds: [network.securityGroup.id] });
        assert.deepEqual(
            interfaces(id).map((record) => text(record, "availabilityZone")),
            [outputs["availabilityZone"]],
        );
        await cloud.refuses(
            () => cloud.delete(TYPES.securityGroup, network.securityGroup.id),
            securityGroupRefusals.inUse,
        );
        const updated = await cloud.update(INSTANCE, id, { ...SMALL, multiAz: true });
        assert.equal(updated.outputs["availabilityZone"], outputs["availabilityZone"]);
        assert.equal(new Set(interfaces(id).map((record) => text(record, "availabilityZone"))).size, 2);
        const [subnet = ""] = interfaces(id).map((record) => text(record, "subnetId"));
        await cloud.refuses(() => cloud.delete(TYPES.subnet, subnet), subnetRefusals.inUse);
        await cloud.delete(INSTANCE, id);
        assert.deepEqual(cloud.records(NETWORK_INTERFACE), []);
    });

    it("runs the newest version of those asked for, and keeps it", async () => {
        const { id, outputs } = await makeDatabase(cloud, { engineVersion: "16" });
        assert.deepEqual([outputs["engineVersion"], outputs["engineVersionActual"]], ["16", "16.11"]);
        const upgrade = { ...SMALL, engineVersion: "17", allowMajorVersionUpgrade: true };
        const upgraded = await cloud.update(INSTANCE, id, upgrade);
        assert.equal(upgraded.outputs["parameterGroupName"], "default.postgres17");
    });

    it("is renamed in place", async () => {
        const { id } = await makeDatabase(cloud);
        const { outputs } = await cloud.update(INSTANCE, id, { ...SMALL, identifier: "renamed" });
        assert.match(asText(outputs["address"]), /^renamed\./);
    });

    it("keeps the password that RDS manages in a secret of its own", async () => {
        const { outputs } = await makeDatabase(cloud, { manageMasterUserPassword: true, password: undefined });
        const [secret] = outputs["masterUserSecrets"] as readonly Properties[];
        assert.match(asText(secret?.["secretArn"]), /^arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!db-/);
    });

    it("is encrypted with AWS's key where no other is named", async () => {
        const { outputs } = await makeDatabase(cloud, { storageEncrypted: true, performanceInsightsEnabled: true });
        assert.match(asText(outputs["kmsKeyId"]), /^arn:aws:kms:eu-central-1:111122223333:key\/[0-9a-f-]{36}$/);
        assert.equal(outputs["performanceInsightsKmsKeyId"], outputs["kmsKeyId"]);
        assert.equal(outputs["performanceInsightsRetentionPeriod"], 7);
    });

    it("moves to a subnet group of another VPC", async () => {
        const { id } = await makeDatabase(cloud);
        const elsewhere = await makeDataNetwork(cloud, "10.1");
        await makeSubnetGroup(cloud, elsewhere, { name: "elsewhere" });
        const { outputs } = await cloud.update(INSTANCE, id, { ...SMALL, dbSubnetGroupName: "elsewhere" });
        assert.equal(outputs["dbSubnetGroupName"], "elsewhere");
        assert.deepEqual(
            interfaces(id).map((record) => text(record, "vpcId")),
            [elsewhere.vpc.id],
        );
    });

    describe("with replicas", () => {
        const replica: Properties = { identifier: "replica", instanceClass: "db.t4g.micro", skipFinalSnapshot: true };
        let source: Made;
        beforeEach(async () => {
            source = await makeDatabase(cloud, { backupRetentionPeriod: 7, storageType: "gp3" });
        });

        it("has what its source has, and is listed there", async () => {
            const { outputs } = await cloud.create(INSTANCE, { ...replica, replicateSourceDb: "main" });
            const { engine, engineVersionActual, dbSubnetGroupName, parameterGroupName, port, username } = outputs;
            assert.deepEqual(
                { engine, engineVersionActual, dbSubnetGroupName, parameterGroupName, port, username },
                {
                    ...{ engine: "postgres", engineVersionActual: "17.4", dbSubnetGroupName: "data", port: 5432 },
                    ...{ parameterGroupName: "default.postgres17", username: "app" },
                },
            );
            assert.deepEqual([outputs["allocatedStorage"], outputs["backupRetentionPeriod"]], [20, 0]);
            assert.deepEqual((await cloud.read(INSTANCE, source.id))?.["replicas"], ["replica"]);
        });

        it("takes them along to another major version, with that version's default group", async () => {
            await cloud.create(RDS_TYPES.parameterGroup, { name: "sixteen", family: "postgres16" });
            await makeDatabase(cloud, { ...{ identifier: "old", backupRetentionPeriod: 7 }, engineVersion: "16.8" });
            const made = { ...replica, replicateSourceDb: "old", parameterGroupName: "sixteen" };
            const { id } = await cloud.create(INSTANCE, made);
            const before = cloud.records(INSTANCE).find(({ outputs }) => outputs["identifier"] === "old");
            const upgraded = { ...SMALL, identifier: "old", backupRetentionPeriod: 7, allowMajorVersionUpgrade: true };
            await cloud.update(INSTANCE, before?.id ?? "", { ...upgraded, engineVersion: "17.4" });
            const { engineVersionActual, optionGroupName, parameterGroupName } = (await cloud.read(INSTANCE, id)) ?? {};
            assert.deepEqual(
                [engineVersionActual, optionGroupName, parameterGroupName],
                ["17.4", "default:postgres-17", "default.postgres17"],
            );
        });

        it("leaves them alone where only the minor version rises", async () => {
            const { id } = await cloud.create(INSTANCE, { ...replica, replicateSourceDb: "main" });
            await cloud.update(INSTANCE, source.id, { ...SMALL, backupRetentionPeriod: 7, engineVersion: "17.5" });
            assert.equal((await cloud.read(INSTANCE, id))?.["engineVersionActual"], "17.4");
        });

        it("promotes them when it goes", async () => {
            const { id } = await cloud.create(INSTANCE, { ...replica, replicateSourceDb: "main" });
            await cloud.delete(INSTANCE, source.id);
            assert.equal((await cloud.read(INSTANCE, id))?.["replicateSourceDb"], "");
        });

        it("refuses what cannot be replicated", async () => {
            const make = (inputs: Properties): Promise<Made> => cloud.create(INSTANCE, { ...replica, ...inputs });
            await cloud.refuses(() => make({ replicateSourceDb: "none" }), refusals.unknownSource);
            await makeDatabase(cloud, { identifier: "unsaved" });
            const error = await cloud.refuses(
                () => make({ replicateSourceDb: "unsaved" }),
                refusals.sourceWithoutBackups,
            );
            assert.match(error.message, /InvalidDBInstanceState: Automated backups are not enabled/);
            await cloud.refuses(
                () => make({ replicateSourceDb: "main", dbSubnetGroupName: "data" }),
                refusals.replicaSubnetGroup,
            );
            const named = await make({ replicateSourceDb: source.outputs["arn"], dbSubnetGroupName: "data" });
            await cloud.refuses(
                () => cloud.update(INSTANCE, named.id, { ...replica, replicateSourceDb: "unsaved" }),
                refusals.otherSource,
            );
            await cloud.update(INSTANCE, named.id, { ...replica, dbSubnetGroupName: "data" });
        });

        it("refuses a final snapshot of a replica", async () => {
            const inputs = { ...replica, replicateSourceDb: "main", skipFinalSnapshot: false };
            const { id } = await cloud.create(INSTANCE, { ...inputs, finalSnapshotIdentifier: "last" });
            await cloud.refuses(() => cloud.delete(INSTANCE, id), refusals.replicaFinalSnapshot);
        });
    });

    describe("when it goes", () => {
        it("refuses while it is protected", async () => {
            const { id } = await makeDatabase(cloud, { deletionProtection: true });
            const error = await cloud.refuses(() => cloud.delete(INSTANCE, id), refusals.protected);
            assert.match(error.message, /InvalidParameterCombination: Cannot delete protected DB Instance, please/);
            await cloud.update(INSTANCE, id, { ...SMALL, deletionProtection: false });
            await cloud.delete(INSTANCE, id);
        });

        it("refuses without a name for the final snapshot", async () => {
            const { id } = await makeDatabase(cloud, { skipFinalSnapshot: false });
            const error = await cloud.refuses(() => cloud.delete(INSTANCE, id), refusals.finalSnapshotMissing);
            assert.match(error.message, /final_snapshot_identifier is required when skip_final_snapshot is false$/);
        });

        it("leaves a final snapshot that another instance can be made of", async () => {
            const final = { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" };
            const { id } = await makeDatabase(cloud, final);
            await cloud.delete(INSTANCE, id);
            const [snapshot] = cloud.records(RDS_TYPES.snapshot);
            assert.deepEqual([snapshot?.id, snapshot?.remainder], ["last", FINAL_SNAPSHOT]);
            const { allocatedStorage: _storage, engine: _engine, ...rest } = SMALL;
            const restored = await cloud.create(INSTANCE, {
                ...{ ...rest, engineVersion: undefined, username: undefined, ...final, snapshotIdentifier: "last" },
            });
            assert.equal(restored.outputs["engine"], "postgres");
            await cloud.refuses(() => cloud.delete(INSTANCE, restored.id), refusals.finalSnapshotExists);
        });

        it("leaves its automated backups where they shall stay", async () => {
            const { id } = await makeDatabase(cloud, { backupRetentionPeriod: 7, deleteAutomatedBackups: false });
            await cloud.delete(INSTANCE, id);
            const [backups] = cloud.records(RETAINED_BACKUPS);
            assert.equal(backups?.remainder, "automated backups, kept for 7 days");
        });

        it("leaves nothing otherwise", async () => {
            const { id } = await makeDatabase(cloud, { backupRetentionPeriod: 7 });
            await cloud.delete(INSTANCE, id);
            for (const type of [INSTANCE, RDS_TYPES.snapshot, RETAINED_BACKUPS]) {
                assert.deepEqual(cloud.records(type), []);
            }
        });
    });
});
