import { Argument, Command, Help } from "commander";
import { HELP_WIDTH, programEpilogue, verbEpilogue } from "./help";
import type { Invocation, Verb } from "./invocation";
import { OPTIONS, type VerbOptions } from "./options";
import { completionScript, SHELLS, type Shell } from "./shells";
import { VERBS } from "./verbs";

/** What becomes of a command line that is understood, and of what there is to print. */
export interface Listener {
    readonly found: (invocation: Invocation) => void;
    readonly writeOut: (text: string) => void;
    readonly writeErr: (text: string) => void;
}

/** The whole command: verbs, arguments, options and their help. */
export function describeProgram(version: string, { found, writeOut, writeErr }: Listener): Command {
    const program = new Command("plinth")
        .usage("<command> <environment> [project...] [options]")
        .description("The whole infrastructure of a company, on its clouds or in the sandbox.")
        .version(version, "-V, --version", "print the version")
        .helpOption("-h, --help", "print this help")
        .helpCommand("help [command]", "print the help of a command, its examples and exit codes")
        .addHelpText("after", programEpilogue())
        .showHelpAfterError("(`plinth --help` lists the commands)")
        .configureHelp({ helpWidth: HELP_WIDTH, subcommandTerm: pathOf, visibleCommands })
        .exitOverride()
        .configureOutput({
            writeOut,
            writeErr,
            getOutHelpWidth: () => HELP_WIDTH,
            getErrHelpWidth: () => HELP_WIDTH,
        });
    for (const verb of Object.keys(VERBS) as Verb[]) {
        describeVerb(program, verb, found);
    }
    describeCompletion(program, writeOut);
    return program;
}

function describeVerb(program: Command, verb: Verb, found: (invocation: Invocation) => void): void {
    const { summary, description, options, examples, exits } = VERBS[verb];
    const command = commandOf(program, verb)
        .summary(summary)
        .description(description)
        .argument("<environment>", "staging, production, …: one for which Pulumi.<environment>.yaml is there")
        .argument("[project...]", "projects to work on (default: all that have the environment)")
        .addHelpText("after", verbEpilogue(examples, exits))
        .showHelpAfterError(`(\`plinth help ${verb}\` tells its arguments and options)`)
        // What stands behind the name of a command's command is that one's own.
        .enablePositionalOptions();
    options.forEach((name) => OPTIONS[name](command));
    command.action((environment: string, projects: string[]) => {
        const given: VerbOptions = command.optsWithGlobals();
        if (given.wait === true && given.sandbox !== true) {
            command.error(
                "error: option '--wait' waits for the sandbox, and '--sandbox' is not given. On a backend of your own the " +
                    "engine's lock tells who is at work; run the command again once they have ended.",
            );
        }
        found(invocationOf(verb, environment, projects, given));
    });
}

function invocationOf(verb: Verb, environment: string, projects: readonly string[], given: VerbOptions): Invocation {
    return {
        verb,
        environment,
        projects,
        sandbox: given.sandbox ?? false,
        yes: given.yes ?? false,
        json: given.json ?? false,
        quiet: given.quiet ?? false,
        verbose: given.verbose ?? false,
        allowDeleteFirst: given.allowDeleteFirst ?? [],
        targets: given.target ?? [],
        continueOnError: given.continueOnError ?? false,
        wait: given.wait ?? false,
        ...(given.backup === undefined ? {} : { backup: given.backup }),
    };
}

/** `state restore` is a command of the command `state`. */
function commandOf(program: Command, verb: Verb): Command {
    const [first = verb, second] = verb.split(" ");
    const known = program.commands.find((command) => command.name() === first);
    return second === undefined ? program.command(first) : (known ?? program.command(first)).command(second);
}

function describeCompletion(program: Command, writeOut: (text: string) => void): void {
    program
        .command("completion")
        .summary("print a script that completes this command in bash, zsh or fish")
        .description(
            "Prints a script that completes commands, options, environments and projects of `plinth` in your shell.",
        )
        .addArgument(new Argument("<shell>", "the shell to complete in").choices(SHELLS))
        .addHelpText(
            "after",
            verbEpilogue(
                [
                    ["source <(plinth completion bash)", "in ~/.bashrc"],
                    ["source <(plinth completion zsh)", "in ~/.zshrc, after compinit"],
                    ["plinth completion fish | source", "in ~/.config/fish/config.fish"],
                ],
                ["ok", "usage"],
            ),
        )
        .showHelpAfterError("(`plinth help completion` tells how it is set up)")
        .action((shell: Shell) => writeOut(completionScript(shell)));
}

/** A command with the commands it belongs to, as one types it. */
function pathOf(command: Command): string {
    const { parent } = command;
    return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** Commands of commands stand in the same list. */
function visibleCommands(command: Command): Command[] {
    return new Help().visibleCommands(command).flatMap((child) => [child, ...child.commands]);
}
