/** Managed policies, inline policies of roles, and what attaches a managed policy to a role. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { GLOBAL } from "../../../worlds/records";
import type { Reference } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { overwrite } from "../overwriting";
import { attachedPolicies, policyExists, rolesWith } from "./attached-policies";
import { documentFault } from "./policy-grammar";
import {
    checkRow,
    documentSize,
    GRAMMAR,
    hasName,
    IAM_TYPES,
    jsonFaults,
    LIMITS,
    nameFaults,
    operation,
    provider,
    row,
    text,
    uniqueId,
} from "./sources";

type PolicyInputs = Unwrap<aws.iam.PolicyArgs>;
type RolePolicyInputs = Unwrap<aws.iam.RolePolicyArgs>;
type AttachmentInputs = Unwrap<aws.iam.RolePolicyAttachmentArgs>;

/** The most that IAM takes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MANAGED_SIZE = 6144;
const INLINE_SIZE = 10240;
const POLICIES_PER_ROLE = 10;

export const policyRefusals = {
    exists: row("EntityAlreadyExists", "the account has a policy of this name", operation("CreatePolicy")),
    malformed: row("MalformedPolicyDocument", "the document breaks the grammar of policies", GRAMMAR),
    tooLong: row("LimitExceeded", "the document is longer than 6,144 characters without white space", LIMITS),
    attached: row("DeleteConflict", "the policy is attached to a role or is its boundary", operation("DeletePolicy")),
    nameForm: checkRow(
        "the name is empty, longer than 128 characters or has others than letters, digits and +=,.@-_",
        provider("policy"),
    ),
    documentForm: checkRow("the document is no JSON", provider("policy")),
} as const satisfies Record<string, Refusal>;

const unknownRole = row("NoSuchEntity", "the role does not exist", operation("PutRolePolicy"));

export const rolePolicyRefusals = {
    unknownRole,
    malformed: row("MalformedPolicyDocument", "the document breaks the grammar of policies", GRAMMAR),
    tooLong: row("LimitExceeded", "the role's inline policies are together longer than 10,240 characters", LIMITS),
    nameForm: checkRow(
        "the name is empty, longer than 128 characters or has others than letters, digits and +=,.@-_",
        provider("role_policy"),
    ),
    documentForm: checkRow("the document is no JSON", provider("role_policy")),
} as const satisfies Record<string, Refusal>;

export const rolePolicyAttachmentRefusals = {
    unknownRole,
    unknownPolicy: row("NoSuchEntity", "the policy does not exist", operation("AttachRolePolicy")),
    tooMany: row("LimitExceeded", "the role would have more than ten managed policies", LIMITS),
} as const satisfies Record<string, Refusal>;

/** The SDK takes a document as an object too, and hands it on as text. */
function documentOf(document: unknown): string {
    return typeof document === "string" ? document : JSON.stringify(document);
}

function known(document: unknown): string | undefined {
    return typeof document === "string" ? document : undefined;
}

/** The SDK hands on a role as its name, whatever the program gives. */
function roleOf(inputs: { readonly role: unknown }): string {
    return typeof inputs.role === "string" ? inputs.role : "";
}

const toRole: Reference = {
    property: "role",
    to: IAM_TYPES.role,
    by: "name",
    missing: unknownRole,
    message: (name) => `The role with name ${name} cannot be found.`,
    global: true,
};

