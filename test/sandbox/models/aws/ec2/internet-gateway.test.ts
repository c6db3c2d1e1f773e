import assert from "node:assert/strict";
import {
    internetGatewayAttachmentRefusals,
    internetGatewayRefusals as refusals,
} from "../../../../../sandbox/models/aws/ec2/internet-gateway";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { ID, makeInstance, makeInterface, makeNetwork, makePublicNat, makeVpc } from "./network";

const { internetGateway: GATEWAY, internetGatewayAttachment: ATTACHMENT } = TYPES;

describe("aws:ec2/internetGateway:InternetGateway", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
    });

    it("fills in what EC2 fills in", async () => {
        const { id, outputs } = await cloud.create(GATEWAY, { vpcId: vpc.id });
        assert.match(id, ID("igw"));
        assert.deepEqual(outputs, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:internet-gateway/${id}`,
            id,
            ownerId: "111122223333",
            region: "eu-central-1",
            tagsAll: {},
            vpcId: vpc.id,
        });
    });

    it("can exist without a VPC", async () => {
        const { outputs } = await cloud.create(GATEWAY, {});
        assert.equal(outputs["vpcId"], "");
    });

    it("moves to another VPC in place", async () => {
        const other = await makeVpc(cloud);
        const { id } = await cloud.create(GATEWAY, { vpcId: vpc.id });
        const diff = await cloud.diff(GATEWAY, id, { vpcId: other.id });
        assert.deepEqual(diff, { changed: ["vpcId"], replaces: [], deleteBeforeReplace: false });
        const moved = await cloud.update(GATEWAY, id, { vpcId: other.id });
        assert.equal(moved.outputs["vpcId"], other.id);
        await cloud.create(GATEWAY, { vpcId: vpc.id });
    });

    it("stays attached when the VPC is no longer given", async () => {
        const { id } = await cloud.create(GATEWAY, { vpcId: vpc.id });
        const { outputs } = await cloud.update(GATEWAY, id, { tags: { Name: "x" } });
        assert.equal(outputs["vpcId"], vpc.id);
    });

    it("detaches itself when it goes, though routes lead to it", async () => {
        const { id } = await cloud.create(GATEWAY, { vpcId: vpc.id });
        const table = await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
        const route = await cloud.create(TYPES.route, {
            routeTableId: table.id,
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: id,
        });
        await cloud.delete(GATEWAY, id);
        assert.equal((await cloud.read(TYPES.route, route.id))?.["state"], "blackhole");
    });
});

describe("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", () => {
    it("attaches a gateway, which shows on the gateway, and detaches it", async () => {
        const cloud = testCloud();
        const vpc = await makeVpc(cloud);
        const gateway = await cloud.create(GATEWAY, {});
        const inputs = { internetGatewayId: gateway.id, vpcId: vpc.id };
        const { id, outputs } = await cloud.create(ATTACHMENT, inputs);
        assert.equal(id, `${gateway.id}:${vpc.id}`);
        assert.deepEqual(outputs, { ...inputs, id, region: "eu-central-1" });
        assert.equal((await cloud.read(GATEWAY, gateway.id))?.["vpcId"], vpc.id);
        await cloud.update(GATEWAY, gateway.id, { tags: { Name: "x" } });
        assert.equal((await cloud.read(GATEWAY, gateway.id))?.["vpcId"], vpc.id);
        await cloud.delete(ATTACHMENT, id);
        assert.equal((await cloud.read(GATEWAY, gateway.id))?.["vpcId"], "");
        await cloud.delete(GATEWAY, gateway.id);
    });

    it("is replaced for another gateway or VPC", async () => {
        const cloud = testCloud();
        const vpc = await makeVpc(cloud);
        const gateway = await cloud.create(GATEWAY, {});
        const { id } = await cloud.create(ATTACHMENT, { internetGatewayId: gateway.id, vpcId: vpc.id });
        const diff = await cloud.diff(ATTACHMENT, id, { internetGatewayId: "igw-0", vpcId: "vpc-0" });
        assert.deepEqual([...diff.replaces].sort(), ["internetGatewayId", "vpcId"]);
    });
});

describe("aws:ec2/internetGateway:InternetGateway refuses", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
        await cloud.refuses(() => cloud.create(GATEWAY, { vpcId: "vpc-0123" }), refusals.unknownVpc);
    });

    it("InvalidParameterValue: a second gateway for a VPC", async () => {
        const { vpc } = await makeNetwork(cloud);
        const error = await cloud.refuses(() => cloud.create(GATEWAY, { vpcId: vpc.id }), refusals.vpcTaken);
        assert.match(error.message, new RegExp(`Network ${vpc.id} already has an internet gateway attached$`));
    });

    it("InternetGatewayLimitExceeded: a sixth gateway in a region", async () => {
        for (let count = 0; count < 5; count += 1) {
            await cloud.create(GATEWAY, {});
        }
        await cloud.refuses(() => cloud.create(GATEWAY, {}), refusals.tooMany);
    });

    it("DependencyViolation: to go while a NAT gateway has a public address", async () => {
        const { gateway, subnet } = await makeNetwork(cloud);
        const nat = await makePublicNat(cloud, subnet, await cloud.create(TYPES.eip, {}));
        const error = await cloud.refuses(() => cloud.delete(GATEWAY, gateway.id), refusals.publicAddresses);
        assert.match(error.message, /has some mapped public address\(es\)\. Please unmap/);
        await cloud.delete(TYPES.natGateway, nat.id);
        await cloud.delete(GATEWAY, gateway.id);
    });

    it("DependencyViolation: to go while an instance has a public address of its own", async () => {
        const { gateway, subnet } = await makeNetwork(cloud);
        const instance = await makeInstance(cloud, subnet, { associatePublicIpAddress: true });
        await cloud.refuses(() => cloud.delete(GATEWAY, gateway.id), refusals.publicAddresses);
        await cloud.delete(TYPES.instance, instance.id);
        await cloud.delete(GATEWAY, gateway.id);
    });

    it("DependencyViolation: to move while an interface has a public address", async () => {
        const { gateway, subnet } = await makeNetwork(cloud);
        const other = await makeVpc(cloud, { cidrBlock: "10.1.0.0/16" });
        const networkInterface = await makeInterface(cloud, subnet);
        await cloud.create(TYPES.eip, { networkInterface: networkInterface.id });
        await cloud.refuses(() => cloud.update(GATEWAY, gateway.id, { vpcId: other.id }), refusals.publicAddresses);
    });

    it("DependencyViolation: to go while an attachment beside it ties it to a VPC", async () => {
        const vpc = await makeVpc(cloud);
        const gateway = await cloud.create(GATEWAY, {});
        await cloud.create(ATTACHMENT, { internetGatewayId: gateway.id, vpcId: vpc.id });
        const error = await cloud.refuses(() => cloud.delete(GATEWAY, gateway.id), refusals.attached);
        assert.match(error.message, new RegExp(`The internetGateway '${gateway.id}' has dependencies`));
    });
});

describe("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment refuses", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let gateway: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
        gateway = await cloud.create(GATEWAY, {});
    });
    const attach = (internetGatewayId: string, vpcId: string): Promise<Made> =>
        cloud.create(ATTACHMENT, { internetGatewayId, vpcId });

    it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
        await cloud.refuses(() => attach(gateway.id, "vpc-0123"), internetGatewayAttachmentRefusals.unknownVpc);
    });

    it("InvalidInternetGatewayID.NotFound: a gateway that does not exist", async () => {
        await cloud.refuses(() => attach("igw-0123", vpc.id), internetGatewayAttachmentRefusals.unknownGateway);
    });

    it("Resource.AlreadyAssociated: a gateway that is attached, to whatever VPC", async () => {
        await attach(gateway.id, vpc.id);
        const { alreadyAttached } = internetGatewayAttachmentRefusals;
        await cloud.refuses(() => attach(gateway.id, vpc.id), alreadyAttached);
        const other = await makeVpc(cloud);
        const error = await cloud.refuses(() => attach(gateway.id, other.id), alreadyAttached);
        assert.match(error.message, new RegExp(`resource ${gateway.id} is already attached to network ${vpc.id}$`));
    });

    it("InvalidParameterValue: a VPC that has a gateway", async () => {
        await cloud.create(GATEWAY, { vpcId: vpc.id });
        await cloud.refuses(() => attach(gateway.id, vpc.id), internetGatewayAttachmentRefusals.vpcTaken);
    });

    it("DependencyViolation: to be undone while public addresses are mapped", async () => {
        const attachment = await attach(gateway.id, vpc.id);
        const subnet = await cloud.create(TYPES.subnet, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
        await makePublicNat(cloud, subnet, await cloud.create(TYPES.eip, {}));
        await cloud.refuses(
            () => cloud.delete(ATTACHMENT, attachment.id),
            internetGatewayAttachmentRefusals.publicAddresses,
        );
    });
});
