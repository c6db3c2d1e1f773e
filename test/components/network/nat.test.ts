import assert from "node:assert/strict";
import type { Network, NetworkArgs } from "../../../components/network";
import { type Recording, valueOf } from "../../support/mocks";
import { recordNetwork, statementsOf } from "./fixtures";
import { NAT_GATEWAY_URNS, NAT_GATEWAYS_URNS, NAT_INSTANCE_URNS, NETWORK_URNS } from "./urns";

const ROUTE = "aws:ec2/route:Route";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** What a strategy adds to a network without NAT. */
function added(network: Recording<Network>): string[] {
    return network.urns.filter((urn) => !NETWORK_URNS.includes(urn));
}

describe("NAT strategy none", () => {
    it("leaves the private subnets without a way out", async () => {
        const network = await recordNetwork({ natStrategy: "none" });
        assert.deepEqual(added(network), []);
        assert.deepEqual(
            network.ofType(ROUTE).map(({ name }) => name),
            ["network-public-default"],
        );
        assert.deepEqual(await valueOf(network.result.natPublicIps), []);
    });
});

describe("NAT strategy gateway", () => {
    let network: Recording<Network>;
    before(async () => {
        network = await recordNetwork({ natStrategy: "gateway" });
    });

    it("adds one gateway and a route per zone", () => {
        assert.deepEqual(added(network), [...NAT_GATEWAY_URNS].sort());
    });

    it("places the gateway in the first zone, where both zones' routes point", () => {
        assert.deepEqual(network.find("aws:ec2/natGateway:NatGateway", "network-nat-a").inputs, {
            connectivityType: "public",
            allocationId: "network-nat-a-id",
            subnetId: "network-public-a-id",
            tags: { Name: "restartix-staging-nat-a" },
        });
        for (const letter of ["a", "b"]) {
            assert.deepEqual(network.find(ROUTE, `network-private-default-${letter}`).inputs, {
                routeTableId: `network-private-${letter}-id`,
                destinationCidrBlock: "0.0.0.0/0",
                natGatewayId: "network-nat-a-id",
            });
        }
    });

    it("waits until the public subnet has its way out", () => {
        const { dependencies } = network.find("aws:ec2/natGateway:NatGateway", "network-nat-a").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("::network-public-default")));
    });

    it("gives the address that vendors see", async () => {
        assert.deepEqual(await valueOf(network.result.natPublicIps), ["network-nat-a-ip"]);
    });
});

describe("NAT strategy gateway-per-az", () => {
    it("adds a gateway per zone, each serving its own", async () => {
        const network = await recordNetwork({ natStrategy: "gateway-per-az" });
        assert.deepEqual(added(network), [...NAT_GATEWAYS_URNS].sort());
        const targets = ["a", "b"].map((letter) => network.find(ROUTE, `network-private-default-${letter}`).inputs);
        assert.deepEqual(
            targets.map(({ natGatewayId }) => natGatewayId),
            ["network-nat-a-id", "network-nat-b-id"],
        );
        assert.deepEqual(await valueOf(network.result.natPublicIps), ["network-nat-a-ip", "network-nat-b-ip"]);
    });
});

