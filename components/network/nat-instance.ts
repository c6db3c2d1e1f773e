import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import { at, type NetworkContext } from "./context";
import type { NatSurroundings } from "./nat-gateway";
import { createNatProfile } from "./nat-instance-role";
import { natInstanceUserData } from "./nat-user-data";
import type { NatPlan } from "./plan";
import { createPrivateDefaultRoute, EVERYWHERE } from "./routing";

type InstancePlan = Extract<NatPlan, { kind: "instance" }>;

/**
 * A NAT that heals itself: an auto-scaling group of one instance, which takes over a fixed network interface. The
 * interface holds the public address and is what the private routes point to, so that neither changes with the
 * instance.
 */
export function createNatInstance(
    network: NetworkContext,
    nat: InstancePlan,
    around: NatSurroundings,
): pulumi.Output<string>[] {
    const group = createNatSecurityGroup(network, around);
    const { networkInterface, address } = createFixedInterface(network, nat, around, group);
    const template = createLaunchTemplate(network, nat, group, networkInterface);
    createAutoScalingGroup(network, nat, around, template, address);
    for (const letter of network.plan.letters) {
        const target = { networkInterfaceId: networkInterface.id };
        createPrivateDefaultRoute(network, letter, at(around.privateRouteTables, letter), target);
    }
    return [address.publicIp];
}

/** Open to all protocols from the private subnets: it routes, and what may leave is decided at the sender's group. */
function createNatSecurityGroup(network: NetworkContext, around: NatSurroundings): aws.ec2.SecurityGroup {
    const child = { parent: network.parent };
    const group = new aws.ec2.SecurityGroup(
        network.childName("nat"),
        {
            vpcId: around.vpc.id,
            description: "NAT instance, routes the private subnets to the internet",
            tags: network.nameTag("nat"),
        },
        child,
    );
    for (const subnet of network.plan.subnets.filter(({ tier }) => tier === "private")) {
        new aws.vpc.SecurityGroupIngressRule(
            network.childName(`nat-ingress-private-${subnet.letter}`),
            {
                securityGroupId: group.id,
                ipProtocol: "-1",
                cidrIpv4: subnet.cidrBlock,
                description: `To be routed, from the private subnet in ${subnet.zone}`,
            },
            child,
        );
    }
    new aws.vpc.SecurityGroupEgressRule(
        network.childName("nat-egress-anywhere"),
        { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: EVERYWHERE, description: "Routed to the internet" },
        child,
    );
    return group;
}

function createFixedInterface(
    network: NetworkContext,
    nat: InstancePlan,
    around: NatSurroundings,
    group: aws.ec2.SecurityGroup,
) {
    const tags = network.nameTag("nat");
    const networkInterface = new aws.ec2.NetworkInterface(
        network.childName("nat"),
        {
            subnetId: at(around.publicSubnets, nat.letter).id,
            securityGroups: [group.id],
            sourceDestCheck: false,
            description: "Fixed interface of the NAT instance",
            tags,
        },
        { parent: network.parent },
    );
    const address = new aws.ec2.Eip(
        network.childName("nat-instance"),
        { domain: "vpc", networkInterface: networkInterface.id, tags },
        { parent: network.parent, dependsOn: [around.publicRoute] },
    );
    return { networkInterface, address };
}

function createLaunchTemplate(
    network: NetworkContext,
    nat: InstancePlan,
    group: aws.ec2.SecurityGroup,
    networkInterface: aws.ec2.NetworkInterface,
): aws.ec2.LaunchTemplate {
    const { region, cidrBlock } = network.plan;
    const userData = networkInterface.id.apply((networkInterfaceId) =>
        Buffer.from(natInstanceUserData({ networkInterfaceId, region, vpcCidrBlock: cidrBlock })).toString("base64"),
    );
    const launchedTags = network.launchedTags("nat");
    const planned: aws.ec2.LaunchTemplateArgs = {
        imageId: nat.imageId,
        instanceType: nat.instanceType,
        userData,
        iamInstanceProfile: { arn: createNatProfile(network, networkInterface).arn },
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        // Powering itself off is how an instance that can't route asks to be replaced.
        instanceInitiatedShutdownBehavior: "terminate",
        // The first interface only serves to fetch the second one, which needs an address to reach the EC2 API from.
        networkInterfaces: [
            {
                deviceIndex: 0,
                associatePublicIpAddress: "true",
                deleteOnTermination: "true",
                securityGroups: [group.id],
            },
        ],
        blockDeviceMappings: [
            {
                deviceName: "/dev/xvda",
                ebs: { volumeSize: 8, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
            },
        ],
        tagSpecifications: [{ resourceType: "volume", tags: launchedTags }],
        tags: network.nameTag("nat"),
    };
    const args = applyTransform(network.transform.natLaunchTemplate, planned, "natLaunchTemplate", network.parent);
    return new aws.ec2.LaunchTemplate(network.childName("nat"), args, { parent: network.parent });
}

function createAutoScalingGroup(
    network: NetworkContext,
    nat: InstancePlan,
    around: NatSurroundings,
    template: aws.ec2.LaunchTemplate,
    address: aws.ec2.Eip,
): aws.autoscaling.Group {
    const tags = Object.entries(network.launchedTags("nat"));
    const planned: aws.autoscaling.GroupArgs = {
        minSize: 1,
        maxSize: 1,
        desiredCapacity: 1,
        healthCheckType: "EC2",
        vpcZoneIdentifiers: [at(around.publicSubnets, nat.letter).id],
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        // The old instance has to go first: there is one interface, and it holds it.
        instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 0 } },
        tags: tags.map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    };
    const args = applyTransform(network.transform.natAutoScalingGroup, planned, "natAutoScalingGroup", network.parent);
    const options = { parent: network.parent, dependsOn: [around.publicRoute, address] };
    return new aws.autoscaling.Group(network.childName("nat"), args, options);
}
