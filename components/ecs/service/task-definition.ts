import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../../transform";
import { byName, lossyLog } from "../task/container";
import type { ServiceContext } from "./context";
import type { EcsServicePlan } from "./plan";

/** What the task definition is made from, beside the arguments. */
interface Surroundings {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly executionRole: aws.iam.Role;
    readonly taskRole: aws.iam.Role;
}

/**
 * A task of one container. Every change registers a further revision of the family; revisions never change, and cost
 * nothing.
 */
export function createTaskDefinition(service: ServiceContext, around: Surroundings): aws.ecs.TaskDefinition {
    const { args, plan, parent, childName } = service;
    const planned: aws.ecs.TaskDefinitionArgs = {
        family: args.naming.fixedName("taskFamily", plan.serviceName),
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: plan.cpu,
        memory: plan.memory,
        runtimePlatform: { cpuArchitecture: plan.cpuArchitecture, operatingSystemFamily: "LINUX" },
        executionRoleArn: around.executionRole.arn,
        taskRoleArn: around.taskRole.arn,
        containerDefinitions: containerDefinitions(service, around.logGroup),
        // ECS goes back to the revision before, and CI may run any: a service can't start tasks of a deregistered one.
        skipDestroy: true,
        ...(plan.volumes.length === 0 ? {} : { volumes: plan.volumes.map(({ name }) => ({ name })) }),
    };
    const taskArgs = applyTransform(args.transform?.taskDefinition, planned, "taskDefinition", parent);
    return new aws.ecs.TaskDefinition(childName(), taskArgs, { parent });
}

function containerDefinitions(service: ServiceContext, logGroup: aws.cloudwatch.LogGroup): pulumi.Output<string> {
    const { args, plan, place } = service;
    const image = pulumi.interpolate`${args.image.repositoryUrl}${plan.imageSuffix}`;
    const environment = pulumi.output(args.environment ?? {});
    const secretArns = pulumi.all((args.secrets ?? []).map(({ secretArn }) => secretArn));
    const log = pulumi.all([logGroup.name, place]);
    return pulumi.all([image, environment, secretArns, log]).apply(([from, variables, arns, [group, { region }]]) => {
        const secrets = (args.secrets ?? []).map(({ name, key }, index) => ({
            name,
            valueFrom: secretReference(arns[index] ?? "", key),
        }));
        const container = {
            ...fixedParts(plan),
            image: from,
            // ECS keeps them sorted by name; any other order would look like a change.
            environment: byName(Object.entries(variables).map(([name, value]) => ({ name, value }))),
            secrets: byName(secrets),
            logConfiguration: lossyLog({ containerName: plan.serviceName, logGroup: group, region }),
        };
        return JSON.stringify([container]);
    });
}

/** What doesn't depend on another resource. */
function fixedParts(plan: EcsServicePlan): object {
    return {
        name: plan.serviceName,
        essential: true,
        ...(plan.command === undefined ? {} : { command: plan.command }),
        user: plan.user,
        readonlyRootFilesystem: plan.readonlyRootFilesystem,
        // Reaps what the container's own first process doesn't.
        linuxParameters: { initProcessEnabled: true },
        stopTimeout: plan.stopTimeoutSeconds,
        portMappings: portMappings(plan),
        mountPoints: plan.volumes.map(({ name, path }) => ({
            sourceVolume: name,
            containerPath: path,
            readOnly: false,
        })),
        ...(plan.healthCheck === undefined ? {} : { healthCheck: healthCheck(plan.healthCheck) }),
    };
}

function portMappings({ port, serviceName }: EcsServicePlan): object[] {
    // In awsvpc mode the host's port is the container's; ECS fills it in.
    return port === undefined ? [] : [{ name: serviceName, containerPort: port, hostPort: port, protocol: "tcp" }];
}

function healthCheck(check: NonNullable<EcsServicePlan["healthCheck"]>): object {
    return {
        command: check.command,
        interval: check.intervalSeconds,
        timeout: check.timeoutSeconds,
        retries: check.retries,
        startPeriod: check.startPeriodSeconds,
    };
}

/** The key's value in the secret's current version: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function secretReference(secretArn: string, key: string | undefined): string {
    return key === undefined ? secretArn : `${secretArn}:${key}::`;
}
