/**
 * How fast the backup runner is: `npm run bench:backup -- [mebibytes] [rounds] [--one-core]`.
 *
 * Machines differ and are noisy: the same database is dumped by `pg_dump | gzip` in between, and what counts is the
 * multiple of that. moto takes the upload on the same processors, which S3 wouldn't. With `--one-core` all of them,
 * server and moto included, share one: what counts then is how much work all of it is, not what is done side by side.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Stand } from "../runtime/backup-runner/support/stand";

const MIB = 1024 * 1024;
/** Of `pg_dump | gzip`: less is a failure. */
const LEAST = 0.7;
/** Half random digits, half words that compress well: about 1 KiB. */
const ROW = `
    SELECT i, 'kind ' || i % 7, repeat('{"user":' || i % 5000 || ',"note":"the same words again"}', 11),
        (SELECT string_agg(md5((i * j)::text), '') FROM generate_series(1, 16) j)
    FROM generate_series(1, `;

interface Measured {
    readonly seconds: number;
    readonly memory: number;
}

type Way = (stand: Stand) => Promise<number>;

/** A line of a shell, with pg_dump of this server. */
function shell(line: string): Way {
    return async (stand) => {
        const env = { ...stand.pgEnvironment("bench"), BIN: stand.postgres.binaries };
        const child = spawn("sh", ["-c", line], { env, stdio: ["ignore", "ignore", "inherit"] });
        const [code] = (await once(child, "close")) as [number | null];
        if (code !== 0) {
            throw new Error(`${line} ended with ${code ?? "a signal"}`);
        }
        return 0;
    };
}

async function runner(stand: Stand): Promise<number> {
    const { code, last } = await stand.run("bench");
    if (code !== 0) {
        throw new Error(String(last["message"]));
    }
    return Number(last["peakMemoryBytes"]);
}

const YARDSTICK = "pg_dump | gzip";

/** In this order in each round. */
const WAYS: Readonly<Record<string, Way>> = {
    [YARDSTICK]: shell('"$BIN/pg_dump" | gzip'),
    "pg_dump | gzip -1": shell('"$BIN/pg_dump" | gzip -1'),
    "pg_dump alone": shell('"$BIN/pg_dump" --format=custom --compress=0'),
    "backup run": runner,
};

function median(values: readonly number[]): number {
    const sorted = [...values].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function measure(stand: Stand, rounds: number): Promise<ReadonlyMap<string, readonly Measured[]>> {
    const measured = new Map<string, Measured[]>(Object.keys(WAYS).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
        for (const [name, way] of Object.entries(WAYS)) {
            const begun = process.hrtime.bigint();
            const memory = await way(stand);
            const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
            measured.get(name)?.push({ seconds, memory });
        }
    }
    return measured;
}

/** @returns whether the runner is fast enough. */
function report(measured: ReadonlyMap<string, readonly Measured[]>, plainBytes: number): boolean {
    const unit = measured.get(YARDSTICK) ?? [];
    let isEnough = false;
    for (const [name, rounds] of measured) {
        const seconds = rounds.map((one) => one.seconds);
        // Of the same round: what else the machine does weighs on both.
        const ratios = rounds.map((one, round) => (unit[round]?.seconds ?? Number.NaN) / one.seconds);
        const memory = Math.max(...rounds.map((one) => one.memory));
        const figures = [
            `${median(seconds).toFixed(1)} s`.padStart(8),
            `(${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`.padEnd(13),
            `${(plainBytes / MIB / median(seconds)).toFixed(0)} MiB/s`.padStart(10),
            `${median(ratios).toFixed(2)} x (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
            memory === 0 ? "" : `${(memory / MIB).toFixed(0)} MiB of memory at most`,
        ];
        process.stdout.write(`${name.padEnd(20)}${figures.join("  ").trimEnd()}\n`);
        isEnough = name === "backup run" ? median(ratios) >= LEAST : isEnough;
    }
    return isEnough;
}

/** This process, and with it all that it starts. */
function keepToOneCore(): void {
    const { error, status } = spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", "0", String(process.pid)]);
    if (error !== undefined || status !== 0) {
        throw new Error("--one-core needs taskset (of util-linux), which isn't here or isn't allowed to.");
    }
}

async function main(mebibytes: number, rounds: number, isOneCore: boolean): Promise<void> {
    if (isOneCore) {
        keepToOneCore();
    }
    const stand = await Stand.start({ autovacuum: "off" });
    try {
        const rows = mebibytes * 1024;
        stand.makeDatabase(
            "bench",
            `CREATE TABLE events (id bigint, kind text, doc text, noise text); INSERT INTO events ${ROW} ${rows}) i`,
        );
        // The first is for the server's caches, and for the size.
        const { last } = await stand.run("bench");
        const plainBytes = Number(last["plainBytes"]);
        process.stdout.write(
            `${(plainBytes / MIB).toFixed(0)} MiB as dumped, ${rounds} rounds${isOneCore ? ", on one core" : ""}; x: multiple of ${YARDSTICK}'s speed\n`,
        );
        if (!report(await measure(stand, rounds), plainBytes)) {
            process.stdout.write(`backup run has less than ${LEAST} of ${YARDSTICK}\n`);
            process.exitCode = 1;
        }
    } finally {
        await stand.stop();
    }
}

const { values, positionals } = parseArgs({ options: { "one-core": { type: "boolean" } }, allowPositionals: true });
const [mebibytes = "1024", rounds = "5"] = positionals;
void main(Number(mebibytes), Number(rounds), values["one-core"] === true);
