import type { Command } from "commander";

/** What a verb's options say, before what wasn't given is filled in. */
export interface VerbOptions {
    readonly sandbox?: boolean;
    readonly yes?: boolean;
    readonly json?: boolean;
    readonly quiet?: boolean;
    readonly verbose?: boolean;
    readonly allowDeleteFirst?: readonly string[];
    readonly target?: readonly string[];
    readonly continueOnError?: boolean;
    readonly wait?: boolean;
    readonly backup?: string;
    readonly endpoint?: string;
    readonly from?: string;
    readonly port?: string;
    readonly timeout?: string;
    readonly maxRecoveryMinutes?: string;
    readonly maxAgeHours?: string;
}

/** An option by its long name. */
export type OptionName =
    | "sandbox"
    | "json"
    | "wait"
    | "quiet"
    | "verbose"
    | "target"
    | "continue-on-error"
    | "allow-delete-first"
    | "yes"
    | "backup"
    | "endpoint"
    | "from"
    | "port"
    | "timeout"
    | "max-recovery-minutes"
    | "max-age-hours";

/** Adds an option to a command. */
export const OPTIONS: Readonly<Record<OptionName, (command: Command) => Command>> = {
    sandbox: (command) => command.option("--sandbox", "use the model clouds on this machine instead of the real ones"),
    json: (command) =>
        command.option("--json", "print the result as JSON on standard output, progress on standard error"),
    wait: (command) => command.option("--wait", "wait for another run in the same sandbox to end instead of giving up"),
    quiet: (command) => command.option("-q, --quiet", "no progress, the result only"),
    verbose: (command) => command.option("-v, --verbose", "list unchanged resources too"),
    target: (command) =>
        command.option(
            "-t, --target <urn or type::name>",
            "work on this resource only, as `aws:lb:LoadBalancer::alb` (repeatable)",
            collected,
        ),
    "continue-on-error": (command) =>
        command.option("--continue-on-error", "after a failure, go on with what doesn't depend on it"),
    "allow-delete-first": (command) =>
        command.option(
            "--allow-delete-first <type::name>",
            "let this be replaced although its name is fixed: deleted first, then made anew (repeatable)",
            collected,
        ),
    yes: (command) => command.option("-y, --yes", "change real clouds, or their state, without asking"),
    backup: (command) => command.option("--backup <name>", "the backup to put back (default: the newest whole one)"),
    endpoint: (command) =>
        command.option(
            "--endpoint <url>",
            "an emulator of yours, such as LocalStack (default: the one in use, else moto, which is started)",
        ),
    from: (command) =>
        command.option("--from <environment>", "the stack of vendor-buckets to take limits from (default: pre)"),
    port: (command) => command.option("--port <number>", "the port of the moto that is started (default: 14566)"),
    timeout: (command) => command.option("--timeout <minutes>", "how long to wait for the task (default: 120)"),
    "max-recovery-minutes": (command) =>
        command.option("--max-recovery-minutes <number>", "not passed when a restore takes longer (default: no limit)"),
    "max-age-hours": (command) =>
        command.option(
            "--max-age-hours <number>",
            "not passed when the newest backup is older (default: what the task's own settings allow)",
        ),
};

/** Options that may be given several times. */
function collected(given: string, before: readonly string[] = []): readonly string[] {
    return [...before, given];
}
