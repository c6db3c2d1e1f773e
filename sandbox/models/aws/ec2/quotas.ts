/**
 * The default quotas of EC2 and VPC, per region unless said otherwise.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html and Service Quotas (the codes).
 */

export interface Quota {
    /** The code in Service Quotas. */
    readonly code: string;
    readonly name: string;
    readonly value: number;
}

export const quotas = {
    vpcs: { code: "L-F678F1CE", name: "VPCs per Region", value: 5 },
    subnetsPerVpc: { code: "L-407747CB", name: "Subnets per VPC", value: 200 },
    ipv4BlocksPerVpc: { code: "L-83CA0A9D", name: "IPv4 CIDR blocks per VPC", value: 5 },
    ipv6BlocksPerVpc: { code: "L-085A6257", name: "IPv6 CIDR blocks per VPC", value: 5 },
    internetGateways: { code: "L-A4707A72", name: "Internet gateways per Region", value: 5 },
    egressOnlyInternetGateways: { code: "L-45FE3B85", name: "Egress-only internet gateways per Region", value: 5 },
    natGatewaysPerZone: { code: "L-FE5A380F", name: "NAT gateways per Availability Zone", value: 5 },
    /** The primary address included. */
    addressesPerNatGateway: { code: "L-DFA99DE7", name: "Private IP addresses per NAT gateway", value: 8 },
    publicAddressesPerNatGateway: { code: "L-5F53652F", name: "Elastic IP addresses per public NAT gateway", value: 2 },
    elasticIps: { code: "L-0263D0A3", name: "EC2-VPC Elastic IPs", value: 5 },
    routeTablesPerVpc: { code: "L-589F43AA", name: "Route tables per VPC", value: 200 },
    /** The quota counts routes that are not propagated, IPv4 and IPv6 each on their own. */
    routesPerTable: { code: "L-93826ACB", name: "Routes per route table", value: 500 },
    networkAclsPerVpc: { code: "L-B4A6D682", name: "Network ACLs per VPC", value: 200 },
    rulesPerNetworkAcl: { code: "L-2AEEBF1A", name: "Rules per network ACL", value: 20 },
    securityGroups: { code: "L-E79EC296", name: "VPC security groups per Region", value: 2500 },
    /** Inbound and outbound, IPv4 and IPv6 each on their own. */
    rulesPerSecurityGroup: { code: "L-0EA8095F", name: "Inbound or outbound rules per security group", value: 60 },
    securityGroupsPerInterface: { code: "L-2AFB9258", name: "Security groups per network interface", value: 5 },
    networkInterfaces: { code: "L-DF5E4CA3", name: "Network interfaces per Region", value: 5000 },
    interfaceEndpointsPerVpc: { code: "L-29B6F2EB", name: "Interface VPC endpoints per VPC", value: 50 },
    gatewayEndpoints: { code: "L-1B52E74A", name: "Gateway VPC endpoints per Region", value: 20 },
} as const satisfies Record<string, Quota>;
