/** A cluster with all that a Fargate service needs around it. */
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { ECS_TYPES } from "../../../../../sandbox/models/aws/ecs/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import type { BalancerNetwork } from "../lb/balancers";
import { makeBalancer, makeBalancerNetwork, makeGroup, makeListener, makeRule } from "../lb/balancers";

export const LOG_GROUP = "/ecs/staging/api";

export interface Platform {
    readonly network: BalancerNetwork;
    /** Of the tasks. */
    readonly group: Made;
    readonly cluster: Made;
    readonly role: Made;
    readonly task: Made;
}

export function trust(service: string): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
    });
}

export function makeRole(cloud: TestCloud, name: string, service = "ecs-tasks.amazonaws.com"): Promise<Made> {
    return cloud.create("aws:iam/role:Role", { name, assumeRolePolicy: trust(service) });
}

export async function makeCluster(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    const cluster = await cloud.create(ECS_TYPES.cluster, { name: "staging", ...inputs });
    await cloud.create(ECS_TYPES.clusterCapacityProviders, {
        clusterName: cluster.outputs["name"],
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
    });
    return cluster;
}

export const CONTAINER: Properties = {
    name: "api",
    image: "public.ecr.aws/nginx/nginx:1.27",
    portMappings: [{ name: "http", containerPort: 9000 }],
    logConfiguration: {
        logDriver: "awslogs",
        options: { "awslogs-group": LOG_GROUP, "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api" },
    },
};

export function containers(...list: readonly Properties[]): string {
    return JSON.stringify(list);
}

export function taskInputs(role: Made, inputs: Properties = {}): Properties {
    return {
        family: "staging-api",
        containerDefinitions: containers(CONTAINER),
        cpu: "512",
        memory: "1024",
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        executionRoleArn: role.outputs["arn"],
        taskRoleArn: role.outputs["arn"],
        ...inputs,
    };
}

export function makeTask(cloud: TestCloud, role: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(ECS_TYPES.taskDefinition, taskInputs(role, inputs));
}

export async function makePlatform(cloud: TestCloud): Promise<Platform> {
    const network = await makeBalancerNetwork(cloud);
    const group = await cloud.create(TYPES.securityGroup, { vpcId: network.vpc.id, name: "tasks" });
    const cluster = await makeCluster(cloud);
    const role = await makeRole(cloud, "api-task");
    await cloud.create("aws:cloudwatch/logGroup:LogGroup", { name: LOG_GROUP });
    return { network, group, cluster, role, task: await makeTask(cloud, role) };
}

export function serviceInputs({ cluster, group, network, task }: Platform, inputs: Properties = {}): Properties {
    return {
        name: "api",
        cluster: cluster.outputs["arn"],
        taskDefinition: task.outputs["arn"],
        desiredCount: 2,
        capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        networkConfiguration: { subnets: network.subnets.map(({ id }) => id), securityGroups: [group.id] },
        ...inputs,
    };
}

export function makeService(cloud: TestCloud, platform: Platform, inputs: Properties = {}): Promise<Made> {
    return cloud.create(ECS_TYPES.service, serviceInputs(platform, inputs));
}

/** A target group that a load balancer sends requests to. */
export async function makeTarget(cloud: TestCloud, { network }: Platform, inputs: Properties = {}): Promise<Made> {
    const listener = await makeListener(cloud, await makeBalancer(cloud, network));
    const group = await makeGroup(cloud, network, inputs);
    await makeRule(cloud, listener, group);
    return group;
}

export function target(group: Made, inputs: Properties = {}): Properties {
    return { targetGroupArn: group.id, containerName: "api", containerPort: 9000, ...inputs };
}
