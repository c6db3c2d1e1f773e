import assert from "node:assert/strict";
import { zonesOf } from "../../../../../sandbox/models/aws/ec2/availability-zones";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { subnetRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const { subnet: SUBNET } = TYPES;
const PLACE = { account: "111122223333", region: "eu-central-1" };

describe("aws:ec2/subnet:Subnet", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { assignGeneratedIpv6CidrBlock: true });
    });

    it("fills in what EC2 fills in", async () => {
        const { id, outputs } = await makeSubnet(cloud, vpc, { mapPublicIpOnLaunch: true, tags: { Name: "a" } });
        assert.match(id, ID("subnet"));
        assert.deepEqual(outputs, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:subnet/${id}`,
            assignIpv6AddressOnCreation: false,
            availabilityZone: "eu-central-1a",
            availabilityZoneId: zonesOf(PLACE)[0]?.id,
            cidrBlock: "10.0.0.0/24",
            customerOwnedIpv4Pool: "",
            enableDns64: false,
            enableLniAtDeviceIndex: 0,
            enableResourceNameDnsARecordOnLaunch: false,
            enableResourceNameDnsAaaaRecordOnLaunch: false,
            id,
            ipv6CidrBlock: "",
            ipv6CidrBlockAssociationId: "",
            ipv6Native: false,
            mapCustomerOwnedIpOnLaunch: false,
            mapPublicIpOnLaunch: true,
            outpostArn: "",
            ownerId: "111122223333",
            privateDnsHostnameTypeOnLaunch: "ip-name",
            region: "eu-central-1",
            tags: { Name: "a" },
            tagsAll: { Name: "a" },
            vpcId: vpc.id,
        });
    });

    it("gets a zone of the region where none is asked for", async () => {
        const { outputs } = await cloud.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
        const zones = zonesOf(PLACE);
        assert.ok(zones.some(({ name }) => name === outputs["availabilityZone"]));
    });

    it("can be placed by the zone's id, which means the same zone in every account", async () => {
        const inputs = { vpcId: vpc.id, cidrBlock: "10.0.0.0/24", availabilityZoneId: "euc1-az1" };
        const { outputs } = await cloud.create(SUBNET, inputs);
        const zone = zonesOf(PLACE).find(({ id }) => id === "euc1-az1");
        assert.equal(outputs["availabilityZone"], zone?.name);
    });

    it("takes a part of the VPC's IPv6 block", async () => {
        const ipv6CidrBlock = asText(vpc.outputs["ipv6CidrBlock"]).replace("/56", "/64");
        const { outputs } = await makeSubnet(cloud, vpc, { ipv6CidrBlock, assignIpv6AddressOnCreation: true });
        assert.equal(outputs["ipv6CidrBlock"], ipv6CidrBlock);
        assert.match(asText(outputs["ipv6CidrBlockAssociationId"]), ID("subnet-cidr-assoc"));
    });

    it("is replaced for another place or block only", async () => {
        const { id } = await makeSubnet(cloud, vpc);
        const diff = await cloud.diff(SUBNET, id, {
            vpcId: "vpc-0",
            cidrBlock: "10.0.9.0/24",
            availabilityZone: "eu-central-1b",
            enableDns64: true,
            enableResourceNameDnsARecordOnLaunch: true,
            mapPublicIpOnLaunch: true,
            privateDnsHostnameTypeOnLaunch: "resource-name",
        });
        assert.deepEqual([...diff.replaces].sort(), ["availabilityZone", "cidrBlock", "vpcId"]);
        assert.equal(diff.changed.length, 7);
    });

    it("keeps its place through an update", async () => {
        const inputs = { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" };
        const made = await cloud.create(SUBNET, inputs);
        const changed = await cloud.update(SUBNET, made.id, { ...inputs, mapPublicIpOnLaunch: true });
        assert.deepEqual(changed.outputs, { ...made.outputs, mapPublicIpOnLaunch: true });
    });

    it("goes although a route table is associated with it", async () => {
        const subnet = await makeSubnet(cloud, vpc);
        const table = await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
        await cloud.create(TYPES.routeTableAssociation, { routeTableId: table.id, subnetId: subnet.id });
        await cloud.delete(SUBNET, subnet.id);
        assert.deepEqual(cloud.records(TYPES.routeTableAssociation), []);
    });
});

describe("aws:ec2/subnet:Subnet refuses", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { assignGeneratedIpv6CidrBlock: true });
    });
    const make = (inputs: Properties): Promise<Made> => cloud.create(SUBNET, { vpcId: vpc.id, ...inputs });
    const ipv6 = (suffix: string): string => asText(vpc.outputs["ipv6CidrBlock"]).replace("/56", suffix);

    it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
        const error = await cloud.refuses(
            () => make({ vpcId: "vpc-0123", cidrBlock: "10.0.0.0/24" }),
            refusals.unknownVpc,
        );
        assert.match(error.message, /api error InvalidVpcID\.NotFound: The vpc ID 'vpc-0123' does not exist$/);
    });

    it("InvalidVpcID.NotFound: a VPC of another region or account", async () => {
        const elsewhere = { region: "eu-west-1" };
        const foreign = await makeVpc(cloud.in(elsewhere));
        await cloud.refuses(() => make({ vpcId: foreign.id, cidrBlock: "10.0.0.0/24" }), refusals.unknownVpc);
        const other = await makeVpc(cloud.in({ account: "444455556666" }));
        await cloud.refuses(() => make({ vpcId: other.id, cidrBlock: "10.0.0.0/24" }), refusals.unknownVpc);
    });

    it("MissingParameter: no IPv4 block", async () => {
        await cloud.refuses(() => make({}), refusals.noBlock);
    });

    for (const cidrBlock of ["10.1.0.0/24", "10.0.0.0/29", "10.0.0.0/15"]) {
        it(`InvalidSubnet.Range: ${cidrBlock} in 10.0.0.0/16`, async () => {
            await cloud.refuses(() => make({ cidrBlock }), refusals.range);
        });
    }

    for (const cidrBlock of ["10.0.0.0/24", "10.0.0.128/25", "10.0.0.0/16"]) {
        it(`InvalidSubnet.Conflict: ${cidrBlock} beside 10.0.0.0/24`, async () => {
            await make({ cidrBlock: "10.0.0.0/24" });
            const error = await cloud.refuses(() => make({ cidrBlock }), refusals.conflict);
            assert.match(error.message, new RegExp(`The CIDR '${cidrBlock}' conflicts with another subnet$`));
        });
    }

    it("nothing in another VPC of the same block", async () => {
        await make({ cidrBlock: "10.0.0.0/24" });
        const other = await makeVpc(cloud);
        await makeSubnet(cloud, other, { cidrBlock: "10.0.0.0/24" });
    });

    it("InvalidSubnet.Range: an IPv6 block outside the VPC's, or of a size that is none", async () => {
        const foreign = { cidrBlock: "10.0.0.0/24", ipv6CidrBlock: "2001:db8:ffff:ffff::/64" };
        await cloud.refuses(() => make(foreign), refusals.ipv6Range);
        const odd = { cidrBlock: "10.0.0.0/24", ipv6CidrBlock: ipv6("/62") };
        await cloud.refuses(() => make(odd), refusals.ipv6Range);
    });

    it("InvalidSubnet.Conflict: an IPv6 block of another subnet", async () => {
        await make({ cidrBlock: "10.0.0.0/24", ipv6CidrBlock: ipv6("/64") });
        await cloud.refuses(
            () => make({ cidrBlock: "10.0.1.0/24", ipv6CidrBlock: ipv6("/64") }),
            refusals.ipv6Conflict,
        );
    });

    it("InvalidParameterValue: a zone that the region does not have", async () => {
        const inputs = { cidrBlock: "10.0.0.0/24", availabilityZone: "eu-central-1f" };
        const error = await cloud.refuses(() => make(inputs), refusals.zone);
        assert.match(
            error.message,
            /Value \(eu-central-1f\) for parameter availabilityZone is invalid\. .*: eu-central-1a, eu-central-1b, eu-central-1c\.$/,
        );
        await cloud.refuses(() => make({ cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" }), refusals.zone);
    });

    it("InvalidParameterValue: a zone id that the region does not have", async () => {
        await cloud.refuses(() => make({ cidrBlock: "10.0.0.0/24", availabilityZoneId: "use1-az1" }), refusals.zoneId);
    });

    it("InvalidParameterValue: IPv6 addresses on creation without an IPv6 block", async () => {
        const inputs = { cidrBlock: "10.0.0.0/24", assignIpv6AddressOnCreation: true };
        await cloud.refuses(() => make(inputs), refusals.noIpv6Block);
        const { id } = await make({ cidrBlock: "10.0.0.0/24" });
        await cloud.refuses(() => cloud.update(SUBNET, id, { vpcId: vpc.id, ...inputs }), refusals.noIpv6Block);
    });

    it("SubnetLimitExceeded: the 201st subnet of a VPC", async () => {
        for (let count = 0; count < 200; count += 1) {
            await make({ cidrBlock: `10.0.${count}.0/28` });
        }
        await cloud.refuses(() => make({ cidrBlock: "10.0.200.0/28" }), refusals.tooMany);
    });

    it("DependencyViolation: to go while an interface lives in it", async () => {
        const subnet = await make({ cidrBlock: "10.0.0.0/24" });
        const networkInterface = await makeInterface(cloud, subnet);
        const error = await cloud.refuses(() => cloud.delete(SUBNET, subnet.id), refusals.inUse);
        assert.match(error.message, new RegExp(`The subnet '${subnet.id}' has dependencies and cannot be deleted`));
        await cloud.delete(TYPES.networkInterface, networkInterface.id);
        await cloud.delete(SUBNET, subnet.id);
    });

    it("DependencyViolation: to go while a NAT gateway lives in it", async () => {
        const subnet = await make({ cidrBlock: "10.0.0.0/24" });
        await cloud.create(TYPES.natGateway, { subnetId: subnet.id, connectivityType: "private" });
        await cloud.refuses(() => cloud.delete(SUBNET, subnet.id), refusals.inUse);
    });

    const inVpc = { vpcId: "vpc-0123" };
    const block = { ...inVpc, cidrBlock: "10.0.0.0/24" };
    const pool = { ...inVpc, ipv4IpamPoolId: "ipam-pool-0a" };
    checkTable(() => cloud, SUBNET, [
        [refusals.blockForm, "cidrBlock", { ...inVpc, cidrBlock: "10.0.0.1/24" }],
        [refusals.blockForm, "cidrBlock", { ...inVpc, cidrBlock: "10.0.0.0" }],
        [refusals.ipv6Form, "ipv6CidrBlock", { ...block, ipv6CidrBlock: "2001:db8::1/64" }],
        [
            refusals.zoneTwice,
            "availabilityZone",
            { ...block, availabilityZone: "eu-central-1a", availabilityZoneId: "euc1-az1" },
        ],
        [refusals.hostnameType, "privateDnsHostnameTypeOnLaunch", { ...block, privateDnsHostnameTypeOnLaunch: "name" }],
        [refusals.lengthWithoutPool, "ipv4NetmaskLength", { ...inVpc, ipv4NetmaskLength: 24 }],
        [refusals.lengthAndBlock, "ipv4NetmaskLength", { ...block, ...pool, ipv4NetmaskLength: 24 }],
        [refusals.lengthRange, "ipv4NetmaskLength", { ...pool, ipv4NetmaskLength: 8 }],
        [refusals.outpostAddresses, "mapCustomerOwnedIpOnLaunch", { ...block, mapCustomerOwnedIpOnLaunch: true }],
    ]);
});
