import * as aws from "@pulumi/aws";
import { applyTransform } from "../transform";
import type { NetworkContext } from "./context";

/** The VPC, with the group that AWS gives to whoever names none locked: it allows nothing in or out. */
export function createVpc(network: NetworkContext): aws.ec2.Vpc {
    const planned: aws.ec2.VpcArgs = {
        cidrBlock: network.plan.cidrBlock,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: network.nameTag("vpc"),
    };
    const args = applyTransform(network.transform.vpc, planned, "vpc", network.parent);
    const vpc = new aws.ec2.Vpc(network.childName("vpc"), args, { parent: network.parent });
    new aws.ec2.DefaultSecurityGroup(
        network.childName("default"),
        { vpcId: vpc.id, ingress: [], egress: [], tags: network.nameTag("default-locked") },
        { parent: network.parent },
    );
    return vpc;
}
