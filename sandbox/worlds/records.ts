/** What a world holds and how a change to it is written down. */
import type { Properties, PropertyPath } from "../values";

/** Where services without regions keep their records. */
export const GLOBAL = "global";

export interface RecordAddress {
    /** A region of the scope, or {@link GLOBAL}. */
    readonly region: string;
    /** The Pulumi type token, `aws:ec2/vpc:Vpc`. */
    readonly type: string;
    /** The physical id, as the cloud gives it. */
    readonly id: string;
}

/**
 * One thing that exists in a cloud. It knows nothing of URNs: a cloud does not recognise what a program made before.
 */
export interface WorldRecord extends RecordAddress {
    readonly inputs: Properties;
    readonly outputs: Properties;
    /** Paths of inputs and outputs that hold secrets. */
    readonly secrets: readonly PropertyPath[];
    /** Set for what the cloud makes along with another resource and removes with it, such as a VPC's main route table. */
    readonly ownedBy?: { readonly type: string; readonly id: string };
    /** Set for what the cloud keeps when its resource is deleted; says for how long, or until what. */
    readonly remainder?: string;
}

export type Change =
    | { readonly kind: "put"; readonly record: WorldRecord }
    | { readonly kind: "remove"; readonly address: RecordAddress }
    | { readonly kind: "count"; readonly name: string; readonly value: number };

/** A line of a world's history: what was done, never with which values. */
export interface HistoryEntry {
    readonly sequence: number;
    /** Milliseconds since the epoch. */
    readonly at: number;
    /** `create`, `update`, `delete`, or what a fault or a test did behind the engine's back. */
    readonly action: string;
    readonly type: string;
    readonly id: string;
    readonly region: string;
}

export function addressKey(address: RecordAddress): string {
    return `${address.region}\n${address.id}`;
}
