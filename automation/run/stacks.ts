import { NO_COUNTS, totalOf } from "../progress/operations";
import type { ForetoldOutputs } from "./foretold";
import { operate } from "./operation";
import { settleDoubts } from "./unfinished";
import { isChanging, type Operation } from "./request";
import type { StackResult } from "./result";
import type { LoadedProject, RunRequest } from "./run-request";

/** One operation on some stacks of a run. */
export interface StacksRequest extends RunRequest {
    readonly operation: Operation;
    /** What their previews said. @default - there were none */
    readonly planned?: readonly StackResult[];
    readonly foretold?: ForetoldOutputs;
    readonly onOpened?: () => void;
}

/** Side by side. */
export async function operateAll(
    level: readonly LoadedProject[],
    request: StacksRequest,
): Promise<readonly StackResult[]> {
    const startedMs = Date.now();
    const operated = await Promise.all(level.map((project) => operateOn(project, request)));
    const results = await lookForDoubtful(operated, startedMs, request);
    const suspects = level.filter((_project, index) => results[index]?.silent === true);
    const repeated = new Map<string, StackResult>();
    for (const project of suspects) {
        repeated.set(project.name, await repeat(project, request));
    }
    const again = await lookForDoubtful([...repeated.values()], startedMs, request);
    return results.map((result) =>
        acquitted(
            result,
            again.find(({ stack }) => stack.project === result.stack.project),
        ),
    );
}

export async function operateOn(
    { name, folder, program, print }: LoadedProject,
    request: StacksRequest,
): Promise<StackResult> {
    const { environment, planned = [], target, targets, ...rest } = request;
    const only = targets?.get(name);
    const plan = planned.find(({ stack }) => stack.project === name);
    const result = await operate({
        ...rest,
        target,
        stack: { project: name, folder, environment },
        program,
        ...(only === undefined ? {} : { targets: only }),
        ...(plan === undefined ? {} : { total: totalOf(plan.counts) }),
        ...(plan?.passed === undefined ? {} : { passed: plan.passed }),
    });
    const isWhole = targets === undefined && result.outcome === "succeeded";
    if (request.operation === "up" && isWhole && print !== undefined) {
        target.settled?.settle(result.stack, { program: print, fingerprint: target.fingerprint(result.stack) });
    }
    return result;
}

/**
 * Once nobody is at work any more: what a neighbour has just made may not be in its state yet. Also after Ctrl-C, since
 * what isn't looked for now is not known of later.
 */
async function lookForDoubtful(
    results: readonly StackResult[],
    startedMs: number,
    { target, reporter, operation }: StacksRequest,
): Promise<readonly StackResult[]> {
    if (!isChanging(operation) || target.inventory === undefined) {
        return results;
    }
    const { signal } = new AbortController();
    const looked: StackResult[] = [];
    for (const result of results) {
        const { stack, doubts = [], problems } = result;
        try {
            if (doubts.length > 0) {
                await settleDoubts(stack, doubts, startedMs, { target, reporter, signal });
            }
            looked.push(result);
        } catch (error) {
            // It must not hide what became of the stacks.
            const why = error instanceof Error ? error.message : String(error);
            const text = `What a failed creation may have left couldn't be looked for: ${why}`;
            looked.push({ ...result, problems: [...problems, { text, advice: "The next run looks for it." }] });
        }
    }
    return looked;
}

/** An update changes the state, so that its preview no longer counts. */
async function repeat(project: LoadedProject, request: StacksRequest): Promise<StackResult> {
    if (request.operation !== "up") {
        return operateOn(project, request);
    }
    const preview = await operateOn(project, { ...request, operation: "preview" });
    return preview.outcome === "succeeded" ? operateOn(project, { ...request, planned: [preview] }) : preview;
}

/**
 * Programs share this process, and the SDK takes an unhandled rejection in one of them for a failure of all that run at
 * that moment, also of one that ran earlier and left a call open. Whoever failed without a reason of its own has most
 * likely done its work; it's repeated alone to see.
 */
function acquitted(first: StackResult, second: StackResult | undefined): StackResult {
    if (second === undefined) {
        return first;
    }
    if (second.verb === "preview" && first.verb !== "preview") {
        // The repetition wasn't begun; what the first one did stays told.
        return { ...first, problems: [...first.problems, ...second.problems], tookMs: first.tookMs + second.tookMs };
    }
    const changed = totalOf({ ...second.counts, unchanged: 0, read: 0 }) > 0;
    return { ...second, counts: changed ? second.counts : first.counts, tookMs: first.tookMs + second.tookMs };
}

/** The result of a stack that was not reached. */
export function notRun({ name, folder }: Pick<LoadedProject, "name" | "folder">, environment: string): StackResult {
    return {
        stack: { project: name, folder, environment },
        outcome: "not run",
        counts: NO_COUNTS,
        tookMs: 0,
        outputs: {},
        problems: [],
        unfinished: [],
    };
}
