import os from "node:os";
import path from "node:path";
import { runStages } from "./run";
import { select, withRest } from "./selection";
import { STAGES } from "./stages";
import { formatTally, sum, type Outcome } from "./tally";

/** One more than there are processors: a stage waits for the disk and for its engine half of the time. */
const jobs = os.availableParallelism() + 1;
/** More at once would need more memory than a laptop has. */
const MOST_JOBS = 3;

async function main(args: readonly string[]): Promise<void> {
    const selection = select(STAGES, args);
    const outcomes = await runStages(withRest(selection), {
        root: path.resolve(__dirname, "../.."),
        jobs: Math.min(MOST_JOBS, jobs),
        print: (text) => console.log(text),
        live: selection.stages.length === 1 ? true : undefined,
    });
    const total = sum(outcomes.map(({ tally }) => tally));
    console.log(`\n${explain(outcomes)}`);
    console.log(formatTally(total));
    process.exitCode = total.failed === 0 ? 0 : 1;
}

/** Says what the closing line counts. */
function explain(outcomes: readonly Outcome[]): string {
    const checks = outcomes.filter(({ counts }) => counts === "check").map(({ name }) => name);
    const tests = outcomes.filter(({ counts }) => counts === "tests").map(({ name }) => name);
    const parts = [
        ...(tests.length === 0 ? [] : [`every test of ${tests.join(" and ")}`]),
        ...(checks.length === 0 ? [] : [`each of ${checks.join(", ")} as one`]),
    ];
    const failed = outcomes.filter(({ tally }) => tally.failed > 0).map(({ name }) => name);
    const verdict = failed.length === 0 ? "All stages passed." : `Failed: ${failed.join(", ")}.`;
    return `${verdict} Counted: ${parts.join("; ")}.`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
});
