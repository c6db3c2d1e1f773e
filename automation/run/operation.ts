import type { Stack } from "@pulumi/pulumi/automation";
import type { Task } from "../progress/reporter";
import { track } from "../progress/tracker";
import { isMissingStack } from "./cloud-target";
import type { Fingerprint } from "./fingerprint";
import { withForetold } from "./foretold";
import { resultOf } from "./outcome";
import { Refusal, refusalToUpdate } from "./passed-preview";
import type { Operation, OperationRequest } from "./request";
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
        await drive(request, session, tracker.onEvent, opened);
        refuseIfEdited(request, settings);
    } catch (thrown) {
        error = thrown;
    }
    const closingError = await closing(session);
    error ??= closingError;
    if (task !== undefined) {
        reporter.end(task);
    }
    return resultOf({ request, state: tracker?.state, fingerprint, error, tookMs: now() - startedMs });
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
    opened: () => void,
): Promise<void> {
    const { operation, signal } = request;
    signal.throwIfAborted();
    const stack = await openStack(request, session);
    if (stack === undefined) {
        return;
    }
    opened();
    signal.throwIfAborted();
    switch (operation) {
        case "preview":
            await stack.preview({ onEvent, signal, ...session.policy() });
            return;
        case "up":
            await stack.up({ onEvent, signal, ...session.policy() });
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
    await import("./sdk-guards.js");
    const { LocalWorkspace, Stack: stacks } = await import("@pulumi/pulumi/automation/index.js");
    const { operation, stack, foretold = {} } = request;
    const program = operation === "preview" ? withForetold(request.program, foretold) : request.program;
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
