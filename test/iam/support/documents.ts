import type { PolicyStatement } from "../../../components/iam";

/** A policy as IAM has it. */
export interface PolicyDocument {
    readonly Version: string;
    readonly Statement: readonly PolicyStatement[];
}

export interface NamedPolicy {
    readonly name: string;
    readonly document: PolicyDocument;
}

export function documentOf(policy: string): PolicyDocument {
    return JSON.parse(policy) as PolicyDocument;
}
