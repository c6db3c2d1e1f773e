import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import {
    mainRouteTableAssociationRefusals,
    routeTableAssociationRefusals as refusals,
} from "../../../../../sandbox/models/aws/ec2/route-table-association";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { checkTable, ID, makeNetwork } from "./network";

const { routeTableAssociation: ASSOCIATION, mainRouteTableAssociation: MAIN, routeTable: TABLE, vpc: VPC } = TYPES;

interface Setup extends Network {
    readonly cloud: TestCloud;
    readonly table: Made;
    readonly associate: (inputs: Properties) => Promise<Made>;
}

async function setUp(): Promise<Setup> {
    const cloud = testCloud();
    const network = await makeNetwork(cloud);
    const table = await cloud.create(TABLE, { vpcId: network.vpc.id });
    const associate = (inputs: Properties): Promise<Made> =>
        cloud.create(ASSOCIATION, { routeTableId: table.id, ...inputs });
    return { ...network, cloud, table, associate };
}

describe("aws:ec2/routeTableAssociation:RouteTableAssociation", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));

    it("ties a subnet to a table", async () => {
        const { associate, subnet, table } = setup;
        const { id, outputs } = await associate({ subnetId: subnet.id });
        assert.match(id, ID("rtbassoc"));
        assert.deepEqual(outputs, {
            gatewayId: "",
            id,
            region: "eu-central-1",
            routeTableId: table.id,
            subnetId: subnet.id,
        });
    });

    it("ties a gateway to a table", async () => {
        const { associate, gateway } = setup;
        const { outputs } = await associate({ gatewayId: gateway.id });
        assert.equal(outputs["gatewayId"], gateway.id);
        assert.equal(outputs["subnetId"], "");
    });

    it("changes the table in place and is replaced for another subnet", async () => {
        const { associate, cloud, subnet, vpc } = setup;
        const other = await cloud.create(TABLE, { vpcId: vpc.id });
        const { id } = await associate({ subnetId: subnet.id });
        const diff = await cloud.diff(ASSOCIATION, id, { subnetId: "subnet-0", routeTableId: other.id });
        assert.deepEqual(diff.replaces, ["subnetId"]);
        const { outputs } = await cloud.update(ASSOCIATION, id, { subnetId: subnet.id, routeTableId: other.id });
        assert.equal(outputs["routeTableId"], other.id);
    });
});

describe("aws:ec2/routeTableAssociation:RouteTableAssociation refuses", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const refuses = (inputs: Properties, row: keyof typeof refusals): Promise<Error> =>
        setup.cloud.refuses(() => setup.associate(inputs), refusals[row]);

    it("InvalidRouteTableID.NotFound: a table that does not exist", async () => {
        await refuses({ routeTableId: "rtb-0123", subnetId: setup.subnet.id }, "unknownTable");
    });

    it("InvalidSubnetID.NotFound: a subnet that does not exist", async () => {
        await refuses({ subnetId: "subnet-0123" }, "unknownSubnet");
    });

    it("InvalidGatewayID.NotFound: a gateway that does not exist", async () => {
        await refuses({ gatewayId: "igw-0123" }, "unknownGateway");
    });

    it("Resource.AlreadyAssociated: a subnet or gateway that has a table", async () => {
        const { associate, gateway, subnet, table } = setup;
        await associate({ subnetId: subnet.id });
        const error = await refuses({ subnetId: subnet.id }, "taken");
        const text = `the specified association for route table ${table.id} conflicts with an existing association`;
        assert.match(error.message, new RegExp(`${text}$`));
        await associate({ gatewayId: gateway.id });
        await refuses({ gatewayId: gateway.id }, "taken");
    });

    it("InvalidParameterValue: a subnet or gateway of another VPC, at once or later", async () => {
        const { associate, cloud, subnet } = setup;
        const other = await makeNetwork(cloud, "10.1.0.0/16");
        await refuses({ subnetId: other.subnet.id }, "otherNetwork");
        await refuses({ gatewayId: other.gateway.id }, "otherNetwork");
        const { id } = await associate({ subnetId: subnet.id });
        const foreign = await cloud.create(TABLE, { vpcId: other.vpc.id });
        const inputs = { subnetId: subnet.id, routeTableId: foreign.id };
        await cloud.refuses(() => cloud.update(ASSOCIATION, id, inputs), refusals.otherNetwork);
    });

    const table = { routeTableId: "rtb-0123" };
    checkTable(() => setup.cloud, ASSOCIATION, [
        [refusals.subnetOrGateway, "subnetId", table],
        [refusals.subnetOrGateway, "gatewayId", { ...table, subnetId: "subnet-0123", gatewayId: "igw-0123" }],
    ]);
});

