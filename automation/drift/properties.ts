/** Which properties a step of a refresh found changed, with their values. */
import { isDeepStrictEqual } from "node:util";
import { formatPath, parsePath, type PropertyPath } from "../../sandbox/values";
import { isSecret } from "../progress/secret-mark";

/** A step of a refresh, as the engine's event has it. */
export interface RefreshStep {
    readonly op: string;
    readonly urn: string;
    /** Names of the properties that differ. */
    readonly diffs?: readonly string[] | null;
    /** By path. What a refresh changes in the state, so that `add` is what the cloud has and the state has not. */
    readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string; readonly inputDiff: boolean }>> | null;
    readonly old?: RefreshState | null;
    readonly new?: RefreshState | null;
}

/** A resource before or after the step; the engine has blinded the secrets in it. */
export interface RefreshState {
    readonly inputs?: Bag | null;
    readonly outputs?: Bag | null;
    /** Replaced by an earlier run, and yet to be deleted. */
    readonly delete?: boolean;
}

export type Bag = Readonly<Record<string, unknown>>;

/** What became of a property in the cloud. */
export type ChangeKind = "added" | "changed" | "removed";

/** One property that differs. Its values are as the engine sent them. */
export interface PropertyChange {
    readonly path: string;
    /** The path in parts; only its text where it can't be taken apart. */
    readonly segments: PropertyPath;
    readonly kind: ChangeKind;
    readonly was: unknown;
    readonly is: unknown;
}

/**
 * The provider says what differs, since it alone knows which lists are sets and which values mean the same. Where it
 * names only properties, or nothing, inputs are compared: what differs in outputs alone (times, versions, counters) is
 * the cloud's own doing.
 */
export function changesOf(step: RefreshStep): readonly PropertyChange[] {
    const detailed = Object.entries(step.detailedDiff ?? {});
    return detailed.length > 0
        ? detailed.map(([path, { diffKind, inputDiff }]) => changeAt(step, path, kindOf(diffKind), inputDiff))
        : comparedInputs(step);
}

/** `add`, `update`, `delete`, each also as `add-replace` and so on. */
function kindOf(diffKind: string): ChangeKind {
    switch (diffKind.replace(/-replace$/, "")) {
        case "add":
            return "added";
        case "delete":
            return "removed";
        default:
            return "changed";
    }
}

function changeAt(step: RefreshStep, path: string, kind: ChangeKind, isInput: boolean): PropertyChange {
    const segments = parsePath(path) ?? [path];
    const read = (state: RefreshState | null | undefined): unknown => {
        const [first, second] = isInput ? [state?.inputs, state?.outputs] : [state?.outputs, state?.inputs];
        return valueIn(first, segments) ?? valueIn(second, segments);
    };
    return {
        path,
        segments,
        kind,
        was: kind === "added" ? undefined : read(step.old),
        is: kind === "removed" ? undefined : read(step.new),
    };
}

function comparedInputs({ diffs, old, new: fresh }: RefreshStep): readonly PropertyChange[] {
    const before = old?.inputs ?? {};
    const after = fresh?.inputs ?? {};
    const named = diffs !== undefined && diffs !== null && diffs.length > 0 ? diffs : undefined;
    const keys = new Set(named ?? [...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences([key], before[key], after[key]));
}

function differences(segments: PropertyPath, was: unknown, is: unknown): readonly PropertyChange[] {
    if (isDeepStrictEqual(was, is)) {
        return [];
    }
    if (isPlainObject(was) && isPlainObject(is)) {
        const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
        return [...keys].flatMap((key) => differences([...segments, key], was[key], is[key]));
    }
    const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ path: formatPath(segments), segments, kind, was, is }];
}

/** The value at a path of an event's properties; undefined where the path leads nowhere. */
function valueIn(bag: Bag | null | undefined, segments: PropertyPath): unknown {
    let current: unknown = bag ?? undefined;
    for (const segment of segments) {
        if (typeof current !== "object" || current === null) {
            return undefined;
        }
        current = Object.entries(current).find(([key]) => key === String(segment))?.[1];
        if (isSecret(current)) {
            return current;
        }
    }
    return current;
}

export function isPlainObject(value: unknown): value is Bag {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
