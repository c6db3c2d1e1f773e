import assert from "node:assert/strict";
import { subnetGroupRefusals as refusals } from "../../../../../sandbox/models/aws/rds/subnet-group";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import type { DataNetwork } from "./databases";
import { makeCluster, makeDatabase, makeDataNetwork, makeSubnetGroup } from "./databases";

const GROUP = RDS_TYPES.subnetGroup;

describe(GROUP, () => {
    let cloud: TestCloud;
    let network: DataNetwork;
    const ids = (...indices: readonly number[]): readonly string[] =>
        indices.map((index) => network.subnets[index]?.id ?? "");
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeDataNetwork(cloud);
    });

    it("fills in what RDS fills in, and reads the same", async () => {
        const { id, outputs } = await makeSubnetGroup(cloud, network, { tags: { a: "b" } });
        assert.equal(id, "data");
        assert.deepEqual(outputs, {
            arn: "arn:aws:rds:eu-central-1:111122223333:subgrp:data",
            description: "Managed by Pulumi",
            id: "data",
            name: "data",
            namePrefix: "",
            region: "eu-central-1",
            subnetIds: ids(0, 1, 2),
            supportedNetworkTypes: ["IPV4"],
            tags: { a: "b" },
            tagsAll: { a: "b" },
            vpcId: network.vpc.id,
        });
        assert.deepEqual(await cloud.read(GROUP, id), outputs);
    });

    it("is replaced for another name only; its subnets have no order", async () => {
        const { id } = await makeSubnetGroup(cloud, network);
        const same = await cloud.diff(GROUP, id, { name: "data", subnetIds: ids(2, 1, 0) });
        assert.deepEqual(same.changed, []);
        const diff = await cloud.diff(GROUP, id, { name: "other", subnetIds: ids(0, 1), description: "x" });
        assert.deepEqual(diff.replaces, ["name"]);
        assert.equal(diff.changed.length, 3);
    });

    it("lets a subnet go in which no database lives", async () => {
        await makeSubnetGroup(cloud, network);
        await cloud.delete(TYPES.subnet, ids(2)[0] ?? "");
    });

    it("DBSubnetGroupAlreadyExists: a name twice", async () => {
        await makeSubnetGroup(cloud, network);
        const error = await cloud.refuses(() => makeSubnetGroup(cloud, network), refusals.exists);
        assert.match(error.message, /The DB subnet group 'data' already exists\.$/);
    });

    it("DBSubnetGroupDoesNotCoverEnoughAZs: subnets of one zone", async () => {
        const error = await cloud.refuses(
            () => makeSubnetGroup(cloud, network, { subnetIds: ids(0) }),
            refusals.coverage,
        );
        assert.match(error.message, /Current AZ coverage: eu-central-1a\. Add subnets to cover at least 2 AZs\.$/);
    });

    it("InvalidParameterValue: a subnet that does not exist", async () => {
        await cloud.refuses(
            () => makeSubnetGroup(cloud, network, { subnetIds: [...ids(0), "subnet-1"] }),
            refusals.unknownSubnet,
        );
    });

    it("InvalidSubnet: subnets of two VPCs", async () => {
        const other = await makeDataNetwork(cloud, "10.1");
        const subnetIds = [...ids(0), other.subnets[1]?.id ?? ""];
        await cloud.refuses(() => makeSubnetGroup(cloud, network, { subnetIds }), refusals.severalVpcs);
    });

    it("InvalidParameterValue: an update to another VPC", async () => {
        const { id } = await makeSubnetGroup(cloud, network);
        const other = await makeDataNetwork(cloud, "10.1");
        const subnetIds = other.subnets.map((subnet) => subnet.id);
        await cloud.refuses(() => cloud.update(GROUP, id, { name: "data", subnetIds }), refusals.otherVpc);
    });

    it("InvalidParameterValue: an update that leaves out a database's subnet", async () => {
        const { id } = await makeSubnetGroup(cloud, network);
        await makeDatabase(cloud, { availabilityZone: "eu-central-1c" });
        await cloud.refuses(
            () => cloud.update(GROUP, id, { name: "data", subnetIds: ids(0, 1) }),
            refusals.subnetInUse,
        );
        await cloud.update(GROUP, id, { name: "data", subnetIds: ids(1, 2) });
    });

    it("InvalidDBSubnetGroupStateFault: to go before its databases", async () => {
        const { id } = await makeSubnetGroup(cloud, network);
        const database = await makeDatabase(cloud);
        const error = await cloud.refuses(() => cloud.delete(GROUP, id), refusals.inUse);
        assert.match(error.message, /because at least one database instance: main is still using it\.$/);
        await cloud.delete(RDS_TYPES.instance, database.id);
        const cluster = await makeCluster(cloud);
        await cloud.refuses(() => cloud.delete(GROUP, id), refusals.inUse);
        await cloud.delete(RDS_TYPES.cluster, cluster.id);
        await cloud.delete(GROUP, id);
    });

    checkTable(() => cloud, GROUP, [
        [refusals.nameForm, "name", { name: "Data", subnetIds: [] }],
        [refusals.nameForm, "name", { name: "default", subnetIds: [] }],
        [refusals.nameForm, "name", { name: "a".repeat(256), subnetIds: [] }],
        [refusals.nameForm, "namePrefix", { namePrefix: "a".repeat(230), subnetIds: [] }],
    ]);
});
