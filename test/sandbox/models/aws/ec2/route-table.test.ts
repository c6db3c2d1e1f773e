import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { routeTableRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/route-table";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { checkTable, ID, makeInterface, makeNetwork, makePublicNat, routesOf } from "./network";

const { routeTable: TABLE, route: ROUTE } = TYPES;
const EVERYWHERE = "0.0.0.0/0";

describe("aws:ec2/routeTable:RouteTable", () => {
    let cloud: TestCloud;
    let network: Network;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeNetwork(cloud);
    });
    const make = (routes?: Properties[]): Promise<Made> => cloud.create(TABLE, { vpcId: network.vpc.id, routes });

    it("fills in what EC2 fills in", async () => {
        const { id, outputs } = await cloud.create(TABLE, { vpcId: network.vpc.id, tags: { Name: "a" } });
        assert.match(id, ID("rtb"));
        assert.deepEqual(outputs, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:route-table/${id}`,
            id,
            ownerId: "111122223333",
            propagatingVgws: [],
            region: "eu-central-1",
            routes: [],
            tags: { Name: "a" },
            tagsAll: { Name: "a" },
            vpcId: network.vpc.id,
        });
    });

    it("writes every key of a route, as the provider's state does", async () => {
        const { outputs } = await make([{ cidrBlock: EVERYWHERE, gatewayId: network.gateway.id }]);
        assert.deepEqual(outputs["routes"], [
            {
                carrierGatewayId: "",
                cidrBlock: EVERYWHERE,
                coreNetworkArn: "",
                destinationPrefixListId: "",
                egressOnlyGatewayId: "",
                gatewayId: network.gateway.id,
                ipv6CidrBlock: "",
                localGatewayId: "",
                natGatewayId: "",
                networkInterfaceId: "",
                odbNetworkArn: "",
                transitGatewayId: "",
                vpcEndpointId: "",
                vpcPeeringConnectionId: "",
            },
        ]);
    });

    it("is replaced for another VPC only", async () => {
        const { id } = await make();
        const routes = [{ cidrBlock: EVERYWHERE, gatewayId: network.gateway.id }];
        const diff = await cloud.diff(TABLE, id, { vpcId: "vpc-0", routes, tags: { Name: "a" } });
        assert.deepEqual(diff.replaces, ["vpcId"]);
        assert.deepEqual([...diff.changed].sort(), ["routes", "tags", "vpcId"]);
    });

    it("does not care for the order of its routes", async () => {
        const gatewayId = network.gateway.id;
        const routes = [EVERYWHERE, "192.0.2.0/24"].map((cidrBlock) => ({ cidrBlock, gatewayId }));
        const { id } = await make(routes);
        const diff = await cloud.diff(TABLE, id, { vpcId: network.vpc.id, routes: [...routes].reverse() });
        assert.deepEqual(diff.changed, []);
    });

    it("adds, changes and removes written routes, and leaves those of resources beside it", async () => {
        const gatewayId = network.gateway.id;
        const { id } = await make([
            { cidrBlock: EVERYWHERE, gatewayId },
            { cidrBlock: "192.0.2.0/24", gatewayId },
        ]);
        await cloud.create(ROUTE, { routeTableId: id, destinationCidrBlock: "198.51.100.0/24", gatewayId });
        const nat = await makePublicNat(cloud, network.subnet, await cloud.create(TYPES.eip, {}));
        await cloud.update(TABLE, id, {
            vpcId: network.vpc.id,
            routes: [
                { cidrBlock: EVERYWHERE, natGatewayId: nat.id },
                { ipv6CidrBlock: "::/0", gatewayId },
            ],
        });
        assert.deepEqual(await routesOf(cloud, id), [
            { cidrBlock: "198.51.100.0/24", gatewayId },
            { cidrBlock: EVERYWHERE, natGatewayId: nat.id },
            { ipv6CidrBlock: "::/0", gatewayId },
        ]);
    });

    it("keeps its routes when they are no longer written, and drops them for an empty list", async () => {
        const { id } = await make([{ cidrBlock: EVERYWHERE, gatewayId: network.gateway.id }]);
        await cloud.update(TABLE, id, { vpcId: network.vpc.id });
        assert.equal(((await routesOf(cloud, id)) as unknown[]).length, 1);
        const { id: other } = await make([{ cidrBlock: EVERYWHERE, gatewayId: network.gateway.id }]);
        await cloud.update(TABLE, other, { vpcId: network.vpc.id, routes: [] });
        assert.deepEqual(await routesOf(cloud, other), []);
    });

    it("takes its associations along", async () => {
        const { id } = await make();
        await cloud.create(TYPES.routeTableAssociation, { routeTableId: id, subnetId: network.subnet.id });
        await cloud.delete(TABLE, id);
        assert.deepEqual(cloud.records(TYPES.routeTableAssociation), []);
    });
});

describe("aws:ec2/routeTable:RouteTable refuses", () => {
    let cloud: TestCloud;
    let network: Network;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeNetwork(cloud);
    });
    const make = (inputs: Properties): Promise<Made> => cloud.create(TABLE, { vpcId: network.vpc.id, ...inputs });

    it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
        await cloud.refuses(() => make({ vpcId: "vpc-0123" }), refusals.unknownVpc);
    });

    it("InvalidGatewayID.NotFound: routes propagated by a VPN gateway that does not exist", async () => {
        await cloud.refuses(() => make({ propagatingVgws: ["vgw-0123"] }), refusals.unknownVpnGateway);
    });

    it("RouteTableLimitExceeded: the 201st table of a VPC, the main one included", async () => {
        for (let count = 1; count < 200; count += 1) {
            await make({});
        }
        await cloud.refuses(() => make({}), refusals.tooManyTables);
    });

    it("InvalidParameterValue: to go while it is the main table", async () => {
        const table = await make({});
        const inputs = { vpcId: network.vpc.id, routeTableId: table.id };
        const association = await cloud.create(TYPES.mainRouteTableAssociation, inputs);
        const error = await cloud.refuses(() => cloud.delete(TABLE, table.id), refusals.main);
        assert.match(
            error.message,
            new RegExp(`cannot disassociate the main route table association ${association.id}$`),
        );
        await cloud.delete(TYPES.mainRouteTableAssociation, association.id);
        await cloud.delete(TABLE, table.id);
    });

    it("RouteAlreadyExists: two written routes to the same destination, however it is written", async () => {
        const gatewayId = network.gateway.id;
        const routes = ["2001:db8::/32", "2001:DB8:0::/32"].map((ipv6CidrBlock) => ({ ipv6CidrBlock, gatewayId }));
        await cloud.refuses(() => make({ routes }), refusals.exists);
    });

    it("RouteAlreadyExists: writing a route that a resource beside the table has made", async () => {
        const { id } = await make({});
        const gatewayId = network.gateway.id;
        await cloud.create(ROUTE, { routeTableId: id, destinationCidrBlock: EVERYWHERE, gatewayId });
        const inputs = { vpcId: network.vpc.id, routes: [{ cidrBlock: EVERYWHERE, gatewayId }] };
        await cloud.refuses(() => cloud.update(TABLE, id, inputs), refusals.exists);
    });

    it("InvalidNatGatewayID.NotFound: a written route to nowhere, made or changed", async () => {
        const nowhere = { cidrBlock: EVERYWHERE, natGatewayId: "nat-0123" };
        await cloud.refuses(() => make({ routes: [nowhere] }), refusals.unknownNatGateway);
        const { id } = await make({ routes: [{ cidrBlock: EVERYWHERE, gatewayId: network.gateway.id }] });
        const inputs = { vpcId: network.vpc.id, routes: [nowhere] };
        await cloud.refuses(() => cloud.update(TABLE, id, inputs), refusals.unknownNatGateway);
    });

    it("InvalidParameterValue: a written route to an interface of another VPC", async () => {
        const other = await makeNetwork(cloud, "10.1.0.0/16");
        const foreign = await makeInterface(cloud, other.subnet);
        const routes = [{ cidrBlock: EVERYWHERE, networkInterfaceId: foreign.id }];
        await cloud.refuses(() => make({ routes }), refusals.otherNetwork);
    });

    const good = { cidrBlock: EVERYWHERE, gatewayId: "igw-0123" };
    const written = (route: Properties): Properties => ({ vpcId: "vpc-0123", routes: [good, route] });
    checkTable(() => cloud, TABLE, [
        [refusals.inlineDestination, "routes[1].cidrBlock", written({ gatewayId: "igw-0123" })],
        [refusals.inlineDestination, "routes[1].ipv6CidrBlock", written({ ...good, ipv6CidrBlock: "::/0" })],
        [refusals.inlineDestination, "routes[1].cidrBlock", written({ ...good, cidrBlock: "10.0.0.1/24" })],
        [refusals.inlineTarget, "routes[1].carrierGatewayId", written({ cidrBlock: EVERYWHERE })],
        [refusals.inlineTarget, "routes[1].natGatewayId", written({ ...good, natGatewayId: "nat-0123" })],
    ]);
});
