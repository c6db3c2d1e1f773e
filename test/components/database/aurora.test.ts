import assert from "node:assert/strict";
import type { Database } from "../../../components/database";
import { KEY_ARN } from "../../support/data-args";
import { type Recording, valueOf } from "../../support/mocks";
import { recordAurora, recordRds } from "./fixtures";
import { AURORA_MORE_URNS, AURORA_URNS } from "./urns";

const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

describe("Database on Aurora Serverless", () => {
    let plain: Recording<Database>;
    let grown: Recording<Database>;

    before(async () => {
        plain = await recordAurora();
        grown = await recordAurora({ replicas: 1, snapshots: ["before-split"] });
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(plain.urns, [...AURORA_URNS].sort());
        assert.deepEqual(grown.urns, [...AURORA_URNS, ...AURORA_MORE_URNS].sort());
    });

    it("has a cluster that is safe by default", () => {
        assert.deepEqual(plain.find(CLUSTER, "database-cluster").inputs, {
            clusterIdentifier: "restartix-staging-database",
            engine: "aurora-postgresql",
            engineMode: "provisioned",
            engineVersion: "17",
            allowMajorVersionUpgrade: false,
            engineLifecycleSupport: "open-source-rds-extended-support-disabled",
            applyImmediately: false,
            serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
            storageEncrypted: true,
            kmsKeyId: KEY_ARN,
            databaseName: "restartix",
            masterUsername: "platform",
            masterPassword: "first-password",
            port: 5432,
            dbSubnetGroupName: "database-subnets-name",
            vpcSecurityGroupIds: ["sg-rds"],
            dbClusterParameterGroupName: "database-parameters-name",
            backupRetentionPeriod: 7,
            preferredBackupWindow: "00:30-01:30",
            preferredMaintenanceWindow: "sun:04:00-sun:05:00",
            copyTagsToSnapshot: true,
            deleteAutomatedBackups: false,
            deletionProtection: true,
            iamDatabaseAuthenticationEnabled: true,
            enabledCloudwatchLogsExports: ["postgresql"],
            databaseInsightsMode: "standard",
            performanceInsightsEnabled: true,
            performanceInsightsRetentionPeriod: 7,
            performanceInsightsKmsKeyId: KEY_ARN,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: "restartix-staging-database-final-0a1b2c3d",
            tags: { Name: "restartix-staging-database" },
        });
    });

    it("has one instance, whose capacity and insights are the cluster's", () => {
        assert.deepEqual(plain.find(INSTANCE, "database-instance-1").inputs, {
            identifier: "restartix-staging-database-1",
            clusterIdentifier: "database-cluster-id",
            engine: "aurora-postgresql",
            engineVersion: "17",
            applyImmediately: false,
            instanceClass: "db.serverless",
            dbSubnetGroupName: "database-subnets-name",
            publiclyAccessible: false,
            promotionTier: 0,
            preferredMaintenanceWindow: "sun:04:00-sun:05:00",
            autoMinorVersionUpgrade: true,
            caCertIdentifier: "rds-ca-rsa2048-g1",
            monitoringInterval: 60,
            monitoringRoleArn: "arn:aws:iam::111122223333:role/database-monitoring",
            tags: { Name: "restartix-staging-database-1" },
        });
    });

    it("pauses when it is told to, after five minutes unless told otherwise", async () => {
        const scaling = async (change: Parameters<typeof recordAurora>[0]) =>
            (await recordAurora(change)).find(CLUSTER, "database-cluster").inputs["serverlessv2ScalingConfiguration"];
        assert.deepEqual(await scaling({ scaleToZero: true, minCapacity: 0 }), {
            minCapacity: 0,
            maxCapacity: 2,
            secondsUntilAutoPause: 300,
        });
        assert.deepEqual(await scaling({ scaleToZero: true, minCapacity: 0, secondsUntilAutoPause: 3600 }), {
            minCapacity: 0,
            maxCapacity: 2,
            secondsUntilAutoPause: 3600,
        });
    });

    it("has the password of the snapshot that it starts from, not the first one", async () => {
        const { find } = await recordAurora({ snapshotIdentifier: "restartix-staging-database-final-0a1b2c3d" });
        const { inputs } = find(CLUSTER, "database-cluster");
        assert.equal(inputs["snapshotIdentifier"], "restartix-staging-database-final-0a1b2c3d");
        assert.equal("masterPassword" in inputs, false);
    });

    it("has the same parameters as an instance, in a group of the cluster", async () => {
        const cluster = plain.find("aws:rds/clusterParameterGroup:ClusterParameterGroup", "database-parameters").inputs;
        const rds = await recordRds();
        const instance = rds.find("aws:rds/parameterGroup:ParameterGroup", "database-parameters").inputs;
        assert.deepEqual(cluster["parameters"], instance["parameters"]);
        assert.deepEqual([cluster["family"], instance["family"]], ["aurora-postgresql17", "postgres17"]);
    });

    it("keeps the cluster's log in a group that is there first", () => {
        const { inputs } = plain.find("aws:cloudwatch/logGroup:LogGroup", "database-postgresql");
        assert.equal(inputs["name"], "/aws/rds/cluster/restartix-staging-database/postgresql");
        const { dependencies } = plain.find(CLUSTER, "database-cluster").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("LogGroup::database-postgresql")));
    });

    it("has readers with the writer's capacity, ready to take over", () => {
        const { inputs } = grown.find(INSTANCE, "database-instance-2");
        assert.deepEqual([inputs["identifier"], inputs["promotionTier"]], ["restartix-staging-database-2", 1]);
    });

    it("takes the snapshots that config names, once there is an instance", () => {
        const snapshot = grown.find("aws:rds/clusterSnapshot:ClusterSnapshot", "database-snapshot-before-split");
        assert.deepEqual(snapshot.inputs, {
            dbClusterIdentifier: "database-cluster-id",
            dbClusterSnapshotIdentifier: "restartix-staging-database-before-split",
            tags: { Name: "restartix-staging-database-before-split" },
        });
        assert.ok(snapshot.options.dependencies.some((urn) => urn.endsWith("ClusterInstance::database-instance-2")));
    });

    it("has the outputs that an RDS database has", async () => {
        const { writerEndpoint, readerEndpoint, identifier, resourceId, masterSecretArn } = plain.result;
        const outputs = [writerEndpoint, readerEndpoint, identifier, resourceId, masterSecretArn];
        assert.deepEqual(await Promise.all(outputs.map(valueOf)), [
            "database-cluster.cluster.example",
            "database-cluster.cluster-ro.example",
            "restartix-staging-database",
            "cluster-database-cluster",
            "secret-arn",
        ]);
        const rds = await recordRds();
        assert.deepEqual(Object.keys(plain.result).sort(), Object.keys(rds.result).sort());
    });

    it("can be bent where it is contested", async () => {
        const { find } = await recordAurora({ transform: { cluster: (planned) => ({ ...planned, port: 5433 }) } });
        assert.equal(find(CLUSTER, "database-cluster").inputs["port"], 5433);
    });
});
