import { CommandFault } from "../command-fault";
import { levelsOf } from "../dependency-order";
import { NO_COUNTS, totalOf } from "../progress/operations";
import type { Outputs } from "../progress/outputs";
import { briefly, type Reporter } from "../progress/reporter";
import type { Program, Project } from "../projects";
import type { ForetoldOutputs } from "./foretold";
import { isNothingToChange } from "./nothing-to-change";
import { operate } from "./operation";
import type { Operation } from "./request";
import type { StackResult } from "./result";
import { plannedText } from "./summary";
import type { Target } from "./target";

/** A project with its program loaded; programs are only loaded for runs that execute them. */
export interface LoadedProject extends Pick<Project, "name" | "folder" | "dependsOn"> {
    readonly program: Program;
    /** Digest of the program's sources. @default - unknown: an update is never left out */
    readonly print?: string;
}

/** A run of one verb over all stacks of an environment. */
export interface RunRequest {
    readonly verb: "preview" | "up" | "destroy";
    readonly environment: string;
    readonly projects: readonly LoadedProject[];
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
    /** See {@link OperationRequest.allowDeleteFirst}. */
    readonly allowDeleteFirst?: readonly string[];
    /** Shows what is planned and waits for a yes; throws when there is none. @default - nobody is asked */
    readonly confirm?: (planned: readonly StackResult[]) => Promise<void>;
}

/** What a run came to. */
export interface RunOutcome {
    readonly results: readonly StackResult[];
    /** Why the run was ended early, apart from a failed stack. */
    readonly fault?: CommandFault;
}

/**
 * Level by level, the stacks of one side by side. After a failure no further level is begun. A stack is only updated
 * after a preview of it that passed, directly before. A preview of several levels hands on what each foretells.
 */
export async function runLevels(request: RunRequest): Promise<RunOutcome> {
    const ordered = levelsOf(request.projects);
    // What is built last is taken down first.
    const levels = request.verb === "destroy" ? [...ordered].reverse() : ordered;
    const results: StackResult[] = [];
    const foretold: Record<string, Outputs> = {};
    let fault: CommandFault | undefined;
    let going = true;
    for (const level of levels) {
        if (!going) {
            results.push(...level.map((project) => notRun(project, request.environment)));
            continue;
        }
        try {
            const reached = await runLevel(level, request, { ...foretold });
            results.push(...reached);
            reached.forEach(({ stack, outputs }) => (foretold[`${stack.project}/${stack.environment}`] = outputs));
        } catch (error) {
            if (!(error instanceof CommandFault)) {
                throw error;
            }
            fault = error;
            results.push(...level.map((project) => notRun(project, request.environment)));
        }
        fault ??= results.find((result) => result.fault !== undefined)?.fault;
        going = fault === undefined && results.every(({ outcome }) => outcome === "succeeded");
    }
    return fault === undefined ? { results } : { results, fault };
}

async function runLevel(
    level: readonly LoadedProject[],
    request: RunRequest,
    foretold: ForetoldOutputs,
): Promise<readonly StackResult[]> {
    const { verb, target, reporter, confirm } = request;
    if (verb === "preview") {
        return operateAll(level, { ...request, operation: "preview", foretold });
    }
    if (verb === "destroy" && target.kind === "sandbox") {
        return operateAll(level, { ...request, operation: "destroy" });
    }
    const isShown = confirm !== undefined;
    const planned = await operateAll(level, {
        ...request,
        operation: verb === "up" ? "preview" : "preview destroy",
        reporter: isShown ? reporter : briefly(reporter),
    });
    if (planned.some(({ outcome }) => outcome !== "succeeded")) {
        return planned;
    }
    if (!isShown) {
        planned.forEach(({ stack, counts }) => reporter.note(`${stack.project}  ${plannedText(counts)}`));
    }
    const settled = verb === "up" ? await settledAmong(level, planned, request) : new Map<string, StackResult>();
    const changing = level.filter(({ name }) => !settled.has(name));
    if (isShown && changing.length > 0) {
        await confirm(planned);
    }
    const changed = await operateAll(changing, { ...request, operation: verb, planned });
    return level.flatMap(({ name }) => settled.get(name) ?? changed.filter(({ stack }) => stack.project === name));
}

/** Stacks that an update would leave as they are, each with the result it would have: it isn't begun. */
async function settledAmong(
    level: readonly LoadedProject[],
    planned: readonly StackResult[],
    { target }: RunRequest,
): Promise<ReadonlyMap<string, StackResult>> {
    const settled = new Map<string, StackResult>();
    for (const { verb: _preview, passed, isQuiet = false, ...plan } of planned) {
        const program = level.find(({ name }) => name === plan.stack.project)?.print;
        const isSame =
            program !== undefined &&
            passed !== undefined &&
            target.settled?.isSettled(plan.stack, { program, fingerprint: passed.fingerprint }) === true;
        if (isSame && isNothingToChange({ ...plan, isQuiet }, await target.outputs(plan.stack))) {
            settled.set(plan.stack.project, plan);
        }
    }
    return settled;
}

/** One operation on the stacks of a level. */
interface LevelRequest extends RunRequest {
    readonly operation: Operation;
    /** What their previews said. @default - there were none */
    readonly planned?: readonly StackResult[];
    readonly foretold?: ForetoldOutputs;
}

async function operateAll(level: readonly LoadedProject[], request: LevelRequest): Promise<readonly StackResult[]> {
    const results = await Promise.all(level.map((project) => operateOn(project, request)));
    const suspects = level.filter((_project, index) => results[index]?.silent === true);
    const repeated = new Map<string, StackResult>();
    for (const project of suspects) {
        repeated.set(project.name, await repeat(project, request));
    }
    return results.map((result) => acquitted(result, repeated.get(result.stack.project)));
}

async function operateOn({ name, folder, program, print }: LoadedProject, request: LevelRequest): Promise<StackResult> {
    const { environment, planned = [], target, ...rest } = request;
    const plan = planned.find(({ stack }) => stack.project === name);
    const result = await operate({
        ...rest,
        target,
        stack: { project: name, folder, environment },
        program,
        ...(plan === undefined ? {} : { total: totalOf(plan.counts) }),
        ...(plan?.passed === undefined ? {} : { passed: plan.passed }),
    });
    if (request.operation === "up" && result.outcome === "succeeded" && print !== undefined) {
        target.settled?.settle(result.stack, { program: print, fingerprint: target.fingerprint(result.stack) });
    }
    return result;
}

/** An update changes the state, so that its preview no longer counts. */
async function repeat(project: LoadedProject, request: LevelRequest): Promise<StackResult> {
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

function notRun({ name, folder }: LoadedProject, environment: string): StackResult {
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
