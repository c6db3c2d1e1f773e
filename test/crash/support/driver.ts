/** A process that runs the command once, and is cut off at a given moment or has pictures taken of its files. */
import { once } from "node:events";
import { cpSync } from "node:fs";
import path from "node:path";
import { run } from "../../../automation/run/run";
import { realContext } from "../../../automation/run/context";
import { pathsOf } from "../../../automation/paths";
import { openSandbox } from "../../../sandbox";
import { invocationOf, type Asked, type Workplace } from "./command";
import { kill, whileStopped, type Victim } from "./engines";
import { projectsWith } from "./projects";
import { quickEngine } from "./quick-engine";
import { isTriedWhole, WatchedCalls, type Moment, type Point } from "./points";

/** What becomes of the run. */
export type Fate =
    | { readonly kind: "undisturbed" }
    | { readonly kind: "killed"; readonly call: number; readonly moment: Moment; readonly victim: Victim }
    /** At each of the moments the folder is copied, while nothing moves: what a `kill -9` would have left. */
    | {
          readonly kind: "pictured";
          readonly into: string;
          readonly moments: "both" | "alternating";
          /** Only every n-th call. */
          readonly oneOf: number;
      }
    /** As by Ctrl-C. */
    | { readonly kind: "interrupted"; readonly call: number; readonly times: 1 | 2 };

export interface DriverTask extends Workplace {
    readonly asked: Asked;
    readonly fate: Fate;
}

/** What the process says of itself, if it lives so long. */
export interface DriverReport {
    readonly code: number;
    readonly calls: number;
    readonly points: readonly Point[];
}

async function meet(fate: Fate, point: Point, plinth: string, pictured: Point[]): Promise<void> {
    const isHere = "call" in fate && fate.call === point.call;
    if (fate.kind === "killed" && isHere && fate.moment === point.moment) {
        kill(fate.victim);
    }
    if (fate.kind === "interrupted" && isHere && point.moment === "before") {
        for (let time = 0; time < fate.times; time += 1) {
            // One after the other: two that wait to be delivered are one.
            const heard = once(process, "SIGINT");
            process.kill(process.pid, "SIGINT");
            await heard;
        }
    }
    if (fate.kind === "pictured" && isPictured(fate, point)) {
        const into = path.join(fate.into, String(pictured.length));
        whileStopped(() => cpSync(plinth, into, { recursive: true }));
        pictured.push(point);
    }
}

function isPictured({ moments, oneOf }: Extract<Fate, { kind: "pictured" }>, { call, moment, site }: Point): boolean {
    if (isTriedWhole(site)) {
        return true;
    }
    const turn = Math.floor(call / oneOf) % 2 === 0 ? "before" : "after";
    return call % oneOf === 0 && (moments === "both" || moment === turn);
}

async function drive({ asked, fate, root, plinth }: DriverTask): Promise<DriverReport> {
    const points: Point[] = [];
    const calls = new WatchedCalls((point) => meet(fate, point, plinth, points));
    const context = realContext(pathsOf(root, plinth));
    const code = await run(invocationOf(asked), {
        ...context,
        projects: projectsWith(asked.internalBalancer === true),
        stdout: process.stderr,
        engine: () => quickEngine(root, { replace: asked.replace }),
        sandbox: (directory, log) => openSandbox({ directory, log, faults: calls.plan() }),
    });
    return { code, calls: calls.count, points };
}

if (require.main === module) {
    const task = JSON.parse(process.argv[2] ?? "{}") as DriverTask;
    drive(task).then(
        (report) => process.send?.(report, () => process.exit(report.code)),
        (error: unknown) => {
            process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
            process.exit(70);
        },
    );
}
