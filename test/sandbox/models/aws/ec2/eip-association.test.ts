import assert from "node:assert/strict";
import { eipAssociationRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/eip-association";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeInstance } from "./instances";
import { ID, makeInterface, makeNetwork, makePublicNat, makeSubnet, makeVpc } from "./network";

const { eip: EIP, eipAssociation: ASSOCIATION } = TYPES;
const ATTACHMENT = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment";

interface Setup {
    readonly cloud: TestCloud;
    readonly subnet: Made;
    readonly address: Made;
    readonly target: Made;
    readonly associate: (inputs: Properties) => Promise<Made>;
}

async function setUp(): Promise<Setup> {
    const cloud = testCloud();
    const { subnet } = await makeNetwork(cloud);
    const address = await cloud.create(EIP, {});
    const target = await makeInterface(cloud, subnet, { privateIps: ["10.0.0.50", "10.0.0.51"] });
    const associate = (inputs: Properties): Promise<Made> =>
        cloud.create(ASSOCIATION, { allocationId: address.id, networkInterfaceId: target.id, ...inputs });
    return { cloud, subnet, address, target, associate };
}

describe("aws:ec2/eipAssociation:EipAssociation", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));

    it("maps an address to an interface, which shows on the address", async () => {
        const { address, associate, cloud, target } = setup;
        const { id, outputs } = await associate({});
        assert.match(id, ID("eipassoc"));
        assert.deepEqual(outputs, {
            allocationId: address.id,
            id,
            instanceId: "",
            networkInterfaceId: target.id,
            privateIpAddress: "10.0.0.50",
            publicIp: address.outputs["publicIp"],
            region: "eu-central-1",
        });
        const shown = await cloud.read(EIP, address.id);
        assert.equal(shown?.["associationId"], id);
        assert.equal(shown["networkInterface"], target.id);
        await cloud.delete(ASSOCIATION, id);
        assert.equal((await cloud.read(EIP, address.id))?.["associationId"], "");
    });

    it("follows the interface to the instance that it is attached to, whichever comes first", async () => {
        const { address, associate, cloud, subnet, target } = setup;
        const { id: instanceId } = await makeInstance(cloud, subnet);
        const attach = (): Promise<Made> =>
            cloud.create(ATTACHMENT, { instanceId, networkInterfaceId: target.id, deviceIndex: 1 });
        const shown = async (association: string): Promise<readonly unknown[]> => [
            (await cloud.read(EIP, address.id))?.["instance"],
            (await cloud.read(ASSOCIATION, association))?.["instanceId"],
            (await cloud.read(TYPES.instance, instanceId))?.["publicIp"],
        ];
        const first = await associate({});
        assert.deepEqual(await shown(first.id), ["", "", ""]);
        const attachment = await attach();
        assert.deepEqual(await shown(first.id), [instanceId, instanceId, ""]);
        await cloud.delete(ATTACHMENT, attachment.id);
        assert.deepEqual(await shown(first.id), ["", "", ""]);
        await cloud.delete(ASSOCIATION, first.id);
        await attach();
        const second = await associate({});
        assert.deepEqual(await shown(second.id), [instanceId, instanceId, ""]);
        await cloud.delete(TYPES.instance, instanceId);
        assert.deepEqual((await shown(second.id)).slice(0, 2), ["", ""]);
    });

    it("shows on the instance whose primary interface it is mapped to, also where that comes later", async () => {
        const { address, associate, cloud, subnet, target } = setup;
        await associate({});
        const primaryNetworkInterface = { networkInterfaceId: target.id };
        const { id } = await makeInstance(cloud, subnet, { primaryNetworkInterface, subnetId: undefined });
        assert.equal((await cloud.read(TYPES.instance, id))?.["publicIp"], address.outputs["publicIp"]);
        assert.equal((await cloud.read(EIP, address.id))?.["instance"], id);
    });

    it("finds the address by its public IP, and maps it to the private address asked for", async () => {
        const { address, associate } = setup;
        const { outputs } = await associate({
            allocationId: undefined,
            publicIp: address.outputs["publicIp"],
            privateIpAddress: "10.0.0.51",
        });
        assert.equal(outputs["allocationId"], address.id);
        assert.equal(outputs["privateIpAddress"], "10.0.0.51");
    });

    it("takes the address away from where it was, unless that is ruled out", async () => {
        const { address, associate, cloud, subnet } = setup;
        const before = await associate({});
        const other = await makeInterface(cloud, subnet);
        const after = await associate({ networkInterfaceId: other.id });
        assert.equal((await cloud.read(EIP, address.id))?.["networkInterface"], other.id);
        assert.deepEqual(
            cloud.records(ASSOCIATION).map(({ id }) => id),
            [after.id],
        );
        assert.equal(await cloud.read(ASSOCIATION, before.id), undefined);
    });

    it("is replaced for any change", async () => {
        const { associate, cloud } = setup;
        const { id } = await associate({});
        const inputs = {
            allocationId: "eipalloc-0",
            allowReassociation: true,
            networkInterfaceId: "eni-0",
            privateIpAddress: "10.0.0.51",
        };
        const { replaces } = await cloud.diff(ASSOCIATION, id, inputs);
        assert.deepEqual([...replaces].sort(), Object.keys(inputs));
    });

    it("goes with its interface", async () => {
        const { associate, cloud, target } = setup;
        await associate({});
        await cloud.delete(TYPES.networkInterface, target.id);
        assert.deepEqual(cloud.records(ASSOCIATION), []);
    });
});

