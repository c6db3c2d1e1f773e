/** Who else may read a secret. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { isPublic } from "../iam/policy-statements";
import { jsonFaults } from "../iam/sources";
import { overwrite } from "../overwriting";
import { policyRows, refuseDocument } from "./secret-access";
import { existingSecret, SECRET_POLICY } from "./secrets";
import { checkRow, operation, provider, row } from "./sources";

type PolicyInputs = Unwrap<aws.secretsmanager.SecretPolicyArgs>;

const PUT = operation("PutResourcePolicy");
const PROVIDER = provider("secret_policy");

export const secretPolicyRefusals = {
    unknown: row("ResourceNotFoundException", "the region has no such secret", PUT),
    pending: row("InvalidRequestException", "the secret is in its recovery window", PUT),
    public: row("PublicPolicyException", "the policy lets anybody in, and blockPublicPolicy is set", PUT),
    ...policyRows,
    documentForm: checkRow("the policy is no JSON", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const secretPolicy = defineModel<PolicyInputs>({
    type: SECRET_POLICY,
    source: PUT,
    api: {
        service: "Secrets Manager",
        create: "PutResourcePolicy",
        update: "PutResourcePolicy",
        delete: "DeleteResourcePolicy",
    },
    mint: (inputs) => inputs.secretArn,
    refusals: secretPolicyRefusals,
    replacement: replacementRules(PROVIDER, { replaces: ["secretArn"], inPlace: ["blockPublicPolicy", "policy"] }),
    check: ({ policy }) => jsonFaults("policy", policy),
    validate: (op) => {
        overwrite(op, SECRET_POLICY);
        existingSecret(op, op.inputs.secretArn, secretPolicyRefusals);
        refuseDocument(op, op.inputs.policy);
        if (op.inputs.blockPublicPolicy && isPublic(op.inputs.policy)) {
            op.refuse(
                secretPolicyRefusals.public,
                "The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to " +
                    "the secret.",
            );
        }
    },
    outputs: () => ({}),
});
