import assert from "node:assert/strict";
import { InvalidArgsError } from "../../../components/faults";
import { Network, type NetworkArgs } from "../../../components/network";
import { record, type Recording, valueOf } from "../../support/mocks";
import { recordNetwork, STAGING, statementsOf } from "./fixtures";
import { NETWORK_URNS } from "./urns";

const NO_NAT: Partial<NetworkArgs> = { natStrategy: "none" };

describe("Network", () => {
    let network: Recording<Network>;
    const inputs = (type: string, name: string) => network.find(type, name).inputs;

    before(async () => {
        network = await recordNetwork(NO_NAT);
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(network.urns, [...NETWORK_URNS].sort());
    });

    it("is the parent of everything it makes", () => {
        const children = network.resources.filter(({ type }) => type !== "plinth:network:Network");
        assert.deepEqual([...new Set(children.map(({ parent }) => parent))], ["plinth:network:Network::network"]);
    });

    it("has a VPC with names for its interfaces", () => {
        assert.deepEqual(inputs("aws:ec2/vpc:Vpc", "network-vpc"), {
            cidrBlock: "10.10.0.0/16",
            enableDnsHostnames: true,
            enableDnsSupport: true,
            tags: { Name: "restartix-staging-vpc" },
        });
    });

    it("locks the group that AWS gives to whoever names none", () => {
        assert.deepEqual(inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "network-default"), {
            vpcId: "network-vpc-id",
            ingress: [],
            egress: [],
            tags: { Name: "restartix-staging-default-locked" },
        });
    });

    it("has subnets that hand out no public address", () => {
        assert.deepEqual(inputs("aws:ec2/subnet:Subnet", "network-public-b"), {
            vpcId: "network-vpc-id",
            availabilityZone: "eu-central-1b",
            cidrBlock: "10.10.72.0/21",
            mapPublicIpOnLaunch: false,
            tags: { Name: "restartix-staging-public-b", Tier: "public" },
        });
        assert.equal(inputs("aws:ec2/subnet:Subnet", "network-private-a")["cidrBlock"], "10.10.0.0/21");
    });

    it("routes the public subnets to the internet gateway", () => {
        assert.deepEqual(inputs("aws:ec2/route:Route", "network-public-default"), {
            routeTableId: "network-public-id",
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: "network-igw-id",
        });
    });

    it("gives each private subnet a table of its own, without routes inside", () => {
        assert.deepEqual(inputs("aws:ec2/routeTable:RouteTable", "network-private-b"), {
            vpcId: "network-vpc-id",
            tags: { Name: "restartix-staging-private-b" },
        });
        assert.deepEqual(inputs("aws:ec2/routeTableAssociation:RouteTableAssociation", "network-private-b"), {
            subnetId: "network-private-b-id",
            routeTableId: "network-private-b-id",
        });
    });

    it("makes groups without a name and without rules inside", () => {
        const groups = network.ofType("aws:ec2/securityGroup:SecurityGroup");
        assert.equal(groups.length, 7);
        for (const group of groups) {
            assert.deepEqual(Object.keys(group.inputs).sort(), ["description", "tags", "vpcId"], group.name);
        }
        assert.deepEqual(inputs("aws:ec2/securityGroup:SecurityGroup", "network-rds")["tags"], {
            Name: "restartix-staging-rds",
        });
    });

    it("makes rules by reference to a group, to everywhere, or to the S3 prefix list", () => {
        const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
        const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
        assert.deepEqual(inputs(ingress, "network-rds-ingress-fargate-pgbouncer-5432"), {
            securityGroupId: "network-rds-id",
            ipProtocol: "tcp",
            fromPort: 5432,
            toPort: 5432,
            referencedSecurityGroupId: "network-fargate-pgbouncer-id",
            description: "Server connections of the pool (from fargate-pgbouncer)",
        });
        assert.deepEqual(inputs(ingress, "network-alb-ingress-anywhere-443"), {
            securityGroupId: "network-alb-id",
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            cidrIpv4: "0.0.0.0/0",
            description: "Clients over TLS (from anywhere)",
        });
        assert.equal(inputs(egress, "network-migrations-runner-egress-s3-443")["prefixListId"], "pl-6ea54007");
    });

    it("attaches the S3 endpoint to every private table", () => {
        assert.deepEqual(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoint-s3"), {
            vpcId: "network-vpc-id",
            vpcEndpointType: "Gateway",
            serviceName: "com.amazonaws.eu-central-1.s3",
            routeTableIds: ["network-private-a-id", "network-private-b-id"],
            tags: { Name: "restartix-staging-endpoint-s3" },
        });
    });

    it("puts the interface endpoints into one zone unless told otherwise", async () => {
        const endpoint = { type: "aws:ec2/vpcEndpoint:VpcEndpoint", name: "network-endpoint-ecr-api" };
        assert.deepEqual(inputs(endpoint.type, endpoint.name), {
            vpcId: "network-vpc-id",
            vpcEndpointType: "Interface",
            serviceName: "com.amazonaws.eu-central-1.ecr.api",
            subnetIds: ["network-private-a-id"],
            securityGroupIds: ["network-endpoints-id"],
            privateDnsEnabled: true,
            tags: { Name: "restartix-staging-endpoint-ecr-api" },
        });
        const wide = await recordNetwork({ ...NO_NAT, interfaceEndpoints: { zones: 2 } });
        assert.deepEqual(wide.find(endpoint.type, endpoint.name).inputs["subnetIds"], [
            "network-private-a-id",
            "network-private-b-id",
        ]);
    });

    it("makes only the endpoints that are asked for", async () => {
        const few = await recordNetwork({ ...NO_NAT, interfaceEndpoints: { services: ["kms"] } });
        const names = few.ofType("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ name }) => name);
        assert.deepEqual(names, ["network-endpoint-s3", "network-endpoint-kms"]);
    });

    it("logs refused traffic for 90 days unless told otherwise", () => {
        assert.deepEqual(inputs("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs"), {
            name: "/aws/vpc/restartix-staging-flow-logs",
            retentionInDays: 90,
            tags: { Name: "restartix-staging-flow-logs" },
        });
        assert.deepEqual(inputs("aws:ec2/flowLog:FlowLog", "network-flow-logs"), {
            vpcId: "network-vpc-id",
            trafficType: "REJECT",
            logDestinationType: "cloud-watch-logs",
            logDestination: "arn:aws:logs:eu-central-1:111122223333:log-group:network-flow-logs",
            iamRoleArn: "arn:aws:iam::111122223333:role/network-flow-logs",
            maxAggregationInterval: 600,
            tags: { Name: "restartix-staging-flow-logs" },
        });
    });

    it("lets only flow logs of this account deliver, and only to their group", () => {
        const role = inputs("aws:iam/role:Role", "network-flow-logs");
        assert.deepEqual(statementsOf(role["assumeRolePolicy"]), [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/*" },
                },
            },
        ]);
        const policy = inputs("aws:iam/rolePolicy:RolePolicy", "network-flow-logs")["policy"];
        const logGroup = "arn:aws:logs:eu-central-1:111122223333:log-group:network-flow-logs";
        assert.deepEqual(statementsOf(policy), [
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                Resource: [logGroup, `${logGroup}:*`],
            },
            { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
        ]);
    });

    it("waits with the flow log until it may deliver", () => {
        const { dependencies } = network.find("aws:ec2/flowLog:FlowLog", "network-flow-logs").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("RolePolicy::network-flow-logs")));
    });

    it("has no flow logs when they are switched off", async () => {
        const quiet = await recordNetwork({ ...NO_NAT, flowLogs: { enabled: false } });
        assert.deepEqual(
            quiet.urns.filter((urn) => urn.endsWith("flow-logs")),
            [],
        );
    });

    it("gives its ids in the order of the zones", async () => {
        const { result } = network;
        assert.equal(await valueOf(result.vpcId), "network-vpc-id");
        assert.deepEqual(await valueOf(result.privateSubnetIds), ["network-private-a-id", "network-private-b-id"]);
        assert.deepEqual(await valueOf(result.publicSubnetIds), ["network-public-a-id", "network-public-b-id"]);
        assert.deepEqual(await valueOf(result.privateRouteTableIds), ["network-private-a-id", "network-private-b-id"]);
        assert.deepEqual(await valueOf(result.availabilityZones), ["eu-central-1a", "eu-central-1b"]);
        assert.equal(await valueOf(result.migrationsRunnerSecurityGroupId), "network-migrations-runner-id");
        assert.equal(await valueOf(result.endpointsSecurityGroupId), "network-endpoints-id");
    });

    it("lets a contested child be bent", async () => {
        const bent = await recordNetwork({ ...NO_NAT, transform: { vpc: { instanceTenancy: "dedicated" } } });
        const { inputs: vpc } = bent.find("aws:ec2/vpc:Vpc", "network-vpc");
        assert.deepEqual([vpc["instanceTenancy"], vpc["cidrBlock"]], ["dedicated", "10.10.0.0/16"]);
    });

    it("changes nothing of the other zones when one is appended", async () => {
        const wider = await recordNetwork({
            ...NO_NAT,
            availabilityZones: ["a", "b", "c"].map((z) => `eu-central-1${z}`),
        });
        assert.deepEqual(
            network.urns.filter((urn) => !wider.urns.includes(urn)),
            [],
        );
        for (const { type, name, inputs: before } of network.ofType("aws:ec2/subnet:Subnet")) {
            assert.deepEqual(wider.find(type, name).inputs, before);
        }
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const wrong = { ...STAGING, cidrBlock: "10.10.0.0/26", availabilityZones: ["eu-central-1a", "eu-central-1a"] };
        const { resources } = await record(() => {
            assert.throws(
                () => new Network("network", wrong),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /Network "network" was not made: its arguments have 3 faults/);
                    assert.deepEqual(
                        error.faults.map(({ path }) => path),
                        ["availabilityZones[1]", "availabilityZones", "cidrBlock"],
                    );
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});
