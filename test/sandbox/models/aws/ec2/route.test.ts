import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { standaloneRouteRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/route";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { checkTable, makeInterface, makeNetwork, makePublicNat, makeSubnet, routesOf } from "./network";

const { route: ROUTE, routeTable: TABLE } = TYPES;
const EVERYWHERE = "0.0.0.0/0";

const EMPTY = {
    carrierGatewayId: "",
    coreNetworkArn: "",
    destinationCidrBlock: "",
    destinationIpv6CidrBlock: "",
    destinationPrefixListId: "",
    egressOnlyGatewayId: "",
    gatewayId: "",
    instanceId: "",
    instanceOwnerId: "",
    localGatewayId: "",
    natGatewayId: "",
    networkInterfaceId: "",
    odbNetworkArn: "",
    origin: "CreateRoute",
    region: "eu-central-1",
    state: "active",
    transitGatewayId: "",
    vpcEndpointId: "",
    vpcPeeringConnectionId: "",
};

interface Setup extends Network {
    readonly cloud: TestCloud;
    readonly table: Made;
    readonly add: (inputs: Properties) => Promise<Made>;
}

async function setUp(): Promise<Setup> {
    const cloud = testCloud();
    const network = await makeNetwork(cloud);
    const table = await cloud.create(TABLE, { vpcId: network.vpc.id });
    const add = (inputs: Properties): Promise<Made> => cloud.create(ROUTE, { routeTableId: table.id, ...inputs });
    return { ...network, cloud, table, add };
}

describe("aws:ec2/route:Route", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));

    it("has the provider's id and fills in every attribute", async () => {
        const { add, gateway, table } = setup;
        const { id, outputs } = await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        assert.equal(id, `r-${table.id}1080289494`);
        assert.deepEqual(outputs, {
            ...EMPTY,
            destinationCidrBlock: EVERYWHERE,
            gatewayId: gateway.id,
            id,
            routeTableId: table.id,
        });
    });

    it("shows among the routes of its table", async () => {
        const { add, cloud, gateway, table } = setup;
        const { id } = await add({ destinationIpv6CidrBlock: "::/0", gatewayId: gateway.id });
        assert.deepEqual(await routesOf(cloud, table.id), [{ ipv6CidrBlock: "::/0", gatewayId: gateway.id }]);
        await cloud.delete(ROUTE, id);
        assert.deepEqual(await routesOf(cloud, table.id), []);
    });

    it("leads to an interface inside the VPC where the destination is a subnet", async () => {
        const { add, cloud, subnet, vpc } = setup;
        const other = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24" });
        const appliance = await makeInterface(cloud, subnet);
        const { outputs } = await add({ destinationCidrBlock: "10.0.1.0/24", networkInterfaceId: appliance.id });
        assert.equal(outputs["networkInterfaceId"], appliance.id);
        assert.equal(other.outputs["cidrBlock"], outputs["destinationCidrBlock"]);
    });

    it("changes its target in place", async () => {
        const { add, cloud, gateway, subnet, table } = setup;
        const { id } = await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        const nat = await makePublicNat(cloud, subnet, await cloud.create(TYPES.eip, {}));
        const inputs = { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId: nat.id };
        const diff = await cloud.diff(ROUTE, id, inputs);
        assert.deepEqual([...diff.changed].sort(), ["gatewayId", "natGatewayId"]);
        assert.deepEqual(diff.replaces, []);
        const { outputs } = await cloud.update(ROUTE, id, inputs);
        assert.equal(outputs["natGatewayId"], nat.id);
        assert.equal(outputs["gatewayId"], "");
    });

    it("is replaced for another destination or table", async () => {
        const { add, cloud, gateway } = setup;
        const { id } = await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        const diff = await cloud.diff(ROUTE, id, {
            routeTableId: "rtb-0",
            destinationCidrBlock: "192.0.2.0/24",
            gatewayId: gateway.id,
        });
        assert.deepEqual([...diff.replaces].sort(), ["destinationCidrBlock", "routeTableId"]);
    });

    it("turns into a black hole when its NAT gateway goes", async () => {
        const { add, cloud, subnet } = setup;
        const nat = await makePublicNat(cloud, subnet, await cloud.create(TYPES.eip, {}));
        const { id } = await add({ destinationCidrBlock: EVERYWHERE, natGatewayId: nat.id });
        assert.equal((await cloud.read(ROUTE, id))?.["state"], "active");
        await cloud.delete(TYPES.natGateway, nat.id);
        assert.equal((await cloud.read(ROUTE, id))?.["state"], "blackhole");
    });

    it("goes with its table", async () => {
        const { add, cloud, gateway, table } = setup;
        await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        await cloud.delete(TABLE, table.id);
        assert.deepEqual(cloud.records(ROUTE), []);
    });
});

