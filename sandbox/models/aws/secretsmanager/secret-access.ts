/** What Secrets Manager says of a resource policy. */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { documentFault } from "../iam/policy-grammar";
import { unknownPrincipal } from "../iam/principals";
import { operation, row } from "./sources";

const PUT = operation("PutResourcePolicy");

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MOST_CHARACTERS = 20_480;

export const policyRows = {
    tooLong: row("ValidationException", "the policy is longer than 20,480 characters", PUT),
    malformed: row("MalformedPolicyDocumentException", "the policy breaks the grammar of policies", PUT),
    principal: row("MalformedPolicyDocumentException", "the policy names a principal that does not exist", PUT),
} as const satisfies Record<string, Refusal>;

export function refuseDocument<Inputs extends object>(op: Operation<Inputs>, document: string): void {
    if (document.length > MOST_CHARACTERS) {
        op.refuse(
            policyRows.tooLong,
            "1 validation error detected: Value at 'resourcePolicy' failed to satisfy constraint: Member must have length " +
                `less than or equal to ${MOST_CHARACTERS}`,
        );
    }
    const fault = documentFault(document, "resource");
    if (fault !== undefined) {
        op.refuse(policyRows.malformed, `This resource policy contains a syntax error. ${fault}`);
    }
    if (unknownPrincipal(op.world, op, document) !== undefined) {
        op.refuse(policyRows.principal, "This resource policy contains an unsupported principal.");
    }
}
