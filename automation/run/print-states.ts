import type { CommandFault } from "../command-fault";
import type { Invocation } from "../command-line";
import { levelsOf } from "../dependency-order";
import { EXIT_CODES } from "../exit-codes";
import type { Project } from "../projects";
import { restoreStates as restoreAll } from "../state/restore-all";
import type { Restored } from "../state/restore";
import { showStates } from "../state/show";
import { confirm, consoleFor } from "./confirm";
import type { Context } from "./context";
import { watchSignals } from "./interruption";
import { commandFor } from "./summary";
import { summaryDocument, summaryText } from "./summary-json";
import type { StackName, Target } from "./target";

/** Tells of the states of the stacks; answers the exit code. */
export function printStates(
    invocation: Invocation,
    projects: readonly Project[],
    { states, seals }: Target,
    { stdout, paths }: Context,
): Promise<number> {
    return showStates({
        stacks: stacksOf(invocation, projects),
        states,
        ...(seals === undefined ? {} : { seals }),
        ...(invocation.json
            ? { json: (reports, code) => summaryText(summaryDocument(invocation, code, { states: reports })) }
            : {}),
        stdout,
        root: paths.root,
        restoreCommand: (project) => commandFor("state restore", { ...invocation, projects: [project] }),
    });
}

/** Puts backups in the place of damaged states; answers the exit code. */
export async function restoreStates(
    invocation: Invocation,
    projects: readonly Project[],
    target: Target,
    context: Context,
): Promise<number> {
    const { stdout, stderr, paths, signals, exit } = context;
    const { states, seals } = target;
    const { backup, json, sandbox, yes, environment } = invocation;
    const stop = (): void => exit(EXIT_CODES.interrupted.code);
    const interruption = watchSignals(signals, { first: () => undefined, second: stop });
    const names = (stacks: readonly StackName[]): string => stacks.map(({ project }) => project).join(", ");
    const ask = (stacks: readonly StackName[]): Promise<void> =>
        confirm(
            consoleFor(invocation, context),
            {
                text: `Put a backup in the place of the state of ${names(stacks)} (${environment})? Type yes to go on: `,
                expected: "yes",
            },
            interruption,
        );
    try {
        const stacks = stacksOf(invocation, projects);
        await target.release(stacks, interruption.signal);
        return await restoreAll({
            stacks,
            states,
            ...(seals === undefined ? {} : { seals }),
            ...(backup === undefined ? {} : { backup }),
            ...(json ? { json: (restored, fault) => restoreDocument(invocation, restored, fault) } : {}),
            stdout,
            stderr,
            root: paths.root,
            refreshCommand: (project) => commandFor("refresh", { ...invocation, projects: [project] }),
            ...(sandbox || yes ? {} : { confirm: ask }),
        });
    } finally {
        interruption.close();
    }
}

function restoreDocument(
    invocation: Invocation,
    restored: readonly Restored[],
    fault: CommandFault | undefined,
): string {
    const exitCode = fault?.exitCode ?? EXIT_CODES.ok.code;
    const parts = { restored, ...(fault === undefined ? {} : { fault }) };
    return summaryText(summaryDocument(invocation, exitCode, parts));
}

function stacksOf({ environment }: Invocation, projects: readonly Project[]): readonly StackName[] {
    return levelsOf(projects)
        .flat()
        .map(({ name, folder }) => ({ project: name, folder, environment }));
}
