import type { ResourceState, StateProperties, StateValue } from "../state/deployment";
import { isObject } from "../state/deployment";

/** The part of an engine event that is read here. Its inputs have secrets blinded, and go nowhere but to an inventory. */
interface EngineEvent {
    readonly resOpFailedEvent?: StepEvent;
    readonly resourcePreEvent?: StepEvent;
}

interface StepEvent {
    readonly metadata: { readonly op: string; readonly new?: FailedState | null };
}

/** https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/events.go (StepEventStateMetadata) */
interface FailedState {
    readonly urn: string;
    readonly type: string;
    readonly custom?: boolean;
    readonly parent?: string;
    readonly provider?: string;
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    readonly inputs?: StateProperties | null;
}

/** Operations that make something. What is refused before a call, by a check or a policy, never becomes one of them. */
const MAKING: ReadonlySet<string> = new Set(["create", "create-replacement"]);

/** Creations that failed in a run. Each may have happened all the same: an answer can get lost. */
export interface Doubts {
    /** Receives the engine's events as they come, beside the tracker. */
    readonly onEvent: (event: object) => void;
    /** What the run would have made, without ids. */
    readonly resources: readonly ResourceState[];
}

/** Follows the events of one operation. Values stay in here: no reporter and no log sees them. */
export function watchDoubts(): Doubts {
    return watch(({ resOpFailedEvent }) => resOpFailedEvent);
}

/**
 * Follows a preview: what it would make. After a run that was cut off, one of these may be there although nothing in the
 * state says so: where only the command was killed, its engine has lived long enough to take a lost answer for a failure.
 */
export function watchPlanned(): Doubts {
    return watch(({ resourcePreEvent }) => resourcePreEvent);
}

function watch(stepIn: (event: EngineEvent) => StepEvent | undefined): Doubts {
    const resources: ResourceState[] = [];
    return {
        onEvent: (event: EngineEvent) => {
            const { op = "", new: failed } = stepIn(event)?.metadata ?? {};
            if (MAKING.has(op) && failed?.custom === true) {
                resources.push(resourceFrom(failed));
            }
        },
        resources,
    };
}

function resourceFrom({ urn, type, parent, provider, protect, retainOnDelete, inputs }: FailedState): ResourceState {
    return {
        urn,
        type,
        custom: true,
        inputs: inputs ?? {},
        ...(parent ? { parent } : {}),
        ...(provider ? { provider } : {}),
        ...(protect === true ? { protect } : {}),
        ...(retainOnDelete === true ? { retainOnDelete } : {}),
    };
}

/**
 * The resource with what it needs, which events don't tell: whatever its inputs name by id or ARN. So it is deleted
 * before them, should the next run be a destroy; an update writes its real dependencies.
 */
export function withGuessedNeeds(doubt: ResourceState, resources: readonly ResourceState[]): ResourceState {
    const named = new Set(textsIn(doubt.inputs ?? {}));
    const dependencies = resources
        .filter(({ urn, custom }) => custom && urn !== doubt.urn)
        .filter(({ id, outputs }) => [id, outputs?.["arn"]].some((name) => typeof name === "string" && named.has(name)))
        .map(({ urn }) => urn);
    return { ...doubt, dependencies: [...new Set(dependencies)] };
}

function textsIn(value: StateValue): readonly string[] {
    if (typeof value === "string") {
        return [value];
    }
    if (Array.isArray(value)) {
        return value.flatMap(textsIn);
    }
    return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
