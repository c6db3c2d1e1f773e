/**
 * What stands behind a provider: the seam between the provider protocol and whatever answers for a cloud. The protocol
 * knows only this file; a model of AWS and a real Kubernetes API server fit behind it alike.
 */
import type { Properties, PropertyPath } from "./values";

/** Values with the places of the secrets among them. */
export interface Bag {
    readonly values: Properties;
    readonly secrets: readonly PropertyPath[];
}

/** A fault of an input, found before any call; all faults of one resource are reported at once. */
export interface CheckFault {
    /** The key path, `ingress[0].fromPort`. */
    readonly property: string;
    /** What is wrong, with the value given and what is allowed. */
    readonly reason: string;
}

/** A resource as the engine names it. */
export interface Identity {
    readonly urn: string;
    readonly type: string;
    /** The logical name, the last part of the URN. */
    readonly name: string;
}

/** A resource as it stands in the cloud. */
export interface State {
    readonly id: string;
    readonly inputs: Bag;
    readonly outputs: Bag;
}

/** A resource that a cloud has, found by what it was made with. */
export interface Found {
    readonly id: string;
    /** When it was made, in milliseconds since the epoch; absent where the cloud no longer tells. */
    readonly createdAt?: number;
}

/** What a change of inputs means for a resource. */
export interface ReplacementRule {
    /** @param path where the value changed, below that property */
    readonly replaces: (property: string, path: PropertyPath) => boolean;
    readonly deleteBeforeReplace: boolean;
    /** Whether the order of this list matters to the cloud. */
    readonly ordered: (property: string) => boolean;
    /** Inputs that are compared with what the last run or refresh has read of them, since others write them too. */
    readonly readBack?: readonly string[];
}

/** One configured provider: an explicit provider resource of a program, with its own region, account and tags. */
export interface Connection {
    /** Fills in the provider's defaults and names, and finds faults. May meet unknown values. */
    check(
        identity: Identity,
        inputs: Properties,
        previous: Properties | undefined,
    ): { readonly inputs: Properties; readonly faults: readonly CheckFault[] };
    replacement(type: string, previous: Properties, inputs: Properties): ReplacementRule;
    /** Outputs that are known before the resource exists, beyond the echoed inputs. */
    secretOutputs(type: string): readonly string[];
    create(identity: Identity, inputs: Bag): Promise<State>;
    /** @param known its outputs as the last run or refresh has read them */
    update(identity: Identity, id: string, inputs: Bag, known?: Properties): Promise<State>;
    delete(identity: Identity, id: string, known: Properties): Promise<void>;
    /** The resource as it is now; `undefined` where it no longer exists. */
    read(identity: Identity, id: string, known: Properties): Promise<State | undefined>;
    /**
     * The resources that stand where one with these inputs would be made, and that were made with the same: for what a
     * run has made and lost the answer of. In AWS this is a look through the tagging API and the service's own `Describe`
     * calls by the ownership tags; what cannot be tagged is found by what it belongs to, which its inputs name.
     *
     * @param inputs as checked, defaults filled in
     * @param ignoring paths of the inputs whose values are not at hand
     */
    find(type: string, inputs: Properties, ignoring: readonly PropertyPath[]): Promise<readonly Found[]>;
    invoke(
        token: string,
        args: Properties,
    ): Promise<{ readonly result: Properties; readonly faults: readonly CheckFault[] }>;
}

export interface Backend {
    /** The Pulumi package it answers for: `aws`. */
    readonly package: string;
    /** The version of the installed SDK. */
    readonly version: string;
    checkConfig(config: Properties): readonly CheckFault[];
    configure(config: Properties): Connection;
}

/** A create that left something behind although it failed, as clouds do. */
export class PartialCreateError extends Error {
    constructor(
        readonly state: State,
        readonly reasons: readonly string[],
    ) {
        super(reasons.join("; "));
        this.name = "PartialCreateError";
    }
}