describe("aws:ec2/eipAssociation:EipAssociation refuses", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const refuses = (inputs: Properties, row: keyof typeof refusals): Promise<Error> =>
        setup.cloud.refuses(() => setup.associate(inputs), refusals[row]);

    it("InvalidAllocationID.NotFound: an allocation that does not exist", async () => {
        await refuses({ allocationId: "eipalloc-0123" }, "unknownAllocation");
    });

    it("InvalidAddress.NotFound: a public IP that the account does not have", async () => {
        await refuses({ allocationId: undefined, publicIp: "198.18.7.7" }, "unknownAddress");
    });

    it("MissingParameter: no address at all", async () => {
        await refuses({ allocationId: undefined }, "noAddress");
    });

    it("MissingParameter: no target at all", async () => {
        await refuses({ networkInterfaceId: undefined }, "noTarget");
    });

    it("InvalidNetworkInterfaceID.NotFound: an interface that does not exist", async () => {
        await refuses({ networkInterfaceId: "eni-0123" }, "unknownInterface");
    });

    it("InvalidInstanceID.NotFound: an instance that does not exist", async () => {
        await refuses({ networkInterfaceId: undefined, instanceId: "i-0123" }, "unknownInstance");
    });

    it("InvalidParameterValue: a private address that the interface does not have", async () => {
        await refuses({ privateIpAddress: "10.0.0.52" }, "privateAddress");
    });

    it("Gateway.NotAttached: an interface of a VPC without internet gateway", async () => {
        const { cloud } = setup;
        const closed = await makeVpc(cloud, { cidrBlock: "10.1.0.0/16" });
        const inside = await makeInterface(cloud, await makeSubnet(cloud, closed, { cidrBlock: "10.1.0.0/24" }));
        await refuses({ networkInterfaceId: inside.id }, "noGateway");
    });

    it("Resource.AlreadyAssociated: an address in use, where reassociation is ruled out", async () => {
        const { address, associate, cloud, subnet } = setup;
        const before = await associate({});
        const other = await makeInterface(cloud, subnet);
        const inputs = { networkInterfaceId: other.id, allowReassociation: false };
        const error = await refuses(inputs, "alreadyAssociated");
        assert.match(
            error.message,
            new RegExp(`resource ${address.id} is already associated with associate-id ${before.id}$`),
        );
    });

    it("Resource.AlreadyAssociated: the address of a NAT gateway, in any case", async () => {
        const { address, cloud, subnet } = setup;
        await makePublicNat(cloud, subnet, address);
        await refuses({}, "alreadyAssociated");
    });
});
