import assert from "node:assert/strict";
import { contains } from "../../../../../sandbox/models/aws/ec2/addresses";
import { eipRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/eip";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import {
    checkTable,
    ID,
    makeInstance,
    makeInterface,
    makeNetwork,
    makePublicNat,
    makeSubnet,
    makeVpc,
} from "./network";

const { eip: EIP } = TYPES;

const FREE = { associationId: "", instance: "", networkInterface: "", privateDns: "", privateIp: "" };

function mappingOf(outputs: Properties | undefined): Properties {
    return Object.fromEntries(Object.keys(FREE).map((key) => [key, outputs?.[key]]));
}

describe("aws:ec2/eip:Eip", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("fills in what EC2 fills in", async () => {
        const { id, outputs } = await cloud.create(EIP, { tags: { Name: "nat" } });
        assert.match(id, ID("eipalloc"));
        const publicIp = asText(outputs["publicIp"]);
        assert.ok(contains("198.18.0.0/15", publicIp), publicIp);
        assert.deepEqual(outputs, {
            ...FREE,
            allocationId: id,
            arn: `arn:aws:ec2:eu-central-1:111122223333:elastic-ip/${id}`,
            carrierIp: "",
            customerOwnedIp: "",
            customerOwnedIpv4Pool: "",
            domain: "vpc",
            id,
            ipamPoolId: "",
            networkBorderGroup: "eu-central-1",
            ptrRecord: "",
            publicDns: `ec2-${publicIp.replaceAll(".", "-")}.eu-central-1.compute.amazonaws.com`,
            publicIp,
            publicIpv4Pool: "amazon",
            region: "eu-central-1",
            tags: { Name: "nat" },
            tagsAll: { Name: "nat" },
        });
    });

    it("has names of another form in the oldest region", async () => {
        const { outputs } = await cloud.in({ region: "us-east-1" }).create(EIP, {});
        const dashed = asText(outputs["publicIp"]).replaceAll(".", "-");
        assert.equal(outputs["publicDns"], `ec2-${dashed}.compute-1.amazonaws.com`);
    });

    it("is mapped to the interface it names", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet, { privateIps: ["10.0.0.50"] });
        const { outputs } = await cloud.create(EIP, { networkInterface: target.id });
        assert.match(asText(outputs["associationId"]), ID("eipassoc"));
        assert.deepEqual(mappingOf(outputs), {
            associationId: outputs["associationId"],
            instance: "",
            networkInterface: target.id,
            privateDns: "ip-10-0-0-50.eu-central-1.compute.internal",
            privateIp: "10.0.0.50",
        });
    });

    it("is mapped to an instance's first interface, and shows on the instance", async () => {
        const { subnet } = await makeNetwork(cloud);
        const instance = await makeInstance(cloud, subnet);
        const { id, outputs } = await cloud.create(EIP, { instance: instance.id });
        assert.equal(outputs["instance"], instance.id);
        assert.equal(outputs["networkInterface"], instance.outputs["primaryNetworkInterfaceId"]);
        assert.equal(outputs["privateIp"], instance.outputs["privateIp"]);
        assert.equal((await cloud.read(TYPES.instance, instance.id))?.["publicIp"], outputs["publicIp"]);
        await cloud.delete(EIP, id);
        assert.equal((await cloud.read(TYPES.instance, instance.id))?.["publicIp"], "");
    });

    it("moves to another interface in place, and keeps its address", async () => {
        const { subnet } = await makeNetwork(cloud);
        const [one, other] = [await makeInterface(cloud, subnet), await makeInterface(cloud, subnet)];
        const made = await cloud.create(EIP, { networkInterface: one.id });
        const inputs = { networkInterface: other.id };
        assert.deepEqual((await cloud.diff(EIP, made.id, inputs)).replaces, []);
        const { outputs } = await cloud.update(EIP, made.id, inputs);
        assert.equal(outputs["networkInterface"], other.id);
        assert.equal(outputs["privateIp"], other.outputs["privateIp"]);
        assert.equal(outputs["publicIp"], made.outputs["publicIp"]);
        assert.notEqual(outputs["associationId"], made.outputs["associationId"]);
    });

    it("stays mapped when tags change or the interface is no longer named", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet);
        const made = await cloud.create(EIP, { networkInterface: target.id });
        const tagged = await cloud.update(EIP, made.id, { networkInterface: target.id, tags: { Name: "x" } });
        assert.deepEqual(mappingOf(tagged.outputs), mappingOf(made.outputs));
        const unnamed = await cloud.update(EIP, made.id, {});
        assert.deepEqual(mappingOf(unnamed.outputs), mappingOf(made.outputs));
    });

    it("takes the place of the address that was mapped there", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet);
        const before = await cloud.create(EIP, { networkInterface: target.id });
        await cloud.create(EIP, { networkInterface: target.id });
        assert.deepEqual(mappingOf(await cloud.read(EIP, before.id)), FREE);
    });

    it("is free again when its interface goes", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet);
        const { id } = await cloud.create(EIP, { networkInterface: target.id });
        await cloud.delete(TYPES.networkInterface, target.id);
        assert.deepEqual(mappingOf(await cloud.read(EIP, id)), FREE);
    });

    it("undoes its own mapping when it goes", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet);
        const { id } = await cloud.create(EIP, { networkInterface: target.id });
        await cloud.delete(EIP, id);
        assert.deepEqual(cloud.records(EIP), []);
    });

    it("is replaced for another address, pool, domain or border group", async () => {
        const { id } = await cloud.create(EIP, {});
        const diff = await cloud.diff(EIP, id, {
            address: "198.18.0.1",
            domain: "standard",
            instance: "i-0",
            ipamPoolId: "ipam-pool-0",
            networkBorderGroup: "eu-central-1",
            publicIpv4Pool: "ipv4pool-ec2-0",
        });
        const replaces = ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"];
        assert.deepEqual([...diff.replaces].sort(), replaces);
        assert.ok(diff.changed.includes("instance"));
    });

    it("never has the address of another account", async () => {
        const addresses = new Set<unknown>();
        for (const account of ["111122223333", "444455556666"]) {
            for (let count = 0; count < 5; count += 1) {
                const { outputs } = await cloud.in({ account }).create(EIP, {}, `same-${count}`);
                addresses.add(outputs["publicIp"]);
            }
        }
        assert.equal(addresses.size, 10);
    });
});

