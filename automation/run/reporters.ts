import type { Invocation } from "../command-line";
import { liveReporter } from "../progress/live-reporter";
import { openLogFile } from "../progress/log-file";
import { plainReporter } from "../progress/plain-reporter";
import { together, type Reporter } from "../progress/reporter";
import { styleFor } from "../progress/style";
import type { Context, Output } from "./context";

/** The reporters of a run and the log they write. */
export interface RunReporters {
    readonly reporter: Reporter;
    readonly logFile: string;
    /** A line for the log alone. */
    readonly logLine: (line: string) => void;
}

/** A log file always; live on a terminal, lines elsewhere, nothing when asked to be quiet. */
export function openReporters(invocation: Invocation, { paths, stdout, stderr, environment }: Context): RunReporters {
    const log = openLogFile(paths.logs, `${invocation.verb}-${invocation.environment}`, Date.now());
    // With --json, standard output belongs to the document.
    const output = invocation.json ? stderr : stdout;
    const shown = invocation.quiet ? [] : [screenReporter(output, invocation.verbose, environment)];
    return { reporter: together([log, ...shown]), logFile: log.file, logLine: log.note };
}

function screenReporter(output: Output, verbose: boolean, environment: NodeJS.ProcessEnv): Reporter {
    const isTerminal = output.isTTY === true;
    const style = styleFor(isTerminal);
    // A CI's pseudo terminal keeps every frame of a footer.
    if (isTerminal && environment["TERM"] !== "dumb" && environment["CI"] === undefined) {
        const terminal = {
            write: (text: string) => void output.write(text),
            get columns() {
                return output.columns ?? 80;
            },
            get rows() {
                return output.rows ?? 24;
            },
        };
        return liveReporter(terminal, { style, verbose });
    }
    return plainReporter((line) => void output.write(`${line}\n`), { style, verbose });
}
