/** What a type token and an object's properties say: API version, kind, name, namespace. */
import { declarationOf } from "../../catalog/declarations";
import type { Properties, Value } from "../../values";
import { isObject } from "../../values";

export interface Kind {
    /** The type token: `kubernetes:apps/v1:Deployment`. */
    readonly token: string;
    /** Empty for the core group. */
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    /** Whether the cluster has it without a custom resource definition. */
    readonly builtIn: boolean;
}

/** A chart that the provider installs: it is no object of the cluster. */
export const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";
export const CUSTOM_RESOURCE_DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
export const NAMESPACE = "kubernetes:core/v1:Namespace";

export function kindOf(token: string): Kind {
    const [, apiVersion = "", kind = ""] = token.split(":");
    const [group = "", version = ""] = apiVersion.split("/");
    return {
        token,
        group: group === "core" ? "" : group,
        version,
        kind,
        builtIn: declarationOf(token) !== undefined,
    };
}

/** `kubectl api-resources --namespaced=false`, as the provider has it: provider/pkg/kinds/kinds.go of pulumi-kubernetes. */
const CLUSTER_SCOPED = new Set([
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterTrustBundle",
    "CustomResourceDefinition",
    "DeviceClass",
    "FlowSchema",
    "IPAddress",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "ResourceSlice",
    "RuntimeClass",
    "ServiceCIDR",
    "StorageClass",
    "StorageVersionMigration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
    "VolumeAttributesClass",
]);

export function isClusterScoped({ kind, builtIn }: Kind): boolean {
    return builtIn && CLUSTER_SCOPED.has(kind.replace(/Patch$/, ""));
}

/** `networkpolicies.networking.k8s.io`, as the API server names a kind in its answers. */
export function resourceName({ kind, group }: Kind): string {
    return group === "" ? plural(kind) : `${plural(kind)}.${group}`;
}

function plural(kind: string): string {
    const name = kind.toLowerCase();
    if (name === "endpoints") {
        return name;
    }
    if (/(s|x|ch)$/.test(name)) {
        return `${name}es`;
    }
    return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

export function metadataOf(object: Properties | undefined): Properties {
    const metadata = object?.["metadata"];
    return isObject(metadata) ? metadata : {};
}

export function textOf(value: Value | undefined): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

export interface Address {
    /** `undefined` for what belongs to the cluster as a whole. */
    readonly namespace: string | undefined;
    readonly name: string;
}

/** A chart carries name and namespace itself, an object in its metadata. */
export function addressOf(token: string, object: Properties): Address {
    const holder = token === HELM_RELEASE ? object : metadataOf(object);
    return { namespace: textOf(holder["namespace"]), name: textOf(holder["name"]) ?? "" };
}

/** The provider's id of an object: `namespace/name`, or the name alone. */
export function idOf({ namespace, name }: Address): string {
    return namespace === undefined ? name : `${namespace}/${name}`;
}
