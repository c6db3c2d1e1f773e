import assert from "node:assert/strict";
import { natGatewayRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/nat-gateway";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { Network } from "./network";
import { checkTable, ID, makeInterface, makeNetwork, makePublicNat, makeSubnet, makeVpc } from "./network";

const { natGateway: NAT, eip: EIP, networkInterface: INTERFACE } = TYPES;

interface Setup extends Network {
    readonly cloud: TestCloud;
    readonly make: (inputs: Properties) => Promise<Made>;
}

async function setUp(): Promise<Setup> {
    const cloud = testCloud();
    const network = await makeNetwork(cloud);
    const make = (inputs: Properties): Promise<Made> => cloud.create(NAT, { subnetId: network.subnet.id, ...inputs });
    return { ...network, cloud, make };
}

describe("aws:ec2/natGateway:NatGateway", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));

    it("fills in what EC2 fills in for a public one", async () => {
        const { cloud, make, subnet, vpc } = setup;
        const address = await cloud.create(EIP, {});
        const { id, outputs } = await make({ allocationId: address.id, privateIp: "10.0.0.50" });
        assert.match(id, ID("nat"));
        const { associationId, networkInterfaceId, ...others } = outputs;
        assert.match(asText(associationId), ID("eipassoc"));
        assert.match(asText(networkInterfaceId), ID("eni"));
        assert.deepEqual(others, {
            allocationId: address.id,
            autoProvisionZones: "",
            autoScalingIps: "",
            availabilityMode: "zonal",
            connectivityType: "public",
            id,
            privateIp: "10.0.0.50",
            publicIp: address.outputs["publicIp"],
            region: "eu-central-1",
            regionalNatGatewayAddresses: [],
            regionalNatGatewayAutoMode: "",
            routeTableId: "",
            secondaryAllocationIds: [],
            secondaryPrivateIpAddressCount: 0,
            secondaryPrivateIpAddresses: [],
            subnetId: subnet.id,
            tagsAll: {},
            vpcId: vpc.id,
        });
    });

    it("has a network interface of its own, which the service manages", async () => {
        const { make, cloud, subnet, vpc } = setup;
        const { id, outputs } = await make({ connectivityType: "private" });
        const [record, ...others] = cloud.records(INTERFACE);
        assert.deepEqual(others, []);
        assert.ok(record);
        assert.equal(record.id, outputs["networkInterfaceId"]);
        assert.deepEqual(record.ownedBy, { type: NAT, id });
        const shown = ["interfaceType", "description", "privateIp", "requesterManaged", "sourceDestCheck", "subnetId"];
        assert.deepEqual(Object.fromEntries(shown.map((key) => [key, record.outputs[key]])), {
            interfaceType: "nat_gateway",
            description: `Interface for NAT Gateway ${id}`,
            privateIp: outputs["privateIp"],
            requesterManaged: true,
            sourceDestCheck: false,
            subnetId: subnet.id,
        });
        assert.equal(record.outputs["vpcId"], vpc.id);
        await cloud.delete(NAT, id);
        assert.deepEqual(cloud.records(INTERFACE), []);
    });

    it("maps its Elastic IP while it lives", async () => {
        const { cloud, subnet } = setup;
        const address = await cloud.create(EIP, {});
        const nat = await makePublicNat(cloud, subnet, address);
        const mapped = await cloud.read(EIP, address.id);
        assert.ok(mapped);
        assert.equal(mapped["networkInterface"], nat.outputs["networkInterfaceId"]);
        assert.equal(mapped["privateIp"], nat.outputs["privateIp"]);
        assert.equal(mapped["associationId"], nat.outputs["associationId"]);
        await cloud.delete(NAT, nat.id);
        assert.equal((await cloud.read(EIP, address.id))?.["associationId"], "");
    });

    it("has no public side when it is private", async () => {
        const { outputs } = await setup.make({ connectivityType: "private" });
        assert.equal(outputs["allocationId"], "");
        assert.equal(outputs["associationId"], "");
        assert.equal(outputs["publicIp"], "");
    });

    it("adds and removes secondary Elastic IPs in place, each with a private address", async () => {
        const { cloud, make, subnet } = setup;
        const [first, second] = [await cloud.create(EIP, {}), await cloud.create(EIP, {})];
        const nat = await make({ allocationId: first.id });
        const inputs = { subnetId: subnet.id, allocationId: first.id, secondaryAllocationIds: [second.id] };
        assert.deepEqual(await cloud.diff(NAT, nat.id, inputs), {
            changed: ["secondaryAllocationIds"],
            replaces: [],
            deleteBeforeReplace: false,
        });
        const { outputs } = await cloud.update(NAT, nat.id, inputs);
        const [secondary] = outputs["secondaryPrivateIpAddresses"] as string[];
        assert.notEqual(secondary, outputs["privateIp"]);
        assert.equal((await cloud.read(EIP, second.id))?.["privateIp"], secondary);
        assert.deepEqual(cloud.records(INTERFACE)[0]?.outputs["privateIps"], [outputs["privateIp"], secondary]);
        const fewer = { ...inputs, secondaryAllocationIds: [] };
        assert.equal((await cloud.update(NAT, nat.id, fewer)).outputs["secondaryPrivateIpAddressCount"], 0);
        assert.equal((await cloud.read(EIP, second.id))?.["associationId"], "");
        assert.equal((await cloud.read(EIP, first.id))?.["associationId"], outputs["associationId"]);
    });

    it("has as many secondary addresses as a private one asks for, each of them once", async () => {
        const { make, cloud } = setup;
        const inputs = { connectivityType: "private", secondaryPrivateIpAddressCount: 7 };
        const { outputs } = await make(inputs);
        const addresses = [outputs["privateIp"], ...(outputs["secondaryPrivateIpAddresses"] as string[])];
        assert.equal(new Set(addresses).size, 8);
        assert.deepEqual(cloud.records(INTERFACE)[0]?.outputs["privateIps"], addresses);
    });

    it("is replaced for another subnet, address or connectivity", async () => {
        const { cloud, make } = setup;
        const { id } = await make({ connectivityType: "private" });
        const diff = await cloud.diff(NAT, id, {
            allocationId: "eipalloc-0",
            connectivityType: "public",
            privateIp: "10.0.0.50",
            secondaryAllocationIds: ["eipalloc-1"],
            subnetId: "subnet-0",
            tags: { Name: "x" },
        });
        assert.deepEqual([...diff.replaces].sort(), ["allocationId", "connectivityType", "privateIp", "subnetId"]);
    });

    it("keeps its addresses through an update", async () => {
        const { cloud, subnet } = setup;
        const address = await cloud.create(EIP, {});
        const nat = await makePublicNat(cloud, subnet, address);
        const inputs = { subnetId: subnet.id, allocationId: address.id };
        const { outputs } = await cloud.update(NAT, nat.id, { ...inputs, tags: { Name: "x" } });
        assert.deepEqual(outputs, { ...nat.outputs, tags: { Name: "x" }, tagsAll: { Name: "x" } });
    });

    it("works in a subnet without a route to the internet gateway, as far as EC2 is concerned", async () => {
        const { cloud, subnet } = setup;
        assert.deepEqual(cloud.records(TYPES.route), []);
        await makePublicNat(cloud, subnet, await cloud.create(EIP, {}));
    });

    it("can span a region, without subnet or Elastic IP", async () => {
        const { cloud, vpc } = setup;
        const { outputs } = await cloud.create(NAT, { vpcId: vpc.id, availabilityMode: "regional" });
        assert.equal(outputs["availabilityMode"], "regional");
        assert.equal(outputs["autoProvisionZones"], "enabled");
        assert.match(asText(outputs["routeTableId"]), ID("rtb"));
        assert.deepEqual(cloud.records(INTERFACE), []);
    });
});

