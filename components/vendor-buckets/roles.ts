import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BucketsContext } from "./context";
import { LOGICAL } from "./context";
import {
    consumerPolicy,
    consumerTrust,
    FUNCTION_TRUST,
    reconcilerPolicy,
    schedulePolicy,
    scheduleTrust,
    settingsPolicy,
} from "./policies";

/** A role that can do what it is for. */
export interface CompleteRole {
    readonly role: aws.iam.Role;
    readonly policy: aws.iam.RolePolicy;
}

/** What consuming services are, or take, to speak the protocol. */
export function createConsumerRole(buckets: BucketsContext, table: aws.dynamodb.Table): CompleteRole {
    const { consumers, accountId, service } = buckets.args;
    return createRole(buckets, {
        part: "consumer",
        roleName: contractRoleName(buckets, "consumer"),
        description: `Takes and gives back what vendors allow, in the buckets of ${service}`,
        trust: consumerTrust(consumers, accountId),
        policy: table.arn.apply(consumerPolicy),
    });
}

export function createReconcilerRole(
    buckets: BucketsContext,
    table: aws.dynamodb.Table,
    logGroup: aws.cloudwatch.LogGroup,
    queue: aws.sqs.Queue,
): CompleteRole {
    const arns = pulumi.all([table.arn, logGroup.arn, queue.arn]);
    return createRole(buckets, {
        part: "reconciler",
        roleName: contractRoleName(buckets, "reconciler"),
        description: `Gives expired slots back, in the buckets of ${buckets.args.service}`,
        trust: FUNCTION_TRUST,
        policy: arns.apply(([tableArn, logGroupArn, queueArn]) => reconcilerPolicy(tableArn, logGroupArn, queueArn)),
    });
}

export function createSettingsRole(
    buckets: BucketsContext,
    table: aws.dynamodb.Table,
    logGroup: aws.cloudwatch.LogGroup,
): CompleteRole {
    const { naming, service } = buckets.args;
    return createRole(buckets, {
        part: "settings",
        roleName: naming.fixedName("iamRole", `${LOGICAL}-settings`),
        description: `Writes what vendors allow, into the buckets of ${service}`,
        trust: FUNCTION_TRUST,
        policy: pulumi.all([table.arn, logGroup.arn]).apply(([tableArn, logArn]) => settingsPolicy(tableArn, logArn)),
    });
}

export function createScheduleRole(
    buckets: BucketsContext,
    reconciler: aws.lambda.Function,
    queue: aws.sqs.Queue,
): CompleteRole {
    const { naming, accountId, region } = buckets.args;
    return createRole(buckets, {
        part: "schedule",
        roleName: naming.fixedName("iamRole", `${LOGICAL}-schedule`),
        description: "Calls the reconciler of the vendor buckets",
        trust: scheduleTrust(accountId, region),
        policy: pulumi.all([reconciler.arn, queue.arn]).apply(([code, letters]) => schedulePolicy(code, letters)),
    });
}

/** `sluice-consumer-pre`: the name that consumers' own policies refer to. */
function contractRoleName({ args }: BucketsContext, part: string): string {
    return args.naming.contractName("iamRole", `${args.service}-${part}-${args.naming.environment}`);
}

interface RoleParts {
    readonly part: string;
    readonly roleName: string;
    readonly description: string;
    readonly trust: string;
    readonly policy: pulumi.Output<string>;
}

function createRole({ name, parent }: BucketsContext, parts: RoleParts): CompleteRole {
    const { part, roleName, description, trust } = parts;
    const role = new aws.iam.Role(
        `${name}-${part}`,
        { name: roleName, description, assumeRolePolicy: trust, tags: { Name: roleName } },
        { parent },
    );
    const policy = new aws.iam.RolePolicy(`${name}-${part}`, { role: role.id, policy: parts.policy }, { parent });
    return { role, policy };
}
