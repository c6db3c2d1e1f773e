import assert from "node:assert/strict";
import { clusterSnapshotRefusals, snapshotRefusals } from "../../../../../sandbox/models/aws/rds/snapshots";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeCluster, makeDatabase, makeDataNetwork, makeSubnetGroup } from "./databases";

let cloud: TestCloud;
let vpcId: string;
beforeEach(async () => {
    cloud = testCloud();
    const network = await makeDataNetwork(cloud);
    vpcId = network.vpc.id;
    await makeSubnetGroup(cloud, network);
});

describe(RDS_TYPES.snapshot, () => {
    const make = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(RDS_TYPES.snapshot, { dbInstanceIdentifier: "main", dbSnapshotIdentifier: "before", ...inputs });

    it("is what its instance was, and outlives it", async () => {
        const database = await makeDatabase(cloud, { availabilityZone: "eu-central-1a" });
        const { id, outputs } = await make();
        assert.deepEqual(outputs, {
            allocatedStorage: 20,
            availabilityZone: "eu-central-1a",
            dbInstanceIdentifier: "main",
            dbSnapshotArn: "arn:aws:rds:eu-central-1:111122223333:snapshot:before",
            dbSnapshotIdentifier: "before",
            encrypted: false,
            engine: "postgres",
            engineVersion: "17.4",
            id: "before",
            iops: 0,
            kmsKeyId: "",
            licenseModel: "postgresql-license",
            optionGroupName: "default:postgres-17",
            port: 5432,
            region: "eu-central-1",
            sharedAccounts: [],
            snapshotType: "manual",
            sourceDbSnapshotIdentifier: "",
            sourceRegion: "",
            status: "available",
            storageType: "gp2",
            tagsAll: {},
            vpcId,
        });
        assert.deepEqual(await cloud.read(RDS_TYPES.snapshot, id), outputs);
        await cloud.delete(RDS_TYPES.instance, database.id);
        const sharedAccounts = ["444455556666"];
        const inputs = { dbInstanceIdentifier: "main", dbSnapshotIdentifier: "before", sharedAccounts };
        assert.deepEqual((await cloud.diff(RDS_TYPES.snapshot, id, inputs)).replaces, []);
        const updated = await cloud.update(RDS_TYPES.snapshot, id, inputs);
        assert.deepEqual(updated.outputs, { ...outputs, sharedAccounts });
        await cloud.delete(RDS_TYPES.snapshot, id);
    });

    it("refuses what RDS refuses", async () => {
        await cloud.refuses(() => make(), snapshotRefusals.source);
        await makeDatabase(cloud);
        await make();
        await cloud.refuses(() => make(), snapshotRefusals.exists);
        await cloud.refuses(() => make({ dbSnapshotIdentifier: "no_name" }), snapshotRefusals.nameForm);
    });
});

describe(RDS_TYPES.clusterSnapshot, () => {
    const make = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(RDS_TYPES.clusterSnapshot, {
            dbClusterIdentifier: "main",
            dbClusterSnapshotIdentifier: "before",
            ...inputs,
        });

    it("is what its cluster was", async () => {
        await makeCluster(cloud);
        const { id, outputs } = await make();
        assert.deepEqual(outputs, {
            allocatedStorage: 1,
            availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            dbClusterIdentifier: "main",
            dbClusterSnapshotArn: "arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:before",
            dbClusterSnapshotIdentifier: "before",
            engine: "aurora-postgresql",
            engineVersion: "16.6",
            id: "before",
            kmsKeyId: "",
            licenseModel: "postgresql-license",
            port: 0,
            region: "eu-central-1",
            sharedAccounts: [],
            snapshotType: "manual",
            sourceDbClusterSnapshotArn: "",
            status: "available",
            storageEncrypted: false,
            tagsAll: {},
            vpcId,
        });
        assert.deepEqual(await cloud.read(RDS_TYPES.clusterSnapshot, id), outputs);
        const renamed = { dbClusterIdentifier: "main", dbClusterSnapshotIdentifier: "after" };
        assert.deepEqual((await cloud.diff(RDS_TYPES.clusterSnapshot, id, renamed)).replaces, [
            "dbClusterSnapshotIdentifier",
        ]);
    });

    it("refuses what RDS refuses", async () => {
        await cloud.refuses(() => make(), clusterSnapshotRefusals.source);
        await makeCluster(cloud);
        await make();
        await cloud.refuses(() => make(), clusterSnapshotRefusals.exists);
        await cloud.refuses(() => make({ dbClusterSnapshotIdentifier: "1st" }), clusterSnapshotRefusals.nameForm);
    });
});
