import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { at, type NetworkContext } from "./context";
import type { NatPlan } from "./plan";
import { createPrivateDefaultRoute, type RouteTablesByLetter } from "./routing";
import type { SubnetsByLetter } from "./subnets";

/** What the ways out are made between. */
export interface NatSurroundings {
    readonly vpc: aws.ec2.Vpc;
    readonly publicSubnets: SubnetsByLetter;
    readonly privateRouteTables: RouteTablesByLetter;
    /** The public default route; there is no way out before it exists. */
    readonly publicRoute: aws.ec2.Route;
}

/** NAT gateways with their public addresses, and the private routes to them. */
export function createNatGateways(
    network: NetworkContext,
    nat: Extract<NatPlan, { kind: "gateways" }>,
    around: NatSurroundings,
): pulumi.Output<string>[] {
    const made = nat.letters.map((letter) => createNatGateway(network, letter, around));
    const gateways = Object.fromEntries(made.map(({ letter, gateway }) => [letter, gateway]));
    for (const [letter, gatewayLetter] of Object.entries(nat.gatewayOf)) {
        const target = { natGatewayId: at(gateways, gatewayLetter).id };
        createPrivateDefaultRoute(network, letter, at(around.privateRouteTables, letter), target);
    }
    return made.map(({ address }) => address.publicIp);
}

function createNatGateway(network: NetworkContext, letter: string, around: NatSurroundings) {
    const logical = `nat-${letter}`;
    const options = { parent: network.parent, dependsOn: [around.publicRoute] };
    const address = new aws.ec2.Eip(
        network.childName(logical),
        { domain: "vpc", tags: network.nameTag(logical) },
        options,
    );
    const gateway = new aws.ec2.NatGateway(
        network.childName(logical),
        {
            connectivityType: "public",
            allocationId: address.id,
            subnetId: at(around.publicSubnets, letter).id,
            tags: network.nameTag(logical),
        },
        options,
    );
    return { letter, address, gateway };
}
