/**
 * Names and namespaces that the provider puts in before a cluster sees an object.
 *
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/metadata/naming.go
 */
import type { Properties } from "../../values";
import { holdsUnknown, isObject, isUnknown } from "../../values";
import type { Kind } from "./objects";
import { HELM_RELEASE, isClusterScoped, metadataOf, textOf } from "./objects";

const AUTONAMED = "pulumi.com/autonamed";

export function isAutonamed(object: Properties | undefined): boolean {
    const { annotations } = metadataOf(object);
    return isObject(annotations) && annotations[AUTONAMED] === "true";
}

/** Whether it has a name, though a preview may not know it yet, or leaves it to the cluster to give one. */
function isNamed(metadata: Properties): boolean {
    return holdsUnknown(metadata["name"]) || textOf(metadata["name"]) !== undefined || "generateName" in metadata;
}

export interface Naming {
    readonly kind: Kind;
    readonly defaultNamespace: string;
    /** Gives a name that none got before: `web-1a2b3c4d`. */
    readonly newName: () => string;
}

export function withNameAndNamespace(naming: Naming, object: Properties, previous: Properties | undefined): Properties {
    if (isUnknown(object["metadata"])) {
        return object;
    }
    if (naming.kind.token === HELM_RELEASE) {
        return {
            ...object,
            name: object["name"] ?? previous?.["name"] ?? naming.newName(),
            namespace: object["namespace"] ?? naming.defaultNamespace,
        };
    }
    const metadata = withName(naming, metadataOf(object), previous);
    const namespace = metadata["namespace"] ?? naming.defaultNamespace;
    return { ...object, metadata: isClusterScoped(naming.kind) ? metadata : { ...metadata, namespace } };
}

function withName(naming: Naming, metadata: Properties, previous: Properties | undefined): Properties {
    if (isNamed(metadata)) {
        return metadata;
    }
    const kept = isAutonamed(previous) ? textOf(metadataOf(previous)["name"]) : undefined;
    const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
    return { ...metadata, annotations: { ...annotations, [AUTONAMED]: "true" }, name: kept ?? naming.newName() };
}
