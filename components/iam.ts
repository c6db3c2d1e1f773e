/** IAM's policies, as data and as JSON. Pure. */

/** A value or several, as IAM takes both. */
type OneOrMany<Value> = Value | readonly Value[];

/** One statement of a policy, in IAM's own words. `Value` is text, or what becomes text once a resource is there. */
export interface PolicyStatement<Value = string> {
    /** Letters and digits, unique in the policy. */
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    /** Who: in the policy of a resource or a role's trust policy, not in what a role may do. */
    readonly Principal?: "*" | Readonly<Record<string, OneOrMany<string>>>;
    readonly Action: OneOrMany<string>;
    /** On what: everywhere but in a trust policy. */
    readonly Resource?: OneOrMany<Value>;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<Value>>>>>;
}

/** The policy of these statements, as JSON. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The trust policy of a role that one AWS service assumes, as JSON. */
export function assumableBy(service: string, conditions?: PolicyStatement["Condition"]): string {
    return policyDocument([
        {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: service },
            ...(conditions === undefined ? {} : { Condition: conditions }),
        },
    ]);
}
