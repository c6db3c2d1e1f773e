import assert from "node:assert/strict";
import { securityGroupRuleRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/security-group-rule";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { EGRESS_RULE, INGRESS_RULE } from "../../../../../sandbox/models/aws/ec2/security-rules";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeVpc } from "./network";

const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

for (const RULE of [INGRESS_RULE, EGRESS_RULE]) {
    describe(RULE, () => {
        let cloud: TestCloud;
        let vpc: Made;
        let group: Made;
        beforeEach(async () => {
            cloud = testCloud();
            vpc = await makeVpc(cloud);
            group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
        });
        const make = (inputs: Properties): Promise<Made> =>
            cloud.create(RULE, { securityGroupId: group.id, ...HTTPS, ...inputs });

        it("fills in what EC2 fills in", async () => {
            const { id, outputs } = await make({ cidrIpv4: "10.0.0.0/16", description: "web", tags: { a: "b" } });
            assert.match(id, ID("sgr"));
            assert.deepEqual(outputs, {
                ...HTTPS,
                arn: `arn:aws:ec2:eu-central-1:111122223333:security-group-rule/${id}`,
                cidrIpv4: "10.0.0.0/16",
                description: "web",
                id,
                region: "eu-central-1",
                securityGroupId: group.id,
                securityGroupRuleId: id,
                tags: { a: "b" },
                tagsAll: { a: "b" },
            });
        });

        it("is replaced for another group, and changes all else in place", async () => {
            const { id } = await make({ cidrIpv4: "10.0.0.0/16" });
            const diff = await cloud.diff(RULE, id, {
                cidrIpv4: "10.1.0.0/16",
                description: "new",
                fromPort: 80,
                ipProtocol: "udp",
                securityGroupId: "sg-0",
                toPort: 80,
            });
            assert.deepEqual(diff.replaces, ["securityGroupId"]);
            assert.equal(diff.changed.length, 6);
        });

        it("is replaced for a peer of another kind", async () => {
            const { id } = await make({ cidrIpv4: "10.0.0.0/16" });
            const { cidrIpv4: _dropped, ...rest } = (await cloud.read(RULE, id)) ?? {};
            const inputs = { securityGroupId: rest["securityGroupId"], ipProtocol: rest["ipProtocol"] };
            const diff = await cloud.diff(RULE, id, { ...inputs, cidrIpv6: "2001:db8::/56" });
            assert.deepEqual([...diff.replaces].sort(), ["cidrIpv4", "cidrIpv6"]);
        });

        it("may be beside one of the same peer in the other direction", async () => {
            await make({ cidrIpv4: "10.0.0.0/16" });
            const other = RULE === INGRESS_RULE ? EGRESS_RULE : INGRESS_RULE;
            await cloud.create(other, { securityGroupId: group.id, ...HTTPS, cidrIpv4: "10.0.0.0/16" });
        });

        it("may be changed without being its own duplicate", async () => {
            const { id } = await make({ cidrIpv4: "10.0.0.0/16" });
            const inputs = { securityGroupId: group.id, ...HTTPS, cidrIpv4: "10.0.0.0/16", description: "new" };
            assert.equal((await cloud.update(RULE, id, inputs)).outputs["description"], "new");
        });
    });

    describe(`${RULE} refuses`, () => {
        let cloud: TestCloud;
        let vpc: Made;
        let group: Made;
        beforeEach(async () => {
            cloud = testCloud();
            vpc = await makeVpc(cloud);
            group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
        });
        const make = (inputs: Properties): Promise<Made> =>
            cloud.create(RULE, { securityGroupId: group.id, ...HTTPS, ...inputs });

        const given = { securityGroupId: "sg-0", ...HTTPS };
        checkTable(() => cloud, RULE, [
            [refusals.onePeer, "cidrIpv4", given],
            [refusals.onePeer, "cidrIpv4", { ...given, cidrIpv4: "10.0.0.0/16", cidrIpv6: "::/0" }],
            [refusals.invalidCidr, "cidrIpv4", { ...given, cidrIpv4: "10.0.0.1/16" }],
            [refusals.invalidCidr, "cidrIpv4", { ...given, cidrIpv4: "everywhere" }],
            [refusals.invalidCidr, "cidrIpv6", { ...given, cidrIpv6: "2001:db8::1/64" }],
            [refusals.portForm, "toPort", { ...given, cidrIpv4: "10.0.0.0/16", toPort: 65536 }],
        ]);

        it("InvalidGroup.NotFound: a group that does not exist", async () => {
            const inputs = { securityGroupId: "sg-0", cidrIpv4: "10.0.0.0/16" };
            const error = await cloud.refuses(() => make(inputs), refusals.unknownGroup);
            assert.match(error.message, /The security group 'sg-0' does not exist$/);
        });

        it("InvalidPermission.Duplicate: the same rule twice, with whatever description", async () => {
            await make({ cidrIpv4: "10.0.0.0/16" });
            const inputs = { cidrIpv4: "10.0.0.0/16", description: "another" };
            const error = await cloud.refuses(() => make(inputs), refusals.duplicate);
            const sentence =
                'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists';
            assert.ok(error.message.endsWith(sentence), error.message);
        });

        it("InvalidPermission.Duplicate: a change into a rule that exists", async () => {
            await make({ cidrIpv4: "10.0.0.0/16" });
            const { id } = await make({ cidrIpv4: "10.1.0.0/16" });
            const inputs = { securityGroupId: group.id, ...HTTPS, cidrIpv4: "10.0.0.0/16" };
            await cloud.refuses(() => cloud.update(RULE, id, inputs), refusals.duplicate);
        });

        it("InvalidPermission.Duplicate: a rule that stands inside the group", async () => {
            const block = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] };
            const inside = RULE === INGRESS_RULE ? { ingress: [block] } : { egress: [block] };
            const full = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id, ...inside });
            await cloud.refuses(() => make({ securityGroupId: full.id, cidrIpv4: "10.0.0.0/16" }), refusals.duplicate);
        });

        it("RulesPerSecurityGroupLimitExceeded: the 61st rule", async () => {
            for (let count = 0; count < 60; count += 1) {
                await make({ cidrIpv4: `10.0.${count}.0/24` });
            }
            const error = await cloud.refuses(() => make({ cidrIpv4: "10.1.0.0/24" }), refusals.tooManyRules);
            assert.match(error.message, /The maximum number of rules per security group has been reached\./);
            await make({ cidrIpv6: "::/0" });
        });

        it("InvalidGroup.NotFound: a peer that does not exist or is in a VPC that is not peered", async () => {
            await cloud.refuses(() => make({ referencedSecurityGroupId: "sg-0" }), refusals.unknownPeerGroup);
            const foreign = await cloud.create(TYPES.securityGroup, { vpcId: (await makeVpc(cloud)).id });
            await cloud.refuses(() => make({ referencedSecurityGroupId: foreign.id }), refusals.otherNetwork);
        });

        it("InvalidPrefixListID.NotFound: a prefix list of another region", async () => {
            const args = { name: "com.amazonaws.us-east-1.s3" };
            const list = await cloud
                .in({ region: "us-east-1" })
                .invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", args);
            await cloud.refuses(() => make({ prefixListId: asText(list["id"]) }), refusals.unknownPrefixList);
        });

        it("InvalidParameterValue: a protocol or ports that cannot be", async () => {
            const cidrIpv4 = "10.0.0.0/16";
            await cloud.refuses(() => make({ cidrIpv4, ipProtocol: "http" }), refusals.unknownProtocol);
            await cloud.refuses(() => make({ cidrIpv4, fromPort: 444 }), refusals.portOrder);
            await cloud.refuses(() => make({ cidrIpv4, fromPort: -1 }), refusals.portOutOfRange);
            const portless = { securityGroupId: group.id, ipProtocol: "tcp", cidrIpv4 };
            const error = await cloud.refuses(() => cloud.create(RULE, portless), refusals.portsMissing);
            assert.match(error.message, /Must specify both from and to ports with TCP\/UDP/);
        });

        it("InvalidParameterValue: a description in letters that EC2 does not take", async () => {
            const inputs = { cidrIpv4: "10.0.0.0/16", description: "who's there" };
            await cloud.refuses(() => make(inputs), refusals.unusualDescription);
        });
    });
}
