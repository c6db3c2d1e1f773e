import { CommandFault } from "../command-fault";
import type { StackResult } from "./result";
import type { RunOutcome, RunRequest } from "./run-request";
import { notRun, operateAll } from "./stacks";

/**
 * Looks at what the clouds hold (`drift`), and takes it into the state (`refresh`). All stacks side by side: each looks
 * at resources of its own only, so that there is no order among them.
 */
export async function runRefreshes(request: RunRequest): Promise<RunOutcome> {
    const { verb, confirm, projects, environment, continueOnError = false } = request;
    if (verb === "drift") {
        return outcomeOf(await operateAll(projects, { ...request, operation: "drift" }));
    }
    if (confirm === undefined) {
        return outcomeOf(await operateAll(projects, { ...request, operation: "refresh" }));
    }
    const seen = await operateAll(projects, { ...request, operation: "drift" });
    const readable = projects.filter(({ name }) =>
        seen.some(({ stack, outcome }) => stack.project === name && outcome === "succeeded"),
    );
    if (readable.length < seen.length && !continueOnError) {
        return outcomeOf(seen);
    }
    try {
        if (seen.some(({ drifts = [] }) => drifts.length > 0)) {
            await confirm(seen);
        }
    } catch (error) {
        if (!(error instanceof CommandFault)) {
            throw error;
        }
        return { results: projects.map((project) => notRun(project, environment)), fault: error };
    }
    const taken = await operateAll(readable, { ...request, operation: "refresh" });
    return outcomeOf([...taken, ...seen.filter(({ outcome }) => outcome !== "succeeded")]);
}

function outcomeOf(results: readonly StackResult[]): RunOutcome {
    const fault = results.find((result) => result.fault !== undefined)?.fault;
    return fault === undefined ? { results } : { results, fault };
}
