/** The same account with one document changed; all others are the same objects. */
import type { PolicyStatement } from "../../../components/iam";
import type { Account, Role } from "./account";
import type { PolicyDocument } from "./documents";

export type Change = (statements: readonly PolicyStatement[]) => readonly PolicyStatement[];

export function withRole(account: Account, arn: string, change: (role: Role) => Role): Account {
    if (!account.roles.some((role) => role.arn === arn)) {
        throw new Error(`there is no role ${arn}`);
    }
    return { ...account, roles: account.roles.map((role) => (role.arn === arn ? change(role) : role)) };
}

/** Changes what a role may do. A role without a policy gets one. */
export function withPolicy(account: Account, arn: string, change: Change): Account {
    return withRole(account, arn, (role) => {
        const [first = { name: "seeded", document: { Version: "2012-10-17", Statement: [] } }, ...others] =
            role.policies;
        return { ...role, policies: [{ ...first, document: changed(first.document, change) }, ...others] };
    });
}

export function withTrust(account: Account, arn: string, change: Change): Account {
    return withRole(account, arn, (role) => ({ ...role, trust: changed(role.trust, change) }));
}

/** Changes who may use a resource. */
export function withResourcePolicy(account: Account, arn: string, change: Change): Account {
    const before = account.resourcePolicies.get(arn) ?? { Version: "2012-10-17", Statement: [] };
    return { ...account, resourcePolicies: new Map([...account.resourcePolicies, [arn, changed(before, change)]]) };
}

export function withoutResourcePolicy(account: Account, arn: string): Account {
    return {
        ...account,
        resourcePolicies: new Map([...account.resourcePolicies].filter(([guarded]) => guarded !== arn)),
    };
}

/** One statement more. */
export function and(statement: PolicyStatement): Change {
    return (statements) => [...statements, statement];
}

/** Without the statement of this Sid. */
export function without(sid: string): Change {
    return (statements) => {
        const rest = statements.filter(({ Sid }) => Sid !== sid);
        if (rest.length === statements.length) {
            throw new Error(`there is no statement ${sid}`);
        }
        return rest;
    };
}

/** With another form of the statement of this Sid. */
export function as(sid: string, change: (statement: PolicyStatement) => PolicyStatement): Change {
    return (statements) => {
        const next = statements.map((statement) => (statement.Sid === sid ? change(statement) : statement));
        if (JSON.stringify(next) === JSON.stringify(statements)) {
            throw new Error(`${sid} stays as it is`);
        }
        return next;
    };
}

function changed({ Version, Statement }: PolicyDocument, change: Change): PolicyDocument {
    return { Version, Statement: change(Statement) };
}
