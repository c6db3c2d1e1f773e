import path from "node:path";
import { CommandFault, faultLines } from "../command-fault";
import { EXIT_CODES } from "../exit-codes";
import { styleFor } from "../progress/style";
import { checkState } from "./check";
import { restore, type Restored, type RestoreRequest } from "./restore";
import { restoredLines } from "./show";
import type { StackName } from "./states";

/** What `plinth state restore` works with. */
export interface RestoreAllRequest extends Omit<RestoreRequest, "stack"> {
    readonly stacks: readonly StackName[];
    /** The document for machines, in place of lines. @default - lines */
    readonly json?: (restored: readonly Restored[], fault: CommandFault | undefined) => string;
    readonly stderr: Pick<NodeJS.WritableStream, "write">;
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
 * @throws CommandFault when there is nothing to restore, or the answer is no
 */
export async function restoreStates(request: RestoreAllRequest): Promise<number> {
    const { stacks, confirm } = request;
    const chosen = request.backup === undefined ? await damagedOf(request) : theOne(stacks);
    await confirm?.(chosen);
    const restored: Restored[] = [];
    const fault = await restoreEach(chosen, request, restored);
    print(restored, fault, request);
    return fault?.exitCode ?? EXIT_CODES.ok.code;
}

/** What was restored before a fault stays and is told. */
async function restoreEach(
    stacks: readonly StackName[],
    request: RestoreAllRequest,
    restored: Restored[],
): Promise<CommandFault | undefined> {
    try {
        await restore(
            stacks.map((stack) => ({ ...request, stack })),
            restored,
        );
        return undefined;
    } catch (error) {
        if (error instanceof CommandFault) {
            return error;
        }
        throw error;
    }
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

function print(
    restored: readonly Restored[],
    fault: CommandFault | undefined,
    { json, stdout, stderr, root, refreshCommand }: RestoreAllRequest,
): void {
    const style = styleFor(stdout.isTTY === true);
    const lines = restored.flatMap((one) => restoredLines(one, refreshCommand(one.stack.project), style));
    const text = lines.map((line) => `${line}\n`).join("");
    stdout.write(json?.(restored, fault) ?? text.replaceAll(`${root}${path.sep}`, ""));
    if (fault !== undefined) {
        stderr.write(`${faultLines(fault).join("\n")}\n`);
    }
}
