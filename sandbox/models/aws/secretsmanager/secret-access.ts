/** What Secrets Manager says of a resource policy. */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { documentFault } from "../iam/policy-grammar";
import { unknownPrincipal } from "../iam/principals";
import { operation, row } from "./sources";

const PUT = operation("PutResourcePolicy");

export const policyRows = {
    malformed: row("MalformedPolicyDocumentException", "the policy breaks the grammar of policies", PUT),
    principal: row("MalformedPolicyDocumentException", "the policy names a principal that does not exist", PUT),
} as const satisfies Record<string, Refusal>;

export function refuseDocument<Inputs extends object>(op: Operation<Inputs>, document: string): void {
    const fault = documentFault(document, "resource");
    if (fault !== undefined) {
        op.refuse(policyRows.malformed, `This resource policy contains a syntax error. ${fault}`);
    }
    if (unknownPrincipal(op.world, op, document) !== undefined) {
        op.refuse(policyRows.principal, "This resource policy contains an unsupported principal.");
    }
}
