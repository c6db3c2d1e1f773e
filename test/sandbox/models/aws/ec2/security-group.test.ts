import assert from "node:assert/strict";
import { securityGroupRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/security-group";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { INGRESS_RULE } from "../../../../../sandbox/models/aws/ec2/security-rules";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const GROUP = TYPES.securityGroup;
const HTTPS = { protocol: "tcp", fromPort: 443, toPort: 443 };
const WHOLE_BLOCK = {
    cidrBlocks: [],
    description: "",
    ipv6CidrBlocks: [],
    prefixListIds: [],
    securityGroups: [],
    self: false,
};

describe("security groups", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
    });
    const make = (inputs: Properties = {}, name?: string): Promise<Made> =>
        cloud.create(GROUP, { vpcId: vpc.id, ...inputs }, name);

    describe("aws:ec2/securityGroup:SecurityGroup", () => {
        it("fills in what EC2 and the provider fill in", async () => {
            const { id, outputs } = await make({ name: "web", ingress: [{ ...HTTPS, cidrBlocks: ["10.0.0.0/16"] }] });
            assert.match(id, ID("sg"));
            assert.deepEqual(outputs, {
                arn: `arn:aws:ec2:eu-central-1:111122223333:security-group/${id}`,
                description: "Managed by Pulumi",
                egress: [],
                id,
                ingress: [{ ...WHOLE_BLOCK, ...HTTPS, cidrBlocks: ["10.0.0.0/16"] }],
                name: "web",
                namePrefix: "",
                ownerId: "111122223333",
                region: "eu-central-1",
                revokeRulesOnDelete: false,
                tagsAll: {},
                vpcId: vpc.id,
            });
        });

        it("is named after the resource, with seven digits that are its own", async () => {
            const { outputs } = await make({}, "web");
            assert.match(asText(outputs["name"]), /^web-[0-9a-f]{7}$/);
        });

        it("has no rule out: the provider takes EC2's own away", async () => {
            assert.deepEqual((await make()).outputs["egress"], []);
        });

        it("shows rules that stand on their own when it is read again", async () => {
            const group = await make();
            const rule = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 80, toPort: 80 };
            await cloud.create(INGRESS_RULE, { ...rule, referencedSecurityGroupId: group.id });
            assert.deepEqual((await cloud.read(GROUP, group.id))?.["ingress"], [
                { ...WHOLE_BLOCK, protocol: "tcp", fromPort: 80, toPort: 80, self: true },
            ]);
        });

        it("keeps the rules it has where the program stops naming any", async () => {
            const group = await make({ name: "web", ingress: [{ ...HTTPS, cidrBlocks: ["10.0.0.0/16"] }] });
            const updated = await cloud.update(GROUP, group.id, { vpcId: vpc.id, name: "web" });
            assert.deepEqual(updated.outputs["ingress"], group.outputs["ingress"]);
        });

        it("is replaced for another name, description or VPC, and changes rules in place", async () => {
            const group = await make({ name: "web", description: "old" });
            const diff = await cloud.diff(GROUP, group.id, {
                description: "new",
                egress: [{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }],
                ingress: [{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }],
                name: "api",
                revokeRulesOnDelete: true,
                tags: { a: "b" },
                vpcId: "vpc-0",
            });
            assert.deepEqual([...diff.replaces].sort(), ["description", "name", "vpcId"]);
            assert.equal(diff.changed.length, 7);
        });

        it("takes its own rules along when it goes", async () => {
            const group = await make();
            const rule = { securityGroupId: group.id, ipProtocol: "-1" };
            await cloud.create(INGRESS_RULE, { ...rule, referencedSecurityGroupId: group.id });
            await cloud.delete(GROUP, group.id);
            assert.deepEqual(cloud.records(INGRESS_RULE), []);
        });

        it("takes rules of other groups that name it along where it is to revoke them", async () => {
            const group = await make({ revokeRulesOnDelete: true });
            const inline = await make({
                ingress: [{ ...HTTPS, securityGroups: [group.id], cidrBlocks: ["10.0.0.0/16"] }],
            });
            const other = await make();
            const rule = { securityGroupId: other.id, ipProtocol: "-1", referencedSecurityGroupId: group.id };
            await cloud.create(INGRESS_RULE, rule);
            await cloud.delete(GROUP, group.id);
            assert.deepEqual(cloud.records(INGRESS_RULE), []);
            assert.deepEqual((await cloud.read(GROUP, inline.id))?.["ingress"], [
                { ...WHOLE_BLOCK, ...HTTPS, cidrBlocks: ["10.0.0.0/16"] },
            ]);
        });

        it("may name a group of a peered VPC", async () => {
            const peer = await makeVpc(cloud, { cidrBlock: "10.1.0.0/16" });
            const foreign = await cloud.create(GROUP, { vpcId: peer.id });
            await cloud.create(TYPES.peeringConnection, { vpcId: vpc.id, peerVpcId: peer.id });
            await make({ ingress: [{ ...HTTPS, securityGroups: [foreign.id] }] });
        });
    });

    describe("aws:ec2/securityGroup:SecurityGroup refuses", () => {
        checkTable(() => cloud, GROUP, [
            [refusals.nameForm, "name", { name: "sg-web" }],
            [refusals.nameForm, "name", { name: "a".repeat(256) }],
            [refusals.longDescription, "description", { description: "a".repeat(256) }],
            [
                refusals.invalidCidr,
                "ingress[0].cidrBlocks[0]",
                { ingress: [{ ...HTTPS, cidrBlocks: ["10.0.0.1/16"] }] },
            ],
            [
                refusals.invalidCidr,
                "egress[0].ipv6CidrBlocks[0]",
                { egress: [{ ...HTTPS, ipv6CidrBlocks: ["::1/64"] }] },
            ],
            [
                refusals.invalidRuleDescription,
                "ingress[0].description",
                { ingress: [{ ...HTTPS, description: "who's there?" }] },
            ],
            [
                refusals.portsWithAllProtocols,
                "egress[0].fromPort",
                { egress: [{ protocol: "-1", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }] },
            ],
        ]);

        it("InvalidVpcID.NotFound: a VPC that does not exist", async () => {
            const error = await cloud.refuses(() => cloud.create(GROUP, { vpcId: "vpc-0" }), refusals.unknownVpc);
            assert.match(error.message, /api error InvalidVpcID\.NotFound: The vpc ID 'vpc-0' does not exist$/);
        });

        it("VPCIdNotSpecified: no VPC at all", async () => {
            const error = await cloud.refuses(() => cloud.create(GROUP, {}), refusals.noDefaultVpc);
            assert.match(error.message, /No default VPC for this user/);
        });

        it("InvalidGroup.Duplicate: a name twice in one VPC, but not in two", async () => {
            await make({ name: "web" });
            const error = await cloud.refuses(() => make({ name: "web" }), refusals.duplicateName);
            assert.match(error.message, /The security group 'web' already exists for VPC 'vpc-0/);
            const other = await makeVpc(cloud);
            await cloud.create(GROUP, { vpcId: other.id, name: "web" });
        });

        it("InvalidParameterValue: the name of the default group", async () => {
            await cloud.refuses(() => make({ name: "default" }), refusals.reservedName);
        });

        it("InvalidParameterValue: a name or a description in letters that EC2 does not take", async () => {
            await cloud.refuses(() => make({ name: "café" }), refusals.unusualName);
            const error = await cloud.refuses(() => make({ description: "it's" }), refusals.unusualDescription);
            assert.match(error.message, /Valid descriptions are strings less than 256 characters/);
            await cloud.refuses(() => make({ description: "" }), refusals.unusualDescription);
        });

        it("InvalidParameterValue: two inline rules that differ in their description only", async () => {
            const block = { ...HTTPS, cidrBlocks: ["10.0.0.0/16"] };
            const ingress = [block, { ...block, description: "again" }];
            const error = await cloud.refuses(() => make({ ingress }), refusals.repeatedRule);
            assert.match(error.message, /The same permission must not appear multiple times/);
            await make({ ingress: [block, block] });
        });

        it("RulesPerSecurityGroupLimitExceeded: the 61st rule of one direction and version", async () => {
            const cidrs = Array.from({ length: 60 }, (_, index) => `10.0.${index}.0/24`);
            const block = { ...HTTPS, cidrBlocks: cidrs };
            await make({ ingress: [{ ...block, ipv6CidrBlocks: ["::/0"] }], egress: [block] });
            const tooMany = { ...block, cidrBlocks: [...cidrs, "10.0.60.0/24"] };
            await cloud.refuses(() => make({ ingress: [tooMany] }), refusals.tooManyRules);
            await cloud.refuses(() => make({ egress: [{ ...block, self: true }] }), refusals.tooManyRules);
        });

        it("RulesPerSecurityGroupLimitExceeded: a prefix list of weight 55 beside six rules", async () => {
            const list = await cloud.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", {
                name: "com.amazonaws.global.cloudfront.origin-facing",
            });
            const block = (count: number): Properties => ({
                ...HTTPS,
                prefixListIds: [asText(list["id"])],
                cidrBlocks: Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`),
            });
            await make({ ingress: [block(5)] });
            await cloud.refuses(() => make({ ingress: [block(6)] }), refusals.tooManyRules);
        });

        it("InvalidGroup.NotFound: a peer group that does not exist, or of a VPC that is not peered", async () => {
            const ingress = (group: string): Properties => ({ ingress: [{ ...HTTPS, securityGroups: [group] }] });
            await cloud.refuses(() => make(ingress("sg-0")), refusals.unknownPeerGroup);
            const foreign = await cloud.create(GROUP, { vpcId: (await makeVpc(cloud)).id });
            const error = await cloud.refuses(() => make(ingress(foreign.id)), refusals.otherNetwork);
            assert.match(error.message, /two resources that belong to different networks/);
            await make(ingress("444455556666/sg-0123456789abcdef0"));
        });

        it("InvalidPrefixListID.NotFound: a prefix list of no region", async () => {
            const ingress = [{ ...HTTPS, prefixListIds: ["pl-00000000"] }];
            await cloud.refuses(() => make({ ingress }), refusals.unknownPrefixList);
        });

        it("InvalidParameterValue: an unknown protocol, and ports that cannot be", async () => {
            const ingress = (more: Properties): Properties => ({
                ingress: [{ ...HTTPS, cidrBlocks: ["10.0.0.0/16"], ...more }],
            });
            await cloud.refuses(() => make(ingress({ protocol: "https" })), refusals.unknownProtocol);
            const error = await cloud.refuses(() => make(ingress({ toPort: 70000 })), refusals.portOutOfRange);
            assert.match(error.message, /TCP\/UDP port \(70000\) out of range/);
            await cloud.refuses(() => make(ingress({ fromPort: -1 })), refusals.portOutOfRange);
            await cloud.refuses(() => make(ingress({ fromPort: 444 })), refusals.portOrder);
        });

        it("DependencyViolation: to go while an interface has it", async () => {
            const group = await make();
            const card = await makeInterface(cloud, await makeSubnet(cloud, vpc), { securityGroups: [group.id] });
            const error = await cloud.refuses(() => cloud.delete(GROUP, group.id), refusals.inUse);
            assert.match(error.message, new RegExp(`resource ${group.id} has a dependent object$`));
            await cloud.delete(TYPES.networkInterface, card.id);
            await cloud.delete(GROUP, group.id);
        });

        it("DependencyViolation: to go while a rule of another group names it", async () => {
            const group = await make();
            const other = await make({ ingress: [{ ...HTTPS, securityGroups: [group.id] }] });
            await cloud.refuses(() => cloud.delete(GROUP, group.id), refusals.inUse);
            await cloud.update(GROUP, other.id, { vpcId: vpc.id, name: asText(other.outputs["name"]), ingress: [] });
            await cloud.delete(GROUP, group.id);
        });

        it("CannotDelete: the default group of a VPC", async () => {
            const id = asText(vpc.outputs["defaultSecurityGroupId"]);
            const error = await cloud.refuses(() => cloud.delete(GROUP, id), refusals.defaultGroup);
            assert.match(error.message, /name: "default" cannot be deleted by a user/);
        });
    });
});
