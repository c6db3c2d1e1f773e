import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type PolicyStatement } from "../../iam";
import { executionStatements } from "../task/execution-policy";
import { taskTrustPolicy } from "../task/place";
import type { ServiceContext } from "./context";

/** A role and what it needs to be complete. */
export interface CompleteRole {
    readonly role: aws.iam.Role;
    readonly policies: readonly pulumi.Resource[];
}

/** ECS's own: it pulls the image, fetches the secrets and writes the log. The container never sees it. */
export function createExecutionRole(service: ServiceContext, logGroup: aws.cloudwatch.LogGroup): CompleteRole {
    const { args, parent, place, childName } = service;
    const role = createRole(service, "execution", "is started with");
    const secretArns = pulumi.all((args.secrets ?? []).map(({ secretArn }) => secretArn));
    const granted = pulumi
        .all([place, logGroup.arn, args.image.repositoryArn, secretArns, args.secretsKeyArn])
        .apply(([{ region }, logGroupArn, repositoryArn, secrets, secretsKeyArn]) =>
            executionStatements({
                region,
                logGroupArns: [logGroupArn],
                repositoryArns: repositoryArn === undefined ? [] : [repositoryArn],
                secretArns: secrets,
                secretsKeyArn,
            }),
        );
    const policy = new aws.iam.RolePolicy(
        childName("execution"),
        { role: role.id, policy: granted.apply(policyDocument) },
        { parent },
    );
    return { role, policies: [policy] };
}

/** The container's: nothing, but what the arguments give it. */
export function createTaskRole(service: ServiceContext, logGroup: aws.cloudwatch.LogGroup): CompleteRole {
    const { args, plan, parent, childName } = service;
    const role = createRole(service, "task", "may do in AWS");
    const attachments = Object.entries(args.additionalIamPolicyArns ?? {}).map(
        ([key, policyArn]) =>
            new aws.iam.RolePolicyAttachment(childName(`task-${key}`), { role: role.name, policyArn }, { parent }),
    );
    const commands = plan.enableExecuteCommand ? commandStatements(logGroup.arn) : [];
    const statements = [...commands, ...(args.taskRoleStatements ?? [])];
    if (statements.length === 0) {
        return { role, policies: attachments };
    }
    const policy = new aws.iam.RolePolicy(
        childName("task"),
        { role: role.id, policy: pulumi.output(statements).apply(policyDocument) },
        { parent },
    );
    return { role, policies: [...attachments, policy] };
}

/**
 * What running commands in a task takes, and logging them where the task logs. Channels and the listing of groups know
 * no resource: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
function commandStatements(logGroupArn: pulumi.Output<string>): PolicyStatement<pulumi.Input<string>>[] {
    const channels = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
    const log = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"];
    return [
        {
            Sid: "ExecuteCommand",
            Effect: "Allow",
            Action: channels.map((action) => `ssmmessages:${action}`),
            Resource: "*",
        },
        { Sid: "FindCommandLog", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
        { Sid: "WriteCommandLog", Effect: "Allow", Action: log, Resource: pulumi.interpolate`${logGroupArn}:*` },
    ];
}

function createRole(service: ServiceContext, kind: "execution" | "task", does: string): aws.iam.Role {
    const { args, plan, parent, place, childName } = service;
    return new aws.iam.Role(
        childName(kind),
        {
            // People and key policies refer to it before it is there.
            name: args.naming.fixedName("iamRole", `${plan.serviceName}-${kind}`),
            description: `What ECS service ${plan.serviceName} ${does}`,
            assumeRolePolicy: place.apply(taskTrustPolicy),
        },
        { parent },
    );
}
