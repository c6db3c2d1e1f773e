import { CommandFault } from "../command-fault";
import { levelsOf } from "../dependency-order";
import type { Outputs } from "../progress/outputs";
import { briefly } from "../progress/reporter";
import type { ForetoldOutputs } from "./foretold";
import { isNothingToChange } from "./nothing-to-change";
import type { StackResult } from "./result";
import type { LoadedProject, RunOutcome, RunRequest } from "./run-request";
import { notRun, operateAll } from "./stacks";
import { plannedText } from "./summary";

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
