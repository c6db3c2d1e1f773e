/** What EC2 refuses of a VPC endpoint. */
import type { Refusal } from "../../kernel/refusal";
import { addressRefusals } from "./interfaces";
import { groupRefusals } from "./interface-groups";
import { checkRow, operation, provider, QUOTAS, row } from "./sources";

export const ENDPOINT_CREATE = operation("CreateVpcEndpoint");
export const ENDPOINT_PROVIDER = provider("vpc_endpoint");
const PRIVATE_DNS = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html";

export const vpcEndpointRefusals = {
    ...addressRefusals,
    tooManyGroups: groupRefusals.tooManyGroups,
    unknownVpc: row("InvalidVpcId.NotFound", "the VPC does not exist", ENDPOINT_CREATE),
    unknownSubnet: row("InvalidSubnetId.NotFound", "a subnet does not exist", ENDPOINT_CREATE),
    unknownGroup: row("InvalidSecurityGroupId.NotFound", "a security group does not exist", ENDPOINT_CREATE),
    unknownRouteTable: row("InvalidRouteTableId.NotFound", "a route table does not exist", ENDPOINT_CREATE),
    unknownService: row(
        "InvalidServiceName",
        "the region has no endpoint service of this name",
        "https://github.com/getmoto/moto/blob/master/moto/ec2/exceptions.py",
    ),
    typeMismatch: row(
        "InvalidParameter",
        "the service does not offer this type of endpoint",
        "https://github.com/hashicorp/terraform-provider-aws/issues/2695",
    ),
    routeTablesOfInterface: row(
        "InvalidParameter",
        "route tables are given for an endpoint that is no gateway",
        "https://github.com/ansible-collections/amazon.aws/issues/576",
    ),
    subnetsOfGateway: row(
        "InvalidParameter",
        "subnets are given for a gateway endpoint",
        "https://github.com/nanlabs/terraform-aws-starter/issues/18",
    ),
    groupsOfGateway: row("InvalidParameter", "security groups are given for a gateway endpoint", ENDPOINT_CREATE),
    privateDnsOfGateway: row("InvalidParameter", "private DNS is asked of a gateway endpoint", ENDPOINT_CREATE),
    noPrivateDnsName: row("InvalidParameter", "private DNS is asked of a service without a private name", PRIVATE_DNS),
    dnsAttributes: row(
        "InvalidParameter",
        "private DNS is asked for, but the VPC lacks DNS support or DNS host names",
        PRIVATE_DNS,
    ),
    dnsConflict: row(
        "InvalidParameter",
        "another endpoint of the VPC has private DNS for the same name",
        "https://github.com/hashicorp/terraform-provider-aws/issues/17535",
    ),
    sameZone: row(
        "DuplicateSubnetsInSameZone",
        "two subnets of the endpoint are in one Availability Zone",
        "https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/583",
    ),
    subnetOfOtherVpc: row("InvalidParameter", "a subnet belongs to another VPC", ENDPOINT_CREATE),
    groupOfOtherVpc: row("InvalidParameter", "a security group belongs to another VPC", ENDPOINT_CREATE),
    routeTableOfOtherVpc: row("InvalidParameter", "a route table belongs to another VPC", ENDPOINT_CREATE),
    routeExists: row(
        "RouteAlreadyExists",
        "a route table has a route to the service by another endpoint",
        "https://github.com/eksctl-io/eksctl/issues/4377",
    ),
    tooManyGateways: row("VpcEndpointLimitExceeded", "the region has 20 gateway endpoints already", QUOTAS),
    tooManyInterfaces: row("VpcEndpointLimitExceeded", "the VPC has 50 interface endpoints already", QUOTAS),
    typeForm: checkRow("the type is none that EC2 knows", ENDPOINT_PROVIDER),
    policyForm: checkRow("the policy is no JSON document", ENDPOINT_PROVIDER),
    oneService: checkRow(
        "more than one of a service, a resource configuration and a service network is named",
        ENDPOINT_PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;
