import * as aws from "@pulumi/aws";
import type { NetworkContext } from "./context";
import type { Tier } from "./subnet-plan";

/** Subnets by the letter of their zone. */
export type SubnetsByLetter = Readonly<Record<string, aws.ec2.Subnet>>;

/**
 * The subnets of one tier. None hands out public addresses: what needs one (load balancer, NAT) asks for it itself.
 */
export function createSubnets(network: NetworkContext, vpc: aws.ec2.Vpc, tier: Tier): SubnetsByLetter {
    const planned = network.plan.subnets.filter((subnet) => subnet.tier === tier);
    const made = planned.map((subnet) => {
        const logical = `${tier}-${subnet.letter}`;
        const args: aws.ec2.SubnetArgs = {
            vpcId: vpc.id,
            availabilityZone: subnet.zone,
            cidrBlock: subnet.cidrBlock,
            mapPublicIpOnLaunch: false,
            tags: { ...network.nameTag(logical), Tier: tier },
        };
        return [
            subnet.letter,
            new aws.ec2.Subnet(network.childName(logical), args, { parent: network.parent }),
        ] as const;
    });
    return Object.fromEntries(made);
}
