import { isDeepStrictEqual } from "node:util";
import { isAsset, isSecret } from "../progress/secret-mark";
import { isObject, type ResourceState, type StateProperties, type StateValue } from "../state/deployment";
import type { FoundResource } from "./inventory";

/** Stands for a secret where values are compared: the same text is encrypted otherwise each time. */
const SECRET = "[secret]";

/** Secrets all alike, and of assets their hash alone: events leave out what a state has of them. */
function comparable(value: StateValue): StateValue {
    if (Array.isArray(value)) {
        return value.map(comparable);
    }
    if (!isObject(value)) {
        return value;
    }
    if (isSecret(value)) {
        return SECRET;
    }
    return isAsset(value)
        ? (value["hash"] ?? value)
        : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}

/** Whether two resources are of one type and made with the same inputs, as far as can be told without secrets. */
export function isMadeAlike(left: ResourceState, right: ResourceState): boolean {
    const inputs = (of: StateProperties | undefined): StateValue => comparable(of ?? {});
    return left.type === right.type && isDeepStrictEqual(inputs(left.inputs), inputs(right.inputs));
}

/** Whether the resource came into its state before the other thing was made. False when nobody can tell. */
export function isOlder({ created }: ResourceState, { createdAt }: FoundResource): boolean {
    const came = created === undefined ? NaN : Date.parse(created);
    return createdAt !== undefined && came < createdAt;
}

/**
 * Whether what was found for a lost resource is one that a state has. An id alone doesn't tell: a replacement that
 * deletes first may get the id of what it replaces, and policies of two scaling targets may share one.
 */
export function isSameThing(known: ResourceState, lost: ResourceState, found: FoundResource): boolean {
    if (known.type !== lost.type || known.id !== found.id || known.pendingReplacement === true) {
        return false;
    }
    return !isOlder(known, found) && (known.created === undefined || isMadeAlike(known, lost));
}
