/** A network with a load balancer in it, for the tests of what stands in front of services. */
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { makeSubnet, makeVpc } from "../ec2/network";

export interface BalancerNetwork {
    readonly vpc: Made;
    readonly gateway: Made;
    /** In zones a and b. */
    readonly subnets: readonly [Made, Made];
    readonly group: Made;
}

export async function makeBalancerNetwork(cloud: TestCloud): Promise<BalancerNetwork> {
    const vpc = await makeVpc(cloud);
    const gateway = await cloud.create(TYPES.internetGateway, { vpcId: vpc.id });
    const first = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.0.0/24", availabilityZone: "eu-central-1a" });
    const second = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-central-1b" });
    const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id, name: "balancer" });
    return { vpc, gateway, subnets: [first, second], group };
}

export function balancerInputs({ group, subnets }: BalancerNetwork, inputs: Properties = {}): Properties {
    return { name: "web", subnets: subnets.map(({ id }) => id), securityGroups: [group.id], ...inputs };
}

export function makeBalancer(cloud: TestCloud, network: BalancerNetwork, inputs: Properties = {}): Promise<Made> {
    return cloud.create(LB_TYPES.loadBalancer, balancerInputs(network, inputs));
}

export const NOT_FOUND: Properties = {
    type: "fixed-response",
    fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
};

export function listenerInputs(balancer: Made, inputs: Properties = {}): Properties {
    return { loadBalancerArn: balancer.id, port: 80, protocol: "HTTP", defaultActions: [NOT_FOUND], ...inputs };
}

export function makeListener(cloud: TestCloud, balancer: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(LB_TYPES.listener, listenerInputs(balancer, inputs));
}

export function groupInputs({ vpc }: Pick<BalancerNetwork, "vpc">, inputs: Properties = {}): Properties {
    return { name: "app", port: 9000, protocol: "HTTP", targetType: "ip", vpcId: vpc.id, ...inputs };
}

export function makeGroup(
    cloud: TestCloud,
    network: Pick<BalancerNetwork, "vpc">,
    inputs: Properties = {},
): Promise<Made> {
    return cloud.create(LB_TYPES.targetGroup, groupInputs(network, inputs));
}

export function forward(group: Made): Properties {
    return { type: "forward", targetGroupArn: group.id };
}

export function ruleInputs(listener: Made, group: Made, inputs: Properties = {}): Properties {
    return {
        listenerArn: listener.id,
        priority: 10,
        conditions: [{ hostHeader: { values: ["api.example.com"] } }],
        actions: [forward(group)],
        ...inputs,
    };
}

export function makeRule(cloud: TestCloud, listener: Made, group: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(LB_TYPES.listenerRule, ruleInputs(listener, group, inputs));
}
