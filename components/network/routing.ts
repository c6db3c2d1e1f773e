import * as aws from "@pulumi/aws";
import { at, type NetworkContext } from "./context";
import type { SubnetsByLetter } from "./subnets";

/** Route tables by the letter of their zone. */
export type RouteTablesByLetter = Readonly<Record<string, aws.ec2.RouteTable>>;

export const EVERYWHERE = "0.0.0.0/0";

/**
 * The way of the public subnets to the internet gateway.
 *
 * @returns the default route, which whatever talks to the internet from a public subnet has to wait for.
 */
export function createPublicRouting(
    network: NetworkContext,
    vpc: aws.ec2.Vpc,
    subnets: SubnetsByLetter,
): aws.ec2.Route {
    const child = { parent: network.parent };
    const gateway = new aws.ec2.InternetGateway(
        network.childName("igw"),
        { vpcId: vpc.id, tags: network.nameTag("igw") },
        child,
    );
    const table = new aws.ec2.RouteTable(
        network.childName("public"),
        { vpcId: vpc.id, tags: network.nameTag("public") },
        child,
    );
    for (const letter of network.plan.letters) {
        associate(network, `public-${letter}`, at(subnets, letter), table);
    }
    return new aws.ec2.Route(
        network.childName("public-default"),
        { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id },
        child,
    );
}

/** One table per zone, even where they are equal, so that another NAT strategy changes routes and moves no subnet. */
export function createPrivateRouteTables(
    network: NetworkContext,
    vpc: aws.ec2.Vpc,
    subnets: SubnetsByLetter,
): RouteTablesByLetter {
    const made = network.plan.letters.map((letter) => {
        const logical = `private-${letter}`;
        const args = { vpcId: vpc.id, tags: network.nameTag(logical) };
        const table = new aws.ec2.RouteTable(network.childName(logical), args, { parent: network.parent });
        associate(network, logical, at(subnets, letter), table);
        return [letter, table] as const;
    });
    return Object.fromEntries(made);
}

/** The private default route of one zone. Its logical name is the same whatever the target, so that it is updated. */
export function createPrivateDefaultRoute(
    network: NetworkContext,
    letter: string,
    table: aws.ec2.RouteTable,
    target: Pick<aws.ec2.RouteArgs, "natGatewayId" | "networkInterfaceId">,
): aws.ec2.Route {
    return new aws.ec2.Route(
        network.childName(`private-default-${letter}`),
        { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, ...target },
        { parent: network.parent },
    );
}

function associate(
    network: NetworkContext,
    logical: string,
    subnet: aws.ec2.Subnet,
    table: aws.ec2.RouteTable,
): aws.ec2.RouteTableAssociation {
    return new aws.ec2.RouteTableAssociation(
        network.childName(logical),
        { subnetId: subnet.id, routeTableId: table.id },
        { parent: network.parent },
    );
}