describe("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const makeMain = (): Promise<Made> =>
        setup.cloud.create(MAIN, { vpcId: setup.vpc.id, routeTableId: setup.table.id });
    const mainOf = async (): Promise<unknown> => (await setup.cloud.read(VPC, setup.vpc.id))?.["mainRouteTableId"];

    it("makes another table the main one, remembers the one before, and puts it back", async () => {
        const { cloud, table, vpc } = setup;
        const original = vpc.outputs["mainRouteTableId"];
        const { id, outputs } = await makeMain();
        assert.match(id, ID("rtbassoc"));
        assert.deepEqual(outputs, {
            id,
            originalRouteTableId: original,
            region: "eu-central-1",
            routeTableId: table.id,
            vpcId: vpc.id,
        });
        assert.equal(await mainOf(), table.id);
        await cloud.delete(MAIN, id);
        assert.equal(await mainOf(), original);
    });

    it("changes the table in place, and survives a change of the VPC", async () => {
        const { cloud, vpc } = setup;
        const { id, outputs } = await makeMain();
        const other = await cloud.create(TABLE, { vpcId: vpc.id });
        const inputs = { vpcId: vpc.id, routeTableId: other.id };
        assert.deepEqual((await cloud.diff(MAIN, id, inputs)).replaces, []);
        const changed = await cloud.update(MAIN, id, inputs);
        assert.equal(changed.outputs["originalRouteTableId"], outputs["originalRouteTableId"]);
        await cloud.update(VPC, vpc.id, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
        assert.equal(await mainOf(), other.id);
    });
});

describe("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation refuses", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const refusalsOfMain = mainRouteTableAssociationRefusals;
    const makeMain = (vpcId: string, routeTableId: string): Promise<Made> =>
        setup.cloud.create(MAIN, { vpcId, routeTableId });

    it("InvalidRouteTableID.NotFound: a table that does not exist", async () => {
        const { cloud, vpc } = setup;
        await cloud.refuses(() => makeMain(vpc.id, "rtb-0123"), refusalsOfMain.unknownTable);
    });

    it("(provider check): a VPC that does not exist", async () => {
        const { cloud, table } = setup;
        await cloud.refuses(() => makeMain("vpc-0123", table.id), refusalsOfMain.unknownVpc);
    });

    it("InvalidParameterValue: a table of another VPC", async () => {
        const { cloud, table } = setup;
        const other = await makeNetwork(cloud, "10.1.0.0/16");
        await cloud.refuses(() => makeMain(other.vpc.id, table.id), refusalsOfMain.otherNetwork);
    });

    it("InvalidRouteTableID.NotFound: to go when the table that was the main one before is gone", async () => {
        const { cloud, table, vpc } = setup;
        const first = await makeMain(vpc.id, table.id);
        const second = await cloud.create(TABLE, { vpcId: vpc.id });
        const nested = await makeMain(vpc.id, second.id);
        await cloud.delete(MAIN, first.id);
        await cloud.delete(TABLE, table.id);
        await cloud.refuses(() => cloud.delete(MAIN, nested.id), refusalsOfMain.originalGone);
    });
});
