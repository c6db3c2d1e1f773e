import type { Diagnostic, PolicyRemark, ProgressEvent, StepInfo } from "./events";
import { countOps, type Counts } from "./operations";
import type { Outputs } from "./outputs";

/** A step with its times, in ms of the caller's clock: the engine's timestamps are whole seconds. */
export interface Step extends StepInfo {
    readonly startedMs: number;
    readonly endedMs?: number;
    readonly failed?: boolean;
}

/** All that is known of a running operation on one stack. */
export interface StackProgress {
    readonly startedMs: number;
    /** By operation and URN: a replacement is several steps on one URN. */
    readonly steps: ReadonlyMap<string, Step>;
    readonly diagnostics: readonly Diagnostic[];
    /** All that the policy pack said, in its own form. */
    readonly remarks: readonly PolicyRemark[];
    /** The engine's own counts; it gives them at the end. */
    readonly counted?: Counts;
    readonly outputs?: Outputs;
}

/** Before the first event. */
export function initialProgress(startedMs: number): StackProgress {
    return { startedMs, steps: new Map(), diagnostics: [], remarks: [] };
}

/** The state after an event. Pure: the time comes from the caller. */
export function reduce(state: StackProgress, event: ProgressEvent, atMs: number): StackProgress {
    switch (event.kind) {
        case "started":
            return withStep(state, event.step, atMs, {});
        case "finished":
            return withStep(looked(state, event.step), event.step, atMs, { endedMs: atMs });
        case "failed":
            return withStep(looked(state, event.step), event.step, atMs, { endedMs: atMs, failed: true });
        case "outputs":
            return {
                ...withStep(looked(state, event.step), event.step, atMs, { endedMs: atMs }),
                outputs: event.outputs,
            };
        case "diagnostic":
            return { ...state, diagnostics: [...state.diagnostics, event.diagnostic] };
        case "policy":
            return { ...state, remarks: [...state.remarks, event.remark] };
        case "counted":
            return { ...state, counted: event.counts };
    }
}

/** In a preview the stack starts and ends twice; its first start and a failure stay. */
function withStep(
    state: StackProgress,
    info: StepInfo,
    atMs: number,
    change: { readonly endedMs?: number; readonly failed?: boolean },
): StackProgress {
    const key = stepKey(info);
    const step = { startedMs: atMs, ...state.steps.get(key), ...info, ...change };
    return { ...state, steps: new Map(state.steps).set(key, step) };
}

/** A refresh begins as one and ends as what it found: an update, a deletion, nothing new. */
function looked(state: StackProgress, { urn }: StepInfo): StackProgress {
    const key = stepKey({ op: "refresh", urn });
    const look = state.steps.get(key);
    if (look === undefined) {
        return state;
    }
    const steps = new Map(state.steps);
    steps.delete(key);
    return { ...state, steps };
}

/** The step that an event speaks of. */
export function stepOf(state: StackProgress, info: StepInfo): Step | undefined {
    return state.steps.get(stepKey(info));
}

function stepKey({ op, urn }: Pick<StepInfo, "op" | "urn">): string {
    return `${op} ${urn}`;
}

/** Steps that were begun and not ended, oldest first. */
export function runningSteps(state: StackProgress): readonly Step[] {
    return [...state.steps.values()].filter((step) => step.endedMs === undefined);
}

/** Resources with nothing left to do, as far as is known. */
export function doneCount(state: StackProgress): number {
    const running = new Set(runningSteps(state).map((step) => step.urn));
    return new Set([...state.steps.values()].map((step) => step.urn).filter((urn) => !running.has(urn))).size;
}

/** The engine's counts, or before the end and after a crash, those of the steps that succeeded. */
export function countsOf(state: StackProgress): Counts {
    const succeeded = [...state.steps.values()].filter((step) => step.endedMs !== undefined && step.failed !== true);
    return state.counted ?? countOps(succeeded.map((step) => [step.op, 1]));
}
