import { EXIT_CODES, messageOf, oneLine, RunnerError } from "../fault";
import { EnvelopeError } from "../envelope/fault";
import { BackupKeysError } from "../envelope/keys";
import type { World } from "../world";
import { parseCommand, type Command } from "./arguments";
import { list, restore, run, verify, type Surroundings } from "./commands";
import type { Environment } from "./environment";
import { HELP } from "./help";

export interface ProgramOptions {
    readonly args: readonly string[];
    readonly environment: Environment;
    readonly signal: AbortSignal;
    readonly print: (text: string) => void;
    /** Makes what is around a command; not needed before its environment was found to be right. */
    readonly world: (bucket: string) => World;
    readonly log: World["log"];
}

const FAILED = {
    run: "backup-failed",
    list: "list-failed",
    restore: "restore-failed",
    verify: "verify-failed",
} as const;

async function carryOut(command: Exclude<Command, { verb: "help" }>, around: Surroundings): Promise<void> {
    switch (command.verb) {
        case "run":
            return run(around);
        case "list":
            return list(command, around);
        case "restore":
            return restore(command, around);
        case "verify":
            return verify(command, around);
    }
}

/** The keys can't be used, or not for this: nothing was begun then. */
function endingOf(error: unknown): keyof typeof EXIT_CODES {
    if (error instanceof RunnerError) {
        return error.ending;
    }
    const isAboutKeys =
        error instanceof BackupKeysError || (error instanceof EnvelopeError && error.kind === "unknown-key");
    return isAboutKeys ? "refused" : "failed";
}

/** A signal is why, unless who was interrupted has more to say about it. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
    const isSaid = error instanceof RunnerError && error.ending === "interrupted";
    return signal.aborted && !isSaid ? signal.reason : error;
}

/** Tells in one line why it ended. @returns the exit code. */
function tell(error: unknown, event: string, log: World["log"]): number {
    const ending = endingOf(error);
    const details = error instanceof RunnerError ? error.details : {};
    log({ level: "error", event, ending, message: oneLine(messageOf(error)), ...details });
    return EXIT_CODES[ending];
}

/** @returns the exit code. */
export async function program({ args, environment, signal, print, world, log }: ProgramOptions): Promise<number> {
    let event = "usage-failed";
    try {
        const command = parseCommand(args);
        if (command.verb === "help") {
            print(HELP);
            return 0;
        }
        event = FAILED[command.verb];
        await carryOut(command, { environment, world, signal, print });
        return 0;
    } catch (error) {
        return tell(reasonOf(error, signal), event, log);
    }
}
