/** Examples of machines and of the addresses they have. */
import * as aws from "@pulumi/aws";
import type { Making } from "./variant";
import { tags } from "./variant";

/** Where machines are, and what they and their addresses are joined with. */
export interface MachinePlace {
    readonly subnet: aws.ec2.Subnet;
    readonly gateway: aws.ec2.InternetGateway;
    readonly networkInterface: aws.ec2.NetworkInterface;
}

const LATEST_IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

export function makeMachines({ variant, options }: Making, { subnet, gateway, networkInterface }: MachinePlace): void {
    const imageId = aws.ssm.getParameterOutput({ name: LATEST_IMAGE }, { provider: options.provider }).value;
    const instance = new aws.ec2.Instance(
        "instance",
        { ami: imageId, instanceType: "t4g.nano", subnetId: subnet.id, tags: tags(variant) },
        options,
    );
    new aws.ec2.NetworkInterfaceAttachment(
        "network-interface-attachment",
        { instanceId: instance.id, networkInterfaceId: networkInterface.id, deviceIndex: 1 },
        options,
    );
    const address = new aws.ec2.Eip("eip", { domain: "vpc", tags: tags(variant) }, options);
    new aws.ec2.EipAssociation(
        "eip-association",
        { allocationId: address.id, networkInterfaceId: networkInterface.id },
        { ...options, dependsOn: [gateway] },
    );
    new aws.ec2.NatGateway(
        "nat-gateway",
        { subnetId: subnet.id, connectivityType: "private", tags: tags(variant) },
        options,
    );
    const template = new aws.ec2.LaunchTemplate(
        "launch-template",
        { imageId, instanceType: "t4g.nano", tags: tags(variant) },
        options,
    );
    new aws.autoscaling.Group(
        "group",
        {
            launchTemplate: { id: template.id, version: "$Default" },
            minSize: 0,
            maxSize: 1,
            vpcZoneIdentifiers: [subnet.id],
            tags: Object.entries(tags(variant)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
        },
        options,
    );
}
