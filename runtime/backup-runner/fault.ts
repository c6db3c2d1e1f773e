/** How a command ends when it doesn't do what it was asked for; docs/restore.md says what each means. */
export const EXIT_CODES = {
    /** Something went wrong on the way. */
    failed: 1,
    /** Wrong arguments or environment: nothing was begun. */
    usage: 2,
    /** What was looked at first speaks against it: nothing was begun. */
    refused: 3,
    /** `verify`: the backup could be restored, and isn't as it has to be. */
    assertion: 4,
    /** A signal ended it. */
    interrupted: 5,
} as const;

export type Ending = keyof typeof EXIT_CODES;

export interface RunnerErrorOptions extends ErrorOptions {
    /** For the last line of the log. */
    readonly details?: Readonly<Record<string, unknown>>;
}

/** Why a command ended. The message says what is wrong and what to do; it holds no secret. */
export class RunnerError extends Error {
    readonly details: Readonly<Record<string, unknown>>;

    constructor(
        readonly ending: Ending,
        readonly what: string,
        next: string,
        options: RunnerErrorOptions = {},
    ) {
        super(`${what}. ${next}.`, options);
        this.name = "RunnerError";
        this.details = options.details ?? {};
    }
}

/** All that is wrong with what was given, told at once. */
export function usageError(what: string, faults: readonly string[]): RunnerError {
    return new RunnerError("usage", `${what}: ${faults.join("; ")}`, "See `--help`");
}

/** A message for any error. Those of connections to several addresses have none themselves. */
export function messageOf(error: unknown): string {
    if (error instanceof AggregateError && error.message === "") {
        return [...new Set(error.errors.map(messageOf))].join("; ");
    }
    if (!(error instanceof Error)) {
        return String(error);
    }
    return error.message === "" ? error.name : error.message;
}

/** Such as `ECONNREFUSED`, or the five characters of PostgreSQL's. */
export function codeOf(error: unknown): string | undefined {
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    return typeof code === "string" ? code : undefined;
}

/** In one line: logs are read line by line. */
export function oneLine(text: string): string {
    return text.trim().replace(/\s*\n\s*/g, " | ");
}
