import { CommandFault, faultLines } from "../command-fault";
import type { Invocation } from "../command-line";
import { levelsOf } from "../dependency-order";
import { EXIT_CODES } from "../exit-codes";
import type { Outputs } from "../progress/outputs";
import { styleFor } from "../progress/style";
import type { Project } from "../projects";
import type { Context } from "./context";
import { EngineCommandError } from "./engine-command";
import { problemsOf } from "./problems";
import { commandFor, outputLines } from "./summary";
import { summaryDocument, summaryText } from "./summary-json";
import type { Target } from "./target";

/** Prints what the stacks export, secrets as [secret]; answers the exit code, that of a failure where a stack isn't there. */
export async function printOutputs(
    invocation: Invocation,
    projects: readonly Project[],
    target: Target,
    { stdout, stderr }: Pick<Context, "stdout" | "stderr">,
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
    const fault = missing.length === 0 ? undefined : missingFault(missing, invocation);
    const code = fault?.exitCode ?? EXIT_CODES.ok.code;
    const parts = { outputs: found, ...(fault === undefined ? {} : { fault }) };
    stdout.write(
        invocation.json
            ? summaryText(summaryDocument(invocation, code, parts))
            : asText(found, environment, stdout.isTTY === true),
    );
    if (fault !== undefined) {
        stderr.write(`${faultLines(fault).join("\n")}\n`);
    }
    return code;
}

/** No such stacks yet. */
export function missingFault(missing: readonly string[], invocation: Parameters<typeof commandFor>[1]): CommandFault {
    const [are, stacks] = missing.length === 1 ? ["is", "stack"] : ["are", "stacks"];
    const message = `There ${are} no ${invocation.environment} ${stacks} of ${missing.join(", ")} yet.`;
    return new CommandFault("failed", message, [`Create it with \`${commandFor("up", invocation)}\`.`]);
}

/**
 * What a stack exports; undefined where there is no such stack.
 *
 * @throws CommandFault when its backend can't be asked
 */
export async function outputsOf(
    target: Pick<Target, "outputs" | "kind">,
    stack: Parameters<Target["outputs"]>[0],
): Promise<Outputs | undefined> {
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
