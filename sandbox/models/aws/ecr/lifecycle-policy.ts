/** Lifecycle policies: which images of a repository go, and when. One for each repository. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { ruleFault } from "./lifecycle-document";
import { REPOSITORY } from "./repository";

type PolicyInputs = Unwrap<aws.ecr.LifecyclePolicyArgs>;

export const LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecr/lifecycle_policy.go";
const API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html";

export const lifecyclePolicyRefusals = {
    noRepository: { code: "RepositoryNotFoundException", when: "there is no repository of that name", source: API },
    rules: {
        code: "InvalidParameterException",
        when: "the document is not one of lifecycle rules: a rule lacks a part, or two share a priority",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
    },
    notJson: { code: PROVIDER_CHECK, when: "the policy is not JSON", source: PROVIDER },
} as const satisfies Record<string, Refusal>;

/** The provider turns a document given as an object into text before it looks at it. */
function parsed(policy: PolicyInputs["policy"]): unknown {
    return typeof policy === "string" ? JSON.parse(policy) : policy;
}

function jsonFaults({ policy }: Partial<PolicyInputs>): readonly CheckFault[] {
    try {
        if (policy !== undefined) {
            parsed(policy);
        }
        return [];
    } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        return [{ property: "policy", reason: `contains an invalid JSON: ${cause}` }];
    }
}

function refuse(op: Operation<PolicyInputs>): void {
    const fault = ruleFault(parsed(op.inputs.policy));
    if (fault !== undefined) {
        op.refuse(
            lifecyclePolicyRefusals.rules,
            "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: " +
                `'Lifecycle policy validation failure: ${fault}'`,
        );
    }
}

export const lifecyclePolicy = defineModel<PolicyInputs>({
    type: LIFECYCLE_POLICY,
    source: API,
    api: { service: "ECR", create: "PutLifecyclePolicy", delete: "DeleteLifecyclePolicy" },
    mint: (inputs) => inputs.repository,
    refusals: lifecyclePolicyRefusals,
    references: [
        {
            property: "repository",
            to: REPOSITORY,
            by: "name",
            missing: lifecyclePolicyRefusals.noRepository,
            message: (name) => `The repository with name '${name}' does not exist in the registry`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: [
        { property: "policy", replaces: true, source: PROVIDER },
        { property: "repository", replaces: true, source: PROVIDER },
    ],
    // A put writes over the policy there is, so that the new one would go with the old one's deletion; the provider
    // says so: https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go
    deleteBeforeReplace: true,
    check: jsonFaults,
    validate: refuse,
    outputs: (op) => ({ registryId: op.account }),
});
