import * as aws from "@pulumi/aws";
import { assumableBy, policyDocument } from "../iam";
import type { NetworkContext } from "./context";

/** What the NAT instance may do in AWS: attach its fixed interface to itself, and nothing else. */
export function createNatProfile(
    network: NetworkContext,
    networkInterface: aws.ec2.NetworkInterface,
): aws.iam.InstanceProfile {
    const child = { parent: network.parent };
    const tags = network.nameTag("nat");
    const role = new aws.iam.Role(
        network.childName("nat"),
        { description: "NAT instance", assumeRolePolicy: assumableBy("ec2.amazonaws.com"), tags },
        child,
    );
    new aws.iam.RolePolicy(
        network.childName("nat"),
        { role: role.id, policy: networkInterface.arn.apply((arn) => attachPolicy(arn, tags.Name)) },
        child,
    );
    return new aws.iam.InstanceProfile(network.childName("nat"), { role: role.name, tags }, child);
}

/** Attaching asks for permission on both ends: the one interface, and an instance that carries the NAT's name. */
function attachPolicy(interfaceArn: string, instanceName: string): string {
    const anyInstance = interfaceArn.replace(/network-interface\/.*$/, "instance/*");
    return policyDocument([
        { Effect: "Allow", Action: "ec2:AttachNetworkInterface", Resource: interfaceArn },
        {
            Effect: "Allow",
            Action: "ec2:AttachNetworkInterface",
            Resource: anyInstance,
            Condition: { StringEquals: { "aws:ResourceTag/Name": instanceName } },
        },
    ]);
}
