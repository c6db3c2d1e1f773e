/** Cuts a run off at each of its moments, goes on from there, and compares with a run that nobody disturbed. */
import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { faultsBetween, outcomeIn, remaindersBetween, type Outcome } from "../same-world";
import { plinth, settingsFolder, temporaryFolder, type Asked, type Settings, type Workplace } from "./command";
import { leftBehind } from "./left-behind";
import { isTriedWhole, pointName, type Point } from "./points";
import { driven, type Driven } from "./start-driver";

/**
 * How much is tried, from PLINTH_CRASH: every call once, now before it and now after (the default); `all`: both for every
 * call, of every stack; `kill`: as `all`, each by a real `kill -9` of a process, which takes twice as long. Of the latter
 * two, PLINTH_CRASH_ONE_OF=12 tries one call in twelve.
 */
export type Extent = "usual" | "all" | "kill";

export function extent(): Extent {
    const asked = process.env["PLINTH_CRASH"] ?? "";
    return asked === "all" || asked === "kill" ? asked : "usual";
}

/** One call in so many. */
function sampleAsked(): number {
    return Number(process.env["PLINTH_CRASH_ONE_OF"] ?? 1);
}

/** Asserts that there were more moments than so many, of which a sample has its share. */
export function assertMany(points: readonly Point[], least: number): void {
    const wanted = extent() === "usual" ? least : least / sampleAsked();
    assert.ok(points.length > wanted, `${points.length} moments`);
}

/** Of one test, ms; none where a whole night is meant. */
export function timeLimit(): number {
    return extent() === "usual" ? 60 * 60_000 : 0;
}

/** A way on from a run that was cut off. */
export interface WayOn {
    readonly asked: Asked;
    /** What has to be there in the end. */
    readonly expected: "as after the run" | "as before the run";
}

export interface Scenario {
    readonly name: string;
    /** Is brought up first, with these settings. @default - nothing is there */
    readonly before?: { readonly projects: readonly string[]; readonly settings?: Settings };
    /** The run that is cut off. */
    readonly run: Asked;
    readonly settings?: Settings;
    /** Taken in turn, from one moment to the next. */
    readonly waysOn: readonly WayOn[];
    /** Of how many moments one is tried, when not all are. @default 1 */
    readonly oneOf?: number;
}

/** What went wrong at one moment. */
interface Failure {
    readonly point: Point;
    readonly lines: readonly string[];
}

/** Every so often a second `up` is looked at too; an odd number, so that no way on and no moment is always left out. */
const SECOND_UP_OF = 7;
const SHOWN_FAILURES = 12;

export class Matrix {
    private readonly folder = temporaryFolder();
    private readonly root: string;
    private readonly start: string;

    constructor(private readonly scenario: Scenario) {
        this.root = settingsFolder(path.join(this.folder, "settings"), scenario.settings);
        this.start = path.join(this.folder, "start");
    }

    /** Tries all of it, and answers the moments; throws an error that names every one after which something was wrong. */
    async run(): Promise<readonly Point[]> {
        await this.prepare();
        const done = path.join(this.folder, "done");
        const { report } = await this.undisturbed(done);
        assert.ok(report !== undefined);
        const expected = {
            "as after the run": await outcomeIn(done),
            "as before the run": await outcomeIn(this.copy(this.start, "before")),
        };
        const failures: Failure[] = [];
        for (const [index, point] of report.points.entries()) {
            this.progress(index, report.points.length, point);
            const picture = await this.cutOff(index, point);
            const lines: string[] = [];
            for (const way of this.waysFrom(index, point)) {
                lines.push(...(await this.goOn(picture, way, expected, index)));
            }
            if (lines.length > 0) {
                failures.push({ point, lines });
            } else {
                rmSync(picture, { recursive: true, force: true });
            }
        }
        assert.ok(failures.length === 0, this.told(failures, report.points.length));
        rmSync(this.folder, { recursive: true, force: true });
        return report.points;
    }

    private async prepare(): Promise<void> {
        const { before } = this.scenario;
        if (before === undefined) {
            return;
        }
        const root = settingsFolder(path.join(this.folder, "settings-before"), before.settings);
        const { code, out, err } = await plinth(
            { verb: "up", projects: before.projects },
            { root, plinth: this.start },
        );
        assert.equal(code, 0, `${out}\n${err}`);
    }

