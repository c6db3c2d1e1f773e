/** Who asks: the roles that are there, and some that might be one day. */
import type { Account, Role } from "./account";
import type { NamedPolicy } from "./documents";

/** What a request says, by condition key. */
export type Context = Readonly<Record<string, string | string[]>>;

export interface Caller {
    readonly name: string;
    readonly principal: string;
    /** What AWS says of the caller in each of its requests. */
    readonly context: Context;
    readonly policies: readonly NamedPolicy[];
}

const STRANGER = "444455556666";

/** A session of a role: what a task, a function or a person is that has assumed it. */
export function sessionOf({ id }: Pick<Account, "id">, { name, arn, policies }: Omit<Role, "trust">): Caller {
    return {
        name,
        principal: `arn:aws:sts::${id}:assumed-role/${name}/session`,
        context: {
            "aws:PrincipalArn": arn,
            "aws:PrincipalAccount": id,
            "aws:PrincipalType": "AssumedRole",
            "aws:PrincipalIsAWSService": "false",
        },
        policies,
    };
}

/** A role that isn't there yet, with what it would be given too much of. */
export function laterRole(account: string, name: string, ...actions: readonly string[]): Caller {
    const role = { name, arn: `arn:aws:iam::${account}:role/${name}`, policies: allowing(...actions) };
    return sessionOf({ id: account }, role);
}

/** An administrator, as AWS's `AdministratorAccess` makes one. */
export function administrator({ id }: Account): Caller {
    return laterRole(id, "administrator", "*");
}

/** The account's root user: no policy of his own binds him, one of a resource does. */
export function rootUser({ id }: Account): Caller {
    const arn = `arn:aws:iam::${id}:root`;
    return {
        name: "the root user",
        principal: arn,
        context: {
            "aws:PrincipalArn": arn,
            "aws:PrincipalAccount": id,
            "aws:PrincipalType": "Account",
            "aws:PrincipalIsAWSService": "false",
        },
        policies: allowing("*"),
    };
}

/** AWS itself, for no role of anybody's. */
export function service(principal: string): Caller {
    return {
        name: principal,
        principal,
        context: { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal },
        policies: [],
    };
}

/** Who is no part of the account, whatever he may in his own. */
export function outsiders(): readonly Caller[] {
    return [
        { ...laterRole(STRANGER, "administrator", "*"), name: "an administrator of another account" },
        ...["backup.amazonaws.com", "s3.amazonaws.com", "logs.eu-central-1.amazonaws.com", "lambda.amazonaws.com"].map(
            service,
        ),
    ];
}

/** One statement that allows all of these actions everywhere. */
function allowing(...actions: readonly string[]): readonly NamedPolicy[] {
    const Statement = [{ Sid: "Everything", Effect: "Allow", Action: actions, Resource: "*" }] as const;
    return [{ name: "too much", document: { Version: "2012-10-17", Statement } }];
}
