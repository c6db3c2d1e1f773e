/** Examples of networks: VPCs, routes, rules, endpoints and flow logs. */
import * as aws from "@pulumi/aws";
import type { MachinePlace } from "./machines";
import { makeMachines } from "./machines";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, REGION, tags } from "./variant";

interface Network extends MachinePlace {
    readonly vpc: aws.ec2.Vpc;
}

export const network: ExampleProgram = (variant) => {
    const making = onAws(variant);
    const made = makeNetwork(making);
    makeRoutes(making, made);
    makeRules(making, made);
    makeEndpoints(making, made);
    makeFlowLog(making, made);
    makeOtherNetwork(making);
    makeMachines(making, made);
    return Promise.resolve({});
};

function makeNetwork({ variant, options }: Making): Network {
    const vpc = new aws.ec2.Vpc(
        "vpc",
        { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags: tags(variant) },
        options,
    );
    const subnet = new aws.ec2.Subnet(
        "subnet",
        { vpcId: vpc.id, cidrBlock: "10.0.0.0/24", availabilityZone: `${REGION}a`, tags: tags(variant) },
        options,
    );
    const gateway = new aws.ec2.InternetGateway("internet-gateway", { vpcId: vpc.id, tags: tags(variant) }, options);
    const networkInterface = new aws.ec2.NetworkInterface(
        "network-interface",
        { subnetId: subnet.id, description: either(variant, "first", "second"), tags: tags(variant) },
        options,
    );
    return { vpc, subnet, gateway, networkInterface };
}

function makeRoutes({ variant, options }: Making, { vpc, subnet, gateway, networkInterface }: Network): void {
    const { defaultRouteTableId } = vpc;
    new aws.ec2.DefaultRouteTable("default-route-table", { defaultRouteTableId, tags: tags(variant) }, options);
    const table = new aws.ec2.RouteTable("route-table", { vpcId: vpc.id, tags: tags(variant) }, options);
    const other = new aws.ec2.RouteTable("other-route-table", { vpcId: vpc.id }, options);
    const routeTableId = either(variant, table.id, other.id);
    new aws.ec2.RouteTableAssociation("route-table-association", { subnetId: subnet.id, routeTableId }, options);
    const target = either<object>(variant, { gatewayId: gateway.id }, { networkInterfaceId: networkInterface.id });
    const destinationCidrBlock = "192.0.2.0/24";
    new aws.ec2.Route("route", { routeTableId: table.id, destinationCidrBlock, ...target }, options);
}

function makeRules({ variant, options }: Making, { vpc }: Network): void {
    new aws.ec2.DefaultSecurityGroup("default-security-group", { vpcId: vpc.id, tags: tags(variant) }, options);
    const group = new aws.ec2.SecurityGroup("security-group", { vpcId: vpc.id, tags: tags(variant) }, options);
    const rule = {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "10.0.0.0/16",
        description: either(variant, "first", "second"),
        tags: tags(variant),
    };
    new aws.vpc.SecurityGroupIngressRule("security-group-ingress-rule", rule, options);
    new aws.vpc.SecurityGroupEgressRule("security-group-egress-rule", rule, options);
}

function makeEndpoints({ variant, options }: Making, { vpc, subnet }: Network): void {
    const endpoint = new aws.ec2.VpcEndpoint(
        "vpc-endpoint",
        { vpcId: vpc.id, serviceName: `com.amazonaws.${REGION}.s3`, vpcEndpointType: "Gateway", tags: tags(variant) },
        options,
    );
    const table = new aws.ec2.RouteTable("endpoint-route-table", { vpcId: vpc.id }, options);
    new aws.ec2.VpcEndpointRouteTableAssociation(
        "vpc-endpoint-route-table-association",
        { vpcEndpointId: endpoint.id, routeTableId: table.id },
        options,
    );
    const interfaceEndpoint = new aws.ec2.VpcEndpoint(
        "interface-endpoint",
        { vpcId: vpc.id, serviceName: `com.amazonaws.${REGION}.logs`, vpcEndpointType: "Interface" },
        options,
    );
    new aws.ec2.VpcEndpointSubnetAssociation(
        "vpc-endpoint-subnet-association",
        { vpcEndpointId: interfaceEndpoint.id, subnetId: subnet.id },
        options,
    );
}

function makeFlowLog({ variant, options }: Making, { vpc }: Network): void {
    const { arn } = new aws.s3.Bucket("flow-logs", {}, options);
    new aws.ec2.FlowLog(
        "flow-log",
        { vpcId: vpc.id, trafficType: "ALL", logDestinationType: "s3", logDestination: arn, tags: tags(variant) },
        options,
    );
}

/** A second VPC, whose main route table and gateway are set beside it. */
function makeOtherNetwork({ variant, options }: Making): void {
    const vpc = new aws.ec2.Vpc("other-vpc", { cidrBlock: "10.2.0.0/16" }, options);
    new aws.ec2.VpcIpv4CidrBlockAssociation(
        "vpc-ipv4-cidr-block-association",
        { vpcId: vpc.id, cidrBlock: "10.3.0.0/16" },
        options,
    );
    const gateway = new aws.ec2.InternetGateway("other-gateway", {}, options);
    new aws.ec2.InternetGatewayAttachment(
        "internet-gateway-attachment",
        { vpcId: vpc.id, internetGatewayId: gateway.id },
        options,
    );
    const first = new aws.ec2.RouteTable("first-main-route-table", { vpcId: vpc.id }, options);
    const second = new aws.ec2.RouteTable("second-main-route-table", { vpcId: vpc.id }, options);
    const routeTableId = either(variant, first.id, second.id);
    new aws.ec2.MainRouteTableAssociation("main-route-table-association", { vpcId: vpc.id, routeTableId }, options);
}
