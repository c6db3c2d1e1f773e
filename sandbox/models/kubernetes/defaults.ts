/** The few attributes that a cluster fills in and programs read. Everything else comes back as it was given. */
import type { Properties, Value } from "../../values";
import { isObject } from "../../values";
import { stablePick } from "../../worlds/hash";
import type { Kind } from "./objects";
import { HELM_RELEASE, textOf } from "./objects";

type Filling = (object: Properties, uid: string) => Properties;

function part(object: Properties, key: string): Properties {
    const value = object[key];
    return isObject(value) ? value : {};
}

/** An address of the range that most clusters give to services. */
function clusterIp(uid: string): string {
    return `10.96.${stablePick(256, "service", uid)}.${1 + stablePick(254, "service address", uid)}`;
}

function service(object: Properties, uid: string): Properties {
    const given = part(object, "spec");
    const type = given["type"] ?? "ClusterIP";
    const address = type === "ExternalName" ? undefined : (given["clusterIP"] ?? clusterIp(uid));
    const spec = {
        ...given,
        type,
        ...(address === undefined ? {} : { clusterIP: address, clusterIPs: [address] }),
    };
    // An address of TEST-NET-1 (RFC 5737) stands for whatever balances the load.
    const ingress = [{ ip: `192.0.2.${1 + stablePick(254, "load balancer", uid)}` }];
    return { ...object, spec, status: { loadBalancer: type === "LoadBalancer" ? { ingress } : {} } };
}

/** The API server keeps texts as bytes; the provider shows both. */
function secret(object: Properties): Properties {
    const encoded = Object.entries(part(object, "stringData")).map(([key, value]): [string, Value] => [
        key,
        Buffer.from(textOf(value) ?? "").toString("base64"),
    ]);
    const data = { ...part(object, "data"), ...Object.fromEntries(encoded) };
    return { ...object, data, type: object["type"] ?? "Opaque" };
}

function release(object: Properties): Properties {
    const { chart, name, namespace, version = "" } = object;
    return { ...object, status: { chart, name, namespace, revision: 1, status: "deployed", version } };
}

const FILLINGS: Readonly<Record<string, Filling>> = {
    "kubernetes:core/v1:Namespace": (object) => ({ ...object, status: { phase: "Active" } }),
    "kubernetes:core/v1:Secret": secret,
    "kubernetes:core/v1:Service": service,
    [HELM_RELEASE]: release,
};

export function filledIn(kind: Kind, object: Properties, uid: string): Properties {
    return FILLINGS[kind.token]?.(object, uid) ?? object;
}
