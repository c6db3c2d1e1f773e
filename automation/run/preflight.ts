import { CommandFault } from "../command-fault";
import type { EngineVerb, Invocation } from "../command-line";
import type { Reporter } from "../progress/reporter";
import { nameOf } from "../progress/urn";
import type { Project } from "../projects";
import { checkState } from "../state/check";
import { deploymentOf, parseStateFile, type Deployment } from "../state/deployment";
import { protectedResources } from "../state/guards";
import { faultLine } from "../state/integrity";
import { isChanging } from "./request";
import { commandFor } from "./summary";
import { targetsByProject } from "./targets";
import { settleUnfinished } from "./unfinished";
import type { StackName, Target } from "./target";

/** What is looked at before a run begins. */
export interface PreflightRequest {
    readonly verb: EngineVerb;
    readonly invocation: Pick<Invocation, "verb" | "environment" | "projects" | "sandbox" | "targets">;
    readonly projects: readonly Project[];
    readonly target: Target;
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
}

/** What a run may work on. */
export interface Ready {
    readonly projects: readonly Project[];
    /** URNs of the only resources to work on, by project. @default - all */
    readonly targets?: ReadonlyMap<string, readonly string[]>;
    /** Since when the clouds may hold what a state doesn't tell, epoch ms, by project. */
    readonly inDoubt: ReadonlyMap<string, number>;
}

interface StackState {
    readonly project: Project;
    readonly stack: StackName;
    /** Undefined when there is no such stack yet. */
    readonly deployment: Deployment | undefined;
}

/**
 * Everything that has to be right before anything is changed, for all stacks of the run: whole states, no run of the
 * past left unfinished, no protected resource in the way of a destroy.
 *
 * @throws CommandFault with all that is wrong; nothing was changed then
 */
export async function preflight(request: PreflightRequest): Promise<Ready> {
    const { verb, target, invocation, reporter, signal } = request;
    await target.inspect?.();
    const before = await readStates(request);
    // In the sandbox, whose lock this run holds, there is nobody to wait for.
    const releases = isChanging(verb) || target.kind === "sandbox";
    if (releases) {
        await target.release(stacksOf(request), signal);
    }
    if (!isChanging(verb)) {
        // An engine that was still at work may have written until it was ended.
        const found = releases ? await readStates(request) : before;
        found.forEach((state) => tellPending(state, reporter.note));
        return { ...chosen(request, found), inDoubt: new Map() };
    }
    const inDoubt = await settleUnfinished(stacksOf(request), { target, reporter, signal });
    const states = await readStates(request);
    const ready = { ...chosen(request, states), inDoubt };
    if (verb === "destroy") {
        refuseProtected(ready, states, invocation.environment);
    }
    return ready;
}

function stacksOf({ projects, invocation: { environment } }: PreflightRequest): readonly StackName[] {
    return projects.map((project) => stackOf(project, environment));
}

function stackOf({ name, folder }: Project, environment: string): StackName {
    return { project: name, folder, environment };
}

async function readStates(request: PreflightRequest): Promise<readonly StackState[]> {
    const { projects, target, invocation } = request;
    const damaged: string[] = [];
    const names: string[] = [];
    const states: StackState[] = [];
    for (const project of projects) {
        const stack = stackOf(project, invocation.environment);
        const text = await target.states.read(stack);
        const { faults } = checkState(text, stack, target.seals);
        if (faults.length > 0) {
            names.push(stack.project);
            damaged.push(
                `The state of ${stack.project} (${stack.environment}) is damaged:`,
                ...faults.map((fault) => `  ${faultLine(fault)}`),
            );
        }
        const deployment = text === undefined || faults.length > 0 ? undefined : deploymentOf(parseStateFile(text));
        states.push({ project, stack, deployment });
    }
    if (damaged.length > 0) {
        const restore = commandFor("state restore", { ...invocation, projects: names });
        const its = names.length === 1 ? "its place" : "the place of each";
        throw new CommandFault("damaged", damaged.join("\n"), [
            `Nothing was changed. \`${restore}\` puts the newest whole backup in ${its}.`,
        ]);
    }
    return states;
}

function tellPending({ stack, deployment }: StackState, note: (line: string) => void): void {
    for (const { resource, type } of deployment?.pending_operations ?? []) {
        const { name, type: kind } = nameOf(resource.urn);
        note(
            `${stack.project}: a run was cut off while ${type} ${name} (${kind}); the next up, refresh or destroy puts that right`,
        );
    }
}

function chosen({ projects, invocation }: PreflightRequest, states: readonly StackState[]): Omit<Ready, "inDoubt"> {
    if (invocation.targets.length === 0) {
        return { projects };
    }
    const known = states.map(({ stack, deployment }) => ({
        project: stack.project,
        urns: (deployment?.resources ?? []).filter((resource) => resource.delete !== true).map(({ urn }) => urn),
    }));
    const targets = targetsByProject(invocation.targets, invocation.environment, known);
    return { projects: projects.filter(({ name }) => targets.has(name)), targets };
}

/** All of them before the first stack is begun: half an environment is worse than a whole one. */
function refuseProtected(
    { projects, targets }: Omit<Ready, "inDoubt">,
    states: readonly StackState[],
    environment: string,
): void {
    const inTheWay = states
        .filter(({ project }) => projects.includes(project))
        .flatMap(({ stack, deployment }) => {
            const only = targets?.get(stack.project);
            return protectedResources(deployment ?? { resources: [] })
                .filter(({ urn }) => only === undefined || only.includes(urn))
                .map(({ urn, by }) => ({ stack, ...nameOf(urn), by }));
        });
    if (inTheWay.length > 0) {
        const lines = inTheWay.map(({ stack, name, type, by }) => `  ${stack.project}: ${name} (${type}): ${by}`);
        throw new CommandFault(
            "refused",
            [`${environment} isn't destroyed, because these are protected:`, ...lines].join("\n"),
            [
                "Nothing was changed. Turn the protection off in the configuration and run `plinth up` first " +
                    '(docs/command.md, "Taking production down").',
            ],
        );
    }
}