describe("aws:ec2/eip:Eip refuses", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("AddressLimitExceeded: a sixth address in a region", async () => {
        for (let count = 0; count < 5; count += 1) {
            await cloud.create(EIP, {});
        }
        const error = await cloud.refuses(() => cloud.create(EIP, {}), refusals.tooMany);
        assert.match(error.message, /The maximum number of addresses has been reached\.$/);
    });

    it("AuthFailure: an address that the account never had", async () => {
        await cloud.refuses(() => cloud.create(EIP, { address: "198.18.7.7" }), refusals.notYours);
    });

    it("InvalidInstanceID.NotFound: an instance that does not exist", async () => {
        const error = await cloud.refuses(() => cloud.create(EIP, { instance: "i-0123" }), refusals.unknownInstance);
        assert.match(error.message, /The instance ID 'i-0123' does not exist$/);
    });

    it("InvalidNetworkInterfaceID.NotFound: an interface that does not exist", async () => {
        await cloud.refuses(() => cloud.create(EIP, { networkInterface: "eni-0123" }), refusals.unknownInterface);
    });

    it("Gateway.NotAttached: an interface of a VPC without internet gateway", async () => {
        const vpc = await makeVpc(cloud);
        const target = await makeInterface(cloud, await makeSubnet(cloud, vpc));
        const error = await cloud.refuses(() => cloud.create(EIP, { networkInterface: target.id }), refusals.noGateway);
        assert.match(error.message, new RegExp(`Network ${vpc.id} is not attached to any internet gateway$`));
    });

    it("InvalidParameterValue: a private address that the interface does not have", async () => {
        const { subnet } = await makeNetwork(cloud);
        const target = await makeInterface(cloud, subnet, { privateIps: ["10.0.0.50"] });
        const inputs = { networkInterface: target.id, associateWithPrivateIp: "10.0.0.51" };
        await cloud.refuses(() => cloud.create(EIP, inputs), refusals.privateAddress);
    });

    it("InvalidIPAddress.InUse: to go while a NAT gateway has it", async () => {
        const { subnet } = await makeNetwork(cloud);
        const address = await cloud.create(EIP, {});
        const nat = await makePublicNat(cloud, subnet, address);
        await cloud.refuses(() => cloud.delete(EIP, address.id), refusals.inUse);
        await cloud.delete(TYPES.natGateway, nat.id);
        await cloud.delete(EIP, address.id);
    });

    it("InvalidIPAddress.InUse: to go while an association beside it exists", async () => {
        const { subnet } = await makeNetwork(cloud);
        const address = await cloud.create(EIP, {});
        const target: Made = await makeInterface(cloud, subnet);
        await cloud.create(TYPES.eipAssociation, { allocationId: address.id, networkInterfaceId: target.id });
        await cloud.refuses(() => cloud.delete(EIP, address.id), refusals.inUse);
    });

    checkTable(() => cloud, EIP, [[refusals.domain, "domain", { domain: "classic" }]]);
});
