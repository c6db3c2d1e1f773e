/** IAM roles. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import { GLOBAL } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { attachedPolicies, policyExists } from "./attached-policies";
import { documentFault } from "./policy-grammar";
import { unknownPrincipal } from "./principals";
import {
    checkRow,
    CREATED,
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

type RoleInputs = Unwrap<aws.iam.RoleArgs>;

const CREATE = operation("CreateRole");
const DELETE = operation("DeleteRole");
const PROVIDER = provider("role");

export const roleRefusals = {
    exists: row("EntityAlreadyExists", "the account has a role of this name, whatever its case", CREATE),
    malformed: row("MalformedPolicyDocument", "the trust policy breaks the grammar of policies", GRAMMAR),
    unknownPrincipal: row(
        "MalformedPolicyDocument",
        "the trust policy names a role of the same account that does not exist, or nothing that could be a principal",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
    ),
    longTrust: row("LimitExceeded", "the trust policy is longer than 2,048 characters without white space", LIMITS),
    unknownPolicy: row("NoSuchEntity", "a managed policy to attach does not exist", operation("AttachRolePolicy")),
    unknownBoundary: row("NoSuchEntity", "the permissions boundary does not exist", CREATE),
    malformedInline: row("MalformedPolicyDocument", "an inline policy breaks the grammar of policies", GRAMMAR),
    policiesAttached: row("DeleteConflict", "managed policies are attached to the role", DELETE),
    policiesInside: row("DeleteConflict", "the role has inline policies that are resources of their own", DELETE),
    nameForm: checkRow(
        "the name is empty, longer than 64 characters or has others than letters, digits and +=,.@-_",
        PROVIDER,
    ),
    trustForm: checkRow("the trust policy is no JSON", PROVIDER),
    longDescription: checkRow("the description is longer than 1,000 characters", PROVIDER),
    sessionDuration: checkRow("the longest session is not between 3,600 and 43,200 seconds", PROVIDER),
} as const satisfies Record<string, Refusal>;

function faults(inputs: Partial<RoleInputs>): readonly CheckFault[] {
    const { assumeRolePolicy, description, maxSessionDuration, name } = inputs;
    const found: CheckFault[] = [...nameFaults("name", name, 64)];
    if (typeof assumeRolePolicy === "string") {
        found.push(...jsonFaults("assumeRolePolicy", assumeRolePolicy));
    }
    if (description !== undefined && description.length > 1000) {
        found.push({
            property: "description",
            reason: `has ${description.length} characters; at most 1000 are allowed`,
        });
    }
    if (maxSessionDuration !== undefined && (maxSessionDuration < 3600 || maxSessionDuration > 43200)) {
        found.push({
            property: "maxSessionDuration",
            reason: `is ${maxSessionDuration}; allowed is 3600 to 43200 seconds`,
        });
    }
    return found;
}

/** The SDK takes a document as an object too, and hands it on as text. */
function trustOf(inputs: RoleInputs): string {
    const { assumeRolePolicy } = inputs;
    return typeof assumeRolePolicy === "string" ? assumeRolePolicy : JSON.stringify(assumeRolePolicy);
}

function refuseTrust(op: Operation<RoleInputs>): void {
    const trust = trustOf(op.inputs);
    const fault = documentFault(trust, "trust");
    if (fault !== undefined) {
        op.refuse(roleRefusals.malformed, fault);
    }
    if (documentSize(trust) > 2048) {
        op.refuse(roleRefusals.longTrust, "Cannot exceed quota for ACLSizePerRole: 2048");
    }
    const principal = unknownPrincipal(op.world, op, trust);
    if (principal !== undefined) {
        op.refuse(roleRefusals.unknownPrincipal, `Invalid principal in policy: "AWS":"${principal}"`);
    }
}

