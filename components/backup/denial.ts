/** Statements that refuse, for the policies of key, bucket and secret. Pure. */
import type { PolicyStatement } from "../iam";

type Denial = (
    Sid: string,
    actions: readonly string[],
    Resource: string,
    Condition: NonNullable<PolicyStatement["Condition"]>,
) => PolicyStatement;

/** Makes denials of a service's actions: for all who meet the condition, for everybody where it is empty. */
export function denialOf(service: "kms" | "s3" | "secretsmanager"): Denial {
    return (Sid, actions, Resource, Condition) => {
        const Action = actions.map((action) => `${service}:${action}`);
        const statement = { Sid, Effect: "Deny", Principal: "*", Action, Resource } as const;
        return Object.keys(Condition).length === 0 ? statement : { ...statement, Condition };
    };
}
