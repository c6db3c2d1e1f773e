/** Managed policies: which exist, and which a role has. */
import { namesAt } from "../../kernel/references";
import type { Place, View } from "../../kernel/model";
import type { WorldRecord } from "../../../worlds/records";
import { GLOBAL } from "../../../worlds/records";
import { isMisplaced } from "./aws-managed-policies";
import { IAM_TYPES, text } from "./sources";

/**
 * Whether a policy can be attached. AWS's own are not all listed here: any name of the right form passes, since a list
 * that lags behind AWS would refuse what AWS has; but a known one must stand in its own folder.
 */
export function policyExists(view: Pick<View, "listIn">, place: Place, arn: string): boolean {
    const prefix = `arn:${place.partition}:iam::aws:policy/`;
    if (arn.startsWith(prefix) && /^[\w+=,.@/-]+$/.test(arn.slice(prefix.length))) {
        return !isMisplaced(arn.slice(prefix.length));
    }
    return view.listIn(GLOBAL, IAM_TYPES.policy).some((record) => record.id === arn);
}

/** The policies of a role: those in its own list and those that attachments add, each once. */
export function attachedPolicies(view: Pick<View, "listIn">, role: WorldRecord): readonly string[] {
    const attached = view
        .listIn(GLOBAL, IAM_TYPES.rolePolicyAttachment)
        .filter((record) => text(record, "role") === role.id)
        .map((record) => text(record, "policyArn"));
    return [...new Set([...namesAt(role.outputs, "managedPolicyArns[*]"), ...attached])];
}

/** The roles that have a policy, by whichever way. */
export function rolesWith(view: Pick<View, "listIn">, policyArn: string): readonly WorldRecord[] {
    return view.listIn(GLOBAL, IAM_TYPES.role).filter((record) => attachedPolicies(view, record).includes(policyArn));
}
