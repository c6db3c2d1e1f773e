import assert from "node:assert/strict";
import {
    getRouteTable,
    getRouteTableRefusals,
    getRouteTables,
} from "../../../../../sandbox/models/aws/ec2/data-sources-routing";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { firstMainAssociationId } from "../../../../../sandbox/models/aws/ec2/vpc-defaults";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { makeNetwork } from "./network";

describe("data sources about route tables", () => {
    let cloud: TestCloud;
    let network: Network;
    let table: Made;
    let association: Made;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeNetwork(cloud);
        const routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: network.gateway.id }];
        table = await cloud.create(TYPES.routeTable, { vpcId: network.vpc.id, routes, tags: { Name: "public" } });
        association = await cloud.create(TYPES.routeTableAssociation, {
            routeTableId: table.id,
            subnetId: network.subnet.id,
        });
    });

    it("describe the table of a subnet", async () => {
        const {
            filters: _filters,
            routes,
            ...found
        } = await cloud.invoke(getRouteTable.token, {
            subnetId: network.subnet.id,
        });
        assert.deepEqual(found, {
            arn: table.outputs["arn"],
            associations: [
                {
                    gatewayId: "",
                    main: false,
                    routeTableAssociationId: association.id,
                    routeTableId: table.id,
                    subnetId: network.subnet.id,
                },
            ],
            gatewayId: "",
            id: table.id,
            ownerId: "111122223333",
            region: "eu-central-1",
            routeTableId: table.id,
            subnetId: network.subnet.id,
            tags: { Name: "public" },
            vpcId: network.vpc.id,
        });
        assert.deepEqual(routes, [{ ...(table.outputs["routes"] as Properties[])[0], instanceId: "" }]);
    });

    it("find the main table, with the association that makes it the main one", async () => {
        const filters = [{ name: "association.main", values: ["true"] }];
        const main = await cloud.invoke(getRouteTable.token, { vpcId: network.vpc.id, filters });
        assert.equal(main["id"], network.vpc.outputs["mainRouteTableId"]);
        const [first] = main["associations"] as Properties[];
        assert.equal(first?.["routeTableAssociationId"], firstMainAssociationId(network.vpc.id));
        const inputs = { vpcId: network.vpc.id, routeTableId: table.id };
        const replaced = await cloud.create(TYPES.mainRouteTableAssociation, inputs);
        const after = await cloud.invoke(getRouteTable.token, { vpcId: network.vpc.id, filters });
        assert.equal(after["id"], table.id);
        assert.equal((after["associations"] as Properties[])[0]?.["routeTableAssociationId"], replaced.id);
    });

    it("list the tables that match", async () => {
        const ids = async (args: Properties): Promise<unknown> =>
            (await cloud.invoke(getRouteTables.token, args))["ids"];
        const all = [table.id, asText(network.vpc.outputs["mainRouteTableId"])].sort();
        assert.deepEqual(await ids({ vpcId: network.vpc.id }), all);
        assert.deepEqual(await ids({ tags: { Name: "public" } }), [table.id]);
        assert.deepEqual(await ids({ vpcId: "vpc-0123" }), []);
    });
});

describe("data sources about route tables refuse", () => {
    it("(provider check): no table that matches, or several", async () => {
        const cloud = testCloud();
        await cloud.refuses(
            () => cloud.invoke(getRouteTable.token, { routeTableId: "rtb-0123" }),
            getRouteTableRefusals.none,
        );
        const { vpc } = await makeNetwork(cloud);
        await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
        await cloud.refuses(() => cloud.invoke(getRouteTable.token, { vpcId: vpc.id }), getRouteTableRefusals.several);
    });
});
