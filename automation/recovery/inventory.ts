import { isProviderType, providerOf, type ResourceState, type StateProperties } from "../state/deployment";
import { typeOf } from "../progress/urn";

/** A resource that a run began to make, and of which nobody knows whether it exists. */
export interface LostResource {
    /** Package of the provider: `aws`. */
    readonly package: string;
    /** Inputs of the provider resource: they say in which account, region or cluster it would be. */
    readonly providerInputs: StateProperties;
    /** `aws:ec2/eip:Eip`. */
    readonly type: string;
    /** As the state has them, secrets encrypted. */
    readonly inputs: StateProperties;
}

/** Something in a cloud that looks as the lost resource would. */
export interface FoundResource {
    readonly id: string;
    /** When it was made, epoch ms; absent where the cloud doesn't tell. */
    readonly createdAt?: number;
}

/** Looks for lost resources in the clouds: by their inputs and ownership tags, never by URN, which no cloud knows. */
export interface Inventory {
    find(query: LostResource): Promise<readonly FoundResource[]>;
}

/** The package that makes a resource. */
export function packageOf({ type, provider }: ResourceState): string {
    const reference = provider === undefined ? undefined : providerOf(provider);
    const maker = reference === undefined ? type : typeOf(reference.urn).replace("pulumi:providers:", "");
    return maker.split(":")[0] ?? "";
}

/** Packages whose resources exist in a state and nowhere else: of a creation that was cut off nothing is left. */
const CLOUDLESS: ReadonlySet<string> = new Set(["random"]);

/** Whether a creation of the resource that was cut off may have left something in a cloud. */
export function standsInCloud(resource: ResourceState): boolean {
    return resource.custom && !isProviderType(resource.type) && !CLOUDLESS.has(packageOf(resource));
}

/** What an inventory is asked for a resource. */
export function queryFor(resource: ResourceState, resources: readonly ResourceState[]): LostResource {
    const provider = resources.find(({ urn, id }) => `${urn}::${id ?? ""}` === resource.provider);
    return {
        package: packageOf(resource),
        providerInputs: provider?.inputs ?? {},
        type: resource.type,
        inputs: resource.inputs ?? {},
    };
}
