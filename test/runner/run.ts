import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { runNode } from "./process";
import type { Stage } from "./stages";
import { tallyCheck, tallyTests, type Ending, type Outcome } from "./tally";

/** What running the stages needs. */
export interface RunOptions {
    /** Where the commands run. */
    readonly root: string;
    /** How many stages may run at once. */
    readonly jobs: number;
    /** Receives what people read. */
    readonly print: (text: string) => void;
    /** Lets every command write to this process's own streams. @default - only those of live stages */
    readonly live?: boolean;
}

/** Runs all stages, also after one has failed, and answers their outcomes in the order of `stages`. */
export async function runStages(stages: readonly Stage[], options: RunOptions): Promise<readonly Outcome[]> {
    const outcomes = new Map<string, Outcome>();
    const isReady = ({ after = "" }: Stage): boolean => (outcomes.get(after)?.tally.failed ?? 0) === 0;
    const run = async (stage: Stage): Promise<void> => {
        outcomes.set(stage.name, isReady(stage) ? await runStage(stage, options) : leftOut(stage, options));
    };
    await sideBySide(
        stages.filter(({ after }) => after === undefined),
        options.jobs,
        run,
    );
    await sideBySide(
        stages.filter(({ after }) => after !== undefined),
        options.jobs,
        run,
    );
    return stages.flatMap(({ name }) => outcomes.get(name) ?? []);
}

/** Works a list off, at most so many at once. */
async function sideBySide<T>(items: readonly T[], jobs: number, run: (item: T) => Promise<void>): Promise<void> {
    const queue = [...items];
    const worker = async (): Promise<void> => {
        for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
            await run(item);
        }
    };
    await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
}

async function runStage(stage: Stage, options: RunOptions): Promise<Outcome> {
    const start = Date.now();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-test-"));
    const results = path.join(folder, "results.json");
    try {
        const { output, ...ending } = await runCommands(stage, options, results);
        const written = fs.existsSync(results) ? fs.readFileSync(results, "utf8") : undefined;
        const verdict = stage.counts === "check" ? tallyCheck(ending) : tallyTests(ending, written);
        const seconds = (Date.now() - start) / 1000;
        const outcome: Outcome = { name: stage.name, counts: stage.counts, seconds, ...verdict };
        options.print(describe(outcome, output));
        return outcome;
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

async function runCommands(
    stage: Stage,
    { root, live }: RunOptions,
    results: string,
): Promise<Ending & { readonly output: string }> {
    const outputs: string[] = [];
    let ending: Ending = { code: 0 };
    const showsAll = live ?? stage.live ?? false;
    for (const command of stage.commands) {
        const { output, ...end } = await runNode(command, {
            cwd: root,
            env: { ...stage.env, PLINTH_TEST_RESULTS: results, PLINTH_TEST_BRIEF: String(!showsAll) },
            limitMinutes: stage.limitMinutes,
            live: showsAll,
        });
        outputs.push(output);
        ending = ending.code === 0 ? end : ending;
    }
    return { ...ending, output: outputs.join("") };
}

function leftOut(stage: Stage, options: RunOptions): Outcome {
    const outcome: Outcome = {
        name: stage.name,
        counts: stage.counts,
        tally: { passed: 0, failed: 1, skipped: 0 },
        seconds: 0,
        remark: `not run, because ${stage.after} failed`,
    };
    options.print(describe(outcome, ""));
    return outcome;
}

function describe({ name, counts, tally, seconds, remark }: Outcome, output: string): string {
    const failed = tally.failed > 0;
    const detail = [
        ...(counts === "tests" ? [`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`] : []),
        ...(remark === undefined ? [] : [remark]),
    ];
    const line = `${failed ? "FAILED" : "passed"}  ${name.padEnd(9)}${seconds.toFixed(1).padStart(6)} s`;
    const head = detail.length === 0 ? line : `${line}  ${detail.join("; ")}`;
    return failed && output.trim() !== "" ? `${head}\n\n${indent(output)}\n` : head;
}

function indent(output: string): string {
    return output.trimEnd().replace(/^(?=.)/gm, "    ");
}
