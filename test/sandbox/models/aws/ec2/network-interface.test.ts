import assert from "node:assert/strict";
import { networkInterfaceRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/network-interface";
import { networkInterfaceAttachmentRefusals } from "../../../../../sandbox/models/aws/ec2/network-interface-attachment";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeInstance } from "./instances";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const CARD = TYPES.networkInterface;
const ATTACHMENT = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment";

describe("network interfaces", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnet: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { enableDnsHostnames: true });
        subnet = await makeSubnet(cloud, vpc);
    });
    const make = (inputs: Properties = {}): Promise<Made> => makeInterface(cloud, subnet, inputs);

    describe("aws:ec2/networkInterface:NetworkInterface", () => {
        it("fills in what EC2 fills in", async () => {
            const { id, outputs } = await make({ privateIps: ["10.0.0.50"], description: "card" });
            assert.match(id, ID("eni"));
            assert.match(asText(outputs["macAddress"]), /^0[26ae](:[0-9a-f]{2}){5}$/);
            assert.deepEqual(outputs, {
                arn: `arn:aws:ec2:eu-central-1:111122223333:network-interface/${id}`,
                attachments: [],
                description: "card",
                enablePrimaryIpv6: false,
                id,
                interfaceType: "interface",
                ipv4PrefixCount: 0,
                ipv4Prefixes: [],
                ipv6AddressCount: 0,
                ipv6AddressLists: [],
                ipv6Addresses: [],
                ipv6PrefixCount: 0,
                ipv6Prefixes: [],
                macAddress: outputs["macAddress"],
                outpostArn: "",
                ownerId: "111122223333",
                privateDnsName: "ip-10-0-0-50.eu-central-1.compute.internal",
                privateIp: "10.0.0.50",
                privateIpListEnabled: false,
                privateIpLists: ["10.0.0.50"],
                privateIps: ["10.0.0.50"],
                privateIpsCount: 0,
                region: "eu-central-1",
                securityGroups: [vpc.outputs["defaultSecurityGroupId"]],
                sourceDestCheck: true,
                subnetId: subnet.id,
                tagsAll: {},
            });
        });

        it("gets a free address of its subnet, the same in every run", async () => {
            const first = await make();
            assert.match(asText(first.outputs["privateIp"]), /^10\.0\.0\.\d+$/);
            const again = testCloud();
            const other = await makeSubnet(again, await makeVpc(again));
            const second = await makeInterface(again, other);
            assert.equal(second.outputs["privateIp"], first.outputs["privateIp"]);
        });

        it("gets as many further addresses as it asks for", async () => {
            const { outputs } = await make({ privateIps: ["10.0.0.50"], privateIpsCount: 2 });
            const addresses = outputs["privateIps"] as string[];
            assert.equal(new Set(addresses).size, 3);
            assert.equal(outputs["privateIp"], "10.0.0.50");
        });

        it("keeps its address and its card through an update", async () => {
            const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
            const card = await make();
            const inputs = { subnetId: subnet.id, securityGroups: [group.id], sourceDestCheck: false };
            const { outputs } = await cloud.update(CARD, card.id, inputs);
            assert.deepEqual(outputs, { ...card.outputs, securityGroups: [group.id], sourceDestCheck: false });
        });

        it("is replaced for another subnet, type or primary address", async () => {
            const card = await make({ privateIps: ["10.0.0.50"] });
            const diff = await cloud.diff(CARD, card.id, {
                description: "new",
                interfaceType: "efa",
                privateIps: ["10.0.0.51"],
                securityGroups: ["sg-0"],
                sourceDestCheck: false,
                subnetId: "subnet-0",
            });
            assert.deepEqual([...diff.replaces].sort(), ["interfaceType", "privateIps", "subnetId"]);
        });

        it("takes further addresses beside its primary one in place", async () => {
            const card = await make({ privateIps: ["10.0.0.50"] });
            const diff = await cloud.diff(CARD, card.id, {
                subnetId: card.outputs["subnetId"],
                privateIps: ["10.0.0.50", "10.0.0.51"],
            });
            assert.ok(diff.changed.includes("privateIps"));
            assert.ok(!diff.replaces.includes("privateIps"));
        });

        it("can be attached to an instance as it is made, and is detached before it goes", async () => {
            const instance = await makeInstance(cloud, subnet);
            const card = await make({ attachments: [{ instance: instance.id, deviceIndex: 1 }] });
            const [attachment] = card.outputs["attachments"] as Properties[];
            assert.match(asText(attachment?.["attachmentId"]), ID("eni-attach"));
            assert.deepEqual([attachment?.["instance"], attachment?.["deviceIndex"]], [instance.id, 1]);
            await cloud.delete(CARD, card.id);
        });
    });

    describe("aws:ec2/networkInterface:NetworkInterface refuses", () => {
        checkTable(() => cloud, CARD, [
            [refusals.interfaceTypeForm, "interfaceType", { subnetId: "subnet-0", interfaceType: "fast" }],
            [
                refusals.addressLists,
                "privateIpLists",
                { subnetId: "subnet-0", privateIpLists: ["10.0.0.5"], privateIps: ["10.0.0.5"] },
            ],
        ]);

        it("InvalidSubnetID.NotFound: a subnet that does not exist", async () => {
            const error = await cloud.refuses(() => make({ subnetId: "subnet-0" }), refusals.unknownSubnet);
            assert.match(error.message, /The subnet ID 'subnet-0' does not exist$/);
        });

        it("InvalidSecurityGroupID.NotFound: a group that does not exist", async () => {
            await cloud.refuses(() => make({ securityGroups: ["sg-0"] }), refusals.unknownGroup);
        });

        it("InvalidParameter: a group of another VPC", async () => {
            const foreign = await cloud.create(TYPES.securityGroup, { vpcId: (await makeVpc(cloud)).id });
            const error = await cloud.refuses(() => make({ securityGroups: [foreign.id] }), refusals.groupOfOtherVpc);
            assert.match(error.message, /belong to different networks\.$/);
        });

        it("SecurityGroupsPerInterfaceLimitExceeded: a sixth group", async () => {
            const groups: string[] = [];
            for (let count = 0; count < 6; count += 1) {
                groups.push((await cloud.create(TYPES.securityGroup, { vpcId: vpc.id })).id);
            }
            await make({ securityGroups: groups.slice(0, 5) });
            await cloud.refuses(() => make({ securityGroups: groups }), refusals.tooManyGroups);
        });

        it("InvalidIPAddress.InUse: an address that another interface has", async () => {
            await make({ privateIps: ["10.0.0.50"] });
            const error = await cloud.refuses(() => make({ privateIp: "10.0.0.50" }), refusals.addressInUse);
            assert.match(error.message, /Address 10\.0\.0\.50 is in use\.$/);
        });

        for (const address of ["10.0.1.5", "10.0.0.3", "10.0.0.255"]) {
            it(`InvalidParameterValue: ${address} in 10.0.0.0/24`, async () => {
                await cloud.refuses(() => make({ privateIps: [address] }), refusals.addressOutOfRange);
            });
        }

        it("InsufficientFreeAddressesInSubnet: the twelfth interface of a /28", async () => {
            const small = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.9.0/28" });
            for (let count = 0; count < 11; count += 1) {
                await makeInterface(cloud, small);
            }
            await cloud.refuses(() => makeInterface(cloud, small), refusals.noFreeAddress);
        });

        it("InvalidParameterValue: to go while an instance has it", async () => {
            const card = await make();
            const instance = await makeInstance(cloud, subnet);
            const inputs = { deviceIndex: 1, instanceId: instance.id, networkInterfaceId: card.id };
            const attachment = await cloud.create(ATTACHMENT, inputs);
            const error = await cloud.refuses(() => cloud.delete(CARD, card.id), refusals.inUse);
            assert.match(error.message, /is currently in use\.$/);
            await cloud.delete(ATTACHMENT, attachment.id);
            await cloud.delete(CARD, card.id);
        });
    });

    describe("aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment", () => {
        let card: Made;
        let instance: Made;
        beforeEach(async () => {
            card = await make();
            instance = await makeInstance(cloud, subnet);
        });
        const attach = (inputs: Properties = {}): Promise<Made> =>
            cloud.create(ATTACHMENT, {
                deviceIndex: 1,
                instanceId: instance.id,
                networkInterfaceId: card.id,
                ...inputs,
            });
        const attachmentsOf = async (id: string): Promise<unknown> => (await cloud.read(CARD, id))?.["attachments"];

        it("shows on the interface while it lasts", async () => {
            const { id, outputs } = await attach();
            assert.match(id, ID("eni-attach"));
            assert.deepEqual(outputs, {
                attachmentId: id,
                deviceIndex: 1,
                id,
                instanceId: instance.id,
                networkCardIndex: 0,
                networkInterfaceId: card.id,
                region: "eu-central-1",
                status: "attached",
            });
            const shown = [{ attachmentId: id, deviceIndex: 1, instance: instance.id, networkCardIndex: 0 }];
            assert.deepEqual(await attachmentsOf(card.id), shown);
            await cloud.delete(ATTACHMENT, id);
            assert.deepEqual(await attachmentsOf(card.id), []);
        });

        it("ends with the instance, which leaves the interface behind", async () => {
            await attach();
            await cloud.delete(TYPES.instance, instance.id);
            assert.deepEqual(cloud.records(ATTACHMENT), []);
            assert.deepEqual(await attachmentsOf(card.id), []);
        });

        it("is replaced for any change", async () => {
            const { id } = await attach();
            const inputs = { deviceIndex: 2, instanceId: "i-0", networkCardIndex: 1, networkInterfaceId: "eni-0" };
            const diff = await cloud.diff(ATTACHMENT, id, inputs);
            assert.deepEqual([...diff.replaces].sort(), Object.keys(inputs));
        });

        const rows = networkInterfaceAttachmentRefusals;

        it("refuses with InvalidInstanceID.NotFound an instance that does not exist", async () => {
            await cloud.refuses(() => attach({ instanceId: "i-0" }), rows.unknownInstance);
        });

        it("refuses with InvalidNetworkInterfaceID.NotFound an interface that does not exist", async () => {
            await cloud.refuses(() => attach({ networkInterfaceId: "eni-0" }), rows.unknownInterface);
        });

        it("refuses with InvalidNetworkInterface.InUse an interface that is attached", async () => {
            await attach();
            const error = await cloud.refuses(() => attach({ deviceIndex: 2 }), rows.interfaceAttached);
            assert.match(error.message, new RegExp(`Interface: \\[${card.id}\\] in use\\.$`));
        });

        it("refuses with InvalidParameterValue a device index that is taken", async () => {
            await cloud.refuses(() => attach({ deviceIndex: 0 }), rows.deviceIndexTaken);
        });

        it("refuses with InvalidParameterCombination an interface in another zone", async () => {
            const there = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-central-1b" });
            const other = await makeInterface(cloud, there);
            await cloud.refuses(() => attach({ networkInterfaceId: other.id }), rows.otherZone);
        });

        it("refuses with AttachmentLimitExceeded more interfaces than the instance type has room for", async () => {
            await attach();
            const third = await make();
            const error = await cloud.refuses(
                () => attach({ deviceIndex: 2, networkInterfaceId: third.id }),
                rows.tooManyInterfaces,
            );
            assert.match(error.message, /Interface count 3 exceeds the limit for t4g\.nano$/);
        });
    });
});
