/** Short words for reading the records of other EC2 models, whose outputs are only known as values. */
import type { Properties, Value } from "../../../values";
import { isList, isObject } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";

/** The type tokens that EC2's models know each other by. */
export const TYPES = {
    vpc: "aws:ec2/vpc:Vpc",
    subnet: "aws:ec2/subnet:Subnet",
    internetGateway: "aws:ec2/internetGateway:InternetGateway",
    internetGatewayAttachment: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    egressOnlyInternetGateway: "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    vpnGateway: "aws:ec2/vpnGateway:VpnGateway",
    routeTable: "aws:ec2/routeTable:RouteTable",
    defaultRouteTable: "aws:ec2/defaultRouteTable:DefaultRouteTable",
    route: "aws:ec2/route:Route",
    routeTableAssociation: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    mainRouteTableAssociation: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    natGateway: "aws:ec2/natGateway:NatGateway",
    eip: "aws:ec2/eip:Eip",
    eipAssociation: "aws:ec2/eipAssociation:EipAssociation",
    ipv4Association: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    ipv6Association: "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
    networkAcl: "aws:ec2/networkAcl:NetworkAcl",
    networkAclRule: "aws:ec2/networkAclRule:NetworkAclRule",
    networkInterface: "aws:ec2/networkInterface:NetworkInterface",
    instance: "aws:ec2/instance:Instance",
    securityGroup: "aws:ec2/securityGroup:SecurityGroup",
    dhcpOptions: "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    vpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
    peeringConnection: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    prefixList: "aws:ec2/managedPrefixList:ManagedPrefixList",
    transitGateway: "aws:ec2transitgateway/transitGateway:TransitGateway",
} as const;

/** A text among the outputs; the empty text where there is none, as the provider's state has it. */
export function text(record: WorldRecord | undefined, key: string): string {
    return asText(record?.outputs[key]);
}

export function flag(record: WorldRecord | undefined, key: string): boolean {
    return record?.outputs[key] === true;
}

export function texts(record: WorldRecord | undefined, key: string): readonly string[] {
    const value = record?.outputs[key];
    return isList(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A list of objects among the outputs, such as a route table's `routes`. */
export function objects(value: Value | undefined): readonly Properties[] {
    return isList(value) ? value.filter(isObject) : [];
}

export function asText(value: Value | undefined): string {
    return typeof value === "string" ? value : "";
}
