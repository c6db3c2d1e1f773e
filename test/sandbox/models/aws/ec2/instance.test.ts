import assert from "node:assert/strict";
import { instanceRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/instance-refusals";
import { LAUNCH_TEMPLATE } from "../../../../../sandbox/models/aws/ec2/launch-template";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { latestImage, makeInstance, makeProfile } from "./instances";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const INSTANCE = TYPES.instance;

describe("instances", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnet: Made;
    let ami: string;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { enableDnsHostnames: true });
        subnet = await makeSubnet(cloud, vpc);
        ami = await latestImage(cloud);
    });
    const make = (inputs: Properties = {}): Promise<Made> => makeInstance(cloud, subnet, inputs);

    describe(INSTANCE, () => {
        it("has an interface, an address and a root volume of its own", async () => {
            const { id, outputs } = await make({ privateIp: "10.0.0.10" });
            assert.match(id, ID("i"));
            const [card] = cloud.records(TYPES.networkInterface);
            assert.deepEqual(card?.ownedBy, { type: INSTANCE, id });
            const expected = {
                ami,
                arn: `arn:aws:ec2:eu-central-1:111122223333:instance/${id}`,
                associatePublicIpAddress: false,
                availabilityZone: "eu-central-1a",
                cpuOptions: { amdSevSnp: "", coreCount: 2, threadsPerCore: 1 },
                instanceState: "running",
                instanceType: "t4g.nano",
                primaryNetworkInterfaceId: card.id,
                privateDns: "ip-10-0-0-10.eu-central-1.compute.internal",
                privateIp: "10.0.0.10",
                publicDns: "",
                publicIp: "",
                sourceDestCheck: true,
                subnetId: subnet.id,
                tenancy: "default",
                vpcSecurityGroupIds: [vpc.outputs["defaultSecurityGroupId"]],
            };
            const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, outputs[key]]));
            assert.deepEqual(shown, expected);
            const root = outputs["rootBlockDevice"] as Properties;
            assert.match(asText(root["volumeId"]), ID("vol"));
            assert.deepEqual([root["volumeSize"], root["volumeType"]], [8, "gp3"]);
            assert.equal((outputs["metadataOptions"] as Properties)["httpTokens"], "required");
        });

        it("gets a public address in a subnet that gives them out, or where it asks for one", async () => {
            const open = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24", mapPublicIpOnLaunch: true });
            const first = await makeInstance(cloud, open);
            const second = await make({ associatePublicIpAddress: true });
            const none = await makeInstance(cloud, open, { associatePublicIpAddress: false });
            const address = asText(first.outputs["publicIp"]);
            assert.match(address, /^198\.1[89]\./);
            const name = `ec2-${address.replaceAll(".", "-")}.eu-central-1.compute.amazonaws.com`;
            assert.equal(first.outputs["publicDns"], name);
            assert.notEqual(second.outputs["publicIp"], address);
            assert.equal(none.outputs["publicIp"], "");
        });

        it("keeps its interface and its addresses through an update", async () => {
            const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
            const made = await make();
            const { outputs } = await cloud.update(INSTANCE, made.id, {
                ami,
                instanceType: "t4g.micro",
                sourceDestCheck: false,
                subnetId: subnet.id,
                vpcSecurityGroupIds: [group.id],
            });
            const changes = { instanceType: "t4g.micro", sourceDestCheck: false, vpcSecurityGroupIds: [group.id] };
            assert.deepEqual(outputs, { ...made.outputs, ...changes });
            const [card] = cloud.records(TYPES.networkInterface);
            assert.deepEqual(card?.outputs["securityGroups"], [group.id]);
            assert.equal(card?.outputs["sourceDestCheck"], false);
        });

        it("takes its own interface along, and leaves one that it was given", async () => {
            const card = await makeInterface(cloud, subnet);
            const primaryNetworkInterface = { networkInterfaceId: card.id };
            const given = await cloud.create(INSTANCE, { ami, instanceType: "t4g.nano", primaryNetworkInterface });
            assert.equal(given.outputs["privateIp"], card.outputs["privateIp"]);
            const own = await make();
            await cloud.delete(INSTANCE, given.id);
            await cloud.delete(INSTANCE, own.id);
            assert.deepEqual(
                cloud.records(TYPES.networkInterface).map((record) => [record.id, record.outputs["attachments"]]),
                [[card.id, []]],
            );
        });

        it("follows its launch template where it says nothing itself", async () => {
            const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
            const profile = await makeProfile(cloud);
            const template = await cloud.create(LAUNCH_TEMPLATE, {
                iamInstanceProfile: { name: profile.id },
                imageId: ami,
                instanceType: "t4g.small",
                vpcSecurityGroupIds: [group.id],
            });
            const launchTemplate = { id: template.id, version: "$Latest" };
            const { outputs } = await cloud.create(INSTANCE, { launchTemplate, subnetId: subnet.id });
            assert.deepEqual(
                [
                    outputs["ami"],
                    outputs["instanceType"],
                    outputs["iamInstanceProfile"],
                    outputs["vpcSecurityGroupIds"],
                ],
                [ami, "t4g.small", profile.id, [group.id]],
            );
        });

        it("is replaced for another image, subnet or key, and stops for another type", async () => {
            const { id } = await make({ vpcSecurityGroupIds: [] });
            const diff = await cloud.diff(INSTANCE, id, {
                ami: "ami-0",
                disableApiTermination: true,
                iamInstanceProfile: "p",
                instanceType: "t4g.micro",
                keyName: "k",
                metadataOptions: { httpTokens: "required" },
                subnetId: "subnet-0",
                tags: { a: "b" },
                userData: "#!",
                vpcSecurityGroupIds: ["sg-0"],
            });
            assert.deepEqual([...diff.replaces].sort(), ["ami", "keyName", "subnetId"]);
            assert.equal(diff.changed.length, 10);
        });

        it("is replaced for other user data only where the program asks for it", async () => {
            const { id, outputs } = await make({ userData: "#!/bin/sh" });
            const inputs = { ami: outputs["ami"], instanceType: outputs["instanceType"], userData: "#!/bin/bash" };
            assert.ok(!(await cloud.diff(INSTANCE, id, inputs)).replaces.includes("userData"));
            const asked = await cloud.diff(INSTANCE, id, { ...inputs, userDataReplaceOnChange: true });
            assert.ok(asked.replaces.includes("userData"));
        });

        it("is the same in every run", async () => {
            const first = await make();
            const again = testCloud();
            const other = await makeInstance(
                again,
                await makeSubnet(again, await makeVpc(again, { enableDnsHostnames: true })),
            );
            assert.deepEqual(other.outputs, first.outputs);
        });
    });

    describe(`${INSTANCE} refuses`, () => {
        checkTable(() => cloud, INSTANCE, [
            [refusals.noImage, "ami", { instanceType: "t4g.nano" }],
            [refusals.noType, "instanceType", { ami: "ami-0" }],
            [
                refusals.interfaceAndSubnet,
                "primaryNetworkInterface",
                {
                    ami: "ami-0",
                    instanceType: "t4g.nano",
                    primaryNetworkInterface: { networkInterfaceId: "eni-0" },
                    subnetId: "subnet-0",
                },
            ],
            [
                refusals.userDataTwice,
                "userData",
                { ami: "ami-0", instanceType: "t4g.nano", userData: "#!", userDataBase64: "IyE=" },
            ],
        ]);

        it("MissingInput: no subnet and no default VPC", async () => {
            const inputs = { ami, instanceType: "t4g.nano" };
            await cloud.refuses(() => cloud.create(INSTANCE, inputs), refusals.noSubnet);
        });

        it("not found: what it names and does not exist", async () => {
            await cloud.refuses(() => make({ subnetId: "subnet-0" }), refusals.unknownSubnet);
            await cloud.refuses(() => make({ vpcSecurityGroupIds: ["sg-0"] }), refusals.unknownGroup);
            await cloud.refuses(() => make({ keyName: "none" }), refusals.unknownKey);
            const own = { ami, instanceType: "t4g.nano", primaryNetworkInterface: { networkInterfaceId: "eni-0" } };
            await cloud.refuses(() => cloud.create(INSTANCE, own), refusals.unknownInterface);
        });

        it("InvalidLaunchTemplateId.NotFound: a template or a version that does not exist", async () => {
            await cloud.refuses(() => make({ launchTemplate: { id: "lt-0" } }), refusals.unknownTemplate);
            const template = await cloud.create(LAUNCH_TEMPLATE, {});
            const launchTemplate = { id: template.id, version: "2" };
            await cloud.refuses(() => make({ launchTemplate }), refusals.unknownTemplateVersion);
        });

        it("InvalidAMIID: an image of another region, or none", async () => {
            const there = await latestImage(cloud.in({ region: "us-east-1" }));
            const error = await cloud.refuses(() => make({ ami: there }), refusals.unknownImage);
            assert.match(error.message, new RegExp(`The image id '\\[${there}\\]' does not exist$`));
            await cloud.refuses(() => make({ ami: "ubuntu" }), refusals.malformedImage);
        });

        it("InvalidParameterValue: a type that is none, or for another architecture", async () => {
            const error = await cloud.refuses(() => make({ instanceType: "t4g.gigantic" }), refusals.unknownType);
            assert.match(error.message, /Invalid value 't4g\.gigantic' for InstanceType\.$/);
            await cloud.refuses(() => make({ instanceType: "t3.nano" }), refusals.otherArchitecture);
        });

        it("InvalidParameterValue: an instance profile that does not exist or has no role", async () => {
            await cloud.refuses(() => make({ iamInstanceProfile: "none" }), refusals.unknownProfile);
            const empty = await cloud.create("aws:iam/instanceProfile:InstanceProfile", {});
            await cloud.refuses(() => make({ iamInstanceProfile: empty.id }), refusals.emptyProfile);
        });

        it("InvalidParameter: a group of another VPC, or a sixth one", async () => {
            const foreign = await cloud.create(TYPES.securityGroup, { vpcId: (await makeVpc(cloud)).id });
            await cloud.refuses(() => make({ vpcSecurityGroupIds: [foreign.id] }), refusals.groupOfOtherVpc);
            const groups: string[] = [];
            for (let count = 0; count < 6; count += 1) {
                groups.push((await cloud.create(TYPES.securityGroup, { vpcId: vpc.id })).id);
            }
            await cloud.refuses(() => make({ vpcSecurityGroupIds: groups }), refusals.tooManyGroups);
        });

        it("InvalidParameterValue: a zone that is not the subnet's", async () => {
            await cloud.refuses(() => make({ availabilityZone: "eu-central-1b" }), refusals.otherZone);
        });

        it("InvalidParameterValue: user data of more than 16 KiB", async () => {
            await cloud.refuses(() => make({ userData: "x".repeat(16385) }), refusals.longUserData);
        });

        it("InvalidBlockDeviceMapping: a root volume smaller than the image", async () => {
            const error = await cloud.refuses(() => make({ rootBlockDevice: { volumeSize: 4 } }), refusals.smallVolume);
            assert.match(error.message, /Volume of size 4GB is smaller than snapshot 'snap-0.*', expect size >= 8GB$/);
        });

        it("InvalidNetworkInterface.InUse: an interface that another instance has", async () => {
            const card = await makeInterface(cloud, subnet);
            const inputs = { ami, instanceType: "t4g.nano", primaryNetworkInterface: { networkInterfaceId: card.id } };
            await cloud.create(INSTANCE, inputs);
            await cloud.refuses(() => cloud.create(INSTANCE, inputs), refusals.interfaceAttached);
        });

        it("addresses that are taken or outside the subnet", async () => {
            await make({ privateIp: "10.0.0.10" });
            await cloud.refuses(() => make({ privateIp: "10.0.0.10" }), refusals.addressInUse);
            await cloud.refuses(() => make({ privateIp: "10.0.9.10" }), refusals.addressOutOfRange);
        });

        it("OperationNotPermitted: to go while it is protected, unless by force", async () => {
            const inputs = { disableApiTermination: true };
            const kept = await make(inputs);
            const error = await cloud.refuses(() => cloud.delete(INSTANCE, kept.id), refusals.protectedInstance);
            assert.match(error.message, /may not be terminated\. Modify its 'disableApiTermination'/);
            const forced = await make({ ...inputs, forceDestroy: true });
            await cloud.delete(INSTANCE, forced.id);
        });
    });
});
