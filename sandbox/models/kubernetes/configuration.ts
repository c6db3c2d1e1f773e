/** The configuration of one `kubernetes.Provider`: which cluster it speaks to, and how. */
import { parse } from "yaml";
import type { CheckFault } from "../../backend";
import type { Properties, Value } from "../../values";
import { isList, isObject } from "../../values";
import { textOf } from "./objects";

export interface Configuration {
    /** The world of the cluster: `kubernetes/192.0.2.10:6443`. */
    readonly scope: string;
    /** Where objects go that name no namespace. */
    readonly defaultNamespace: string;
    /** Whether `create` takes over an object that exists. */
    readonly upserts: boolean;
    readonly mutableConfigMaps: boolean;
    readonly mutableSecrets: boolean;
}

/** No file of the user's is read: the sandbox never speaks to the cluster that happens to be at hand. */
const NO_KUBECONFIG = "no-kubeconfig";

interface Target {
    readonly cluster: string;
    readonly namespace: string | undefined;
}

/** The item of a kubeconfig's list: `clusters: [{ name, cluster: { server } }]`. */
function named(list: Value | undefined, name: string | undefined): Properties | undefined {
    const items = isList(list) ? list.filter(isObject) : [];
    return items.find((item) => item["name"] === name);
}

function inner(item: Properties | undefined, key: string): Properties {
    const value = item?.[key];
    return isObject(value) ? value : {};
}

function kubeconfigOf(config: Properties): Properties | undefined {
    const text = textOf(config["kubeconfig"]);
    if (text === undefined) {
        return undefined;
    }
    const parsed: unknown = parse(text);
    return isObject(parsed) ? parsed : undefined;
}

/** A cluster is the server it answers at: many a kubeconfig calls its cluster `kubernetes` or `default`. */
function targetOf(config: Properties): Target | undefined {
    const kubeconfig = kubeconfigOf(config);
    const contextName = textOf(config["context"]) ?? textOf(kubeconfig?.["current-context"]);
    const context = inner(named(kubeconfig?.["contexts"], contextName), "context");
    const clusterName = textOf(config["cluster"]) ?? textOf(context["cluster"]);
    const server = textOf(inner(named(kubeconfig?.["clusters"], clusterName), "cluster")["server"]);
    const cluster = server?.replace(/^https?:\/\//, "").replace(/\/+$/, "");
    return cluster === undefined ? undefined : { cluster, namespace: textOf(context["namespace"]) };
}

export function configurationFaults(config: Properties): readonly CheckFault[] {
    if (config["kubeconfig"] === undefined) {
        return [];
    }
    const needed = "the sandbox needs the text of a kubeconfig whose context leads to a cluster with a server";
    try {
        return targetOf(config) ? [] : [{ property: "kubeconfig", reason: `names no cluster: ${needed}` }];
    } catch {
        // The text may hold a token, so neither it nor the parser's message is shown.
        return [{ property: "kubeconfig", reason: `is not YAML or JSON: ${needed}` }];
    }
}

/** Nested values and flags of a provider's configuration arrive as JSON text. */
function flag(config: Properties, name: string): boolean {
    return config[name] === true || config[name] === "true";
}

export function configurationOf(config: Properties): Configuration {
    const target = targetOf(config);
    const cluster = textOf(config["clusterIdentifier"]) ?? target?.cluster ?? NO_KUBECONFIG;
    return {
        scope: `kubernetes/${cluster}`,
        defaultNamespace: textOf(config["namespace"]) ?? target?.namespace ?? "default",
        upserts: flag(config, "upsertExistingObjects"),
        mutableConfigMaps: flag(config, "enableConfigMapMutable"),
        mutableSecrets: flag(config, "enableSecretMutable"),
    };
}
