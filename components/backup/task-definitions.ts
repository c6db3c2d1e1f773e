import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import { runnerContainer, SCRATCH, scratchContainer } from "./containers";
import type { BackupContext } from "./context";
import type { BackupLogGroups } from "./logs";
import type { BackupRoles } from "./roles";
import { type BackupPlace, POSTGRES, runnerVariables, verifyVariables } from "./variables";

/** What the tasks are made from, beside the arguments. */
interface Surroundings {
    readonly bucketName: pulumi.Output<string>;
    readonly logs: BackupLogGroups;
    readonly roles: BackupRoles;
}

export interface BackupTaskDefinitions {
    readonly runner: aws.ecs.TaskDefinition;
    readonly verify: aws.ecs.TaskDefinition;
}

/** Every change registers a further revision of the family; revisions never change, and cost nothing. */
export function createTaskDefinitions(context: BackupContext, around: Surroundings): BackupTaskDefinitions {
    const { args, plan, parent, childName } = context;
    const { roles } = around;
    const runner = applyTransform(
        args.transform?.taskDefinition,
        {
            ...common(context, "runner", roles.execution),
            taskRoleArn: roles.runner.arn,
            containerDefinitions: runnerContainers(context, around),
        },
        "taskDefinition",
        parent,
    );
    const verify = applyTransform(
        args.transform?.verifyTaskDefinition,
        {
            ...common(context, "verify", roles.execution),
            taskRoleArn: roles.verify.arn,
            containerDefinitions: verifyContainers(context, around),
            ephemeralStorage: { sizeInGib: plan.verify.storageGiB },
            volumes: [{ name: SCRATCH }],
        },
        "verifyTaskDefinition",
        parent,
    );
    return {
        runner: new aws.ecs.TaskDefinition(childName("runner"), runner, { parent }),
        verify: new aws.ecs.TaskDefinition(childName("verify"), verify, { parent }),
    };
}

function common({ plan }: BackupContext, kind: "runner" | "verify", executionRole: aws.iam.Role) {
    const { cpu, memory } = plan[kind];
    return {
        family: plan.names[kind].family,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu,
        memory,
        runtimePlatform: { cpuArchitecture: plan.cpuArchitecture, operatingSystemFamily: "LINUX" },
        executionRoleArn: executionRole.arn,
        // The schedule of a later stack starts the revision that it knows until it is updated too.
        skipDestroy: true,
    };
}

function runnerContainers(context: BackupContext, around: Surroundings): pulumi.Output<string> {
    const { args, plan, place } = context;
    const { host, port = POSTGRES, secretArn } = args.database;
    return pulumi
        .output({
            where: backupPlace(context, around),
            database: { host, port, secretArn },
            repositoryUrl: args.runner.image.repositoryUrl,
            logGroup: around.logs.runner.name,
        })
        .apply(({ where, database, repositoryUrl, logGroup }) =>
            JSON.stringify([
                runnerContainer({
                    name: plan.names.runner.container,
                    plan: plan.runner,
                    command: "run",
                    variables: runnerVariables(where, database, plan.runner.environment),
                    image: `${repositoryUrl}${plan.runner.imageSuffix}`,
                    region: place.region,
                    logGroup,
                }),
            ]),
        );
}

function verifyContainers(context: BackupContext, around: Surroundings): pulumi.Output<string> {
    const { args, plan, place } = context;
    return pulumi
        .output({
            where: backupPlace(context, around),
            runnerUrl: args.runner.image.repositoryUrl,
            scratchUrl: args.verify.scratchImage.repositoryUrl,
            logGroup: around.logs.verify.name,
        })
        .apply(({ where, runnerUrl, scratchUrl, logGroup }) => {
            const { region } = place;
            const limits = { maxAgeHours: plan.maxAgeHours, canary: plan.verify.canary };
            const check = runnerContainer({
                name: plan.names.verify.container,
                plan: plan.runner,
                command: "verify",
                variables: verifyVariables(where, limits, plan.runner.environment),
                after: SCRATCH,
                image: `${runnerUrl}${plan.runner.imageSuffix}`,
                region,
                logGroup,
            });
            const image = `${scratchUrl}${plan.verify.scratchImageSuffix}`;
            return JSON.stringify([check, scratchContainer(plan.verify, { image, region, logGroup })]);
        });
}

function backupPlace({ args, place }: BackupContext, { bucketName }: Surroundings): pulumi.Output<BackupPlace> {
    return pulumi.output({
        region: place.region,
        environment: args.naming.environment,
        bucketName,
        databaseName: args.database.name,
        encryptionSecretArn: args.encryptionSecretArn,
    });
}