export const policy = defineModel<PolicyInputs>({
    type: IAM_TYPES.policy,
    source: operation("CreatePolicy"),
    api: { service: "IAM", create: "CreatePolicy", update: "CreatePolicyVersion", delete: "DeletePolicy" },
    scope: "global",
    mint: (inputs, _hex, place) =>
        `arn:${place.partition}:iam::${place.account}:policy${inputs.path ?? "/"}${inputs.name ?? ""}`,
    refusals: policyRefusals,
    replacement: [
        ...["description", "name", "namePrefix", "path"].map((property) => ({
            property,
            replaces: true,
            source: provider("policy"),
        })),
        { property: "policy", replaces: false, source: provider("policy") },
    ],
    autoname: { property: "name", maxLength: 128 },
    check: (inputs) => [...nameFaults("name", inputs.name, 128), ...jsonFaults("policy", known(inputs.policy))],
    validate: (op) => {
        const name = op.inputs.name ?? "";
        if (op.kind === "create" && hasName(op.world.listIn(GLOBAL, IAM_TYPES.policy), name)) {
            op.refuse(
                policyRefusals.exists,
                `A policy called ${name} already exists. Duplicate names are not allowed.`,
            );
        }
        const document = documentOf(op.inputs.policy);
        const fault = documentFault(document, "identity");
        if (fault !== undefined) {
            op.refuse(policyRefusals.malformed, fault);
        }
        if (documentSize(document) > MANAGED_SIZE) {
            op.refuse(policyRefusals.tooLong, `Cannot exceed quota for PolicySize: ${MANAGED_SIZE}`);
        }
    },
    outputs: (op) => ({
        arn: op.id,
        attachmentCount: rolesWith(op.world, op.id).length,
        description: op.inputs.description ?? "",
        namePrefix: op.inputs.namePrefix ?? "",
        path: op.inputs.path ?? "/",
        policy: documentOf(op.inputs.policy),
        policyId: uniqueId("ANPA", (label, length) => op.hash(label, length)),
    }),
    beforeDelete: (op) => {
        const bounded = op.world
            .listIn(GLOBAL, IAM_TYPES.role)
            .filter((record) => text(record, "permissionsBoundary") === op.id);
        if (rolesWith(op.world, op.id).length + bounded.length > 0) {
            op.refuse(policyRefusals.attached, "Cannot delete a policy attached to entities.");
        }
    },
    read: (record, view) => ({ attachmentCount: rolesWith(view, record.id).length }),
});

export const rolePolicy = defineModel<RolePolicyInputs>({
    type: IAM_TYPES.rolePolicy,
    source: operation("PutRolePolicy"),
    api: { service: "IAM", create: "PutRolePolicy", update: "PutRolePolicy", delete: "DeleteRolePolicy" },
    scope: "global",
    mint: (inputs) => `${roleOf(inputs)}:${inputs.name ?? ""}`,
    refusals: rolePolicyRefusals,
    references: [toRole],
    replacement: [
        ...["name", "namePrefix", "role"].map((property) => ({
            property,
            replaces: true,
            source: provider("role_policy"),
        })),
        { property: "policy", replaces: false, source: provider("role_policy") },
    ],
    autoname: { property: "name", maxLength: 128 },
    check: (inputs) => [...nameFaults("name", inputs.name, 128), ...jsonFaults("policy", known(inputs.policy))],
    validate: (op) => {
        overwrite(op, IAM_TYPES.rolePolicy);
        const document = documentOf(op.inputs.policy);
        const fault = documentFault(document, "identity");
        if (fault !== undefined) {
            op.refuse(rolePolicyRefusals.malformed, fault);
        }
        const others = op.world
            .listIn(GLOBAL, IAM_TYPES.rolePolicy)
            .filter((record) => record.id !== op.id && text(record, "role") === roleOf(op.inputs));
        const size = [document, ...others.map((record) => text(record, "policy"))]
            .map(documentSize)
            .reduce((sum, part) => sum + part, 0);
        if (size > INLINE_SIZE) {
            op.refuse(
                rolePolicyRefusals.tooLong,
                `Maximum policy size of ${INLINE_SIZE} bytes exceeded for role ${roleOf(op.inputs)}`,
            );
        }
    },
    outputs: (op) => ({ namePrefix: op.inputs.namePrefix ?? "", policy: documentOf(op.inputs.policy) }),
});

export const rolePolicyAttachment = defineModel<AttachmentInputs>({
    type: IAM_TYPES.rolePolicyAttachment,
    source: operation("AttachRolePolicy"),
    api: { service: "IAM", create: "AttachRolePolicy", delete: "DetachRolePolicy" },
    scope: "global",
    mint: (inputs, hex) => `${roleOf(inputs)}-${hex(26)}`,
    refusals: rolePolicyAttachmentRefusals,
    references: [toRole],
    replacement: ["policyArn", "role"].map((property) => ({
        property,
        replaces: true,
        source: provider("role_policy_attachment"),
    })),
    validate: (op) => {
        const { policyArn } = op.inputs;
        if (!policyExists(op.world, op, policyArn)) {
            op.refuse(
                rolePolicyAttachmentRefusals.unknownPolicy,
                `Policy ${policyArn} does not exist or is not attachable.`,
            );
        }
        const record = op.world.get(IAM_TYPES.role, roleOf(op.inputs));
        const attached = record ? attachedPolicies(op.world, record) : [];
        if (!attached.includes(policyArn) && attached.length >= POLICIES_PER_ROLE) {
            op.refuse(
                rolePolicyAttachmentRefusals.tooMany,
                `Cannot exceed quota for PoliciesPerRole: ${POLICIES_PER_ROLE}`,
            );
        }
    },
    outputs: () => ({}),
});
