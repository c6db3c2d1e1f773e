import path from "node:path";
import { CommandFault } from "../command-fault";
import { styleFor } from "../progress/style";
import { checkState } from "./check";
import { restore, type Restored, type RestoreRequest } from "./restore";
import { restoredLines } from "./show";
import type { StackName } from "./states";

/** What `plinth state restore` works with. */
export interface RestoreAllRequest extends Omit<RestoreRequest, "stack"> {
    readonly stacks: readonly StackName[];
    readonly json: boolean;
    readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
    /** The repository; places inside of it are shown relative to it. */
    readonly root: string;
    /** The command that takes in what the clouds say: `plinth refresh staging data --sandbox`. */
    readonly refreshCommand: (project: string) => string;
    /** Asks before anything is written; throws when the answer is no. @default - nobody is asked */
    readonly confirm?: (stacks: readonly StackName[]) => Promise<void>;
}

/**
 * Puts backups in the place of damaged states, or a named one in the place of the only stack's; answers the exit code.
 *
 * @throws CommandFault as `restore` does; what was restored before it is told first
 */
export async function restoreStates(request: RestoreAllRequest): Promise<number> {
    const { stacks, confirm } = request;
    const chosen = request.backup === undefined ? await damagedOf(request) : theOne(stacks);
    await confirm?.(chosen);
    const restored: Restored[] = [];
    try {
        for (const stack of chosen) {
            restored.push(await restore({ ...request, stack }));
        }
    } finally {
        print(restored, request);
    }
    return 0;
}

async function damagedOf({ stacks, states, seals }: RestoreAllRequest): Promise<readonly StackName[]> {
    const damaged: StackName[] = [];
    for (const stack of stacks) {
        if (checkState(await states.read(stack), stack, seals).faults.length > 0) {
            damaged.push(stack);
        }
    }
    if (damaged.length === 0) {
        const names = stacks.map(({ project, environment }) => `${project} (${environment})`).join(", ");
        throw new CommandFault("refused", `No state is damaged of ${names}.`, [
            "Nothing was changed. To go back to an earlier state all the same, name a project, and a backup with --backup.",
        ]);
    }
    return damaged;
}

function theOne(stacks: readonly StackName[]): readonly StackName[] {
    if (stacks.length !== 1) {
        throw new CommandFault("usage", "A backup is of one stack, and several projects were given.", [
            `Name one of ${stacks.map(({ project }) => project).join(", ")}.`,
        ]);
    }
    return stacks;
}

function print(restored: readonly Restored[], { json, stdout, root, refreshCommand }: RestoreAllRequest): void {
    const style = styleFor(stdout.isTTY === true);
    if (json) {
        stdout.write(`${JSON.stringify({ stacks: restored.map(asJson) }, undefined, 2)}\n`);
        return;
    }
    for (const one of restored) {
        const lines = restoredLines(one, refreshCommand(one.stack.project), style);
        stdout.write(`${lines.join("\n").replaceAll(`${root}${path.sep}`, "")}\n`);
    }
}

function asJson({ stack, backup, setAside, lost, replaced, isExact }: Restored): object {
    return {
        project: stack.project,
        environment: stack.environment,
        backup: { name: backup.name, at: new Date(backup.at).toISOString(), resources: backup.resources },
        ...(setAside === undefined ? {} : { setAside }),
        lost,
        replaced,
        exact: isExact,
    };
}
