/**
 * A model of a cluster's API server: objects that are made, changed and deleted, whatever their kind. Nothing runs in
 * it. A real API server can take its place: see {@link Cluster}.
 */
import type { Bag, Found, Identity, State } from "../../backend";
import type { Properties, PropertyPath } from "../../values";
import { stableHex } from "../../worlds/hash";
import type { Draft } from "../../worlds/draft";
import type { WorldRecord } from "../../worlds/records";
import { GLOBAL } from "../../worlds/records";
import type { Worlds } from "../../worlds/worlds";
import { recordsMadeWith } from "../kernel/find";
import { moment } from "../kernel/moments";
import { nextGeneration } from "../kernel/naming";
import { refuse } from "../kernel/operation";
import type { Kind } from "./objects";
import {
    addressOf,
    CUSTOM_RESOURCE_DEFINITION,
    HELM_RELEASE,
    idOf,
    kindOf,
    metadataOf,
    NAMESPACE,
    resourceName,
    textOf,
} from "./objects";
import { filledIn } from "./defaults";
import { kubernetesRefusals } from "./refusals";

/** What the provider asks of a cluster. */
export interface Cluster {
    /** @param takesOver whether an object that exists is changed instead of refused */
    create(identity: Identity, object: Bag, takesOver: boolean): Promise<State>;
    update(identity: Identity, id: string, object: Bag): Promise<State>;
    delete(identity: Identity, id: string): Promise<void>;
    read(identity: Identity, id: string): Promise<State | undefined>;
    /** The objects that were made with these properties. */
    find(type: string, object: Properties, ignoring: readonly PropertyPath[]): Promise<readonly Found[]>;
}

