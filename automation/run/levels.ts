import { CommandFault } from "../command-fault";
import { levelsOf } from "../dependency-order";
import type { Outputs } from "../progress/outputs";
import { briefly } from "../progress/reporter";
import { sealIfSettled } from "../state/sealing";
import type { ForetoldOutputs } from "./foretold";
import { isNothingToChange } from "./nothing-to-change";
import type { StackResult } from "./result";
import type { LoadedProject, RunOutcome, RunRequest } from "./run-request";
import { notRun, operateAll } from "./stacks";
import { settleDoubts } from "./unfinished";
import { plannedText } from "./summary";

/**
 * Level by level, the stacks of one side by side. After a failure no further level is begun, or, if asked to go on,
 * nothing that depends on it. A stack is only updated after a preview of it that passed, directly before. A preview of
 * several levels hands on what each foretells.
 */
export async function runLevels(request: RunRequest): Promise<RunOutcome> {
    const ordered = levelsOf(request.projects);
    // What is built last is taken down first.
    const levels = request.verb === "destroy" ? [...ordered].reverse() : ordered;
    const results: StackResult[] = [];
    const foretold: Record<string, Outputs> = {};
    let fault: CommandFault | undefined;
    for (const level of levels) {
        const ready = fault === undefined ? level.filter((project) => isReady(project, request, results)) : [];
        const reached = await reach(ready, request, { ...foretold });
        reached.results.forEach(({ stack, outputs }) => (foretold[`${stack.project}/${stack.environment}`] = outputs));
        results.push(
            ...level.map(
                (project) =>
                    reached.results.find(({ stack }) => stack.project === project.name) ??
                    notRun(project, request.environment),
            ),
        );
        fault ??= reached.fault ?? results.find((result) => result.fault !== undefined)?.fault;
    }
    return fault === undefined ? { results } : { results, fault };
}

/** What wasn't run counts as failed, so that what depends on it isn't run either. */
function isReady(
    project: LoadedProject,
    { verb, projects, continueOnError = false, signal }: RunRequest,
    results: readonly StackResult[],
): boolean {
    const failed = results.filter(({ outcome }) => outcome !== "succeeded").map(({ stack }) => stack.project);
    if (failed.length === 0) {
        return true;
    }
    const dependents = projects.filter(({ dependsOn }) => dependsOn.includes(project.name)).map(({ name }) => name);
    const needed = verb === "destroy" ? dependents : project.dependsOn;
    return continueOnError && !signal.aborted && failed.every((name) => !needed.includes(name));
}

async function reach(
    level: readonly LoadedProject[],
    request: RunRequest,
    foretold: ForetoldOutputs,
): Promise<RunOutcome> {
    try {
        return { results: level.length === 0 ? [] : await runLevel(level, request, foretold) };
    } catch (error) {
        if (!(error instanceof CommandFault)) {
            throw error;
        }
        return { results: [], fault: error };
    }
}

async function runLevel(
    level: readonly LoadedProject[],
    request: RunRequest,
    foretold: ForetoldOutputs,
): Promise<readonly StackResult[]> {
    const { verb, target, reporter, confirm, continueOnError = false } = request;
    if (verb === "preview") {
        return operateAll(level, { ...request, operation: "preview", foretold });
    }
    if (verb === "destroy" && target.kind === "sandbox") {
        return operateAll(level, { ...request, operation: "destroy" });
    }
    const isShown = confirm !== undefined;
    const planned = await plan(level, { ...request, reporter: isShown ? reporter : briefly(reporter) });
    const passed = planned.filter(({ outcome }) => outcome === "succeeded");
    if (passed.length === 0 || (passed.length < planned.length && !continueOnError)) {
        return planned;
    }
    if (!isShown) {
        passed.forEach(({ stack, counts }) => reporter.note(`${stack.project}  ${plannedText(counts)}`));
    }
    const settled = verb === "up" ? await settledAmong(level, passed, request) : new Map<string, StackResult>();
    const isPassed = (name: string): boolean => passed.some(({ stack }) => stack.project === name);
    const changing = level.filter(({ name }) => isPassed(name) && !settled.has(name));
    if (isShown && changing.length > 0) {
        await confirm(planned);
    }
    const changed = await operateAll(changing, { ...request, operation: verb === "destroy" ? verb : "up", planned });
    const done = [...settled.values(), ...changed, ...planned.filter(({ outcome }) => outcome !== "succeeded")];
    return level.flatMap(({ name }) => done.filter(({ stack }) => stack.project === name));
}

/**
 * Previews. After a run that was cut off, what they plan to make is looked for first: where only the command was killed,
 * its engine has lived long enough to take a lost answer for a failure, and nothing in the state tells of it.
 */
async function plan(level: readonly LoadedProject[], request: RunRequest): Promise<readonly StackResult[]> {
    const { verb, target, reporter, inDoubt = new Map<string, number>() } = request;
    const operation = verb === "destroy" ? "preview destroy" : "preview";
    const planned = await operateAll(level, { ...request, operation });
    const renewed = new Set<string>();
    for (const { stack, doubts = [] } of planned) {
        const since = inDoubt.get(stack.project);
        if (since === undefined || doubts.length === 0 || target.inventory === undefined) {
            continue;
        }
        const { signal } = request;
        if (await settleDoubts(stack, doubts, since, { target, reporter, signal, cause: "earlier" })) {
            renewed.add(stack.project);
        }
    }
    const again = level.filter(({ name }) => renewed.has(name));
    const replanned = again.length === 0 ? [] : await operateAll(again, { ...request, operation });
    return planned.map((one) => replanned.find(({ stack }) => stack.project === one.stack.project) ?? one);
}

/** Stacks that an update would leave as they are, each with the result it would have: it isn't begun. */
async function settledAmong(
    level: readonly LoadedProject[],
    planned: readonly StackResult[],
    { target, targets, inDoubt = new Map<string, number>() }: RunRequest,
): Promise<ReadonlyMap<string, StackResult>> {
    const settled = new Map<string, StackResult>();
    if (targets !== undefined) {
        // A preview of some resources tells nothing of the others.
        return settled;
    }
    for (const { verb: _preview, passed, isQuiet = false, ...plan } of planned) {
        const program = level.find(({ name }) => name === plan.stack.project)?.print;
        const isSame =
            program !== undefined &&
            passed !== undefined &&
            target.settled?.isSettled(plan.stack, { program, fingerprint: passed.fingerprint }) === true;
        if (isSame && isNothingToChange({ ...plan, isQuiet }, await target.outputs(plan.stack))) {
            if (inDoubt.has(plan.stack.project)) {
                // What the preview planned was looked for.
                await sealIfSettled({ ...target, stack: plan.stack, doubtfulSince: undefined });
            }
            settled.set(plan.stack.project, plan);
        }
    }
    return settled;
}
