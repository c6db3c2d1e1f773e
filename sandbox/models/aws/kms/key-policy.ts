/** Key policies: the one that KMS gives a key by itself, and whether one shuts its owner out. */
import type { Place } from "../../kernel/model";
import { callerArn, rootArn } from "../iam/principals";
import type { PolicyStatement } from "../iam/policy-statements";
import { concerns, fits, isMet, policyStatements } from "../iam/policy-statements";

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

const PRINCIPAL_ARN = "aws:principalarn";

/**
 * Who may be making the call: the sandbox has no credentials of its own, and whoever deploys for real is one of the
 * roles that a policy makes an exception for.
 */
function callers(statements: readonly PolicyStatement[], place: Place): readonly string[] {
    const own = `arn:${place.partition}:iam::${place.account}:role/`;
    const named = statements
        .flatMap(({ conditions }) => conditions)
        .filter(({ key }) => key === PRINCIPAL_ARN)
        .flatMap(({ values }) => values);
    return [`${own}sandbox`, ...named.filter((arn) => arn.startsWith(own) && !/[*?]/.test(arn))];
}

function names(statement: PolicyStatement, principals: readonly string[]): boolean {
    return (statement.principals.get("AWS") ?? []).some((name) => principals.includes(name));
}

/**
 * Whether whoever makes the call could still change the policy: by the account's leave or by the caller's own name, and
 * not denied. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function keepsItsOwner(document: string, place: Place): boolean {
    const about = policyStatements(document).filter((statement) => concerns(statement, "kms:PutKeyPolicy"));
    return callers(about, place).some((caller) => {
        const context = { [PRINCIPAL_ARN]: caller, "kms:CallerAccount": place.account };
        const principals = ["*", place.account, rootArn(place), callerArn(place), caller];
        const his = about.filter(
            (statement) =>
                names(statement, principals) && statement.conditions.every((condition) => isMet(condition, context)),
        );
        return his.length > 0 && his.every(({ allows }) => allows);
    });
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