function refusePolicies(op: Operation<RoleInputs>): void {
    for (const arn of (op.inputs.managedPolicyArns ?? []).filter((item) => !policyExists(op.world, op, item))) {
        op.refuse(roleRefusals.unknownPolicy, `Policy ${arn} does not exist or is not attachable.`);
    }
    const boundary = op.inputs.permissionsBoundary;
    if (boundary !== undefined && boundary !== "" && !policyExists(op.world, op, boundary)) {
        op.refuse(roleRefusals.unknownBoundary, `Scope ARN: ${boundary} does not exist or is not attachable.`);
    }
    for (const { policy } of op.inputs.inlinePolicies ?? []) {
        const fault = policy === undefined ? undefined : documentFault(policy, "identity");
        if (fault !== undefined) {
            op.refuse(roleRefusals.malformedInline, fault);
        }
    }
}

export function ofRole(view: Pick<View, "listIn">, type: string, role: string): readonly WorldRecord[] {
    return view.listIn(GLOBAL, type).filter((record) => text(record, "role") === role);
}

/** What the provider does before it deletes a role, and what then stands in IAM's way. */
function release(op: Operation<RoleInputs>): void {
    const force = op.inputs.forceDetachPolicies ?? false;
    for (const profile of ofRole(op.world, IAM_TYPES.instanceProfile, op.id)) {
        op.world.patch(IAM_TYPES.instanceProfile, profile.id, { role: undefined });
    }
    const inside = ofRole(op.world, IAM_TYPES.rolePolicy, op.id);
    const attached = ofRole(op.world, IAM_TYPES.rolePolicyAttachment, op.id);
    if (force || (op.inputs.managedPolicyArns ?? []).length > 0) {
        attached.forEach((record) => op.world.remove(record.type, record.id));
    } else if (attached.length > 0) {
        op.refuse(roleRefusals.policiesAttached, "Cannot delete entity, must detach all policies first.");
    }
    if (force || (op.inputs.inlinePolicies ?? []).length > 0) {
        inside.forEach((record) => op.world.remove(record.type, record.id));
    } else if (inside.length > 0) {
        op.refuse(roleRefusals.policiesInside, "Cannot delete entity, must delete policies first.");
    }
}

export const role = defineModel<RoleInputs>({
    type: IAM_TYPES.role,
    source: CREATE,
    api: { service: "IAM", create: "CreateRole", update: "UpdateRole", delete: "DeleteRole" },
    scope: "global",
    mint: (inputs) => inputs.name ?? "",
    refusals: roleRefusals,
    replacement: [
        ...["name", "namePrefix", "path"].map((property) => ({ property, replaces: true, source: PROVIDER })),
        ...[
            "assumeRolePolicy",
            "description",
            "forceDetachPolicies",
            "inlinePolicies",
            "managedPolicyArns",
            "maxSessionDuration",
            "permissionsBoundary",
        ].map((property) => ({ property, replaces: false, source: PROVIDER })),
    ],
    autoname: { property: "name", maxLength: 64 },
    unordered: ["inlinePolicies", "managedPolicyArns"],
    check: faults,
    validate: (op) => {
        if (op.kind === "create" && hasName(op.world.listIn(GLOBAL, IAM_TYPES.role), op.id)) {
            op.refuse(roleRefusals.exists, `Role with name ${op.id} already exists.`);
        }
        refuseTrust(op);
        refusePolicies(op);
    },
    outputs: (op) => ({
        arn: op.arn("iam", `role${op.inputs.path ?? "/"}${op.id}`, { regional: false }),
        assumeRolePolicy: trustOf(op.inputs),
        createDate: CREATED,
        description: op.inputs.description ?? "",
        forceDetachPolicies: op.inputs.forceDetachPolicies ?? false,
        inlinePolicies: op.inputs.inlinePolicies ?? [],
        managedPolicyArns: op.inputs.managedPolicyArns ?? [],
        maxSessionDuration: op.inputs.maxSessionDuration ?? 3600,
        namePrefix: op.inputs.namePrefix ?? "",
        path: op.inputs.path ?? "/",
        permissionsBoundary: op.inputs.permissionsBoundary ?? "",
        uniqueId: uniqueId("AROA", (label, length) => op.hash(label, length)),
    }),
    beforeDelete: release,
    read: (record, view) => ({ managedPolicyArns: attachedPolicies(view, record) }),
});
