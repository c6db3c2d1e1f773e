/** Key policies: the one that KMS gives a key by itself, and whether one shuts its owner out. */
import type { Place } from "../../kernel/model";
import { callerArn, rootArn } from "../iam/principals";
import type { PolicyStatement } from "../iam/policy-statements";
import { concerns, fits, policyStatements } from "../iam/policy-statements";

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html, keys in the order that the provider writes. */
export function defaultKeyPolicy(place: Place): string {
    return JSON.stringify({
        Id: "key-default-1",
        Statement: [
            {
                Action: "kms:*",
                Effect: "Allow",
                Principal: { AWS: rootArn(place) },
                Resource: "*",
                Sid: "Enable IAM User Permissions",
            },
        ],
        Version: "2012-10-17",
    });
}

function names(statement: PolicyStatement, principals: readonly string[]): boolean {
    return (statement.principals.get("AWS") ?? []).some((name) => principals.includes(name));
}

/**
 * Whether whoever makes the call could still change the policy: by the account's leave or by the caller's own name, and
 * not denied. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function keepsItsOwner(document: string, place: Place): boolean {
    const owner = ["*", place.account, rootArn(place), callerArn(place)];
    const about = policyStatements(document).filter(
        (statement) => concerns(statement, "kms:PutKeyPolicy") && names(statement, owner),
    );
    const denied = about.some(({ allows, conditions }) => !allows && conditions.length === 0);
    return !denied && about.some(({ allows }) => allows);
}

/** Whether a service may encrypt and decrypt with the key for one resource of its own. */
export function lets(
    document: string,
    service: string,
    context: { readonly key: string; readonly value: string },
): boolean {
    const grants = policyStatements(document).filter(
        ({ allows, conditions, principals }) =>
            allows &&
            ([service, "*"].some((name) => (principals.get("Service") ?? []).includes(name)) ||
                (principals.get("AWS") ?? []).includes("*")) &&
            conditions
                .filter(({ key }) => key === context.key.toLowerCase())
                .every(({ values }) => values.some((pattern) => fits(pattern, context.value))),
    );
    return ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"].every((action) =>
        grants.some((statement) => concerns(statement, action)),
    );
}
