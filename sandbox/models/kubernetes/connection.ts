/** The provider between the engine and a cluster: names, differences, replacements and the wording of refusals. */
import type { Bag, CheckFault, Connection, Found, Identity, ReplacementRule, State } from "../../backend";
import { declarationOf } from "../../catalog/declarations";
import { replacementOf, replacesAt } from "../../catalog/replacement";
import type { Properties, PropertyPath } from "../../values";
import { sameValue } from "../../values";
import { stableHex } from "../../worlds/hash";
import { declarationFaults } from "../kernel/declaration-faults";
import { Refused } from "../kernel/refusal";
import type { Cluster } from "./cluster";
import type { Configuration } from "./configuration";
import { isAutonamed, withNameAndNamespace } from "./naming";
import { addressOf, kindOf, resourceName } from "./objects";
import { decodeYaml } from "./yaml-decode";

const SUFFIX_LENGTH = 8;

export class KubernetesConnection implements Connection {
    /** @param made how often a program's resource was made, so that a replacement gets another name */
    constructor(
        private readonly configuration: Configuration,
        private readonly cluster: Cluster,
        private readonly made: (identity: Identity) => number,
    ) {}

    check(
        identity: Identity,
        inputs: Properties,
        previous: Properties | undefined,
    ): { inputs: Properties; faults: readonly CheckFault[] } {
        const kind = kindOf(identity.type);
        const newName = (): string => {
            const suffix = stableHex(SUFFIX_LENGTH, "name", identity.urn, String(this.made(identity)));
            return `${identity.name}-${suffix}`;
        };
        const { defaultNamespace } = this.configuration;
        const before = previous && Object.keys(previous).length > 0 ? previous : undefined;
        const object = withNameAndNamespace({ kind, defaultNamespace, newName }, inputs, before);
        return {
            inputs: object,
            faults: [...declarationFaults(declarationOf(identity.type), object), ...listFaults(kind)],
        };
    }

    replacement(type: string, previous: Properties, inputs: Properties): ReplacementRule {
        const data = replacementOf(type);
        const isMutable = this.mutableProperties(type, previous);
        return {
            replaces: (property, path: PropertyPath) =>
                data !== undefined && !isMutable(property) && replacesAt(data.replaces, path),
            // Two objects cannot share a name, so the old one has to go before the new one comes.
            deleteBeforeReplace:
                !isAutonamed(inputs) && sameValue({ ...addressOf(type, previous) }, { ...addressOf(type, inputs) }),
            ordered: () => true,
        };
    }

    /** What the provider is told to change in place, unless the object itself is immutable. */
    private mutableProperties(type: string, previous: Properties): (property: string) => boolean {
        const { mutableConfigMaps, mutableSecrets } = this.configuration;
        const allowed =
            (type === "kubernetes:core/v1:ConfigMap" && mutableConfigMaps) ||
            (type === "kubernetes:core/v1:Secret" && mutableSecrets);
        return (property) =>
            allowed && previous["immutable"] !== true && /^(binaryData|data|stringData)$/.test(property);
    }

    secretOutputs(type: string): readonly string[] {
        return [...(declarationOf(type)?.secretOutputs ?? [])];
    }

    create(identity: Identity, inputs: Bag): Promise<State> {
        return worded(identity, () => this.cluster.create(identity, inputs, this.configuration.upserts));
    }

    update(identity: Identity, id: string, inputs: Bag): Promise<State> {
        return worded(identity, () => this.cluster.update(identity, id, inputs));
    }

    delete(identity: Identity, id: string): Promise<void> {
        return worded(identity, () => this.cluster.delete(identity, id));
    }

    read(identity: Identity, id: string): Promise<State | undefined> {
        return this.cluster.read(identity, id);
    }

    find(type: string, object: Properties, ignoring: readonly PropertyPath[]): Promise<readonly Found[]> {
        return this.cluster.find(type, object, ignoring);
    }

    async invoke(token: string, args: Properties): Promise<{ result: Properties; faults: readonly CheckFault[] }> {
        if (token !== "kubernetes:yaml:decode") {
            throw new Error(
                `the sandbox cannot answer ${token}: it runs no Helm and no Kustomize. Use helm.v3.Release, or ` +
                    "yaml.ConfigFile with the rendered text",
            );
        }
        return Promise.resolve({ result: decodeYaml(args), faults: [] });
    }
}

function listFaults({ kind }: ReturnType<typeof kindOf>): readonly CheckFault[] {
    return kind.endsWith("List")
        ? [
              {
                  property: "kind",
                  reason: `is ${kind}: a list cannot be created as one resource; use the type of its items`,
              },
          ]
        : [];
}

/** `error: configmaps "web" already exists`, and the advice that the provider adds. */
async function worded<T>(identity: Identity, call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        if (error instanceof Refused) {
            error.message = wordingOf(identity, error);
        }
        throw error;
    }
}

function wordingOf(identity: Identity, { code, detail }: Refused): string {
    const about = `resource ${resourceName(kindOf(identity.type))} (${identity.name})`;
    const advice =
        code === "AlreadyExists"
            ? "\nThe resource already exists in the cluster: give a renamed resource an alias, import it, or set " +
              "upsertExistingObjects on the provider"
            : "";
    return `${about}: ${detail}${advice}`;
}
