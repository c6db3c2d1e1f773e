/** What the clouds have otherwise than the state says, taken from the engine's preview of a refresh. */
import type { Json } from "../progress/outputs";
import { isStack, nameOf, typeOf, type ResourceName } from "../progress/urn";
import { isNoise } from "./noise";
import { changesOf, type ChangeKind, type PropertyChange, type RefreshStep } from "./properties";
import { hides, secretPlaces, shownValue } from "./secrecy";

/** A resource that is otherwise in its cloud than in the state. */
export interface Drift {
    readonly urn: string;
    readonly resource: ResourceName;
    /** `gone`: it no longer exists. */
    readonly kind: "changed" | "gone";
    /** In the order of their paths; none where the resource is gone. */
    readonly properties: readonly DriftedProperty[];
}

/** A property that differs. */
export interface DriftedProperty {
    /** As the engine writes it: `tags.Name`, `tags["a.b/c"]`, `ingress[0].fromPort`. */
    readonly path: string;
    readonly kind: ChangeKind;
    /** What the state says. Absent where it says nothing, and where the engine doesn't tell. */
    readonly was?: Json;
    /** What the cloud says. Absent where it says nothing, and where the engine doesn't tell. */
    readonly is?: Json;
    /** Whether it is, or may be, a secret: `was` and `is` are `[secret]` then, whatever they are. */
    readonly secret: boolean;
}

/** The part of an engine event that is read here. */
export interface RefreshEvent {
    readonly resOutputsEvent?: { readonly metadata: RefreshStep };
}

/** Listens to one preview of a refresh. */
export interface DriftWatch {
    readonly onEvent: (event: RefreshEvent) => void;
    /** What was found so far, in the order of the URNs. */
    readonly drifts: () => readonly Drift[];
}

/**
 * Stands beside the tracker of progress, not behind it: values reach the report of drift and nobody else. Of an event
 * only finished steps are read, so that the secrets of debug messages are left where they are.
 */
export function watchDrift(): DriftWatch {
    const found = new Map<string, Drift>();
    return {
        onEvent: ({ resOutputsEvent }) => {
            const drift = resOutputsEvent === undefined ? undefined : driftOf(resOutputsEvent.metadata);
            if (drift !== undefined) {
                found.set(drift.urn, drift);
            }
        },
        drifts: () => [...found.values()].sort((left, right) => (left.urn < right.urn ? -1 : 1)),
    };
}

/** The drift that a finished step of a refresh tells of, if any. */
export function driftOf(step: RefreshStep): Drift | undefined {
    const { urn, op, old } = step;
    if (!isWatched(step)) {
        return undefined;
    }
    if (op === "delete") {
        return { urn, resource: nameOf(urn), kind: "gone", properties: [] };
    }
    if (op !== "update" || old === undefined || old === null) {
        return undefined;
    }
    const type = typeOf(urn);
    const places = secretPlaces([old.inputs, old.outputs, step.new?.inputs, step.new?.outputs]);
    const properties = changesOf(step)
        .filter((change) => !isNoise(type, change))
        .map((change) => shown(change, hides(type, change, places)))
        .sort((left, right) => (left.path < right.path ? -1 : 1));
    return properties.length === 0 ? undefined : { urn, resource: nameOf(urn), kind: "changed", properties };
}

/** What an earlier run replaced and has yet to delete is nobody's concern any more; the rest of these is in no cloud. */
function isWatched({ urn, old }: RefreshStep): boolean {
    return !isStack(urn) && !typeOf(urn).startsWith("pulumi:providers:") && old?.delete !== true;
}

function shown({ path, kind, was, is }: PropertyChange, secret: boolean): DriftedProperty {
    return {
        path,
        kind,
        ...(was === undefined ? {} : { was: shownValue(was, secret) }),
        ...(is === undefined ? {} : { is: shownValue(is, secret) }),
        secret,
    };
}
