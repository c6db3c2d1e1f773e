import { Help, type Command } from "commander";
import type { Project } from "../projects";

/** A command as completion knows it. */
export interface CompletedCommand {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly CompletedOption[];
    readonly arguments: readonly CompletedArgument[];
    readonly commands: readonly CompletedCommand[];
}

/** An option as completion knows it. */
export interface CompletedOption {
    /** As typed, the short one first: `-q`, `--quiet`. */
    readonly names: readonly string[];
    readonly summary: string;
    readonly takesValue: boolean;
    readonly repeatable: boolean;
}

/** An argument as completion knows it. */
export interface CompletedArgument {
    /** Tells what may stand there: `environment`, `project`, `command`. */
    readonly name: string;
    readonly variadic: boolean;
    /** All that may stand there. @default - what the name tells */
    readonly choices?: readonly string[];
}

/** All that completion has to know before it looks for environments: bin/completion/commands.json. */
export interface CompletionData {
    readonly command: CompletedCommand;
    readonly projects: readonly Pick<Project, "name" | "folder">[];
    /** Regular expression of the files whose names tell the environments of a project. */
    readonly environmentFile: string;
}

/** Reads the description out of the parser's own, so that there is no second list of anything. */
export function completedCommand(command: Command): CompletedCommand {
    const help = command.createHelp();
    return {
        name: command.name(),
        summary: command.summary() || command.description(),
        options: help.visibleOptions(command).map(({ short, long, description, required, optional, parseArg }) => ({
            names: [short, long].filter((name) => name !== undefined && name !== null),
            summary: description,
            takesValue: required || optional,
            repeatable: parseArg !== undefined,
        })),
        arguments: command.registeredArguments.map((argument) => ({
            name: argument.name(),
            variadic: argument.variadic,
            ...(argument.argChoices === undefined ? {} : { choices: argument.argChoices }),
        })),
        // Its own, where the help lists those of its commands as well.
        commands: new Help().visibleCommands(command).map(completedCommand),
    };
}
