import { EXIT_CODES, type ExitName } from "./exit-codes";

/** A fault that is told to the user as it is: message, advice, exit code; never with a stack trace. */
export class CommandFault extends Error {
    override readonly name = "CommandFault";

    constructor(
        readonly exit: ExitName,
        message: string,
        /** What to do next, one line each. */
        readonly advice: readonly string[] = [],
    ) {
        super(message);
    }

    get exitCode(): number {
        return EXIT_CODES[this.exit].code;
    }
}

/** The fault as lines for the terminal. */
export function faultLines(fault: CommandFault): readonly string[] {
    return [`error: ${fault.message}`, ...fault.advice.map((line) => `  ${line}`)];
}
