import { Command, CommanderError } from "commander";
import { EXIT_CODES, exitCodeTable } from "./exit-codes";

/** What can be done with stacks. */
export type Verb = "preview" | "up" | "outputs" | "destroy";

/** A command as the user gave it. */
export interface Invocation {
    readonly verb: Verb;
    readonly environment: string;
    /** Empty: all projects that have the environment. */
    readonly projects: readonly string[];
    /** Runs against the model clouds on this machine. */
    readonly sandbox: boolean;
    /** Doesn't ask before changing a real cloud. */
    readonly yes: boolean;
    /** The result as one JSON document on standard output, progress on standard error. */
    readonly json: boolean;
    /** No progress, the summary only. */
    readonly quiet: boolean;
    /** Unchanged resources too. */
    readonly verbose: boolean;
    /** Resources with a fixed name that may be deleted before their replacement is made, as `aws:lb:LoadBalancer::alb`. */
    readonly allowDeleteFirst: readonly string[];
}

/** Either something to do, or text to print (help, version, a usage error) and the exit code to end with. */
export type CommandLine =
    | { readonly kind: "run"; readonly invocation: Invocation }
    | { readonly kind: "text"; readonly stdout: string; readonly stderr: string; readonly exitCode: number };

interface VerbOptions {
    readonly sandbox?: boolean;
    readonly yes?: boolean;
    readonly json?: boolean;
    readonly quiet?: boolean;
    readonly verbose?: boolean;
    readonly allowDeleteFirst?: readonly string[];
}

interface VerbDescription {
    readonly verb: Verb;
    readonly summary: string;
    /** Whether it changes resources. */
    readonly changes: boolean;
}

const VERBS: readonly VerbDescription[] = [
    { verb: "preview", summary: "show what `up` would do; changes nothing", changes: false },
    { verb: "up", summary: "create and update resources until they are as the program says", changes: true },
    { verb: "outputs", summary: "print what the stacks export; secrets are shown as [secret]", changes: false },
    { verb: "destroy", summary: "delete all resources of the stacks, dependents first", changes: true },
];

const EPILOGUE = `
Projects run in dependency order, independent ones side by side; with none named, all that
have the environment. --sandbox needs no account, no credentials and no network.

Exit codes:
${exitCodeTable()}

Examples:
  plinth up staging --sandbox              the whole environment, on this machine
  plinth preview production foundation     one project, on the real clouds
  plinth outputs staging --sandbox --json

The reference is docs/command.md.`;

/** Reads the arguments (without node and script). Loads nothing but the parser. */
export function parseCommandLine(args: readonly string[], version: string): CommandLine {
    let found: Invocation | undefined;
    const text = { stdout: "", stderr: "" };
    const program = describeProgram(version, text, (invocation) => {
        found = invocation;
    });
    try {
        program.parse(args.length === 0 ? ["--help"] : [...args], { from: "user" });
    } catch (error) {
        if (!(error instanceof CommanderError)) {
            throw error;
        }
        return { kind: "text", ...text, exitCode: error.exitCode === 0 ? 0 : EXIT_CODES.usage.code };
    }
    return found === undefined
        ? { kind: "text", ...text, exitCode: EXIT_CODES.usage.code }
        : { kind: "run", invocation: found };
}

function describeProgram(
    version: string,
    text: { stdout: string; stderr: string },
    found: (invocation: Invocation) => void,
): Command {
    const program = new Command("plinth")
        .description("The whole infrastructure of a company, on its clouds or in the sandbox.")
        .version(version, "-V, --version", "print the version")
        .helpOption("-h, --help", "print this help")
        .helpCommand("help [command]", "print the help of a command")
        .addHelpText("after", EPILOGUE)
        .showHelpAfterError("(`plinth --help` lists the commands and options)")
        .configureHelp({ helpWidth: 100 })
        .exitOverride()
        .configureOutput({
            writeOut: (part) => (text.stdout += part),
            writeErr: (part) => (text.stderr += part),
            getOutHelpWidth: () => 100,
            getErrHelpWidth: () => 100,
        });
    VERBS.forEach((description) => describeVerb(program, description, found));
    return program;
}

function describeVerb(
    program: Command,
    { verb, summary, changes }: VerbDescription,
    found: (invocation: Invocation) => void,
): void {
    const command = program
        .command(verb)
        .description(summary)
        .argument("<environment>", "staging, production, …: one for which Pulumi.<environment>.yaml is there")
        .argument("[project...]", "projects to work on (default: all that have the environment)")
        .option("--sandbox", "use the model clouds on this machine instead of the real ones")
        .option("--json", "print the result as JSON on standard output, progress on standard error")
        .option("-q, --quiet", "no progress, the result only")
        .option("-v, --verbose", "list unchanged resources too");
    if (verb === "preview" || verb === "up") {
        command.option(
            "--allow-delete-first <type::name>",
            "let this be replaced although its name is fixed: deleted first, then made anew (repeatable)",
            (given: string, before: readonly string[] = []) => [...before, given],
        );
    }
    if (changes) {
        command.option("-y, --yes", "change real clouds without asking");
    }
    command.action((environment: string, projects: string[], options: VerbOptions) =>
        found({
            verb,
            environment,
            projects,
            sandbox: options.sandbox ?? false,
            yes: options.yes ?? false,
            json: options.json ?? false,
            quiet: options.quiet ?? false,
            verbose: options.verbose ?? false,
            allowDeleteFirst: options.allowDeleteFirst ?? [],
        }),
    );
}
