import { type Command, CommanderError } from "commander";
import { EXIT_CODES } from "../exit-codes";
import type { CommandLine } from "./invocation";
import { describeProgram } from "./program";

export type {
    CommandLine,
    DrillInvocation,
    DrillVerb,
    EngineVerb,
    Invocation,
    LocalInvocation,
    LocalVerb,
    Verb,
} from "./invocation";

/** Reads the arguments (without node and script). Loads nothing but the parser. */
export function parseCommandLine(args: readonly string[], version: string): CommandLine {
    let found: CommandLine | undefined;
    const text = { stdout: "", stderr: "" };
    const program = describeProgram(version, {
        found: (invocation) => (found = { kind: "run", invocation }),
        foundLocal: (invocation) => (found = { kind: "local", invocation }),
        foundDrill: (invocation) => (found = { kind: "drill", invocation }),
        writeOut: (part) => (text.stdout += part),
        writeErr: (part) => (text.stderr += part),
    });
    try {
        program.parse(spelledOut(args, program), { from: "user" });
    } catch (error) {
        if (!(error instanceof CommanderError)) {
            throw error;
        }
        return { kind: "text", ...text, exitCode: error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code };
    }
    return found ?? { kind: "text", ...text, exitCode: EXIT_CODES.ok.code };
}

/** What the parser can't: no arguments ask for help; `help` of a command's command, and of a command that isn't there. */
function spelledOut(args: readonly string[], program: Command): readonly string[] {
    const [first = "--help", name, inner] = args;
    if (first !== "help" || name === undefined) {
        return [first, ...args.slice(1)];
    }
    const command = program.commands.find((known) => known.name() === name);
    if (command === undefined) {
        return [name];
    }
    return command.commands.some((known) => known.name() === inner) ? [...args.slice(1), "--help"] : args;
}
