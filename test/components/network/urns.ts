/**
 * The URNs that stacks in the field have in their state. A change here replaces resources: give the renamed one an
 * alias and say so in the change's message.
 */

const COMPONENT = "plinth:network:Network";

function inNetwork(child: string): string {
    return `${COMPONENT}$${child}`;
}

/** A network in two zones without NAT. */
const NETWORK_CHILDREN: readonly string[] = [
    "aws:cloudwatch/logGroup:LogGroup::network-flow-logs",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup::network-default",
    "aws:ec2/flowLog:FlowLog::network-flow-logs",
    "aws:ec2/internetGateway:InternetGateway::network-igw",
    "aws:ec2/route:Route::network-public-default",
    "aws:ec2/routeTable:RouteTable::network-private-a",
    "aws:ec2/routeTable:RouteTable::network-private-b",
    "aws:ec2/routeTable:RouteTable::network-public",
    "aws:ec2/routeTableAssociation:RouteTableAssociation::network-private-a",
    "aws:ec2/routeTableAssociation:RouteTableAssociation::network-private-b",
    "aws:ec2/routeTableAssociation:RouteTableAssociation::network-public-a",
    "aws:ec2/routeTableAssociation:RouteTableAssociation::network-public-b",
    "aws:ec2/securityGroup:SecurityGroup::network-alb",
    "aws:ec2/securityGroup:SecurityGroup::network-endpoints",
    "aws:ec2/securityGroup:SecurityGroup::network-fargate-app",
    "aws:ec2/securityGroup:SecurityGroup::network-fargate-pgbouncer",
    "aws:ec2/securityGroup:SecurityGroup::network-migrations-runner",
    "aws:ec2/securityGroup:SecurityGroup::network-rds",
    "aws:ec2/securityGroup:SecurityGroup::network-redis",
    "aws:ec2/subnet:Subnet::network-private-a",
    "aws:ec2/subnet:Subnet::network-private-b",
    "aws:ec2/subnet:Subnet::network-public-a",
    "aws:ec2/subnet:Subnet::network-public-b",
    "aws:ec2/vpc:Vpc::network-vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-ecr-api",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-ecr-dkr",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-kms",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-logs",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-s3",
    "aws:ec2/vpcEndpoint:VpcEndpoint::network-endpoint-secretsmanager",
    "aws:iam/role:Role::network-flow-logs",
    "aws:iam/rolePolicy:RolePolicy::network-flow-logs",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-alb-egress-fargate-app-3000",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-app-egress-anywhere-443",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-app-egress-endpoints-443",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-app-egress-fargate-pgbouncer-5432",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-app-egress-fargate-pgbouncer-6432",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-app-egress-redis-6379",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-pgbouncer-egress-endpoints-443",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-pgbouncer-egress-rds-5432",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-fargate-pgbouncer-egress-s3-443",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-migrations-runner-egress-endpoints-443",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-migrations-runner-egress-rds-5432",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-migrations-runner-egress-s3-443",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-alb-ingress-anywhere-443",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-alb-ingress-anywhere-80",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-endpoints-ingress-fargate-app-443",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-endpoints-ingress-fargate-pgbouncer-443",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-endpoints-ingress-migrations-runner-443",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-fargate-app-ingress-alb-3000",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-fargate-pgbouncer-ingress-fargate-app-5432",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-fargate-pgbouncer-ingress-fargate-app-6432",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-rds-ingress-fargate-pgbouncer-5432",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-rds-ingress-migrations-runner-5432",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-redis-ingress-fargate-app-6379",
].map(inNetwork);

export const NETWORK_URNS: readonly string[] = [`${COMPONENT}::network`, ...NETWORK_CHILDREN];

/** Added by the strategy gateway. */
export const NAT_GATEWAY_URNS: readonly string[] = [
    "aws:ec2/eip:Eip::network-nat-a",
    "aws:ec2/natGateway:NatGateway::network-nat-a",
    "aws:ec2/route:Route::network-private-default-a",
    "aws:ec2/route:Route::network-private-default-b",
].map(inNetwork);

/** Added by the strategy gateway-per-az. */
export const NAT_GATEWAYS_URNS: readonly string[] = [
    "aws:ec2/eip:Eip::network-nat-a",
    "aws:ec2/eip:Eip::network-nat-b",
    "aws:ec2/natGateway:NatGateway::network-nat-a",
    "aws:ec2/natGateway:NatGateway::network-nat-b",
    "aws:ec2/route:Route::network-private-default-a",
    "aws:ec2/route:Route::network-private-default-b",
].map(inNetwork);

/** Added by the strategy instance. */
export const NAT_INSTANCE_URNS: readonly string[] = [
    "aws:autoscaling/group:Group::network-nat",
    "aws:ec2/eip:Eip::network-nat-instance",
    "aws:ec2/launchTemplate:LaunchTemplate::network-nat",
    "aws:ec2/networkInterface:NetworkInterface::network-nat",
    "aws:ec2/route:Route::network-private-default-a",
    "aws:ec2/route:Route::network-private-default-b",
    "aws:ec2/securityGroup:SecurityGroup::network-nat",
    "aws:iam/instanceProfile:InstanceProfile::network-nat",
    "aws:iam/role:Role::network-nat",
    "aws:iam/rolePolicy:RolePolicy::network-nat",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::network-nat-egress-anywhere",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-nat-ingress-private-a",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::network-nat-ingress-private-b",
].map(inNetwork);
