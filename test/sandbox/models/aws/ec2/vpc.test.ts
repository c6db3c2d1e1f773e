import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { vpcRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/vpc";
import { firstMainAssociationId } from "../../../../../sandbox/models/aws/ec2/vpc-defaults";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeSubnet, makeVpc } from "./network";

const { vpc: VPC } = TYPES;

describe("aws:ec2/vpc:Vpc", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("fills in what EC2 fills in", async () => {
        const { id, outputs } = await cloud.create(VPC, { cidrBlock: "10.0.0.0/16", tags: { Name: "main" } });
        assert.match(id, ID("vpc"));
        const { defaultNetworkAclId, defaultRouteTableId, defaultSecurityGroupId, dhcpOptionsId, ...others } = outputs;
        assert.match(asText(defaultNetworkAclId), ID("acl"));
        assert.match(asText(defaultRouteTableId), ID("rtb"));
        assert.match(asText(defaultSecurityGroupId), ID("sg"));
        assert.match(asText(dhcpOptionsId), ID("dopt"));
        assert.deepEqual(others, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:vpc/${id}`,
            assignGeneratedIpv6CidrBlock: false,
            cidrBlock: "10.0.0.0/16",
            enableDnsHostnames: false,
            enableDnsSupport: true,
            enableNetworkAddressUsageMetrics: false,
            id,
            instanceTenancy: "default",
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            ipv6CidrBlockNetworkBorderGroup: "",
            ipv6IpamPoolId: "",
            ipv6NetmaskLength: 0,
            mainRouteTableId: defaultRouteTableId,
            ownerId: "111122223333",
            region: "eu-central-1",
            tags: { Name: "main" },
            tagsAll: { Name: "main" },
        });
    });

    it("makes a main route table, a default network ACL and a default security group, which go with it", async () => {
        const vpc = await makeVpc(cloud);
        const owner = { type: VPC, id: vpc.id };
        for (const [type, key] of [
            [TYPES.routeTable, "mainRouteTableId"],
            [TYPES.networkAcl, "defaultNetworkAclId"],
            [TYPES.securityGroup, "defaultSecurityGroupId"],
        ] as const) {
            const [record, ...others] = cloud.records(type);
            assert.ok(record);
            assert.equal(record.id, vpc.outputs[key]);
            assert.deepEqual(record.ownedBy, owner);
            assert.deepEqual(others, []);
        }
        await cloud.delete(VPC, vpc.id);
        for (const type of [VPC, TYPES.routeTable, TYPES.networkAcl, TYPES.securityGroup]) {
            assert.deepEqual(cloud.records(type), []);
        }
    });

    it("lets the default security group in from itself and out to everywhere", async () => {
        await makeVpc(cloud);
        const outputs = cloud.records(TYPES.securityGroup)[0]?.outputs;
        const rule = {
            cidrBlocks: [],
            description: "",
            fromPort: 0,
            ipv6CidrBlocks: [],
            prefixListIds: [],
            protocol: "-1",
            securityGroups: [],
            self: false,
            toPort: 0,
        };
        assert.equal(outputs?.["name"], "default");
        assert.deepEqual(outputs["ingress"], [{ ...rule, self: true }]);
        assert.deepEqual(outputs["egress"], [{ ...rule, cidrBlocks: ["0.0.0.0/0"] }]);
    });

    it("gets a block of the documentation range when it asks Amazon for an IPv6 block", async () => {
        const { outputs } = await makeVpc(cloud, { assignGeneratedIpv6CidrBlock: true });
        assert.match(asText(outputs["ipv6CidrBlock"]), /^2001:db8:[0-9a-f:]+::\/56$/);
        assert.match(asText(outputs["ipv6AssociationId"]), ID("vpc-cidr-assoc"));
        assert.equal(outputs["ipv6CidrBlockNetworkBorderGroup"], "eu-central-1");
    });

    it("takes a block of a pool where only a pool is given", async () => {
        const { outputs } = await cloud.create(VPC, { ipv4IpamPoolId: "ipam-pool-0a", ipv4NetmaskLength: 20 });
        assert.match(asText(outputs["cidrBlock"]), /^10\.\d+\.0\.0\/20$/);
    });

    it("changes attributes in place and keeps what came along with it", async () => {
        const vpc = await makeVpc(cloud);
        const changed = await cloud.update(VPC, vpc.id, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
        assert.deepEqual(changed.outputs, { ...vpc.outputs, enableDnsHostnames: true });
    });

    it("is replaced for another block or tenancy only", async () => {
        const vpc = await makeVpc(cloud);
        const diff = await cloud.diff(VPC, vpc.id, {
            cidrBlock: "10.1.0.0/16",
            enableDnsHostnames: true,
            enableDnsSupport: false,
            instanceTenancy: "dedicated",
            tags: { Name: "other" },
        });
        assert.deepEqual([...diff.replaces].sort(), ["cidrBlock", "instanceTenancy"]);
        assert.equal(diff.deleteBeforeReplace, false);
    });

    it("has the same ids in every run, and others for another resource", async () => {
        const again = testCloud();
        const [one, same] = [
            await cloud.create(VPC, { cidrBlock: "10.0.0.0/16" }, "a"),
            await again.create(VPC, { cidrBlock: "10.0.0.0/16" }, "a"),
        ];
        const other = await cloud.create(VPC, { cidrBlock: "10.0.0.0/16" }, "b");
        assert.deepEqual(one, same);
        assert.notEqual(one.id, other.id);
        assert.notEqual(one.outputs["mainRouteTableId"], other.outputs["mainRouteTableId"]);
        assert.notEqual(firstMainAssociationId(one.id), firstMainAssociationId(other.id));
        assert.equal(one.outputs["dhcpOptionsId"], other.outputs["dhcpOptionsId"]);
    });
});

describe("aws:ec2/vpc:Vpc refuses", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("VpcLimitExceeded: a sixth VPC in a region, and not one in another region", async () => {
        for (let count = 0; count < 5; count += 1) {
            await makeVpc(cloud);
        }
        await cloud.refuses(() => makeVpc(cloud), refusals.tooMany);
        await makeVpc(cloud.in({ region: "eu-west-1" }));
    });

    it("MissingParameter: neither block nor pool", async () => {
        await cloud.refuses(() => cloud.create(VPC, {}), refusals.noBlock);
    });

    for (const cidrBlock of ["0.0.0.0/16", "127.0.0.0/24", "169.254.0.0/16", "224.0.0.0/16", "240.0.0.0/16"]) {
        it(`InvalidVpc.Range: ${cidrBlock}`, async () => {
            await cloud.refuses(() => cloud.create(VPC, { cidrBlock }), refusals.unusableBlock);
        });
    }

    it("DependencyViolation: to go while a subnet lives in it", async () => {
        const vpc = await makeVpc(cloud);
        const subnet = await makeSubnet(cloud, vpc);
        const error = await cloud.refuses(() => cloud.delete(VPC, vpc.id), refusals.inUse);
        assert.match(error.message, new RegExp(`The vpc '${vpc.id}' has dependencies and cannot be deleted`));
        await cloud.delete(TYPES.subnet, subnet.id);
        await cloud.delete(VPC, vpc.id);
    });

    it("DependencyViolation: to go while it has a route table of its own or an attached gateway", async () => {
        const vpc = await makeVpc(cloud);
        const table = await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
        await cloud.refuses(() => cloud.delete(VPC, vpc.id), refusals.inUse);
        await cloud.delete(TYPES.routeTable, table.id);
        await cloud.create(TYPES.internetGateway, { vpcId: vpc.id });
        await cloud.refuses(() => cloud.delete(VPC, vpc.id), refusals.inUse);
    });

    const block = { cidrBlock: "10.0.0.0/16" };
    const pool = { ipv4IpamPoolId: "ipam-pool-0a" };
    const ipv6Pool = { ...block, ipv6IpamPoolId: "ipam-pool-0a" };
    checkTable(() => cloud, VPC, [
        [refusals.blockForm, "cidrBlock", { cidrBlock: "10.0.0.0/8" }],
        [refusals.blockForm, "cidrBlock", { cidrBlock: "10.0.0.0/29" }],
        [refusals.blockForm, "cidrBlock", { cidrBlock: "10.0.0.0" }],
        [refusals.blockForm, "cidrBlock", { cidrBlock: "10.0.0.1/16" }],
        [refusals.blockAndLength, "cidrBlock", { ...block, ...pool, ipv4NetmaskLength: 16 }],
        [refusals.lengthWithoutPool, "ipv4NetmaskLength", { ipv4NetmaskLength: 16 }],
        [refusals.lengthRange, "ipv4NetmaskLength", { ...pool, ipv4NetmaskLength: 29 }],
        [refusals.tenancy, "instanceTenancy", { ...block, instanceTenancy: "host" }],
        [refusals.ipv6WithoutPool, "ipv6CidrBlock", { ...block, ipv6CidrBlock: "2001:db8::/56" }],
        [refusals.ipv6Sources, "ipv6IpamPoolId", { ...ipv6Pool, assignGeneratedIpv6CidrBlock: true }],
        [refusals.ipv6Form, "ipv6CidrBlock", { ...ipv6Pool, ipv6CidrBlock: "10.0.0.0/8" }],
        [
            refusals.borderGroupAlone,
            "ipv6CidrBlockNetworkBorderGroup",
            { ...block, ipv6CidrBlockNetworkBorderGroup: "eu-central-1" },
        ],
    ]);

    it("names the key, the value and what is allowed, for all faults at once", async () => {
        const error = await cloud.refuses(
            () => cloud.create(VPC, { cidrBlock: "10.0.0.0/8", instanceTenancy: "host" }),
            refusals.tenancy,
        );
        assert.equal(
            error.message,
            'cidrBlock: "10.0.0.0/8" has /8; allowed is /16 to /28\n' +
                "instanceTenancy: is 'host'; allowed are default, dedicated",
        );
    });
});
