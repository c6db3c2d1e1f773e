/**
 * What a run of the reconciler takes: `npm run bench:reconciler -- [rounds]`.
 *
 * The Lambda's bundle runs in a process of its own, over HTTP on loopback, against the model of DynamoDB in another
 * process; moto takes too long for as many leases and is measured with few. Machines differ and are noisy: what counts are
 * requests and memory, and how figures of one run compare with each other.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import path from "node:path";
import { startMoto } from "../../automation/servers/moto";
import { dynamoClient } from "../../runtime/reconciler/dynamo-table";
import { BundledLambda, type Outcome } from "../runtime/reconciler/support/invocation";
import { motoTable } from "../runtime/reconciler/support/moto-table";
import { itemsOf, type Population } from "../runtime/reconciler/support/population";

const TABLE_NAME = "ontopix-vendor-buckets-bench";
const SUPPORT = path.resolve(__dirname, "../runtime/reconciler/support");
const TYPESCRIPT = ["--require", path.resolve(__dirname, "../../engine/typescript.cjs")];

interface Measured {
    readonly seconds: number;
    readonly requests: number;
    readonly peakMegabytes: number;
}

interface Scenario {
    readonly title: string;
    readonly population: Population;
    /** On the model or on moto. */
    readonly run: (scenario: Scenario) => Promise<Measured>;
    /** Of Node. @default - none */
    readonly options?: readonly string[];
}

/** V8 lets garbage lie as long as there is room: what a run needs shows when there is little. */
const LITTLE_ROOM = ["--max-old-space-size=24"];

const EMPTY: Population = { leases: 0, expired: 0, buckets: 8 };
const SMALL: Population = { leases: 20_000, expired: 4_000, buckets: 8 };
const LARGE: Population = { leases: 100_000, expired: 20_000, buckets: 8 };

const lambda = new BundledLambda();

const SCENARIOS: readonly Scenario[] = [
    { title: "empty table", population: EMPTY, run: onModel },
    { title: "20,000 leases", population: SMALL, run: onModel },
    { title: "100,000 leases", population: LARGE, run: onModel },
    { title: "100,000 leases, 1,000 buckets", population: { ...LARGE, buckets: 1_000 }, run: onModel },
    { title: "20,000 leases, 24 MB of heap", population: SMALL, run: onModel, options: LITTLE_ROOM },
    { title: "100,000 leases, 24 MB of heap", population: LARGE, run: onModel, options: LITTLE_ROOM },
    { title: "500 leases, moto", population: { leases: 500, expired: 100, buckets: 8 }, run: onMoto },
];

async function onModel({ population, options = [] }: Scenario): Promise<Measured> {
    const file = path.join(SUPPORT, "table-process.ts");
    const server = fork(file, [JSON.stringify(population)], { execArgv: TYPESCRIPT });
    const [endpoint] = (await once(server, "message")) as [string];
    const outcome = await lambda.invoke({ environment: { AWS_ENDPOINT_URL: endpoint, TABLE_NAME }, options });
    server.send("how many calls?");
    const [calls] = (await once(server, "message")) as [Record<string, number>];
    server.disconnect();
    await once(server, "exit");
    const requests = Object.values(calls).reduce((sum, count) => sum + count, 0);
    return { ...measured(outcome, population), requests };
}

/** One call at a time. Requests aren't counted there: they are those of the model, for the same code. */
async function onMoto({ population }: Scenario): Promise<Measured> {
    const moto = await startMoto();
    const here = { region: "eu-central-1", credentials: { accessKeyId: "nobody", secretAccessKey: "none" } };
    const client = dynamoClient({ ...here, endpoint: moto.endpoint, answerMs: 60_000 });
    const { putAll } = await motoTable(client, TABLE_NAME);
    await putAll([...itemsOf(population, Date.now())]);
    const environment = { AWS_ENDPOINT_URL: moto.endpoint, TABLE_NAME, SEGMENTS: "1" };
    const outcome = await lambda.invoke({ environment });
    client.destroy();
    await moto.stop();
    return { ...measured(outcome, population), requests: Number.NaN };
}

/** @throws when the run hasn't done all of its work: its time would say nothing */
function measured({ report, error, seconds, peakMegabytes }: Outcome, { leases, expired }: Population): Measured {
    const done = [report?.leases, report?.returned, report?.repaired, report?.undecided, report?.complete];
    if (error !== undefined || done.join() !== [leases, expired, 0, 0, true].join()) {
        throw new Error(`a run went wrong: ${JSON.stringify(error ?? report)}`);
    }
    return { seconds, peakMegabytes, requests: 0 };
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function row(scenario: Scenario, rounds: readonly Measured[]): string {
    const { title, population } = scenario;
    const { leases, expired } = population;
    const seconds = median(rounds.map((round) => round.seconds));
    const requests = median(rounds.map((round) => round.requests));
    const peaks = rounds.map(({ peakMegabytes }) => peakMegabytes);
    const all = rounds.map((round) => round.seconds);
    const per = (count: number): string => (leases === 0 || Number.isNaN(count) ? "-" : count.toPrecision(3));
    return [
        title.padEnd(30),
        `${seconds.toFixed(2)} s (${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)})`.padEnd(20),
        (leases === 0 ? "-" : Math.round(leases / seconds).toLocaleString("en")).padStart(9),
        (leases === 0 ? "-" : Math.round(expired / seconds).toLocaleString("en")).padStart(9),
        (Number.isNaN(requests) ? "-" : requests.toLocaleString("en")).padStart(9),
        per(requests / leases).padStart(9),
        per(requests / expired).padStart(9),
        `${Math.round(median(peaks))} (${Math.round(Math.min(...peaks))}–${Math.round(Math.max(...peaks))})`.padStart(
            15,
        ),
    ].join("  ");
}

const HEADINGS = [
    "median (from–to)".padEnd(30),
    "time".padEnd(20),
    "leases/s".padStart(9),
    "given/s".padStart(9),
    "requests".padStart(9),
    "/lease".padStart(9),
    "/expired".padStart(9),
    "peak memory, MB".padStart(15),
].join("  ");

function report(results: ReadonlyMap<Scenario, readonly Measured[]>): void {
    for (const [scenario, rounds] of results) {
        process.stdout.write(`${row(scenario, rounds)}\n`);
    }
    const [, small = [], large = [], , smallHeld = [], largeHeld = []] = [...results.values()];
    const ratio = (more: readonly Measured[], less: readonly Measured[], of: (one: Measured) => number): string =>
        (median(more.map(of)) / median(less.map(of))).toFixed(2);
    process.stdout.write(
        `five times the leases: ${ratio(large, small, ({ seconds }) => seconds)} times the time, ` +
            `${ratio(large, small, ({ peakMegabytes }) => peakMegabytes)} times the memory, ` +
            `${ratio(largeHeld, smallHeld, ({ peakMegabytes }) => peakMegabytes)} where there is little of it\n`,
    );
}

async function main(rounds: number): Promise<void> {
    const [{ model = "unknown" } = {}] = cpus();
    process.stdout.write(`${rounds} rounds; Node ${process.versions.node}, ${cpus().length} × ${model}\n${HEADINGS}\n`);
    const results = new Map(SCENARIOS.map((scenario) => [scenario, [] as Measured[]]));
    for (let round = 0; round < rounds; round += 1) {
        for (const [scenario, measurements] of results) {
            measurements.push(await scenario.run(scenario));
        }
    }
    report(results);
    lambda.remove();
}

void main(Number(process.argv[2] ?? "3"));