describe("aws:ec2/natGateway:NatGateway refuses", () => {
    let setup: Setup;
    beforeEach(async () => (setup = await setUp()));
    const refuses = (inputs: Properties, row: keyof typeof refusals): Promise<Error> =>
        setup.cloud.refuses(() => setup.make(inputs), refusals[row]);
    const isPrivate = { connectivityType: "private" };

    it("InvalidSubnetID.NotFound: a subnet that does not exist", async () => {
        await refuses({ ...isPrivate, subnetId: "subnet-0123" }, "unknownSubnet");
    });

    it("InvalidVpcID.NotFound: a regional one in a VPC that does not exist", async () => {
        await refuses({ subnetId: undefined, vpcId: "vpc-0123", availabilityMode: "regional" }, "unknownVpc");
    });

    it("MissingParameter: a public one without an Elastic IP", async () => {
        const error = await refuses({}, "noAllocation");
        assert.match(error.message, /The request must include the AllocationId parameter\./);
    });

    it("InvalidAllocationID.NotFound: an Elastic IP that does not exist, the first one or another", async () => {
        await refuses({ allocationId: "eipalloc-0123" }, "unknownAllocation");
        const address = await setup.cloud.create(EIP, {});
        await refuses({ allocationId: address.id, secondaryAllocationIds: ["eipalloc-0123"] }, "unknownAllocation");
    });

    it("Gateway.NotAttached: a public one in a VPC without internet gateway, and not a private one", async () => {
        const { cloud } = setup;
        const vpc = await makeVpc(cloud, { cidrBlock: "10.1.0.0/16" });
        const subnet = await makeSubnet(cloud, vpc, { cidrBlock: "10.1.0.0/24" });
        const address = await cloud.create(EIP, {});
        const error = await refuses({ subnetId: subnet.id, allocationId: address.id }, "noInternetGateway");
        assert.match(error.message, new RegExp(`Network ${vpc.id} has no Internet gateway attached$`));
        await setup.make({ subnetId: subnet.id, ...isPrivate });
    });

    it("Resource.AlreadyAssociated: an Elastic IP of another NAT gateway", async () => {
        const { cloud, subnet } = setup;
        const address = await cloud.create(EIP, {});
        await makePublicNat(cloud, subnet, address);
        const error = await refuses({ allocationId: address.id }, "alreadyAssociated");
        assert.match(error.message, new RegExp(`Elastic IP address ${address.id} is already associated$`));
    });

    it("Resource.AlreadyAssociated: an Elastic IP that is mapped to an interface", async () => {
        const { cloud, subnet } = setup;
        const target = await makeInterface(cloud, subnet);
        const address = await cloud.create(EIP, { networkInterface: target.id });
        await refuses({ allocationId: address.id }, "alreadyAssociated");
    });

    it("NatGatewayLimitExceeded: a sixth one in a zone, and not one in another zone", async () => {
        const { cloud, make, vpc } = setup;
        for (let count = 0; count < 5; count += 1) {
            await make(isPrivate);
        }
        const error = await refuses(isPrivate, "tooMany");
        assert.match(error.message, /Performing this operation would exceed the limit of 5 NAT gateways$/);
        const place = { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-central-1b" };
        await make({ ...isPrivate, subnetId: (await makeSubnet(cloud, vpc, place)).id });
    });

    it("InsufficientFreeAddressesInSubnet: a subnet whose addresses are used up", async () => {
        const { cloud, vpc } = setup;
        const subnet = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/28" });
        for (let count = 0; count < 11; count += 1) {
            await makeInterface(cloud, subnet);
        }
        await refuses({ ...isPrivate, subnetId: subnet.id }, "noFreeAddress");
    });

    it("InsufficientFreeAddressesInSubnet: more secondary addresses than the subnet has left", async () => {
        const { cloud, vpc } = setup;
        const subnet = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/28" });
        const inputs = { ...isPrivate, subnetId: subnet.id, secondaryPrivateIpAddressCount: 11 };
        await refuses(inputs, "noFreeAddress");
    });

    it("InvalidIPAddress.InUse: a private address of another interface", async () => {
        await makeInterface(setup.cloud, setup.subnet, { privateIps: ["10.0.0.50"] });
        await refuses({ ...isPrivate, privateIp: "10.0.0.50" }, "addressInUse");
    });

    for (const privateIp of ["10.0.1.50", "10.0.0.0", "10.0.0.3", "10.0.0.255"]) {
        it(`InvalidParameterValue: ${privateIp} in 10.0.0.0/24`, async () => {
            await refuses({ ...isPrivate, privateIp }, "addressOutOfRange");
        });
    }

    const subnet = { subnetId: "subnet-0123" };
    checkTable(() => setup.cloud, NAT, [
        [refusals.connectivity, "connectivityType", { ...subnet, connectivityType: "internal" }],
        [refusals.privateWithAddress, "allocationId", { ...subnet, ...isPrivate, allocationId: "eipalloc-0" }],
        [
            refusals.privateWithSecondary,
            "secondaryAllocationIds",
            { ...subnet, ...isPrivate, secondaryAllocationIds: ["eipalloc-0"] },
        ],
        [
            refusals.publicWithCount,
            "secondaryPrivateIpAddressCount",
            { ...subnet, allocationId: "eipalloc-0", secondaryPrivateIpAddressCount: 1 },
        ],
        [
            refusals.countAndList,
            "secondaryPrivateIpAddressCount",
            {
                ...subnet,
                ...isPrivate,
                secondaryPrivateIpAddressCount: 1,
                secondaryPrivateIpAddresses: ["10.0.0.50"],
            },
        ],
        [refusals.privateIpForm, "privateIp", { ...subnet, ...isPrivate, privateIp: "10.0.0" }],
        [refusals.zonalPlace, "subnetId", { allocationId: "eipalloc-0" }],
        [refusals.regionalPlace, "vpcId", { availabilityMode: "regional" }],
        [refusals.regionalPlace, "subnetId", { ...subnet, vpcId: "vpc-0", availabilityMode: "regional" }],
        [
            refusals.regionalPlace,
            "allocationId",
            { vpcId: "vpc-0", availabilityMode: "regional", allocationId: "eipalloc-0" },
        ],
    ]);
});
