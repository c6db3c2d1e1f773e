import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs } from "./args";
import { at, networkContext, type NetworkContext } from "./context";
import { createInterfaceEndpoints, createS3Endpoint } from "./endpoints";
import { createFlowLogs } from "./flow-logs";
import { createNatGateways, type NatSurroundings } from "./nat-gateway";
import { createNatInstance } from "./nat-instance";
import { createPrivateRouteTables, createPublicRouting, type RouteTablesByLetter } from "./routing";
import { createSecurityGroups, createSecurityRules, type SecurityGroups } from "./security-groups";
import { createSubnets, type SubnetsByLetter } from "./subnets";
import { createVpc } from "./vpc";

export * from "./args";

/**
 * The VPC that everything else of an environment lives in: public and private subnets in two to six zones, the way out
 * of the private ones, seven closed security groups with standalone rules, endpoints of AWS services and flow logs.
 *
 * **Cost** per month in eu-central-1, before traffic (list prices, unverified; sums and sources in `docs/network.md`):
 * nothing for `natStrategy` `none`, $12 for `instance`, $42 for `gateway`, $42 per zone for `gateway-per-az`; and
 * $8.76 for each interface endpoint in each zone, so that the five default ones cost $44 in one zone, more than a NAT
 * instance, and $88 in two.
 *
 * **Replacement**: `region` and `cidrBlock` replace everything inside. Zones can be added and removed alone. The
 * strategy, endpoints and flow logs change in place; open connections through NAT break when the strategy or its zone
 * changes. A NAT instance is replaced within about two minutes, in which nothing private reaches the internet.
 *
 * **Departures from the document**: `nat_per_az` is the strategy `gateway-per-az`, and `aws_nat_instance`, which no
 * provider has, is an auto-scaling group of one instance. The database is open to the pool and the migrations runner,
 * not to the application. A seventh group belongs to the endpoints, an eighth to the NAT instance where there is one.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class Network extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    readonly vpcCidrBlock: pulumi.Output<string>;
    /** In the order of `availabilityZones`, as are the next two. */
    readonly privateSubnetIds: pulumi.Output<string[]>;
    readonly publicSubnetIds: pulumi.Output<string[]>;
    readonly privateRouteTableIds: pulumi.Output<string[]>;
    readonly availabilityZones: pulumi.Output<string[]>;
    /** Public addresses that vendors see; empty with the strategy `none`. */
    readonly natPublicIps: pulumi.Output<string[]>;
    readonly albSecurityGroupId: pulumi.Output<string>;
    readonly fargateAppSecurityGroupId: pulumi.Output<string>;
    readonly fargatePgbouncerSecurityGroupId: pulumi.Output<string>;
    readonly rdsSecurityGroupId: pulumi.Output<string>;
    readonly redisSecurityGroupId: pulumi.Output<string>;
    readonly migrationsRunnerSecurityGroupId: pulumi.Output<string>;
    readonly endpointsSecurityGroupId: pulumi.Output<string>;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:network:Network", name, {}, opts);
        const network = networkContext(name, args, this);

        const vpc = createVpc(network);
        const publicSubnets = createSubnets(network, vpc, "public");
        const privateSubnets = createSubnets(network, vpc, "private");
        const publicRoute = createPublicRouting(network, vpc, publicSubnets);
        const privateRouteTables = createPrivateRouteTables(network, vpc, privateSubnets);
        const natPublicIps = createNat(network, { vpc, publicSubnets, privateRouteTables, publicRoute });
        const groups = createSecurityGroups(network, vpc);
        const s3Endpoint = createS3Endpoint(network, vpc, privateRouteTables);
        createSecurityRules(network, groups, s3Endpoint.prefixListId);
        createInterfaceEndpoints(network, vpc, privateSubnets, groups.endpoints);
        createFlowLogs(network, vpc);

        const outputs = {
            ...vpcOutputs(network, { vpc, publicSubnets, privateSubnets, privateRouteTables }),
            ...groupOutputs(groups),
            natPublicIps: pulumi.all(natPublicIps),
        };
        this.vpcId = outputs.vpcId;
        this.vpcCidrBlock = outputs.vpcCidrBlock;
        this.privateSubnetIds = outputs.privateSubnetIds;
        this.publicSubnetIds = outputs.publicSubnetIds;
        this.privateRouteTableIds = outputs.privateRouteTableIds;
        this.availabilityZones = outputs.availabilityZones;
        this.natPublicIps = outputs.natPublicIps;
        this.albSecurityGroupId = outputs.albSecurityGroupId;
        this.fargateAppSecurityGroupId = outputs.fargateAppSecurityGroupId;
        this.fargatePgbouncerSecurityGroupId = outputs.fargatePgbouncerSecurityGroupId;
        this.rdsSecurityGroupId = outputs.rdsSecurityGroupId;
        this.redisSecurityGroupId = outputs.redisSecurityGroupId;
        this.migrationsRunnerSecurityGroupId = outputs.migrationsRunnerSecurityGroupId;
        this.endpointsSecurityGroupId = outputs.endpointsSecurityGroupId;
        this.registerOutputs(outputs);
    }
}

function createNat(network: NetworkContext, around: NatSurroundings): pulumi.Output<string>[] {
    const { nat } = network.plan;
    switch (nat.kind) {
        case "none":
            return [];
        case "instance":
            return createNatInstance(network, nat, around);
        case "gateways":
            return createNatGateways(network, nat, around);
    }
}

interface VpcParts {
    readonly vpc: aws.ec2.Vpc;
    readonly publicSubnets: SubnetsByLetter;
    readonly privateSubnets: SubnetsByLetter;
    readonly privateRouteTables: RouteTablesByLetter;
}

function vpcOutputs(network: NetworkContext, parts: VpcParts) {
    const { letters, availabilityZones } = network.plan;
    const ids = (resources: Readonly<Record<string, pulumi.CustomResource>>): pulumi.Output<string[]> =>
        pulumi.all(letters.map((letter) => at(resources, letter).id));
    return {
        vpcId: parts.vpc.id,
        vpcCidrBlock: parts.vpc.cidrBlock,
        privateSubnetIds: ids(parts.privateSubnets),
        publicSubnetIds: ids(parts.publicSubnets),
        privateRouteTableIds: ids(parts.privateRouteTables),
        availabilityZones: pulumi.output([...availabilityZones]),
    };
}

function groupOutputs(groups: SecurityGroups) {
    return {
        albSecurityGroupId: groups.alb.id,
        fargateAppSecurityGroupId: groups["fargate-app"].id,
        fargatePgbouncerSecurityGroupId: groups["fargate-pgbouncer"].id,
        rdsSecurityGroupId: groups.rds.id,
        redisSecurityGroupId: groups.redis.id,
        migrationsRunnerSecurityGroupId: groups["migrations-runner"].id,
        endpointsSecurityGroupId: groups.endpoints.id,
    };
}
