import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import {
    routeTableAssociationRefusals,
    subnetAssociationRefusals,
} from "../../../../../sandbox/models/aws/ec2/vpc-endpoint-associations";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeSubnet, makeVpc } from "./network";

const TABLE = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation";
const SUBNET = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation";

describe("associations of VPC endpoints", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnet: Made;
    let gateway: Made;
    let endpoint: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
        subnet = await makeSubnet(cloud, vpc);
        gateway = await cloud.create(TYPES.vpcEndpoint, {
            vpcId: vpc.id,
            serviceName: "com.amazonaws.eu-central-1.s3",
        });
        endpoint = await cloud.create(TYPES.vpcEndpoint, {
            vpcId: vpc.id,
            serviceName: "com.amazonaws.eu-central-1.logs",
            vpcEndpointType: "Interface",
        });
    });
    const table = (): string => asText(vpc.outputs["mainRouteTableId"]);
    const addTable = (vpcEndpointId = gateway.id, routeTableId = table()): Promise<Made> =>
        cloud.create(TABLE, { vpcEndpointId, routeTableId });
    const addSubnet = (vpcEndpointId = endpoint.id, subnetId = subnet.id): Promise<Made> =>
        cloud.create(SUBNET, { vpcEndpointId, subnetId });
    const shown = async (of: Made, key: string): Promise<unknown> =>
        (await cloud.read(TYPES.vpcEndpoint, of.id))?.[key];

    describe(TABLE, () => {
        it("gives the endpoint a route in the table while it lasts", async () => {
            const { id, outputs } = await addTable();
            assert.match(id, new RegExp(`^a-${gateway.id}\\d+$`));
            assert.deepEqual(outputs, { id, region: "eu-central-1", routeTableId: table(), vpcEndpointId: gateway.id });
            assert.deepEqual(await shown(gateway, "routeTableIds"), [table()]);
            await cloud.delete(TABLE, id);
            assert.deepEqual(await shown(gateway, "routeTableIds"), []);
        });

        it("goes with the endpoint", async () => {
            await addTable();
            await cloud.delete(TYPES.vpcEndpoint, gateway.id);
            assert.deepEqual(cloud.records(TABLE), []);
        });

        it("is replaced for any change", async () => {
            const { id } = await addTable();
            const diff = await cloud.diff(TABLE, id, { vpcEndpointId: "vpce-0", routeTableId: "rtb-0" });
            assert.deepEqual([...diff.replaces].sort(), ["routeTableId", "vpcEndpointId"]);
        });

        const rows = routeTableAssociationRefusals;

        it("refuses what does not exist", async () => {
            const error = await cloud.refuses(() => addTable("vpce-0"), rows.unknownEndpoint);
            assert.match(error.message, /The Vpc Endpoint Id 'vpce-0' does not exist$/);
            await cloud.refuses(() => addTable(gateway.id, "rtb-0"), rows.unknownRouteTable);
        });

        it("refuses a table twice, a table of another VPC, and an interface endpoint", async () => {
            await addTable();
            await cloud.refuses(() => addTable(), rows.routeExists);
            const other = await makeVpc(cloud);
            const foreign = asText(other.outputs["mainRouteTableId"]);
            await cloud.refuses(() => addTable(gateway.id, foreign), rows.routeTableOfOtherVpc);
            await cloud.refuses(() => addTable(endpoint.id), rows.notGateway);
        });
    });

    describe(SUBNET, () => {
        it("gives the endpoint an interface in the subnet while it lasts", async () => {
            const { id, outputs } = await addSubnet();
            assert.deepEqual(outputs, { id, region: "eu-central-1", subnetId: subnet.id, vpcEndpointId: endpoint.id });
            assert.deepEqual(await shown(endpoint, "subnetIds"), [subnet.id]);
            assert.equal(cloud.records(TYPES.networkInterface).length, 1);
            await cloud.delete(SUBNET, id);
            assert.deepEqual(await shown(endpoint, "subnetIds"), []);
            assert.deepEqual(cloud.records(TYPES.networkInterface), []);
        });

        it("outlasts an update of the endpoint", async () => {
            await addSubnet();
            await cloud.update(TYPES.vpcEndpoint, endpoint.id, {
                vpcId: vpc.id,
                serviceName: "com.amazonaws.eu-central-1.logs",
                vpcEndpointType: "Interface",
                policy: "{}",
            });
            assert.deepEqual(await shown(endpoint, "subnetIds"), [subnet.id]);
        });

        it("is replaced for any change", async () => {
            const { id } = await addSubnet();
            const diff = await cloud.diff(SUBNET, id, { vpcEndpointId: "vpce-0", subnetId: "subnet-0" });
            assert.deepEqual([...diff.replaces].sort(), ["subnetId", "vpcEndpointId"]);
        });

        const rows = subnetAssociationRefusals;

        it("refuses what does not exist", async () => {
            await cloud.refuses(() => addSubnet("vpce-0"), rows.unknownEndpoint);
            await cloud.refuses(() => addSubnet(endpoint.id, "subnet-0"), rows.unknownSubnet);
        });

        it("refuses a second subnet of one zone, one of another VPC, and a gateway", async () => {
            await addSubnet();
            const twin = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24" });
            await cloud.refuses(() => addSubnet(endpoint.id, twin.id), rows.sameZone);
            const foreign = await makeSubnet(cloud, await makeVpc(cloud));
            await cloud.refuses(() => addSubnet(endpoint.id, foreign.id), rows.subnetOfOtherVpc);
            await cloud.refuses(() => addSubnet(gateway.id), rows.gateway);
        });
    });
});
