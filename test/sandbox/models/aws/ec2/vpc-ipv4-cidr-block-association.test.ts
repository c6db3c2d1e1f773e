import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { ipv4AssociationRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/vpc-ipv4-cidr-block-association";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeSubnet, makeVpc } from "./network";

const { ipv4Association: ASSOCIATION } = TYPES;

describe("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { cidrBlock: "10.4.0.0/16" });
    });
    const associate = (cidrBlock: string, vpcId = vpc.id): Promise<Made> =>
        cloud.create(ASSOCIATION, { vpcId, cidrBlock });

    it("adds a block in which subnets can be made", async () => {
        const { id, outputs } = await associate("100.64.0.0/16");
        assert.match(id, ID("vpc-cidr-assoc"));
        assert.deepEqual(outputs, { cidrBlock: "100.64.0.0/16", id, region: "eu-central-1", vpcId: vpc.id });
        await makeSubnet(cloud, vpc, { cidrBlock: "100.64.7.0/24" });
    });

    it("is replaced for any change", async () => {
        const { id } = await associate("100.64.0.0/16");
        const diff = await cloud.diff(ASSOCIATION, id, { vpcId: "vpc-0", cidrBlock: "100.65.0.0/16" });
        assert.deepEqual([...diff.replaces].sort(), ["cidrBlock", "vpcId"]);
    });

    it("goes with its VPC", async () => {
        await associate("100.64.0.0/16");
        await cloud.delete(TYPES.vpc, vpc.id);
        assert.deepEqual(cloud.records(ASSOCIATION), []);
    });

    it("can be of the same private range as the primary block, or public", async () => {
        await associate("10.5.0.0/16");
        await associate("203.0.0.0/16");
        await associate("10.0.0.0/24");
        assert.equal(cloud.records(ASSOCIATION).length, 3);
    });
});

describe("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation refuses", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));
    const associate = (vpcId: string, cidrBlock?: string): Promise<Made> =>
        cloud.create(ASSOCIATION, { vpcId, cidrBlock });

    it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
        await cloud.refuses(() => associate("vpc-0123", "10.5.0.0/16"), refusals.unknownVpc);
    });

    it("MissingParameter: neither block nor pool", async () => {
        const vpc = await makeVpc(cloud);
        await cloud.refuses(() => associate(vpc.id), refusals.noBlock);
    });

    it("CidrLimitExceeded: a sixth block, the primary one included", async () => {
        const vpc = await makeVpc(cloud);
        for (const second of [64, 65, 66, 67]) {
            await associate(vpc.id, `100.${second}.0.0/16`);
        }
        await cloud.refuses(() => associate(vpc.id, "100.68.0.0/16"), refusals.tooMany);
    });

    it("InvalidVpc.Range: a block that overlaps another one of the VPC", async () => {
        const vpc = await makeVpc(cloud);
        await cloud.refuses(() => associate(vpc.id, "10.0.128.0/20"), refusals.overlapping);
    });

    for (const [primary, added] of [
        ["10.4.0.0/16", "172.16.0.0/16"],
        ["10.4.0.0/16", "192.168.0.0/16"],
        ["10.4.0.0/16", "198.19.0.0/16"],
        ["10.1.0.0/16", "10.0.0.0/24"],
        ["172.16.0.0/16", "172.31.0.0/16"],
        ["192.168.0.0/24", "10.0.0.0/16"],
        ["100.64.0.0/16", "10.0.0.0/16"],
        ["10.4.0.0/16", "169.254.0.0/16"],
    ] as const) {
        it(`InvalidVpc.Range: ${added} beside ${primary}`, async () => {
            const vpc = await makeVpc(cloud, { cidrBlock: primary });
            const error = await cloud.refuses(() => associate(vpc.id, added), refusals.restricted);
            assert.match(error.message, new RegExp(`The CIDR '${added}' is restricted\\. Use a CIDR from`));
        });
    }

    it("InvalidCidrBlock.InUse: to go while a subnet lies in the block", async () => {
        const vpc = await makeVpc(cloud);
        const association = await associate(vpc.id, "100.64.0.0/16");
        const subnet = await makeSubnet(cloud, vpc, { cidrBlock: "100.64.7.0/24" });
        await cloud.refuses(() => cloud.delete(ASSOCIATION, association.id), refusals.inUse);
        await cloud.delete(TYPES.subnet, subnet.id);
        await cloud.delete(ASSOCIATION, association.id);
    });

    const inVpc = { vpcId: "vpc-0123" };
    checkTable(() => cloud, ASSOCIATION, [
        [refusals.blockForm, "cidrBlock", { ...inVpc, cidrBlock: "100.64.0.0/10" }],
        [refusals.blockForm, "cidrBlock", { ...inVpc, cidrBlock: "100.64.0.9/16" }],
        [
            refusals.lengthRange,
            "ipv4NetmaskLength",
            { ...inVpc, ipv4IpamPoolId: "ipam-pool-0a", ipv4NetmaskLength: 30 },
        ],
    ]);
});