/** Every cluster has them from the start, and keeps them. */
const OWN_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_NAME = 253;
/** RBAC's names may hold colons and capitals: they only have to fit into a path. */
const PATH_NAMES = new Set(["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]);

export class ModelCluster implements Cluster {
    constructor(
        private readonly scope: string,
        private readonly worlds: Worlds,
    ) {}

    create(identity: Identity, object: Bag, takesOver: boolean): Promise<State> {
        return this.change("create", identity, (draft) => {
            const kind = kindOf(identity.type);
            const id = idOf(addressOf(identity.type, object.values));
            refuseNew(draft, kind, object.values);
            const existing = draft.get({ region: GLOBAL, type: identity.type, id });
            if ((existing || isOwnNamespace(kind, id)) && !takesOver) {
                refuse(kubernetesRefusals.exists, `${resourceName(kind)} "${nameIn(id)}" already exists`);
            }
            if (kind.token === HELM_RELEASE && object.values["createNamespace"] === true) {
                makeNamespace(draft, addressOf(kind.token, object.values).namespace);
            }
            const uid = existing ? uidOf(existing) : this.newUid(draft, identity);
            return put(draft, kind, id, object, uid, existing);
        });
    }

    update(identity: Identity, id: string, object: Bag): Promise<State> {
        return this.change("update", identity, (draft) => {
            const kind = kindOf(identity.type);
            const previous = draft.get({ region: GLOBAL, type: identity.type, id });
            if (!previous) {
                return refuse(kubernetesRefusals.terminating, `${resourceName(kind)} "${nameIn(id)}" not found`);
            }
            return put(draft, kind, id, object, uidOf(previous), previous);
        });
    }

    async delete(identity: Identity, id: string): Promise<void> {
        await this.change("delete", identity, (draft) => {
            if (isOwnNamespace(kindOf(identity.type), id)) {
                refuse(
                    kubernetesRefusals.protectedNamespace,
                    `namespaces "${id}" is forbidden: this namespace may not be deleted`,
                );
            }
            draft.remove({ region: GLOBAL, type: identity.type, id });
            if (identity.type === NAMESPACE) {
                removeContents(draft, this.worlds.world(this.scope).all(), id);
            }
            return { id };
        });
    }

    read(identity: Identity, id: string): Promise<State | undefined> {
        const record = this.worlds.world(this.scope).get({ region: GLOBAL, type: identity.type, id });
        return Promise.resolve(record && stateOf(record));
    }

    find(type: string, object: Properties, ignoring: readonly PropertyPath[]): Promise<readonly Found[]> {
        const world = this.worlds.world(this.scope);
        return Promise.resolve(recordsMadeWith(world, { type, inputs: object, ignoring, region: GLOBAL }));
    }

    private newUid(draft: Draft, identity: Identity): string {
        const hex = stableHex(32, "uid", this.scope, identity.urn, String(nextGeneration(draft, identity)));
        return [
            hex.slice(0, 8),
            hex.slice(8, 12),
            `4${hex.slice(13, 16)}`,
            `a${hex.slice(17, 20)}`,
            hex.slice(20),
        ].join("-");
    }

    private change<T extends { readonly id: string }>(
        action: string,
        identity: Identity,
        step: (draft: Draft) => T,
    ): Promise<T> {
        return this.worlds.transact(this.scope, { action, type: identity.type, region: GLOBAL }, step);
    }
}

function nameIn(id: string): string {
    return id.split("/").at(-1) ?? id;
}

function isOwnNamespace(kind: Kind, id: string): boolean {
    return kind.token === NAMESPACE && OWN_NAMESPACES.includes(id);
}

function refuseNew(draft: Draft, kind: Kind, object: Properties): void {
    const { name, namespace } = addressOf(kind.token, object);
    if (!PATH_NAMES.has(kind.kind) && (!NAME.test(name) || name.length > LONGEST_NAME)) {
        refuse(
            kubernetesRefusals.name,
            `${kind.kind} "${name}" is invalid: metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain ` +
                "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
                "alphanumeric character",
        );
    }
    const known = namespace === undefined || OWN_NAMESPACES.includes(namespace) || makesNamespace(kind, object);
    if (!known && !draft.get({ region: GLOBAL, type: NAMESPACE, id: namespace })) {
        refuse(kubernetesRefusals.noNamespace, `namespaces "${namespace}" not found`);
    }
    if (!kind.builtIn && !isDeclared(draft, kind)) {
        refuse(
            kubernetesRefusals.noSuchKind,
            `no matches for kind "${kind.kind}" in version "${kind.group}/${kind.version}"`,
        );
    }
}

function makesNamespace({ token }: Kind, object: Properties): boolean {
    return token === HELM_RELEASE && object["createNamespace"] === true;
}

/** What a chart brings is not known here, so that any chart may have brought the definition. */
function isDeclared(draft: Draft, kind: Kind): boolean {
    const definitions = draft.list(CUSTOM_RESOURCE_DEFINITION).map(({ inputs }) => inputs["spec"] as Properties);
    const declares = (spec: Properties | undefined): boolean =>
        spec?.["group"] === kind.group && (spec["names"] as Properties | undefined)?.["kind"] === kind.kind;
    return definitions.some(declares) || draft.list(HELM_RELEASE).length > 0;
}

function uidOf(record: WorldRecord): string {
    return textOf(metadataOf(record.outputs)["uid"]) ?? "";
}

function put(draft: Draft, kind: Kind, id: string, object: Bag, uid: string, previous?: WorldRecord): State {
    const before = metadataOf(previous?.outputs);
    const version = Number(before["resourceVersion"] ?? parseInt(uid.slice(0, 6), 16)) + (previous ? 1 : 0);
    const metadata = {
        ...metadataOf(object.values),
        creationTimestamp: before["creationTimestamp"] ?? moment(uid),
        resourceVersion: String(version),
        uid,
    };
    const isObject = kind.token !== HELM_RELEASE;
    const outputs = filledIn(kind, { ...object.values, ...(isObject ? { metadata } : {}) }, uid);
    const record: WorldRecord = {
        region: GLOBAL,
        type: kind.token,
        id,
        inputs: object.values,
        outputs,
        secrets: object.secrets,
    };
    draft.put(record);
    return stateOf(record);
}

function stateOf(record: WorldRecord): State {
    const { id, secrets } = record;
    return { id, inputs: { values: record.inputs, secrets }, outputs: { values: record.outputs, secrets } };
}

/** A chart that makes its namespace leaves it behind when it goes. */
function makeNamespace(draft: Draft, name: string | undefined): void {
    if (name !== undefined && !draft.get({ region: GLOBAL, type: NAMESPACE, id: name })) {
        const values = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
        put(draft, kindOf(NAMESPACE), name, { values, secrets: [] }, stableHex(32, "namespace", name));
    }
}

/** With a namespace goes all that is in it. */
function removeContents(draft: Draft, records: readonly WorldRecord[], namespace: string): void {
    for (const record of records) {
        if (addressOf(record.type, record.inputs).namespace === namespace) {
            draft.remove(record);
        }
    }
}