    private async undisturbed(done: string): Promise<Driven> {
        this.copy(this.start, "done");
        const into = path.join(this.folder, "pictures");
        const sample = { moments: extent() === "usual" ? "alternating" : "both", oneOf: this.oneOf() } as const;
        const run = await driven({
            ...this.at(done),
            asked: this.scenario.run,
            fate: { kind: "pictured", into, ...sample },
        });
        assert.equal(run.code, 0, run.printed);
        return run;
    }

    private oneOf(): number {
        return extent() === "usual" ? (this.scenario.oneOf ?? 1) : sampleAsked();
    }

    /** The folder as the run that was cut off has left it. */
    private async cutOff(index: number, { call, moment }: Point): Promise<string> {
        const picture = path.join(this.folder, "pictures", String(index));
        if (extent() !== "kill") {
            return picture;
        }
        rmSync(picture, { recursive: true, force: true });
        this.copy(this.start, path.join("pictures", String(index)));
        const run = await driven({
            ...this.at(picture),
            asked: this.scenario.run,
            fate: { kind: "killed", call, moment, victim: "both" },
        });
        assert.equal(run.signal, "SIGKILL", run.printed);
        return picture;
    }

    /** In turn, each for two moments: one before its call and one after. */
    private waysFrom(index: number, { site }: Point): readonly WayOn[] {
        const { waysOn } = this.scenario;
        const turn = Math.floor(index / 2) % waysOn.length;
        return extent() === "usual" && !isTriedWhole(site) ? waysOn.slice(turn, turn + 1) : waysOn;
    }

    /** Goes on from a copy, and answers what is wrong. */
    private async goOn(
        picture: string,
        { asked, expected }: WayOn,
        outcomes: Readonly<Record<WayOn["expected"], Outcome>>,
        index: number,
    ): Promise<readonly string[]> {
        const left = path.join(this.folder, "left");
        rmSync(left, { recursive: true, force: true });
        this.copy(picture, "left");
        const workplace = this.at(left);
        const { code, out, err } = await plinth(asked, workplace);
        if (code !== 0) {
            return [`${asked.verb} ended with exit code ${code}:`, out, err];
        }
        const actual = await outcomeIn(left);
        const faults = [
            ...faultsBetween(actual, outcomes[expected]),
            // Whoever goes back has what the run has left as well.
            ...(expected === "as after the run" ? remaindersBetween(actual, outcomes[expected]) : []),
            ...leftBehind(left, asked.verb),
        ];
        const isSecond = asked.verb === "up" && (index % SECOND_UP_OF === 0 || extent() !== "usual");
        return isSecond && faults.length === 0 ? secondUp(asked, workplace) : faults;
    }

    private at(folder: string): Workplace {
        return { root: this.root, plinth: folder };
    }

    private copy(from: string, name: string): string {
        const to = path.join(this.folder, name);
        if (existsSync(from)) {
            cpSync(from, to, { recursive: true });
        }
        return to;
    }

    private progress(index: number, count: number, point: Point): void {
        if (process.stderr.isTTY || extent() !== "usual") {
            process.stderr.write(`${this.scenario.name}: ${index + 1} of ${count}, ${pointName(point)}\n`);
        }
    }

    private told(failures: readonly Failure[], count: number): string {
        const shown = failures
            .slice(0, SHOWN_FAILURES)
            .flatMap(({ point, lines }) => [
                `cut off ${pointName(point)}:`,
                ...lines.slice(0, SHOWN_FAILURES).map((line) => `  ${line}`),
            ]);
        const pictures = path.join(this.folder, "pictures");
        const kept = existsSync(pictures) ? readdirSync(pictures).length : 0;
        return [
            `${this.scenario.name}: wrong after ${failures.length} of ${count} moments` +
                ` (${kept} folders, as they were left, are kept in ${pictures})`,
            ...shown,
        ].join("\n");
    }
}

async function secondUp(asked: Asked, workplace: Workplace): Promise<readonly string[]> {
    const { code, out, err } = await plinth(asked, workplace);
    const summaries = out.split("\n").filter((line) => / up {2}\d+ created/.test(line));
    const isQuiet = summaries.every((line) => line.includes("0 created, 0 updated, 0 replaced, 0 deleted"));
    return code === 0 && summaries.length > 0 && isQuiet ? [] : ["a second up found something to do:", out, err];
}
