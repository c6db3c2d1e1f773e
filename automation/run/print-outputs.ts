import { CommandFault } from "../command-fault";
import type { Invocation } from "../command-line";
import { levelsOf } from "../dependency-order";
import type { Outputs } from "../progress/outputs";
import { styleFor } from "../progress/style";
import type { Project } from "../projects";
import type { Context } from "./context";
import { EngineCommandError } from "./engine-command";
import { problemsOf } from "./problems";
import { commandFor, outputLines } from "./summary";
import type { Target } from "./target";

/**
 * Prints what the stacks export, secrets as [secret].
 *
 * @throws CommandFault naming the stacks that don't exist, after those that do were printed
 */
export async function printOutputs(
    invocation: Invocation,
    projects: readonly Project[],
    target: Target,
    { stdout }: Pick<Context, "stdout">,
): Promise<number> {
    const { environment } = invocation;
    const found = new Map<string, Outputs>();
    const missing: string[] = [];
    for (const { name, folder } of levelsOf(projects).flat()) {
        const outputs = await outputsOf(target, { project: name, folder, environment });
        if (outputs === undefined) {
            missing.push(name);
        } else {
            found.set(name, outputs);
        }
    }
    stdout.write(invocation.json ? asJson(found) : asText(found, environment, stdout.isTTY === true));
    if (missing.length > 0) {
        const [are, stacks] = missing.length === 1 ? ["is", "stack"] : ["are", "stacks"];
        throw new CommandFault("failed", `There ${are} no ${environment} ${stacks} of ${missing.join(", ")} yet.`, [
            `Create it with \`${commandFor("up", invocation)}\`.`,
        ]);
    }
    return 0;
}

async function outputsOf(target: Target, stack: Parameters<Target["outputs"]>[0]): Promise<Outputs | undefined> {
    try {
        return await target.outputs(stack);
    } catch (error) {
        if (!(error instanceof EngineCommandError)) {
            throw error;
        }
        const problems = problemsOf([], error, target.kind);
        throw new CommandFault(
            "failed",
            `${stack.project}: ${problems.map(({ text }) => text).join("\n")}`,
            problems.flatMap(({ advice }) => advice ?? []),
        );
    }
}

function asJson(found: ReadonlyMap<string, Outputs>): string {
    return `${JSON.stringify(Object.fromEntries(found), undefined, 2)}\n`;
}

function asText(found: ReadonlyMap<string, Outputs>, environment: string, isTerminal: boolean): string {
    const style = styleFor(isTerminal);
    return [...found]
        .flatMap(([project, outputs]) => {
            const lines = outputLines(Object.entries(outputs), style);
            return [style.bold(`${project} (${environment})`), ...(lines.length > 0 ? lines : ["  no outputs"])];
        })
        .map((line) => `${line}\n`)
        .join("");
}
