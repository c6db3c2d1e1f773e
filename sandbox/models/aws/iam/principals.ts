/** Who is named in a policy: principals must exist when a service stores it. */
import type { Place, View } from "../../kernel/model";
import { GLOBAL } from "../../../worlds/records";
import { policyStatements } from "./policy-statements";
import { IAM_TYPES, text } from "./sources";

/** Who makes the sandbox's calls, as `getCallerIdentity` says. */
export function callerArn(place: Place): string {
    return `arn:${place.partition}:sts::${place.account}:assumed-role/sandbox/session`;
}

export function rootArn(place: Pick<Place, "account" | "partition">): string {
    return `arn:${place.partition}:iam::${place.account}:root`;
}

/** `*`, an account, a unique id of IAM, or an ARN of IAM or STS. */
const FORM = /^(\*|\d{12}|A[A-Z0-9]{3}[A-Z0-9]{12,}|arn:[\w-]+:(iam|sts)::(\d{12}|cloudfront|aws)?:\S+)$/;

/**
 * The first AWS principal of a document that IAM does not find: of no known form, or a role of this account that does
 * not exist. Other accounts, users and service-linked roles are taken at their word.
 */
export function unknownPrincipal(view: Pick<View, "listIn">, place: Place, document: string): string | undefined {
    const roles = view.listIn(GLOBAL, IAM_TYPES.role).map((record) => text(record, "arn"));
    const own = `arn:${place.partition}:iam::${place.account}:role/`;
    return policyStatements(document)
        .flatMap(({ principals }) => principals.get("AWS") ?? [])
        .find(
            (name) =>
                !FORM.test(name) ||
                (name.startsWith(own) && !name.startsWith(`${own}aws-service-role/`) && !roles.includes(name)),
        );
}
