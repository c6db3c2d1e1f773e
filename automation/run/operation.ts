import type { Stack } from "@pulumi/pulumi/automation";
import { watchDrift } from "../drift/drifts";
import { watchDoubts, watchPlanned } from "../recovery/doubts";
import type { Task } from "../progress/reporter";
import { track } from "../progress/tracker";
import { doubtsAfter, hasEngineEnded } from "./after-operation";
import { sealIfSettled } from "../state/sealing";
import { isLockRefusal } from "../state/stack-lock";
import { EngineCommandError } from "./engine-command";
import { isMissingStack } from "./cloud-target";
import type { Fingerprint } from "./fingerprint";
import { withForetold } from "./foretold";
import { resultOf } from "./outcome";
import { Refusal, refusalToUpdate } from "./passed-preview";
import { isChanging, type Operation, type OperationRequest } from "./request";
import type { StackResult } from "./result";
import type { StackSession } from "./target";

/** Runs one operation. Never throws: what goes wrong is in the result, and all that was opened is closed. */
export async function operate(request: OperationRequest): Promise<StackResult> {
    const { stack, target, reporter, now = Date.now } = request;
    const startedMs = now();
    let session: StackSession | undefined;
    let task: Task | undefined;
    let tracker: ReturnType<typeof track> | undefined;
    let fingerprint: Fingerprint | undefined;
    let error: unknown;
    let doubtfulBefore: number | undefined;
    const drift = watchDrift();
    const doubts = request.operation === "preview" ? watchPlanned() : watchDoubts();
    try {
        const { settings } = target.fingerprint(stack);
        session = await target.open(stack);
        // A stack that was destroyed tells nothing about what the program is going to make.
        const total = request.total ?? (session.resources === 0 ? undefined : session.resources);
        task = { project: stack.project, environment: stack.environment, verb: verbOf(request.operation), total };
        tracker = track(task, reporter, now);
        refuseWithoutPreview(request);
        const opened = (): void => {
            fingerprint = { ...target.fingerprint(stack), settings };
            request.onOpened?.();
        };
        request.signal.throwIfAborted();
        doubtfulBefore = openSeal(request);
        const { onEvent } = tracker;
        const beside = looksAtClouds(request.operation) ? drift.onEvent : doubts.onEvent;
        await driveUnlocked(request, session, heardBy<object>(onEvent, beside), opened);
        refuseIfEdited(request, settings);
    } catch (thrown) {
        error = thrown;
    }
    const closingError = await faultOf(() => session?.close());
    error ??= closingError;
    if (isChanging(request.operation) && hasEngineEnded(error)) {
        const doubtfulSince = doubtsAfter(request, {
            failed: error !== undefined,
            before: doubtfulBefore,
            during: target.seals?.openedAt(stack),
        });
        const sealingError = await faultOf(() => sealIfSettled({ ...target, stack, doubtfulSince }));
        error ??= sealingError;
    }
    if (task !== undefined) {
        reporter.end(task);
    }
    return resultOf({
        request,
        state: tracker?.state,
        fingerprint,
        error,
        tookMs: now() - startedMs,
        ...(looksAtClouds(request.operation) ? { drifts: drift.drifts() } : {}),
        doubts: doubts.resources,
    });
}

function looksAtClouds(operation: Operation): boolean {
    return operation === "drift" || operation === "refresh";
}

function heardBy<T>(...listeners: readonly ((event: T) => void)[]): (event: T) => void {
    return (event) => listeners.forEach((listen) => listen(event));
}

function refuseWithoutPreview({ operation, stack, target, passed }: OperationRequest): void {
    const reason = operation === "up" ? refusalToUpdate(stack, passed, target.fingerprint(stack)) : undefined;
    if (reason !== undefined) {
        throw new Refusal(reason);
    }
}

/** What was previewed is no longer what stands in the files. */
function refuseIfEdited({ operation, stack, target }: OperationRequest, settings: string): void {
    if (operation === "preview" && target.fingerprint(stack).settings !== settings) {
        throw new Refusal("The stack's configuration changed while it was previewed.");
    }
}

function verbOf(operation: Operation): Task["verb"] {
    return operation === "preview destroy" ? "preview" : operation;
}

/** From here on the state may change at any moment. Answers since when it was in doubt before. */
function openSeal({ operation, stack, target: { seals } }: OperationRequest): number | undefined {
    const doubtfulBefore = seals?.openedAt(stack);
    if (isChanging(operation)) {
        seals?.open(stack, `plinth ${operation} ${stack.environment}`);
    }
    return doubtfulBefore;
}

/** What goes wrong at the end must not hide what went wrong before. */
async function faultOf(end: () => Promise<void> | undefined): Promise<unknown> {
    try {
        await end();
        return undefined;
    } catch (error) {
        return error;
    }
}

/** A lock that a dead run of ours has left on the user's own backend is removed, once. */
async function driveUnlocked(
    request: OperationRequest,
    session: StackSession,
    onEvent: (event: object) => void,
    opened: () => void,
): Promise<void> {
    try {
        await drive(request, session, onEvent, opened);
    } catch (error) {
        const refusal = error instanceof EngineCommandError && isLockRefusal(error.stderr) ? error.stderr : undefined;
        if (refusal === undefined || (await request.target.isReleased?.(request.stack, refusal)) !== true) {
            throw error;
        }
        await drive(request, session, onEvent, opened);
    }
}

async function drive(
    request: OperationRequest,
    session: StackSession,
    onEvent: (event: object) => void,
    opened: () => void,
): Promise<void> {
    const { operation, signal, continueOnError = false, targets } = request;
    signal.throwIfAborted();
    const stack = await openStack(request, session);
    if (stack === undefined) {
        return;
    }
    opened();
    signal.throwIfAborted();
    const options = { onEvent, signal, ...(targets === undefined ? {} : { target: [...targets] }) };
    switch (operation) {
        case "preview":
            await stack.preview({ ...options, ...session.policy() });
            return;
        case "up":
            await stack.up({ ...options, ...session.policy(), continueOnError });
            return;
        case "drift":
            await stack.previewRefresh(options);
            return;
        case "refresh":
            await stack.refresh(options);
            return;
        case "preview destroy":
            await stack.previewDestroy(options);
            return;
        case "destroy":
            await stack.destroy({ ...options, continueOnError });
            return;
    }
}

/** The stack, made if need be; undefined when there is nothing to destroy or to look at. */
async function openStack(request: OperationRequest, session: StackSession): Promise<Stack | undefined> {
    await import("./sdk-guards.js");
    const { LocalWorkspace, Stack: stacks } = await import("@pulumi/pulumi/automation/index.js");
    const { operation, stack, foretold = {} } = request;
    const program = operation === "preview" ? withForetold(request.program, foretold) : request.program;
    const needsStack = operation !== "preview" && operation !== "up";
    if ((session.exists === false || session.resources === 0) && needsStack) {
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
        return needsStack ? undefined : stacks.create(stack.environment, workspace);
    }
}
