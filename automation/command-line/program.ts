import { Argument, Command, Help } from "commander";
import { DRILL, DRILL_VERBS } from "./drill-verbs";
import { HELP_WIDTH, programEpilogue, verbEpilogue } from "./help";
import type { DrillInvocation, DrillVerb, Invocation, LocalInvocation, LocalVerb, Verb } from "./invocation";
import { LOCAL, LOCAL_VERBS } from "./local-verbs";
import { OPTIONS, type VerbOptions } from "./options";
import { completionScript, SHELLS, type Shell } from "./shells";
import { VERBS, type VerbDescription } from "./verbs";

/** What becomes of a command line that is understood, and of what there is to print. */
export interface Listener {
    readonly found: (invocation: Invocation) => void;
    readonly foundLocal: (invocation: LocalInvocation) => void;
    readonly foundDrill: (invocation: DrillInvocation) => void;
    readonly writeOut: (text: string) => void;
    readonly writeErr: (text: string) => void;
}

/** The whole command: verbs, arguments, options and their help. */
export function describeProgram(version: string, listener: Listener): Command {
    const { found, foundLocal, foundDrill, writeOut, writeErr } = listener;
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
    describeDrill(program, foundDrill);
    describeLocal(program, foundLocal);
    describeCompletion(program, writeOut);
    return program;
}

const ENVIRONMENT = "staging, production, …: one for which Pulumi.<environment>.yaml is there";

function describeVerb(program: Command, verb: Verb, found: (invocation: Invocation) => void): void {
    const command = described(commandOf(program, verb), verb, VERBS[verb])
        .argument("<environment>", ENVIRONMENT)
        .argument("[project...]", "projects to work on (default: all that have the environment)")
        // What stands behind the name of a command's command is that one's own.
        .enablePositionalOptions();
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

function described(
    command: Command,
    verb: Verb | LocalVerb | DrillVerb,
    { summary, description, options, examples, exits }: VerbDescription,
): Command {
    options.forEach((name) => OPTIONS[name](command));
    return command
        .summary(summary)
        .description(description)
        .addHelpText("after", verbEpilogue(examples, exits))
        .showHelpAfterError(`(\`plinth help ${verb}\` tells its arguments and options)`);
}

/** Commands that rehearse something: they have an environment, and know themselves which projects. */
function describeDrill(program: Command, found: Listener["foundDrill"]): void {
    program.command(DRILL.name).summary(DRILL.summary).description(DRILL.description).helpCommand(false);
    for (const verb of Object.keys(DRILL_VERBS) as DrillVerb[]) {
        const command = described(commandOf(program, verb), verb, DRILL_VERBS[verb]);
        command.argument("<environment>", ENVIRONMENT).action((environment: string) => {
            const { sandbox = false, yes = false, json = false, ...given }: VerbOptions = command.opts();
            const { timeout, maxRecoveryMinutes, maxAgeHours } = given;
            found({
                ...{ verb, environment, sandbox, yes, json },
                ...(timeout === undefined ? {} : { timeout }),
                ...(maxRecoveryMinutes === undefined ? {} : { maxRecoveryMinutes }),
                ...(maxAgeHours === undefined ? {} : { maxAgeHours }),
            });
        });
    }
}

/** Commands that work in no stack: they have neither environment nor projects. */
function describeLocal(program: Command, found: Listener["foundLocal"]): void {
    program.command(LOCAL.name).summary(LOCAL.summary).description(LOCAL.description).helpCommand(false);
    for (const verb of Object.keys(LOCAL_VERBS) as LocalVerb[]) {
        const command = described(commandOf(program, verb), verb, LOCAL_VERBS[verb]);
        command.action(() => {
            const { json = false, verbose = false, endpoint, from, port }: VerbOptions = command.opts();
            found({
                verb,
                json,
                verbose,
                ...(endpoint === undefined ? {} : { endpoint }),
                ...(from === undefined ? {} : { from }),
                ...(port === undefined ? {} : { port }),
            });
        });
    }
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
function commandOf(program: Command, verb: string): Command {
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

/** Commands of commands stand in the same list; what does nothing by itself but have some stands in none. */
function visibleCommands(command: Command): Command[] {
    const isGroup = (child: Command): boolean => [DRILL.name, LOCAL.name].some((name) => name === child.name());
    return new Help()
        .visibleCommands(command)
        .flatMap((child) => [...(isGroup(child) ? [] : [child]), ...child.commands]);
}
