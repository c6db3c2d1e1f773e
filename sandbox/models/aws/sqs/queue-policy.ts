/** Policies of queues, as resources of their own. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { jsonFaults } from "../iam/sources";
import { overwrite } from "../overwriting";
import { queuePolicyRows, refuseQueuePolicy } from "./policy-document";
import { checkRow, operation, provider, QUEUE, QUEUE_POLICY, row } from "./sources";

type PolicyInputs = Unwrap<aws.sqs.QueuePolicyArgs>;

const SET = operation("SetQueueAttributes");
const PROVIDER = provider("queue_policy");

export const queuePolicyRefusals = {
    noQueue: row("QueueDoesNotExist", "there is no queue at this URL", SET),
    ...queuePolicyRows,
    form: checkRow("the policy is no JSON", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** The SDK takes a document as an object too, and hands it on as text. */
function documentOf({ policy }: Pick<PolicyInputs, "policy">): string {
    return typeof policy === "string" ? policy : JSON.stringify(policy);
}

export const queuePolicy = defineModel<PolicyInputs>({
    type: QUEUE_POLICY,
    source: SET,
    api: {
        service: "SQS",
        create: "SetQueueAttributes",
        update: "SetQueueAttributes",
        delete: "SetQueueAttributes",
    },
    mint: (inputs) => inputs.queueUrl,
    refusals: queuePolicyRefusals,
    references: [
        {
            property: "queueUrl",
            to: QUEUE,
            missing: queuePolicyRefusals.noQueue,
            message: () => "The specified queue does not exist.",
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, { replaces: ["queueUrl"], inPlace: ["policy"] }),
    check: ({ policy }) => (typeof policy === "string" ? jsonFaults("policy", policy) : []),
    validate: (op) => {
        overwrite(op, QUEUE_POLICY);
        refuseQueuePolicy(op, documentOf(op.inputs));
    },
    outputs: (op) => ({ policy: documentOf(op.inputs) }),
});
