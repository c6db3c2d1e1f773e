/** Whose requests key, bucket and secret take, by `aws:PrincipalArn`: a role's own ARN, whatever its session. Pure. */
import type { PolicyStatement } from "../iam";
import type { NamingArgs } from "../naming";

/** ARNs of roles. None has to exist: as a value of a condition IAM doesn't look for it, as a `Principal` it would. */
export interface BackupPrincipals {
    readonly accountId: string;
    readonly runner: string;
    readonly verify: string;
    readonly operations: readonly string[];
    readonly administrators: readonly string[];
    /** Patterns of the roles that tasks of the environment have. */
    readonly tasks: readonly string[];
}

type Condition = NonNullable<PolicyStatement["Condition"]>;

/** Names of the roles that are made here, without prefix and environment. */
export const ROLES = { runner: "backup-runner", verify: "backup-verify", execution: "backup-execution" } as const;

interface Given {
    readonly accountId: string;
    readonly operationsRoleArns?: readonly string[];
    readonly administratorRoleArns?: readonly string[];
}

export function backupPrincipals({ prefix, environment }: NamingArgs, args: Given): BackupPrincipals {
    const role = (name: string): string => `arn:aws:iam::${args.accountId}:role/${prefix}-${environment}-${name}`;
    return {
        accountId: args.accountId,
        runner: role(ROLES.runner),
        verify: role(ROLES.verify),
        operations: args.operationsRoleArns ?? [],
        administrators: args.administratorRoleArns ?? [],
        tasks: [role("*-task"), role("*-execution"), role(ROLES.runner), role(ROLES.verify)],
    };
}

/** The account itself: as a principal, whoever its IAM policies let; as a caller, its root user. */
export function rootOf({ accountId }: Pick<BackupPrincipals, "accountId">): string {
    return `arn:aws:iam::${accountId}:root`;
}

/** Met by these roles alone. */
export function only(arns: readonly string[]): Condition {
    return { ArnEquals: { "aws:PrincipalArn": arns } };
}

/**
 * Met by everybody but these roles: the root user and AWS's own services too, whose requests have another ARN or none.
 * A service that acts for a role, as S3 does when it asks KMS for an object's key, has the ARN of that role.
 */
export function allBut(arns: readonly string[]): Condition {
    // A list without an entry is no condition that IAM takes; a deny without one is for everybody.
    return arns.length === 0 ? {} : { ArnNotEquals: { "aws:PrincipalArn": arns } };
}

/**
 * Met by those who may not change settings. The root user always may: nobody is locked out for good.
 *
 * @param nor whom it isn't met by either, whatever administrators there are.
 */
export function notAdministrators(principals: BackupPrincipals, nor: readonly string[] = []): Condition {
    const { operations, administrators, tasks } = principals;
    return administrators.length === 0
        ? { ArnLike: { "aws:PrincipalArn": tasks }, ...allBut(nor) }
        : allBut([...new Set([rootOf(principals), ...nor, ...operations, ...administrators])]);
}
