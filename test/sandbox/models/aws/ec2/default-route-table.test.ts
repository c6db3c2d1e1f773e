import assert from "node:assert/strict";
import { defaultRouteTableRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/default-route-table";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { makeNetwork, routesOf } from "./network";

const { defaultRouteTable: DEFAULT, routeTable: TABLE, route: ROUTE } = TYPES;

describe("aws:ec2/defaultRouteTable:DefaultRouteTable", () => {
    let cloud: TestCloud;
    let network: Network;
    let tableId: string;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeNetwork(cloud);
        tableId = asText(network.vpc.outputs["defaultRouteTableId"]);
    });
    const take = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(DEFAULT, { defaultRouteTableId: tableId, ...inputs });
    const route = (): Properties => ({ cidrBlock: "0.0.0.0/0", gatewayId: network.gateway.id });

    it("is the table that the VPC came with", async () => {
        const { id, outputs } = await take({ tags: { Name: "main" } });
        assert.equal(id, tableId);
        assert.deepEqual(outputs, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:route-table/${tableId}`,
            defaultRouteTableId: tableId,
            id: tableId,
            ownerId: "111122223333",
            propagatingVgws: [],
            region: "eu-central-1",
            routes: [],
            tags: { Name: "main" },
            tagsAll: { Name: "main" },
            vpcId: network.vpc.id,
        });
    });

    it("empties the table before it writes its own routes", async () => {
        await cloud.create(ROUTE, {
            routeTableId: tableId,
            destinationCidrBlock: "192.0.2.0/24",
            gatewayId: network.gateway.id,
        });
        await take({ routes: [route()] });
        assert.deepEqual(cloud.records(ROUTE), []);
        assert.deepEqual(await routesOf(cloud, tableId), [route()]);
    });

    it("shows routes that resources beside it make later", async () => {
        await take();
        const { gateway } = network;
        await cloud.create(ROUTE, { routeTableId: tableId, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id });
        assert.deepEqual(await routesOf(cloud, tableId, DEFAULT), [route()]);
    });

    it("changes its routes in place", async () => {
        await take({ routes: [route()] });
        const routes = [{ ...route(), cidrBlock: "192.0.2.0/24" }];
        const diff = await cloud.diff(DEFAULT, tableId, { defaultRouteTableId: tableId, routes });
        assert.deepEqual(diff, { changed: ["routes"], replaces: [], deleteBeforeReplace: false });
        await cloud.update(DEFAULT, tableId, { defaultRouteTableId: tableId, routes });
        assert.deepEqual(await routesOf(cloud, tableId), routes);
    });

    it("is replaced for another table", async () => {
        await take();
        const diff = await cloud.diff(DEFAULT, tableId, { defaultRouteTableId: "rtb-0" });
        assert.deepEqual(diff.replaces, ["defaultRouteTableId"]);
    });

    it("leaves the table behind when it goes, and can be taken over again and again", async () => {
        await take({ routes: [route()] });
        await take();
        await cloud.delete(DEFAULT, tableId);
        assert.ok(cloud.records(TABLE).some(({ id }) => id === tableId));
        await take({ routes: [route()] });
        assert.deepEqual(await routesOf(cloud, tableId), [route()]);
    });

    it("goes with its VPC", async () => {
        const { gateway, subnet, vpc } = network;
        await take();
        await cloud.delete(TYPES.internetGateway, gateway.id);
        await cloud.delete(TYPES.subnet, subnet.id);
        await cloud.delete(TYPES.vpc, vpc.id);
        assert.deepEqual(cloud.records(DEFAULT), []);
    });
});

describe("aws:ec2/defaultRouteTable:DefaultRouteTable refuses", () => {
    let cloud: TestCloud;
    let network: Network;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeNetwork(cloud);
    });
    const take = (inputs: Properties): Promise<Made> =>
        cloud.create(DEFAULT, { defaultRouteTableId: network.vpc.outputs["defaultRouteTableId"], ...inputs });

    it("(provider check): a table that does not exist", async () => {
        await cloud.refuses(() => take({ defaultRouteTableId: "rtb-0123" }), refusals.unknownTable);
    });

    it("InvalidGatewayID.NotFound: routes propagated by a VPN gateway that does not exist", async () => {
        await cloud.refuses(() => take({ propagatingVgws: ["vgw-0123"] }), refusals.unknownVpnGateway);
    });

    it("InvalidNatGatewayID.NotFound: a route to nowhere, and leaves the table as it was", async () => {
        const tableId = asText(network.vpc.outputs["defaultRouteTableId"]);
        const existing = { destinationCidrBlock: "192.0.2.0/24", gatewayId: network.gateway.id };
        await cloud.create(ROUTE, { routeTableId: tableId, ...existing });
        const routes = [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123" }];
        await cloud.refuses(() => take({ routes }), refusals.unknownNatGateway);
        assert.equal(cloud.records(ROUTE).length, 1);
    });
});
