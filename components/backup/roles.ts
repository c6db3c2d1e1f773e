import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { executionStatements } from "../ecs/task/execution-policy";
import { taskTrustPolicy } from "../ecs/task/place";
import { policyDocument, type PolicyStatement } from "../iam";
import type { BackupContext } from "./context";
import type { BackupLogGroups } from "./logs";
import { type BackupResources, runnerStatements, verifyStatements } from "./role-policies";

/** What the roles are about, once it is there. */
export interface BackupThings {
    readonly bucketArn: pulumi.Output<string>;
    readonly kmsKeyArn: pulumi.Output<string>;
}

export interface BackupRoles {
    readonly runner: aws.iam.Role;
    readonly verify: aws.iam.Role;
    readonly execution: aws.iam.Role;
}

/** The roles with their one policy each. The first two have the names that the policies of key and bucket know. */
export function createRoles(context: BackupContext, things: BackupThings, logs: BackupLogGroups): BackupRoles {
    const { plan } = context;
    const resources = backupResources(context, things);
    return {
        runner: createRole(context, "runner", {
            name: plan.names.runner.role,
            description: "What the backup runner may do in AWS",
            statements: resources.apply(runnerStatements),
        }),
        verify: createRole(context, "verify", {
            name: plan.names.verify.role,
            description: "What the check of backups may do in AWS",
            statements: resources.apply(verifyStatements),
        }),
        execution: createRole(context, "execution", {
            name: plan.names.executionRole,
            description: "What the backup's tasks are started with",
            statements: startStatements(context, logs),
        }),
    };
}

function backupResources({ args, place }: BackupContext, things: BackupThings): pulumi.Output<BackupResources> {
    return pulumi.output({
        region: place.region,
        bucketArn: things.bucketArn,
        kmsKeyArn: things.kmsKeyArn,
        databaseSecretArn: args.database.secretArn,
        encryptionSecretArn: args.encryptionSecretArn,
        secretsKeyArn: args.secretsKeyArn,
    });
}

/** No secret is injected: the program reads what it needs by its task's role. */
function startStatements({ args, place }: BackupContext, logs: BackupLogGroups): pulumi.Output<PolicyStatement[]> {
    const repositories = [args.runner.image.repositoryArn, args.verify.scratchImage.repositoryArn];
    return pulumi
        .output({ logGroupArns: [logs.runner.arn, logs.verify.arn], repositoryArns: repositories })
        .apply(({ logGroupArns, repositoryArns }) =>
            executionStatements({
                region: place.region,
                logGroupArns,
                repositoryArns: repositoryArns.filter((arn) => arn !== undefined),
                secretArns: [],
                secretsKeyArn: undefined,
            }),
        );
}

interface RoleParts {
    readonly name: string;
    readonly description: string;
    readonly statements: pulumi.Output<PolicyStatement[]>;
}

function createRole(
    { parent, place, childName }: BackupContext,
    kind: string,
    { name, description, statements }: RoleParts,
): aws.iam.Role {
    const trust = { name, description, assumeRolePolicy: taskTrustPolicy(place) };
    const role = new aws.iam.Role(childName(kind), trust, { parent });
    new aws.iam.RolePolicy(childName(kind), { role: role.id, policy: statements.apply(policyDocument) }, { parent });
    return role;
}
