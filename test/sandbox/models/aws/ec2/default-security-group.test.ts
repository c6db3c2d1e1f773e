import assert from "node:assert/strict";
import {
    DEFAULT_SECURITY_GROUP,
    defaultSecurityGroupRefusals as refusals,
} from "../../../../../sandbox/models/aws/ec2/default-security-group";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeVpc } from "./network";

const ALL_OUT = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };

describe("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let groupId: string;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
        groupId = asText(vpc.outputs["defaultSecurityGroupId"]);
    });
    const make = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(DEFAULT_SECURITY_GROUP, { vpcId: vpc.id, ...inputs });
    const real = async (): Promise<Properties> => (await cloud.read(TYPES.securityGroup, groupId)) ?? {};

    it("takes the group over that EC2 made with the VPC, and all its rules away", async () => {
        assert.equal((await real())["egress"] === undefined, false);
        const { id, outputs } = await make();
        assert.equal(id, groupId);
        assert.deepEqual(outputs, {
            arn: `arn:aws:ec2:eu-central-1:111122223333:security-group/${groupId}`,
            description: "default VPC security group",
            egress: [],
            id,
            ingress: [],
            name: "default",
            namePrefix: "",
            ownerId: "111122223333",
            region: "eu-central-1",
            revokeRulesOnDelete: false,
            tagsAll: {},
            vpcId: vpc.id,
        });
        assert.deepEqual([(await real())["ingress"], (await real())["egress"]], [[], []]);
    });

    it("writes the rules it is given into the group", async () => {
        const { id } = await make();
        const updated = await cloud.update(DEFAULT_SECURITY_GROUP, id, { vpcId: vpc.id, egress: [ALL_OUT] });
        assert.deepEqual((await real())["egress"], updated.outputs["egress"]);
    });

    it("leaves the group and its rules behind when it goes", async () => {
        const { id } = await make({ egress: [ALL_OUT] });
        await cloud.delete(DEFAULT_SECURITY_GROUP, id);
        assert.equal((await real())["name"], "default");
        assert.equal(((await real())["egress"] as Properties[]).length, 1);
    });

    it("does not keep its VPC from going", async () => {
        await make();
        await cloud.delete(TYPES.vpc, vpc.id);
        assert.deepEqual(cloud.records(DEFAULT_SECURITY_GROUP), []);
    });

    it("is replaced for another VPC only", async () => {
        const { id } = await make();
        const diff = await cloud.diff(DEFAULT_SECURITY_GROUP, id, { vpcId: "vpc-0", egress: [ALL_OUT] });
        assert.deepEqual([diff.replaces, [...diff.changed].sort()], [["vpcId"], ["egress", "vpcId"]]);
    });

    it("refuses with InvalidGroup.NotFound a VPC that does not exist, and none at all", async () => {
        await cloud.refuses(() => make({ vpcId: "vpc-0" }), refusals.noDefaultGroup);
        await cloud.refuses(() => cloud.create(DEFAULT_SECURITY_GROUP, {}), refusals.noDefaultGroup);
    });

    it("refuses rules as any group does", async () => {
        const ingress = [{ protocol: "tcp", fromPort: 2, toPort: 1, cidrBlocks: ["10.0.0.0/16"] }];
        await cloud.refuses(() => make({ ingress }), refusals.portOrder);
        await cloud.refuses(
            () => make({ ingress: [{ ...ALL_OUT, cidrBlocks: ["10.0.0.9/16"] }] }),
            refusals.invalidCidr,
        );
    });
});