describe("NAT strategy instance", () => {
    let network: Recording<Network>;
    const inputs = (type: string, name = "network-nat") => network.find(type, name).inputs;
    before(async () => {
        network = await recordNetwork({ natStrategy: "instance", tags: { Project: "restartix" } });
    });

    it("adds a self-healing instance with a security group of its own", () => {
        assert.deepEqual(added(network), [...NAT_INSTANCE_URNS].sort());
    });

    it("routes through a fixed interface that may pass on others' packets and holds the public address", async () => {
        assert.deepEqual(inputs("aws:ec2/networkInterface:NetworkInterface"), {
            subnetId: "network-public-a-id",
            securityGroups: ["network-nat-id"],
            sourceDestCheck: false,
            description: "Fixed interface of the NAT instance",
            tags: { Name: "restartix-staging-nat" },
        });
        assert.equal(inputs("aws:ec2/eip:Eip", "network-nat-instance")["networkInterface"], "network-nat-id");
        assert.deepEqual(inputs(ROUTE, "network-private-default-b"), {
            routeTableId: "network-private-b-id",
            destinationCidrBlock: "0.0.0.0/0",
            networkInterfaceId: "network-nat-id",
        });
        assert.deepEqual(await valueOf(network.result.natPublicIps), ["network-nat-instance-ip"]);
    });

    it("keeps exactly one instance, and lets the old one go before the new one comes", () => {
        assert.deepEqual(inputs("aws:autoscaling/group:Group"), {
            minSize: 1,
            maxSize: 1,
            desiredCapacity: 1,
            healthCheckType: "EC2",
            vpcZoneIdentifiers: ["network-public-a-id"],
            launchTemplate: { id: "network-nat-id", version: "1" },
            instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 0 } },
            tags: [
                { key: "Project", value: "restartix", propagateAtLaunch: true },
                { key: "Name", value: "restartix-staging-nat", propagateAtLaunch: true },
            ],
        });
    });

    it("starts the newest image with encrypted storage and metadata by token only", () => {
        const { userData, ...template } = inputs(LAUNCH_TEMPLATE);
        assert.deepEqual(template, {
            imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            instanceType: "t4g.nano",
            iamInstanceProfile: { arn: "arn:aws:iam::111122223333:instance-profile/network-nat" },
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            instanceInitiatedShutdownBehavior: "terminate",
            networkInterfaces: [
                {
                    deviceIndex: 0,
                    associatePublicIpAddress: "true",
                    deleteOnTermination: "true",
                    securityGroups: ["network-nat-id"],
                },
            ],
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: { volumeSize: 8, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
                },
            ],
            tagSpecifications: [
                { resourceType: "volume", tags: { Project: "restartix", Name: "restartix-staging-nat" } },
            ],
            tags: { Name: "restartix-staging-nat" },
        });
        assert.match(
            Buffer.from(String(userData), "base64").toString(),
            /interface_id=network-nat-id\nregion=eu-central-1/,
        );
    });

    it("may attach its own interface to itself and nothing else", () => {
        assert.deepEqual(statementsOf(inputs("aws:iam/rolePolicy:RolePolicy")["policy"]), [
            {
                Effect: "Allow",
                Action: "ec2:AttachNetworkInterface",
                Resource: "arn:aws:ec2:eu-central-1:111122223333:network-interface/network-nat-id",
            },
            {
                Effect: "Allow",
                Action: "ec2:AttachNetworkInterface",
                Resource: "arn:aws:ec2:eu-central-1:111122223333:instance/*",
                Condition: { StringEquals: { "aws:ResourceTag/Name": "restartix-staging-nat" } },
            },
        ]);
    });

    it("takes packets from the private subnets and from nowhere else", () => {
        const rules = network
            .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
            .filter((rule) => rule.inputs["securityGroupId"] === "network-nat-id");
        assert.deepEqual(
            rules.map((rule) => rule.inputs["cidrIpv4"]),
            ["10.10.0.0/21", "10.10.8.0/21"],
        );
    });

    it("stays on an image and a type that are given", async () => {
        const natInstance = { amiId: "ami-0123456789abcdef0", instanceType: "t3.micro" };
        const pinned = await recordNetwork({ natStrategy: "instance", natInstance });
        const { imageId, instanceType } = pinned.find(LAUNCH_TEMPLATE, "network-nat").inputs;
        assert.deepEqual([imageId, instanceType], ["ami-0123456789abcdef0", "t3.micro"]);
    });
});

describe("a change of the NAT strategy", () => {
    const strategies = ["instance", "gateway", "gateway-per-az"] as const satisfies NetworkArgs["natStrategy"][];

    it("updates the private routes in place: they keep their URNs and no address is shared", async () => {
        const networks = await strategies.reduce<Promise<Recording<Network>[]>>(
            async (made, natStrategy) => [...(await made), await recordNetwork({ natStrategy })],
            Promise.resolve([]),
        );
        const routes = networks.map((network) =>
            network.urns.filter((urn) => urn.includes("::network-private-default-")),
        );
        assert.deepEqual(routes[0], routes[1]);
        assert.deepEqual(routes[1], routes[2]);
        const addresses = networks.map((network) => network.ofType("aws:ec2/eip:Eip").map(({ name }) => name));
        assert.deepEqual(addresses, [["network-nat-instance"], ["network-nat-a"], ["network-nat-a", "network-nat-b"]]);
    });
});
