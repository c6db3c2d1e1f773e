/** Finds in the model clouds what a run has made and lost the answer of. */
import type { Backend, Found } from "./backend";
import { recordsMadeWith } from "./models/kernel/find";
import { decodeJson } from "./protocol/wire";
import type { Worlds } from "./worlds/worlds";

/** Properties as a state file has them: secrets are wrapped and encrypted. */
type StateProperties = Readonly<Record<string, unknown>>;

/** A resource as a state describes one that is being made. */
export interface LookupQuery {
    /** The provider's package: `aws`. */
    readonly package: string;
    /** The inputs of the provider resource that it is made with. */
    readonly providerInputs: StateProperties;
    /** `aws:ec2/eip:Eip`. */
    readonly type: string;
    readonly inputs: StateProperties;
}

/** Where the provider's configuration holds secrets, nobody can say which world it leads to: all are looked through. */
export async function lookUp(
    query: LookupQuery,
    backends: readonly Backend[],
    worlds: Worlds,
): Promise<readonly Found[]> {
    const { type } = query;
    const provider = decodeJson(query.providerInputs);
    const { values: inputs, secrets: ignoring } = decodeJson(query.inputs);
    if (provider.secrets.length > 0) {
        return worlds
            .scopesOf(query.package)
            .flatMap((scope) => recordsMadeWith(worlds.world(scope), { type, inputs, ignoring }));
    }
    const backend = backends.find((candidate) => candidate.package === query.package);
    return backend === undefined ? [] : backend.configure(provider.values).find(type, inputs, ignoring);
}
