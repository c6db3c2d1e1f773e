import { CommandFault } from "../command-fault";
import { levelsOf } from "../dependency-order";
import { NO_COUNTS, totalOf } from "../progress/operations";
import type { Reporter } from "../progress/reporter";
import type { Program, Project } from "../projects";
import { operate, type Operation } from "./operation";
import type { StackResult } from "./result";
import type { Target } from "./target";

/** A project with its program loaded; programs are only loaded for runs that execute them. */
export interface LoadedProject extends Pick<Project, "name" | "folder" | "dependsOn"> {
    readonly program: Program;
}

/** A run of one verb over all stacks of an environment. */
export interface RunRequest {
    readonly verb: "preview" | "up" | "destroy";
    readonly environment: string;
    readonly projects: readonly LoadedProject[];
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
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
 * Level by level, the stacks of one side by side. After a failure no further level is begun. Real clouds are only
 * changed after a preview of the same stacks that passed, directly before.
 */
export async function runLevels(request: RunRequest): Promise<RunOutcome> {
    const ordered = levelsOf(request.projects);
    // What is built last is taken down first.
    const levels = request.verb === "destroy" ? [...ordered].reverse() : ordered;
    const results: StackResult[] = [];
    let fault: CommandFault | undefined;
    let going = true;
    for (const level of levels) {
        if (!going) {
            results.push(...level.map((project) => notRun(project, request.environment)));
            continue;
        }
        try {
            results.push(...(await runLevel(level, request)));
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

async function runLevel(level: readonly LoadedProject[], request: RunRequest): Promise<readonly StackResult[]> {
    const { verb, target } = request;
    if (verb === "preview" || target.kind === "sandbox") {
        return operateAll(level, verb, request, []);
    }
    const planned = await operateAll(level, verb === "up" ? "preview" : "preview destroy", request, []);
    if (planned.some(({ outcome }) => outcome !== "succeeded")) {
        return planned;
    }
    await request.confirm?.(planned);
    return operateAll(level, verb, request, planned);
}

async function operateAll(
    level: readonly LoadedProject[],
    operation: Operation,
    request: RunRequest,
    planned: readonly StackResult[],
): Promise<readonly StackResult[]> {
    const { environment, target, reporter, signal } = request;
    const one = ({ name, folder, program }: LoadedProject): Promise<StackResult> => {
        const plan = planned.find(({ stack }) => stack.project === name);
        const total = plan === undefined ? {} : { total: totalOf(plan.counts) };
        const stack = { project: name, folder, environment };
        return operate({ operation, stack, program, target, reporter, signal, ...total });
    };
    const results = await Promise.all(level.map(one));
    const suspects = level.filter((_project, index) => results[index]?.silent === true);
    const repeated = new Map<string, StackResult>();
    for (const project of suspects) {
        repeated.set(project.name, await one(project));
    }
    return results.map((result) => acquitted(result, repeated.get(result.stack.project)));
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
