/** How many passed, failed and were skipped. */
export interface Tally {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
}

/** How a stage ended. */
export interface Outcome {
    readonly name: string;
    readonly counts: "check" | "tests";
    readonly tally: Tally;
    readonly seconds: number;
    /** Why it failed, where its output doesn't tell: "cut off after 10 minutes". */
    readonly remark?: string;
}

/** How a process ended. */
export interface Ending {
    /** Exit code; undefined when it was ended by a signal or couldn't be started. */
    readonly code: number | undefined;
    readonly problem?: string;
}

/** The verdict of a check: one passed or one failed. */
export function tallyCheck({ code, problem }: Ending): { readonly tally: Tally; readonly remark?: string } {
    return { tally: code === 0 ? count(1, 0, 0) : count(0, 1, 0), remark: problem };
}

/**
 * The verdict of a mocha run. A run that ends badly without a failed test counts as one failure: it died, left tests
 * out with `only`, or ran none.
 *
 * @param results what the reporter has written; undefined when it wrote nothing
 */
export function tallyTests(
    { code, problem }: Ending,
    results: string | undefined,
): { readonly tally: Tally; readonly remark?: string } {
    const tally = results === undefined ? undefined : parseTally(results);
    if (tally === undefined) {
        return { tally: count(0, 1, 0), remark: problem ?? `mocha ended without results (exit code ${code})` };
    }
    if (tally.passed + tally.failed === 0) {
        return { tally: { ...tally, failed: 1 }, remark: problem ?? "no test ran" };
    }
    if (tally.failed === 0 && code !== 0) {
        const remark = problem ?? `mocha ended with exit code ${code} although no test failed`;
        return { tally: { ...tally, failed: 1 }, remark };
    }
    return { tally, remark: problem };
}

/** The sum of some tallies. */
export function sum(tallies: readonly Tally[]): Tally {
    return tallies.reduce(
        (left, right) => count(left.passed + right.passed, left.failed + right.failed, left.skipped + right.skipped),
        count(0, 0, 0),
    );
}

/** `3 passed, 0 failed, 1 skipped`: the line that closes every run, for machines to read. */
export function formatTally({ passed, failed, skipped }: Tally): string {
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function count(passed: number, failed: number, skipped: number): Tally {
    return { passed, failed, skipped };
}

function parseTally(text: string): Tally | undefined {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        const numbers = new Map(Object.entries(value).filter(([, entry]) => Number.isInteger(entry)));
        const [passed, failed, skipped] = ["passed", "failed", "skipped"].map((key) => numbers.get(key) as unknown);
        return typeof passed === "number" && typeof failed === "number" && typeof skipped === "number"
            ? count(passed, failed, skipped)
            : undefined;
    } catch {
        return undefined;
    }
}
