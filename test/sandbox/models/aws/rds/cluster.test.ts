import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { cluster, RETAINED_CLUSTER_BACKUPS } from "../../../../../sandbox/models/aws/rds/cluster";
import { clusterRefusals as refusals } from "../../../../../sandbox/models/aws/rds/cluster-refusals";
import { FINAL_SNAPSHOT } from "../../../../../sandbox/models/aws/rds/snapshots";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties, Value } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { CheckCase } from "../ec2/network";
import { checkTable } from "../ec2/network";
import type { DataNetwork } from "./databases";
import { makeCluster, makeDataNetwork, makeMember, makeSubnetGroup, SERVERLESS } from "./databases";

const CLUSTER = RDS_TYPES.cluster;

describe(CLUSTER, () => {
    let cloud: TestCloud;
    let network: DataNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeDataNetwork(cloud);
        await makeSubnetGroup(cloud, network);
    });

    it("fills in what RDS fills in, and reads the same, without any instance", async () => {
        const { id, outputs } = await makeCluster(cloud, {
            preferredBackupWindow: "02:00-03:00",
            preferredMaintenanceWindow: "Sun:04:00-Sun:05:00",
            vpcSecurityGroupIds: [network.securityGroup.id],
        });
        assert.equal(id, "main");
        const { clusterResourceId, endpoint, readerEndpoint } = outputs;
        assert.match(asText(clusterResourceId), /^cluster-[A-Z2-7]{26}$/);
        assert.match(asText(endpoint), /^main\.cluster-c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/);
        assert.equal(readerEndpoint, asText(endpoint).replace(".cluster-", ".cluster-ro-"));
        assert.deepEqual(outputs, {
            ...SERVERLESS,
            ...{ clusterResourceId, endpoint, readerEndpoint, id },
            allocatedStorage: 1,
            applyImmediately: false,
            arn: "arn:aws:rds:eu-central-1:111122223333:cluster:main",
            autoMinorVersionUpgrade: true,
            availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            backtrackWindow: 0,
            backupRetentionPeriod: 1,
            caCertificateIdentifier: "",
            caCertificateValidTill: "",
            clusterIdentifierPrefix: "",
            clusterMembers: [],
            clusterScalabilityType: "standard",
            copyTagsToSnapshot: false,
            databaseInsightsMode: "standard",
            databaseName: "",
            dbClusterParameterGroupName: "default.aurora-postgresql16",
            dbInstanceParameterGroupName: "",
            dbSystemId: "",
            deleteAutomatedBackups: true,
            deletionProtection: false,
            enableGlobalWriteForwarding: false,
            enableHttpEndpoint: false,
            enableLocalWriteForwarding: false,
            enabledCloudwatchLogsExports: [],
            engineLifecycleSupport: "open-source-rds-extended-support",
            engineMode: "provisioned",
            engineVersionActual: "16.6",
            hostedZoneId: "Z1RLNUO7B9Q6NB",
            iamDatabaseAuthenticationEnabled: false,
            iamRoles: [],
            kmsKeyId: "",
            masterUserSecretKmsKeyId: "",
            masterUserSecrets: [],
            monitoringInterval: 0,
            monitoringRoleArn: "",
            networkType: "IPV4",
            performanceInsightsEnabled: false,
            performanceInsightsKmsKeyId: "",
            performanceInsightsRetentionPeriod: 0,
            port: 5432,
            preferredBackupWindow: "02:00-03:00",
            preferredMaintenanceWindow: "sun:04:00-sun:05:00",
            region: "eu-central-1",
            storageEncrypted: false,
            storageType: "",
            tagsAll: {},
            upgradeRolloutOrder: "second",
            vpcSecurityGroupIds: [network.securityGroup.id],
        });
        assert.deepEqual(await cloud.read(CLUSTER, id), outputs);
    });

    it("shares the end of its endpoints' names with every database of the account and region", async () => {
        const { outputs } = await makeCluster(cloud);
        const member = await makeMember(cloud);
        const suffix = (endpoint: Value | undefined): string =>
            asText(endpoint)
                .split(".")[1]
                ?.replace(/^cluster-/, "") ?? "";
        assert.equal(suffix(member.outputs["endpoint"]), suffix(outputs["endpoint"]));
    });

    it("stays as it is where an update changes nothing", async () => {
        const { id, outputs } = await makeCluster(cloud);
        assert.deepEqual((await cloud.update(CLUSTER, id, SERVERLESS)).outputs, outputs);
    });

    it("is named by the provider where nobody names it", async () => {
        const { id } = await makeCluster(cloud, { clusterIdentifier: undefined });
        assert.match(id, /^tf-\d{26}$/);
        const prefixed = await makeCluster(cloud, { clusterIdentifier: undefined, clusterIdentifierPrefix: "app-" });
        assert.match(prefixed.id, /^app-\d{26}$/);
    });

    it("is replaced for what the provider replaces it for; a fixed name is made before the old one goes", async () => {
        const { id } = await makeCluster(cloud);
        const diff = await cloud.diff(CLUSTER, id, {
            ...SERVERLESS,
            ...{ backupRetentionPeriod: 7, databaseName: "app", dbSubnetGroupName: "other", deletionProtection: true },
            ...{ engineVersion: "16.8", masterPassword: "another-horse", masterUsername: "other", port: 5433 },
            ...{ serverlessv2ScalingConfiguration: { minCapacity: 1, maxCapacity: 4 }, storageEncrypted: true },
        });
        assert.deepEqual([...diff.replaces].sort(), [
            "databaseName",
            "dbSubnetGroupName",
            "masterUsername",
            "storageEncrypted",
        ]);
        assert.equal(diff.changed.length, 10);
        assert.equal(diff.deleteBeforeReplace, false);
    });

    it("keeps its storage type only for Aurora, and lets go of its snapshot", async () => {
        const { id } = await makeCluster(cloud);
        const aurora = await cloud.diff(CLUSTER, id, { ...SERVERLESS, storageType: "aurora-iopt1" });
        assert.deepEqual([aurora.changed, aurora.replaces], [["storageType"], []]);
        assert.deepEqual((await cloud.diff(CLUSTER, id, { ...SERVERLESS, snapshotIdentifier: "last" })).replaces, [
            "snapshotIdentifier",
        ]);
    });

    it("lists its members", async () => {
        const { id } = await makeCluster(cloud);
        await makeMember(cloud, { identifier: "b" });
        await makeMember(cloud, { identifier: "a" });
        assert.deepEqual((await cloud.read(CLUSTER, id))?.["clusterMembers"], ["a", "b"]);
    });

    it("takes a pause that its least capacity has no use for: the provider does not send it", async () => {
        const serverlessv2ScalingConfiguration = { minCapacity: 0.5, maxCapacity: 2, secondsUntilAutoPause: 600 };
        await makeCluster(cloud, { serverlessv2ScalingConfiguration });
    });

    describe("when it goes", () => {
        it("InvalidDBClusterStateFault: while it has instances", async () => {
            const { id } = await makeCluster(cloud);
            const member = await makeMember(cloud);
            const error = await cloud.refuses(() => cloud.delete(CLUSTER, id), refusals.hasInstances);
            assert.match(error.message, /it still contains DB instances in non-deleting state\.$/);
            await cloud.delete(RDS_TYPES.clusterInstance, member.id);
            await cloud.delete(CLUSTER, id);
        });

        it("InvalidParameterCombination: while it is protected", async () => {
            const { id } = await makeCluster(cloud, { deletionProtection: true });
            await cloud.refuses(() => cloud.delete(CLUSTER, id), refusals.protected);
        });

        it("leaves a final snapshot that another cluster can be made of", async () => {
            const nameless = await makeCluster(cloud, { clusterIdentifier: "nameless", skipFinalSnapshot: false });
            await cloud.refuses(() => cloud.delete(CLUSTER, nameless.id), refusals.finalSnapshotMissing);
            const final = { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" };
            const { id } = await makeCluster(cloud, final);
            await cloud.delete(CLUSTER, id);
            const [snapshot] = cloud.records(RDS_TYPES.clusterSnapshot);
            assert.deepEqual([snapshot?.id, snapshot?.remainder], ["last", FINAL_SNAPSHOT]);
            const restored = await makeCluster(cloud, {
                ...{ ...final, snapshotIdentifier: "last", masterUsername: undefined, engineVersion: undefined },
            });
            assert.equal(restored.outputs["engineVersionActual"], "16.6");
            await cloud.refuses(() => cloud.delete(CLUSTER, restored.id), refusals.finalSnapshotExists);
        });

        it("leaves its automated backups where they shall stay, and nothing otherwise", async () => {
            const { id } = await makeCluster(cloud, { deleteAutomatedBackups: false });
            await cloud.delete(CLUSTER, id);
            assert.equal(cloud.records(RETAINED_CLUSTER_BACKUPS)[0]?.remainder, "automated backups, kept for 1 day");
            assert.deepEqual([...cloud.records(CLUSTER), ...cloud.records(RDS_TYPES.clusterSnapshot)], []);
        });
    });

    describe("refuses", () => {
        const cases: readonly (readonly [Refusal, Properties, RegExp])[] = [
            [refusals.version, { engineVersion: "12.4" }, /Cannot find version 12\.4 for aurora-postgresql$/],
            [refusals.longIdentifier, { clusterIdentifier: "a".repeat(64) }, /longer than 63 characters/],
            [refusals.credentials, { masterUsername: undefined }, /MasterUsername must be provided/],
            [refusals.credentials, { masterPassword: undefined }, /MasterUserPassword must be provided/],
            [
                refusals.parameterGroup,
                { dbClusterParameterGroupName: "none" },
                /DBClusterParameterGroup not found: none$/,
            ],
            [refusals.family, { dbClusterParameterGroupName: "default.aurora-postgresql15" }, /aurora-postgresql16$/],
            [
                refusals.instanceClass,
                { dbClusterInstanceClass: "db.r6g.large" },
                /isn't supported for DB engine aurora/,
            ],
            [
                refusals.capacityStep,
                { serverlessv2ScalingConfiguration: { minCapacity: 0.3, maxCapacity: 2 } },
                /half-step increments/,
            ],
            [
                refusals.capacityOrder,
                { serverlessv2ScalingConfiguration: { minCapacity: 3, maxCapacity: 2 } },
                /minimum Serverless v2 capacity 3 can't be greater/,
            ],
            [refusals.cannotPause, { engineVersion: "16.2" }, /isn't supported for aurora-postgresql 16\.2\.$/],
            [refusals.usernameReserved, { masterUsername: "admin" }, /MasterUsername admin cannot be used/],
            [refusals.passwordCharacters, { masterPassword: "at@at-at-at" }, /Only printable ASCII/],
            [refusals.zone, { availabilityZones: ["eu-central-1d"] }, /Availability zone '\[eu-central-1d\]'/],
            [refusals.unknownSnapshot, { snapshotIdentifier: "none" }, /DBClusterSnapshot not found: none$/],
            [
                refusals.unknownSource,
                { restoreToPointInTime: { sourceClusterIdentifier: "none", useLatestRestorableTime: true } },
                /DBCluster none not found\.$/,
            ],
            [refusals.subnetGroup, { dbSubnetGroupName: "none" }, /DB subnet group 'none' does not exist\.$/],
        ];
        for (const [refusal, inputs, sentence] of cases) {
            it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
                const error = await cloud.refuses(() => makeCluster(cloud, inputs), refusal);
                assert.match(error.message, sentence);
            });
        }

        it("DBClusterAlreadyExistsFault: an identifier twice", async () => {
            await makeCluster(cloud);
            await cloud.refuses(() => makeCluster(cloud), refusals.exists);
        });

        it("InvalidParameterValue: backups for no day, which only an update asks RDS for", async () => {
            const { id, outputs } = await makeCluster(cloud, { backupRetentionPeriod: 0 });
            assert.equal(outputs["backupRetentionPeriod"], 1);
            await cloud.refuses(
                () => cloud.update(CLUSTER, id, { ...SERVERLESS, backupRetentionPeriod: 0, port: 5433 }),
                refusals.retentionOff,
            );
        });

        it("InvalidParameterCombination: a major upgrade that leaves instances with custom parameter groups", async () => {
            await cloud.create(RDS_TYPES.parameterGroup, { name: "old", family: "aurora-postgresql16" });
            const { id } = await makeCluster(cloud);
            await makeMember(cloud, { dbParameterGroupName: "old" });
            const upgrade = { ...SERVERLESS, engineVersion: "17.4" };
            await cloud.refuses(() => cloud.update(CLUSTER, id, upgrade), refusals.majorUpgrade);
            const allowed = { ...upgrade, allowMajorVersionUpgrade: true };
            const error = await cloud.refuses(() => cloud.update(CLUSTER, id, allowed), refusals.customGroups);
            assert.match(error.message, /The current DB instance parameter group old is custom\./);
            const dbInstanceParameterGroupName = "default.aurora-postgresql17";
            const { outputs } = await cloud.update(CLUSTER, id, { ...allowed, dbInstanceParameterGroupName });
            assert.equal(outputs["dbClusterParameterGroupName"], "default.aurora-postgresql17");
        });

        it("has a row for each of them", () => {
            assert.ok(Object.keys(cluster.refusals).length > 50);
        });

        const scaling = (values: Properties): Properties => ({
            serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 2, ...values },
        });
        const checks: readonly CheckCase[] = [
            [refusals.identifierForm, "clusterIdentifier", { clusterIdentifier: "Main" }],
            [refusals.identifierTwice, "clusterIdentifier", { clusterIdentifierPrefix: "main-" }],
            [refusals.engineForm, "engine", { engine: "aurora" }],
            [refusals.retention, "backupRetentionPeriod", { backupRetentionPeriod: 36 }],
            [refusals.backupWindowForm, "preferredBackupWindow", { preferredBackupWindow: "3-4" }],
            [refusals.maintenanceWindowForm, "preferredMaintenanceWindow", { preferredMaintenanceWindow: "mon" }],
            [refusals.capacityRange, "serverlessv2ScalingConfiguration.maxCapacity", scaling({ maxCapacity: 0.5 })],
            [refusals.capacityRange, "serverlessv2ScalingConfiguration.minCapacity", scaling({ minCapacity: 300 })],
            [
                refusals.pauseRange,
                "serverlessv2ScalingConfiguration.secondsUntilAutoPause",
                scaling({ secondsUntilAutoPause: 60 }),
            ],
            [refusals.finalSnapshotForm, "finalSnapshotIdentifier", { finalSnapshotIdentifier: "last--one" }],
            [refusals.arnForm, "kmsKeyId", { kmsKeyId: "key" }],
            [refusals.choice, "engineMode", { engineMode: "turbo" }],
            [refusals.passwordTwice, "manageMasterUserPassword", { manageMasterUserPassword: true }],
            [refusals.passwordVersion, "masterPasswordWoVersion", { masterPasswordWoVersion: 1 }],
            [refusals.logTypeForm, "enabledCloudwatchLogsExports", { enabledCloudwatchLogsExports: ["none"] }],
            [refusals.originTwice, "s3Import", { s3Import: {}, snapshotIdentifier: "a" }],
        ];
        checkTable(
            () => cloud,
            CLUSTER,
            checks.map(([refusal, property, inputs]) => [refusal, property, { ...SERVERLESS, ...inputs }]),
        );
    });
});
