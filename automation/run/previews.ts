import { levelsOf } from "../dependency-order";
import type { Outputs } from "../progress/outputs";
import { runLevels } from "./levels";
import type { StackResult } from "./result";
import type { LoadedProject, RunOutcome, RunRequest } from "./run-request";
import { notRun, operateOn } from "./stacks";

/** A preview that runs. */
interface BegunPreview {
    readonly name: string;
    /** There is a stack that others may refer to. */
    readonly opened: Promise<void>;
    readonly result: Promise<StackResult>;
}

/**
 * Previews all stacks of a run side by side: engines and programs start at once, and a program waits where it uses what
 * the preview of another stack foretells. What depends on a preview that fails is stopped and counts as not run.
 */
export async function runPreviews(request: RunRequest): Promise<RunOutcome> {
    const begun = new Map<string, BegunPreview>();
    for (const project of levelsOf(request.projects).flat()) {
        const before = project.dependsOn.flatMap((name) => begun.get(name) ?? []);
        begun.set(project.name, begin(project, before, request));
    }
    const results = await Promise.all([...begun.values()].map(({ result }) => result));
    if (results.some(({ silent }) => silent === true)) {
        // Programs that run side by side may be blamed for one another (see `acquitted`): again, one after the other.
        return runLevels(request);
    }
    const fault = results.find((result) => result.fault !== undefined)?.fault;
    return fault === undefined ? { results } : { results, fault };
}

function begin(project: LoadedProject, before: readonly BegunPreview[], request: RunRequest): BegunPreview {
    const stop = new AbortController();
    const opened = signalled();
    const preview = async (): Promise<StackResult> => {
        await Promise.all(before.map((other) => other.opened));
        before.forEach(({ result }) => void result.then(({ outcome }) => outcome !== "succeeded" && stop.abort()));
        const own = await operateOn(project, {
            ...request,
            operation: "preview",
            signal: AbortSignal.any([request.signal, stop.signal]),
            foretold: foretoldBy(before, request.environment),
            onOpened: opened.signal,
        });
        const earlier = await Promise.all(before.map(({ result }) => result));
        return earlier.every(({ outcome }) => outcome === "succeeded") ? own : notRun(project, request.environment);
    };
    return { name: project.name, opened: opened.promise, result: preview().finally(opened.signal) };
}

/** What fails foretells nothing: whoever waits for it is stopped. */
function foretoldBy(before: readonly BegunPreview[], environment: string): Readonly<Record<string, Promise<Outputs>>> {
    const outputs = before.map(({ name, result }) => {
        const foretold = result.then(({ outcome, outputs: own }) =>
            outcome === "succeeded" ? own : new Promise<Outputs>(() => undefined),
        );
        return [`${name}/${environment}`, foretold] as const;
    });
    return Object.fromEntries(outputs);
}

function signalled(): { readonly promise: Promise<void>; readonly signal: () => void } {
    let signal = (): void => undefined;
    const promise = new Promise<void>((resolve) => (signal = resolve));
    return { promise, signal: () => signal() };
}
