import assert from "node:assert/strict";
import {
    getSubnet,
    getSubnetRefusals,
    getSubnets,
    getVpc,
    getVpcRefusals,
} from "../../../../../sandbox/models/aws/ec2/data-sources-network";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { primaryAssociationId } from "../../../../../sandbox/models/aws/ec2/vpc-blocks";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeInterface, makeSubnet, makeVpc } from "./network";

describe("data sources about networks", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnets: Made[];
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { tags: { Name: "main", Environment: "staging" } });
        subnets = [
            await makeSubnet(cloud, vpc, { tags: { Tier: "public" }, mapPublicIpOnLaunch: true }),
            await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24", tags: { Tier: "private" } }),
        ];
        await makeVpc(cloud, { cidrBlock: "10.1.0.0/16", tags: { Name: "other" } });
    });

    it("describe a VPC", async () => {
        const { filters, ...found } = await cloud.invoke(getVpc.token, { tags: { Name: "main" } });
        assert.equal(filters, undefined);
        assert.deepEqual(found, {
            arn: vpc.outputs["arn"],
            cidrBlock: "10.0.0.0/16",
            cidrBlockAssociations: [
                { associationId: primaryAssociationId(vpc.id), cidrBlock: "10.0.0.0/16", state: "associated" },
            ],
            default: false,
            dhcpOptionsId: vpc.outputs["dhcpOptionsId"],
            enableDnsHostnames: false,
            enableDnsSupport: true,
            enableNetworkAddressUsageMetrics: false,
            id: vpc.id,
            instanceTenancy: "default",
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            ipv6CidrBlockAssociations: [],
            mainRouteTableId: vpc.outputs["mainRouteTableId"],
            ownerId: "111122223333",
            region: "eu-central-1",
            state: "available",
            tags: { Name: "main", Environment: "staging" },
        });
    });

    for (const args of [
        { cidrBlock: "10.0.0.0/16" },
        { filters: [{ name: "tag:Environment", values: ["stag*"] }] },
        { filters: [{ name: "tag-key", values: ["Environment"] }] },
        { filters: [{ name: "cidr", values: ["10.?.0.0/16"] }], tags: { Name: "main" } },
    ]) {
        it(`find a VPC by ${JSON.stringify(args)}`, async () => {
            assert.equal((await cloud.invoke(getVpc.token, args))["id"], vpc.id);
        });
    }

    it("find a VPC by its id", async () => {
        assert.equal((await cloud.invoke(getVpc.token, { id: vpc.id }))["cidrBlock"], "10.0.0.0/16");
    });

    it("describe a subnet, with the addresses it has left", async () => {
        const [subnet] = subnets;
        assert.ok(subnet);
        await makeInterface(cloud, subnet);
        const { tagsAll: _all, ...attributes } = subnet.outputs;
        const found = await cloud.invoke(getSubnet.token, { vpcId: vpc.id, tags: { Tier: "public" } });
        const { filters: _filters, tagsAll: _none, ...given } = found;
        assert.deepEqual(given, {
            ...attributes,
            availableIpAddressCount: 256 - 5 - 1,
            defaultForAz: false,
            state: "available",
        });
    });

    it("list the subnets that match", async () => {
        const ids = async (args: Properties): Promise<unknown> => (await cloud.invoke(getSubnets.token, args))["ids"];
        const all = subnets.map(({ id }) => id).sort();
        const [first, second] = subnets;
        assert.deepEqual(await ids({}), all);
        assert.deepEqual(await ids({ tags: { Tier: "private" } }), [second?.id]);
        const open = [{ name: "map-public-ip-on-launch", values: ["true"] }];
        assert.deepEqual(await ids({ filters: open }), [first?.id]);
        assert.deepEqual(await ids({ filters: [{ name: "vpc-id", values: ["vpc-0123"] }] }), []);
    });

    it("see only what is in their region and account", async () => {
        for (const place of [{ region: "eu-west-1" }, { account: "444455556666" }]) {
            assert.deepEqual((await cloud.in(place).invoke(getSubnets.token, {}))["ids"], []);
        }
    });
});

describe("data sources about networks refuse", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("(provider check): no VPC that matches, or several", async () => {
        await cloud.refuses(() => cloud.invoke(getVpc.token, { id: "vpc-0123" }), getVpcRefusals.none);
        await makeVpc(cloud);
        await makeVpc(cloud);
        await cloud.refuses(() => cloud.invoke(getVpc.token, {}), getVpcRefusals.several);
    });

    it("(provider check): no subnet that matches, or several", async () => {
        await cloud.refuses(() => cloud.invoke(getSubnet.token, { id: "subnet-0123" }), getSubnetRefusals.none);
        const vpc = await makeVpc(cloud);
        await makeSubnet(cloud, vpc);
        await cloud.create(TYPES.subnet, { vpcId: vpc.id, cidrBlock: "10.0.1.0/24" });
        await cloud.refuses(() => cloud.invoke(getSubnet.token, { vpcId: vpc.id }), getSubnetRefusals.several);
    });

    it("InvalidParameterValue: a filter of an unknown name", async () => {
        const filters = [{ name: "vpc", values: ["x"] }];
        await cloud.refuses(() => cloud.invoke(getVpc.token, { filters }), getVpcRefusals.unknownFilter);
    });
});
