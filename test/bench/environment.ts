/**
 * How long an environment takes in the sandbox: `npm run bench:environment -- [environment] [rounds]`.
 *
 * Machines differ and are noisy: each figure also stands as a multiple of the time that an empty Node program takes,
 * measured in between.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..", "..");
const PLINTH = path.join(ROOT, "bin", "plinth.mjs");

interface Measured {
    readonly seconds: number;
    readonly resources: number;
}

/** One step of an environment's life, in this order on one sandbox. */
const STEPS = [
    { title: "preview of an empty world", verb: "preview" },
    { title: "up", verb: "up" },
    { title: "second up", verb: "up" },
    { title: "preview without a change", verb: "preview" },
    { title: "destroy", verb: "destroy" },
] as const;

function timed(args: readonly string[], directory: string): { readonly seconds: number; readonly stdout: string } {
    const env = { ...process.env, PLINTH_DIRECTORY: directory };
    const begun = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    if (status !== 0) {
        throw new Error(`${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
    }
    return { seconds, stdout };
}

function step(verb: string, environment: string, directory: string): Measured {
    const { seconds, stdout } = timed([PLINTH, verb, environment, "--sandbox", "--json"], directory);
    const { stacks } = JSON.parse(stdout) as { stacks: readonly { counts: Readonly<Record<string, number>> }[] };
    const resources = stacks.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
    return { seconds, resources };
}

function yardstick(directory: string): number {
    return median(Array.from({ length: 5 }, () => timed(["-e", "0"], directory).seconds));
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Production is protected: docs/command.md says how it is taken down. */
function stepsOf(environment: string): readonly (typeof STEPS)[number][] {
    return STEPS.filter(({ verb }) => verb !== "destroy" || environment !== "production");
}

function main(environment: string, rounds: number): void {
    const steps = stepsOf(environment);
    const measured = steps.map(() => [] as Measured[]);
    const yardsticks: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
        const directory = mkdtempSync(path.join(tmpdir(), "plinth-bench-"));
        for (const [index, { verb }] of steps.entries()) {
            yardsticks.push(yardstick(directory));
            measured[index]?.push(step(verb, environment, directory));
        }
        rmSync(directory, { recursive: true, force: true });
    }
    const unit = median(yardsticks);
    process.stdout.write(`${environment}, ${rounds} rounds; an empty Node program takes ${unit.toFixed(3)} s\n`);
    for (const [index, { title }] of steps.entries()) {
        const seconds = (measured[index] ?? []).map((one) => one.seconds);
        const figures = [
            `${median(seconds).toFixed(1)} s`.padStart(8),
            `(${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`.padEnd(13),
            `${(median(seconds) / unit).toFixed(0)} x`.padStart(6),
            `${measured[index]?.[0]?.resources ?? 0} resources`.padStart(15),
        ];
        process.stdout.write(`${title.padEnd(28)}${figures.join("  ")}\n`);
    }
}

const [environment = "staging", rounds = "3"] = process.argv.slice(2);
main(environment, Number(rounds));