describe("aws:ec2/route:Route refuses", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const refuses = (inputs: Properties, row: keyof typeof refusals): Promise<Error> =>
        setup.cloud.refuses(() => setup.add(inputs), refusals[row]);

    it("InvalidRouteTableID.NotFound: a table that does not exist", async () => {
        const inputs = { routeTableId: "rtb-0123", destinationCidrBlock: EVERYWHERE, gatewayId: setup.gateway.id };
        const error = await refuses(inputs, "unknownTable");
        assert.match(error.message, /The routeTable ID 'rtb-0123' does not exist$/);
    });

    it("RouteAlreadyExists: a second route to the same destination", async () => {
        const { add, gateway, table } = setup;
        await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        const error = await refuses({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id }, "exists");
        const place = `Route in Route Table \\(${table.id}\\) with destination \\(0\\.0\\.0\\.0/0\\)`;
        assert.match(error.message, new RegExp(`${place} already exists$`));
    });

    it("RouteAlreadyExists: a route to what a route written in the table leads to", async () => {
        const { cloud, gateway, vpc } = setup;
        const routes = [{ cidrBlock: EVERYWHERE, gatewayId: gateway.id }];
        const { id } = await cloud.create(TABLE, { vpcId: vpc.id, routes });
        const inputs = { routeTableId: id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id };
        await refuses(inputs, "exists");
    });

    it("RouteAlreadyExists: a route in place of the local one", async () => {
        const appliance = await makeInterface(setup.cloud, setup.subnet);
        await refuses({ destinationCidrBlock: "10.0.0.0/16", networkInterfaceId: appliance.id }, "exists");
    });

    it("RouteLimitExceeded: the 501st route of a table", async () => {
        const { cloud, gateway, vpc } = setup;
        const routes = Array.from({ length: 500 }, (_, index) => ({
            cidrBlock: `172.${16 + (index >> 8)}.${index & 255}.0/24`,
            gatewayId: gateway.id,
        }));
        const { id } = await cloud.create(TABLE, { vpcId: vpc.id, routes });
        const inputs = { routeTableId: id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id };
        await refuses(inputs, "tooMany");
        await cloud.create(ROUTE, { routeTableId: id, destinationIpv6CidrBlock: "::/0", gatewayId: gateway.id });
    });

    for (const destinationCidrBlock of ["10.0.0.0/16", "10.0.0.0/24"]) {
        it(`InvalidParameterValue: ${destinationCidrBlock}, which lies within the VPC, to a gateway`, async () => {
            const error = await refuses({ destinationCidrBlock, gatewayId: setup.gateway.id }, "moreSpecific");
            assert.match(error.message, /is equal to or more specific than one of this VPC's CIDR blocks/);
        });
    }

    it("InvalidParameterValue: a part of the VPC that is no subnet, to an interface", async () => {
        const appliance = await makeInterface(setup.cloud, setup.subnet);
        await refuses({ destinationCidrBlock: "10.0.0.0/25", networkInterfaceId: appliance.id }, "noSuchSubnet");
    });

    for (const gatewayId of ["igw-0123", "local", "vgw-0123"]) {
        it(`InvalidGatewayID.NotFound: the gateway ${gatewayId}`, async () => {
            await refuses({ destinationCidrBlock: EVERYWHERE, gatewayId }, "unknownGateway");
        });
    }

    for (const [row, inputs] of [
        ["unknownEgressOnlyGateway", { destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-0123" }],
        ["unknownNatGateway", { destinationCidrBlock: EVERYWHERE, natGatewayId: "nat-0123" }],
        ["unknownInterface", { destinationCidrBlock: EVERYWHERE, networkInterfaceId: "eni-0123" }],
        ["unknownPeering", { destinationCidrBlock: EVERYWHERE, vpcPeeringConnectionId: "pcx-0123" }],
        ["unknownTransitGateway", { destinationCidrBlock: EVERYWHERE, transitGatewayId: "tgw-0123" }],
        ["unknownEndpoint", { destinationCidrBlock: EVERYWHERE, vpcEndpointId: "vpce-0123" }],
    ] as const) {
        it(`${refusals[row].code}: ${JSON.stringify(inputs)}`, async () => {
            const error = await refuses(inputs, row);
            assert.match(error.message, /-0123' does not exist\.?$/);
        });
    }

    it("InvalidPrefixListID.NotFound: a prefix list that does not exist", async () => {
        await refuses({ destinationPrefixListId: "pl-0123", gatewayId: setup.gateway.id }, "unknownPrefixList");
    });

    it("RouteNotSupported: the endpoint of a service", async () => {
        const { cloud, vpc } = setup;
        const serviceName = "com.amazonaws.eu-central-1.s3";
        const endpoint = await cloud.create(TYPES.vpcEndpoint, { vpcId: vpc.id, serviceName });
        await refuses({ destinationCidrBlock: EVERYWHERE, vpcEndpointId: endpoint.id }, "endpointKind");
    });

    it("InvalidParameterValue: an internet gateway that is not attached", async () => {
        const unattached = await setup.cloud.create(TYPES.internetGateway, {});
        const error = await refuses({ destinationCidrBlock: EVERYWHERE, gatewayId: unattached.id }, "otherNetwork");
        assert.match(
            error.message,
            new RegExp(
                `route table ${setup.table.id} and network gateway ${unattached.id} belong to different networks$`,
            ),
        );
    });

    it("InvalidParameterValue: a gateway, a NAT gateway or an interface of another VPC", async () => {
        const { cloud } = setup;
        const other = await makeNetwork(cloud, "10.1.0.0/16");
        const nat = await makePublicNat(cloud, other.subnet, await cloud.create(TYPES.eip, {}));
        const foreign = await makeInterface(cloud, other.subnet);
        await refuses({ destinationCidrBlock: EVERYWHERE, gatewayId: other.gateway.id }, "otherNetwork");
        await refuses({ destinationCidrBlock: EVERYWHERE, natGatewayId: nat.id }, "otherNetwork");
        await refuses({ destinationCidrBlock: EVERYWHERE, networkInterfaceId: foreign.id }, "otherNetwork");
    });

    it("InvalidNatGatewayID.NotFound: a change to a target that does not exist", async () => {
        const { add, cloud, gateway, table } = setup;
        const { id } = await add({ destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id });
        const inputs = { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId: "nat-0123" };
        await cloud.refuses(() => cloud.update(ROUTE, id, inputs), refusals.unknownNatGateway);
    });

    const table = { routeTableId: "rtb-0123" };
    const target = { gatewayId: "igw-0123" };
    const ipv4 = { ...table, destinationCidrBlock: EVERYWHERE };
    const ipv6 = { ...table, destinationIpv6CidrBlock: "::/0" };
    checkTable(() => setup.cloud, ROUTE, [
        [refusals.oneDestination, "destinationCidrBlock", { ...table, ...target }],
        [refusals.oneDestination, "destinationIpv6CidrBlock", { ...ipv4, ...ipv6, ...target }],
        [refusals.oneTarget, "carrierGatewayId", ipv4],
        [refusals.oneTarget, "natGatewayId", { ...ipv4, ...target, natGatewayId: "nat-0123" }],
        [refusals.destinationForm, "destinationCidrBlock", { ...table, ...target, destinationCidrBlock: "10.0.0.1/8" }],
        [
            refusals.destinationForm,
            "destinationIpv6CidrBlock",
            { ...table, ...target, destinationIpv6CidrBlock: "::1/0" },
        ],
        [refusals.egressOnlyForIpv4, "egressOnlyGatewayId", { ...ipv4, egressOnlyGatewayId: "eigw-0123" }],
        [refusals.carrierForIpv6, "carrierGatewayId", { ...ipv6, carrierGatewayId: "cagw-0123" }],
        [
            refusals.endpointForPrefixList,
            "vpcEndpointId",
            { ...table, destinationPrefixListId: "pl-0123", vpcEndpointId: "vpce-0123" },
        ],
    ]);
});
