/** What changed between two sets of inputs, path by path, and what of it replaces the resource. */
import type { ReplacementRule } from "../backend";
import type { Properties, PropertyPath, Value } from "../values";
import { holdsUnknown, isList, isObject, sameValue } from "../values";
import { ignoring } from "./ignored";

export interface PathChange {
    readonly path: PropertyPath;
    readonly kind: "add" | "delete" | "update";
    readonly replaces: boolean;
}

/** Inputs that only the provider reads. */
const INTERNAL = new Set(["__defaults", "__meta"]);

/**
 * @param previous inputs of the last deployment: outputs would show what the cloud filled in as a change.
 * @param ignored property paths, such as `tags.Name` or `tags["a.b"]`
 */
export function detailedDiff(
    previous: Properties,
    inputs: Properties,
    rule: ReplacementRule,
    ignored: readonly string[] = [],
): readonly PathChange[] {
    const names = [...new Set([...Object.keys(previous), ...Object.keys(inputs)])].sort();
    const isIgnored = ignoring(ignored);
    return names
        .filter((name) => !INTERNAL.has(name))
        .flatMap((name) => changesAt([name], previous[name], inputs[name], rule.ordered(name)))
        .filter((change) => !isIgnored(change.path))
        .map((change) => ({ ...change, replaces: rule.replaces(String(change.path[0]), change.path) }));
}

type Change = Omit<PathChange, "replaces">;

function isAbsent(value: Value | undefined): value is null | undefined {
    return value === undefined || value === null;
}

function changesAt(
    path: PropertyPath,
    before: Value | undefined,
    after: Value | undefined,
    ordered: boolean,
): readonly Change[] {
    if (holdsUnknown(after) && !isObject(after)) {
        return [{ path, kind: isAbsent(before) ? "add" : "update" }];
    }
    if (sameValue(before, after)) {
        return [];
    }
    if (isAbsent(before)) {
        return isAbsent(after) ? [] : [{ path, kind: "add" }];
    }
    if (isAbsent(after)) {
        return [{ path, kind: "delete" }];
    }
    if (isObject(before) && isObject(after)) {
        const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
        return keys.flatMap((key) => changesAt([...path, key], before[key], after[key], ordered));
    }
    if (isList(before) && isList(after)) {
        return ordered ? listChanges(path, before, after) : setChanges(path, before, after);
    }
    return [{ path, kind: "update" }];
}

function listChanges(path: PropertyPath, before: readonly Value[], after: readonly Value[]): readonly Change[] {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
        changesAt([...path, index], before[index], after[index], true),
    );
}

/** Members of a set have no place of their own: what left and what came at one index is shown as an update there. */
function setChanges(path: PropertyPath, before: readonly Value[], after: readonly Value[]): readonly Change[] {
    const kinds = new Map<number, Change["kind"]>();
    const missingIn = (list: readonly Value[], item: Value): boolean => !list.some((other) => sameValue(other, item));
    before.forEach((item, index) => {
        if (missingIn(after, item)) {
            kinds.set(index, "delete");
        }
    });
    after.forEach((item, index) => {
        if (missingIn(before, item)) {
            kinds.set(index, kinds.has(index) ? "update" : "add");
        }
    });
    return [...kinds].map(([index, kind]) => ({ path: [...path, index], kind }));
}
