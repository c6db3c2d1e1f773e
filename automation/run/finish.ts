import { faultLines } from "../command-fault";
import type { Remainder } from "../../sandbox";
import type { Invocation } from "../command-line";
import { EXIT_CODES } from "../exit-codes";
import { styleFor } from "../progress/style";
import type { Context } from "./context";
import type { RunReporters } from "./reporters";
import type { StackResult } from "./result";
import type { RunOutcome } from "./run-request";
import { summaryLines } from "./summary";
import { summaryDocument, summaryText } from "./summary-json";

/** Prints the end of a run, and answers its exit code. */
export function finish(
    { results, fault, remainder }: RunOutcome & { readonly remainder: readonly Remainder[] },
    invocation: Invocation,
    { stdout, stderr, paths }: Context,
    { reporter, logFile }: RunReporters,
): number {
    reporter.close();
    if (fault !== undefined) {
        stderr.write(`${faultLines(fault).join("\n")}\n`);
    }
    const exitCode = fault?.exitCode ?? exitCodeOf(results);
    if (invocation.json) {
        const parts = { results, remainder, ...(fault === undefined ? {} : { fault }) };
        stdout.write(summaryText(summaryDocument(invocation, exitCode, parts)));
    } else {
        const style = styleFor(stdout.isTTY === true);
        const lines = summaryLines(results, { invocation, logFile, style, root: paths.root, remainder });
        stdout.write(`${lines.join("\n")}\n`);
    }
    return exitCode;
}

/** The first of these that happened to any stack. */
export function exitCodeOf(results: readonly StackResult[]): number {
    const outcomes = new Set(results.map(({ outcome }) => outcome));
    if (outcomes.has("interrupted")) {
        return EXIT_CODES.interrupted.code;
    }
    if (outcomes.has("failed")) {
        return EXIT_CODES.failed.code;
    }
    if (outcomes.has("refused")) {
        return EXIT_CODES.refused.code;
    }
    if (outcomes.has("locked")) {
        return EXIT_CODES.locked.code;
    }
    if (outcomes.has("not run")) {
        return EXIT_CODES.failed.code;
    }
    const isDrift = results.some(({ verb, drifts = [] }) => verb === "drift" && drifts.length > 0);
    return isDrift ? EXIT_CODES.drift.code : EXIT_CODES.ok.code;
}
