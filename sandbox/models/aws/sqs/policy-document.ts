/** What SQS says of a queue's policy. */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { documentFault } from "../iam/policy-grammar";
import { unknownPrincipal } from "../iam/principals";
import { operation, row } from "./sources";

const SET = operation("SetQueueAttributes");

export const queuePolicyRows = {
    malformed: row("InvalidAttributeValue", "the policy breaks the grammar of policies", SET),
    principal: row("InvalidAttributeValue", "the policy names a principal that does not exist", SET),
} as const satisfies Record<string, Refusal>;

export function refuseQueuePolicy<Inputs extends object>(op: Operation<Inputs>, document: string): void {
    const fault = documentFault(document, "resource");
    if (fault !== undefined) {
        op.refuse(queuePolicyRows.malformed, `Invalid value for the parameter Policy. Reason: ${fault}`);
    }
    const principal = unknownPrincipal(op.world, op, document);
    if (principal !== undefined) {
        op.refuse(
            queuePolicyRows.principal,
            `Invalid value for the parameter Policy. Reason: Invalid principal in policy: ${principal}`,
        );
    }
}
