/** Where the facts of the IAM models come from, and what several of them share. */
import type { Value } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { CheckFault, Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const IAM_TYPES = {
    role: "aws:iam/role:Role",
    rolePolicy: "aws:iam/rolePolicy:RolePolicy",
    policy: "aws:iam/policy:Policy",
    rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    instanceProfile: "aws:iam/instanceProfile:InstanceProfile",
    serviceLinkedRole: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
} as const;

export const LIMITS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
export const GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";

export function operation(name: string): string {
    return `https://docs.aws.amazon.com/IAM/latest/APIReference/API_${name}.html`;
}

export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/${file}.go`;
}

/** A row of a table of refusals with IAM's HTTP status for its code. */
export function row(code: keyof typeof STATUS, when: string, source: string): Refusal {
    return { code, when, source, status: STATUS[code] };
}

const STATUS = {
    DeleteConflict: 409,
    EntityAlreadyExists: 409,
    InvalidInput: 400,
    LimitExceeded: 409,
    MalformedPolicyDocument: 400,
    NoSuchEntity: 404,
} as const;

/** There is no clock in a model: everything was made at this time. */
export const CREATED = "2025-01-01T00:00:00Z";

/** `AROA…`, `ANPA…`, `AIPA…`: a prefix for the kind, then upper-case letters and digits. */
export function uniqueId(prefix: string, hash: (label: string, length: number) => string): string {
    return `${prefix}${hash("unique id", 17).toUpperCase()}`;
}

export function text(record: WorldRecord | undefined, key: string): string {
    const value: Value | undefined = record?.outputs[key];
    return typeof value === "string" ? value : "";
}

/** Names are unique whatever their case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function hasName(records: readonly WorldRecord[], name: string): boolean {
    return records.some((record) => text(record, "name").toLowerCase() === name.toLowerCase());
}

export function nameFaults(property: string, name: string | undefined, max: number): readonly CheckFault[] {
    if (name === undefined) {
        return [];
    }
    const faults: CheckFault[] = [];
    if (name.length < 1 || name.length > max) {
        faults.push({ property, reason: `'${name}' has ${name.length} characters; allowed are 1 to ${max}` });
    }
    if (!/^[\w+=,.@-]*$/.test(name)) {
        faults.push({ property, reason: `'${name}' must match [\\w+=,.@-]` });
    }
    return faults;
}

export function jsonFaults(property: string, document: string | undefined): readonly CheckFault[] {
    if (document === undefined) {
        return [];
    }
    try {
        JSON.parse(document);
        return [];
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return [{ property, reason: `contains an invalid JSON policy: ${why}` }];
    }
}

/** IAM counts a document's characters without its white space. */
export function documentSize(document: string): number {
    return document.replace(/\s/g, "").length;
}
