import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { vpcEndpointRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/vpc-endpoint-refusals";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const ENDPOINT = TYPES.vpcEndpoint;
const S3 = "com.amazonaws.eu-central-1.s3";
const LOGS = "com.amazonaws.eu-central-1.logs";

describe("VPC endpoints", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnet: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud, { enableDnsHostnames: true });
        subnet = await makeSubnet(cloud, vpc);
    });
    const gateway = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(ENDPOINT, { vpcId: vpc.id, serviceName: S3, ...inputs });
    const ofInterface = (inputs: Properties = {}): Properties => ({
        vpcId: vpc.id,
        serviceName: LOGS,
        vpcEndpointType: "Interface",
        ...inputs,
    });
    const interfaces = (inputs: Properties = {}): Promise<Made> => cloud.create(ENDPOINT, ofInterface(inputs));
    const cards = (): readonly string[] => cloud.records(TYPES.networkInterface).map((record) => record.id);

    describe("aws:ec2/vpcEndpoint:VpcEndpoint", () => {
        it("fills in what EC2 fills in for a gateway", async () => {
            const table = asText(vpc.outputs["mainRouteTableId"]);
            const { id, outputs } = await gateway({ routeTableIds: [table] });
            const list = await cloud.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: S3 });
            assert.match(id, ID("vpce"));
            assert.deepEqual(outputs, {
                arn: `arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/${id}`,
                cidrBlocks: ["192.0.2.0/25", "192.0.2.128/25"],
                dnsEntries: [],
                dnsOptions: { dnsRecordIpType: "service-defined" },
                id,
                ipAddressType: "ipv4",
                networkInterfaceIds: [],
                ownerId: "111122223333",
                policy: '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}',
                prefixListId: list["id"],
                privateDnsEnabled: false,
                region: "eu-central-1",
                requesterManaged: false,
                routeTableIds: [table],
                securityGroupIds: [],
                serviceName: S3,
                serviceRegion: "eu-central-1",
                state: "available",
                subnetConfigurations: [],
                subnetIds: [],
                tagsAll: {},
                vpcEndpointType: "Gateway",
                vpcId: vpc.id,
            });
        });

        it("makes an interface in each subnet, and names for each zone and for the service", async () => {
            const { id, outputs } = await interfaces({ subnetIds: [subnet.id], privateDnsEnabled: true });
            assert.deepEqual(outputs["networkInterfaceIds"], cards());
            assert.deepEqual(outputs["securityGroupIds"], [vpc.outputs["defaultSecurityGroupId"]]);
            const [card] = cloud.records(TYPES.networkInterface);
            assert.equal(card?.outputs["description"], `VPC Endpoint Interface ${id}`);
            assert.equal(card?.outputs["requesterManaged"], true);
            const names = (outputs["dnsEntries"] as Properties[]).map((entry) => asText(entry["dnsName"]));
            assert.match(
                names[0] ?? "",
                new RegExp(`^${id}-[0-9a-f]{8}\\.logs\\.eu-central-1\\.vpce\\.amazonaws\\.com$`),
            );
            assert.match(names[1] ?? "", /-eu-central-1a\.logs\.eu-central-1\.vpce\.amazonaws\.com$/);
            assert.deepEqual(names.slice(2), ["logs.eu-central-1.amazonaws.com"]);
        });

        it("takes an address it is given", async () => {
            const subnetConfigurations = [{ subnetId: subnet.id, ipv4: "10.0.0.77" }];
            await interfaces({ subnetIds: [subnet.id], subnetConfigurations });
            assert.equal(cloud.records(TYPES.networkInterface)[0]?.outputs["privateIp"], "10.0.0.77");
        });

        it("moves to other subnets and groups in place", async () => {
            const zoneB = { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-central-1b" };
            const other = await makeSubnet(cloud, vpc, zoneB);
            const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
            const { id } = await interfaces({ subnetIds: [subnet.id] });
            const [first] = cards();
            const both = { subnetIds: [subnet.id, other.id], securityGroupIds: [group.id] };
            await cloud.update(ENDPOINT, id, ofInterface(both));
            assert.equal(cards().length, 2);
            assert.ok(cards().includes(first ?? ""));
            const groups = cloud.records(TYPES.networkInterface).map((record) => record.outputs["securityGroups"]);
            assert.deepEqual(groups, [[group.id], [group.id]]);
            const { outputs } = await cloud.update(ENDPOINT, id, ofInterface({ subnetIds: [other.id] }));
            assert.deepEqual(outputs["subnetIds"], [other.id]);
            assert.deepEqual(outputs["networkInterfaceIds"], cards());
        });

        it("takes its interfaces along, and lets subnet and group go then", async () => {
            const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id });
            const { id } = await interfaces({ subnetIds: [subnet.id], securityGroupIds: [group.id] });
            await cloud.refuses(() => cloud.delete(TYPES.securityGroup, group.id), "DependencyViolation");
            await cloud.refuses(() => cloud.delete(TYPES.subnet, subnet.id), "DependencyViolation");
            await cloud.delete(ENDPOINT, id);
            assert.deepEqual(cards(), []);
            await cloud.delete(TYPES.securityGroup, group.id);
            await cloud.delete(TYPES.subnet, subnet.id);
        });

        it("lets a route table go that it has a route in", async () => {
            const table = await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
            const { id } = await gateway({ routeTableIds: [table.id] });
            await cloud.delete(TYPES.routeTable, table.id);
            assert.deepEqual((await cloud.read(ENDPOINT, id))?.["routeTableIds"], []);
        });

        it("is replaced for another service, type or VPC, and changes all else in place", async () => {
            const { id } = await gateway();
            const diff = await cloud.diff(ENDPOINT, id, {
                policy: "{}",
                privateDnsEnabled: true,
                routeTableIds: ["rtb-0"],
                securityGroupIds: ["sg-0"],
                serviceName: LOGS,
                subnetIds: ["subnet-0"],
                vpcEndpointType: "Interface",
                vpcId: "vpc-0",
            });
            assert.deepEqual([...diff.replaces].sort(), ["serviceName", "vpcEndpointType", "vpcId"]);
            assert.equal(diff.changed.length, 8);
        });

        it("may be twice in a VPC where the tables differ, or private DNS is off", async () => {
            const table = await cloud.create(TYPES.routeTable, { vpcId: vpc.id });
            await gateway({ routeTableIds: [table.id] });
            await gateway({ routeTableIds: [asText(vpc.outputs["mainRouteTableId"])] });
            await interfaces({ privateDnsEnabled: true });
            await interfaces({ privateDnsEnabled: false });
        });
    });

    describe("aws:ec2/vpcEndpoint:VpcEndpoint refuses", () => {
        checkTable(() => cloud, ENDPOINT, [
            [refusals.typeForm, "vpcEndpointType", { vpcId: "vpc-0", vpcEndpointType: "interface" }],
            [refusals.policyForm, "policy", { vpcId: "vpc-0", policy: "allow" }],
            [
                refusals.oneService,
                "serviceName",
                {
                    vpcId: "vpc-0",
                    serviceName: S3,
                    serviceNetworkArn: "arn:aws:vpc-lattice:eu-central-1:111122223333:x",
                },
            ],
        ]);

        it("not found: what it names and does not exist", async () => {
            await cloud.refuses(() => gateway({ vpcId: "vpc-0" }), refusals.unknownVpc);
            await cloud.refuses(() => gateway({ routeTableIds: ["rtb-0"] }), refusals.unknownRouteTable);
            await cloud.refuses(() => interfaces({ subnetIds: ["subnet-0"] }), refusals.unknownSubnet);
            await cloud.refuses(() => interfaces({ securityGroupIds: ["sg-0"] }), refusals.unknownGroup);
        });

        for (const serviceName of ["com.amazonaws.eu-central-1.s4", "com.amazonaws.us-east-1.s3", "s3"]) {
            it(`InvalidServiceName: ${serviceName}`, async () => {
                const error = await cloud.refuses(() => gateway({ serviceName }), refusals.unknownService);
                assert.match(error.message, new RegExp(`The Vpc Endpoint Service '${serviceName}' does not exist$`));
            });
        }

        it("InvalidParameter: a gateway to a service that has interfaces only", async () => {
            const error = await cloud.refuses(() => gateway({ serviceName: LOGS }), refusals.typeMismatch);
            assert.match(
                error.message,
                /Endpoint type \(Gateway\) does not match available service types \(\[Interface\]\)/,
            );
        });

        it("InvalidParameter: what the other type has", async () => {
            const table = asText(vpc.outputs["mainRouteTableId"]);
            const group = asText(vpc.outputs["defaultSecurityGroupId"]);
            await cloud.refuses(() => interfaces({ routeTableIds: [table] }), refusals.routeTablesOfInterface);
            await cloud.refuses(() => gateway({ subnetIds: [subnet.id] }), refusals.subnetsOfGateway);
            await cloud.refuses(() => gateway({ securityGroupIds: [group] }), refusals.groupsOfGateway);
            await cloud.refuses(() => gateway({ privateDnsEnabled: true }), refusals.privateDnsOfGateway);
        });

        it("InvalidParameter: private DNS of a service without a name for it", async () => {
            const inputs = { serviceName: "com.amazonaws.eu-central-1.dynamodb", privateDnsEnabled: true };
            await cloud.refuses(() => interfaces(inputs), refusals.noPrivateDnsName);
        });

        it("InvalidParameter: private DNS in a VPC without DNS host names or DNS support", async () => {
            for (const attributes of [{}, { enableDnsSupport: false, enableDnsHostnames: true }]) {
                const plain = await makeVpc(cloud, attributes);
                const error = await cloud.refuses(
                    () => interfaces({ vpcId: plain.id, privateDnsEnabled: true }),
                    refusals.dnsAttributes,
                );
                assert.match(error.message, /requires both enableDnsSupport and enableDnsHostnames VPC attributes/);
            }
        });

        it("InvalidParameter: private DNS for a name that another endpoint of the VPC has", async () => {
            await interfaces({ privateDnsEnabled: true });
            const error = await cloud.refuses(() => interfaces({ privateDnsEnabled: true }), refusals.dnsConflict);
            assert.match(
                error.message,
                /conflicting DNS domain for logs\.eu-central-1\.amazonaws\.com in the VPC vpc-0/,
            );
        });

        it("DuplicateSubnetsInSameZone: two subnets of one zone", async () => {
            const twin = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24" });
            const error = await cloud.refuses(() => interfaces({ subnetIds: [subnet.id, twin.id] }), refusals.sameZone);
            assert.match(error.message, new RegExp(`in the availability zone of ${twin.id}\\.`));
        });

        it("InvalidParameter: a subnet, group or route table of another VPC", async () => {
            const other = await makeVpc(cloud);
            const foreign = await makeSubnet(cloud, other);
            await cloud.refuses(() => interfaces({ subnetIds: [foreign.id] }), refusals.subnetOfOtherVpc);
            const groups = [asText(other.outputs["defaultSecurityGroupId"])];
            await cloud.refuses(() => interfaces({ securityGroupIds: groups }), refusals.groupOfOtherVpc);
            const tables = [asText(other.outputs["mainRouteTableId"])];
            await cloud.refuses(() => gateway({ routeTableIds: tables }), refusals.routeTableOfOtherVpc);
        });

        it("SecurityGroupsPerInterfaceLimitExceeded: a sixth group", async () => {
            const groups: string[] = [];
            for (let count = 0; count < 6; count += 1) {
                groups.push((await cloud.create(TYPES.securityGroup, { vpcId: vpc.id })).id);
            }
            await cloud.refuses(() => interfaces({ securityGroupIds: groups }), refusals.tooManyGroups);
        });

        it("RouteAlreadyExists: a table with a route to the service", async () => {
            const routeTableIds = [asText(vpc.outputs["mainRouteTableId"])];
            const first = await gateway({ routeTableIds });
            const error = await cloud.refuses(() => gateway({ routeTableIds }), refusals.routeExists);
            assert.match(error.message, /already has a route with destination-prefix-list-id pl-[0-9a-f]{8}$/);
            await gateway({ routeTableIds, serviceName: "com.amazonaws.eu-central-1.dynamodb" });
            await cloud.update(ENDPOINT, first.id, { vpcId: vpc.id, serviceName: S3, routeTableIds, policy: "{}" });
        });

        it("VpcEndpointLimitExceeded: the 21st gateway of a region, the 51st interface endpoint of a VPC", async () => {
            for (let count = 0; count < 20; count += 1) {
                await gateway();
            }
            await cloud.refuses(() => gateway(), refusals.tooManyGateways);
            for (let count = 0; count < 50; count += 1) {
                await interfaces();
            }
            await cloud.refuses(() => interfaces(), refusals.tooManyInterfaces);
        });

        it("addresses that are taken or outside the subnet", async () => {
            await makeInterface(cloud, subnet, { privateIp: "10.0.0.77" });
            const at = (ipv4: string): Properties => ({
                subnetIds: [subnet.id],
                subnetConfigurations: [{ subnetId: subnet.id, ipv4 }],
            });
            await cloud.refuses(() => interfaces(at("10.0.0.77")), refusals.addressInUse);
            await cloud.refuses(() => interfaces(at("10.0.7.7")), refusals.addressOutOfRange);
        });
    });
});
