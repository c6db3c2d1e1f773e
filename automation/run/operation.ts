import { CommandFault } from "../command-fault";
import type { Stack } from "@pulumi/pulumi/automation";
import type { Program } from "../projects";
import { busySteps } from "../progress/lines";
import { countsOf, initialProgress, type StackProgress } from "../progress/state";
import { isNoise } from "../progress/text";
import { nameOf } from "../progress/urn";
import type { Reporter, Task } from "../progress/reporter";
import { track } from "../progress/tracker";
import { isMissingStack } from "./cloud-target";
import { EngineCommandError } from "./engine-command";
import { isSilent, problemsOf } from "./problems";
import type { Outcome, Problem, StackResult } from "./result";
import { holdersIn, isLockRefusal } from "./stack-lock";
import type { StackName, StackSession, Target } from "./target";

/** What the engine can do with a stack; `preview destroy` is asked before a real destroy. */
export type Operation = "preview" | "up" | "preview destroy" | "destroy";

/** One operation on one stack. */
export interface OperationRequest {
    readonly operation: Operation;
    readonly stack: StackName;
    readonly program: Program;
    readonly target: Target;
    readonly reporter: Reporter;
    /** Aborted: what has started is finished, nothing new is begun. */
    readonly signal: AbortSignal;
    /** Resources that will be touched, from a preview. @default - from the last state */
    readonly total?: number;
    /** @default Date.now */
    readonly now?: () => number;
}

/** Runs one operation. Never throws: what goes wrong is in the result, and all that was opened is closed. */
export async function operate(request: OperationRequest): Promise<StackResult> {
    const { stack, target, reporter, now = Date.now } = request;
    const startedMs = now();
    let session: StackSession | undefined;
    let task: Task | undefined;
    let tracker: ReturnType<typeof track> | undefined;
    let error: unknown;
    try {
        session = await target.open(stack);
        // A stack that was destroyed tells nothing about what the program is going to make.
        const total = request.total ?? (session.resources === 0 ? undefined : session.resources);
        task = { project: stack.project, environment: stack.environment, verb: verbOf(request.operation), total };
        tracker = track(task, reporter, now);
        await drive(request, session, tracker.onEvent);
    } catch (thrown) {
        error = thrown;
    }
    const closingError = await closing(session);
    error ??= closingError;
    if (task !== undefined) {
        reporter.end(task);
    }
    return resultOf(request, tracker?.state, error, now() - startedMs);
}

function verbOf(operation: Operation): Task["verb"] {
    return operation === "preview destroy" ? "preview" : operation;
}

async function closing(session: StackSession | undefined): Promise<unknown> {
    try {
        await session?.close();
        return undefined;
    } catch (error) {
        return error;
    }
}

async function drive(
    request: OperationRequest,
    session: StackSession,
    onEvent: (event: object) => void,
): Promise<void> {
    const { operation, signal } = request;
    signal.throwIfAborted();
    const stack = await openStack(request, session);
    if (stack === undefined) {
        return;
    }
    signal.throwIfAborted();
    switch (operation) {
        case "preview":
            await stack.preview({ onEvent, signal });
            return;
        case "up":
            await stack.up({ onEvent, signal });
            return;
        case "preview destroy":
            await stack.previewDestroy({ onEvent, signal });
            return;
        case "destroy":
            await stack.destroy({ onEvent, signal });
            return;
    }
}

/** The stack, made if need be; undefined when there is nothing to destroy. */
async function openStack(request: OperationRequest, session: StackSession): Promise<Stack | undefined> {
    const { LocalWorkspace, Stack: stacks } = await import("@pulumi/pulumi/automation/index.js");
    const { operation, program, stack } = request;
    const destroys = operation === "destroy" || operation === "preview destroy";
    if ((session.exists === false || session.resources === 0) && destroys) {
        return undefined;
    }
    const workspace = await LocalWorkspace.create({
        workDir: session.workDir,
        program,
        pulumiCommand: session.engine,
    });
    if (session.exists === false) {
        return stacks.create(stack.environment, workspace);
    }
    try {
        return await stacks.select(stack.environment, workspace);
    } catch (error) {
        if (!isMissingStack(error)) {
            throw error;
        }
        return destroys ? undefined : stacks.create(stack.environment, workspace);
    }
}

function resultOf(
    { stack, signal, target }: OperationRequest,
    state: StackProgress | undefined,
    error: unknown,
    tookMs: number,
): StackResult {
    const progress = state ?? initialProgress(0);
    const outcome = outcomeOf(error, signal);
    const unfinished = outcome === "succeeded" ? [] : busySteps(progress);
    return {
        stack,
        outcome,
        counts: countsOf(progress),
        tookMs,
        outputs: outcome === "succeeded" ? (progress.outputs ?? {}) : {},
        problems: problemsFor(outcome, progress, error, target.kind),
        unfinished: unfinished.map(({ urn }) => nameOf(urn)),
        ...(outcome === "failed" && isSilent(progress.diagnostics, error) ? { silent: true } : {}),
        ...(error instanceof CommandFault ? { fault: error } : {}),
    };
}

function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
    if (error === undefined) {
        return "succeeded";
    }
    if (signal.aborted) {
        return "interrupted";
    }
    return error instanceof EngineCommandError && isLockRefusal(error.stderr) ? "locked" : "failed";
}

function problemsFor(
    outcome: Outcome,
    { diagnostics }: StackProgress,
    error: unknown,
    kind: Target["kind"],
): readonly Problem[] {
    switch (outcome) {
        case "succeeded":
        case "not run":
            return [];
        case "locked":
            return [lockProblem(error, kind)];
        case "interrupted":
            // That it was stopped is no news; what failed besides is.
            return problemsOf(diagnostics, undefined).filter(({ text }) => !isNoise(text));
        case "failed":
            return error instanceof CommandFault ? [] : problemsOf(diagnostics, error);
    }
}

function lockProblem(error: unknown, kind: Target["kind"]): Problem {
    const holders = error instanceof EngineCommandError ? holdersIn(error.stderr) : [];
    return {
        text: `Another update of this stack is running${holders.length > 0 ? `, begun by ${holders.join(" and ")}` : ""}.`,
        advice:
            kind === "sandbox"
                ? "Wait for it to end; the lock of a process that was killed is removed by the next run."
                : "Wait for it to end. If it was killed, `pulumi cancel` in the project's folder removes its lock.",
    };
}
