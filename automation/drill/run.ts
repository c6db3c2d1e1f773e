import fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { CommandFault, faultLines } from "../command-fault";
import type { DrillInvocation } from "../command-line";
import { EXIT_CODES } from "../exit-codes";
import { styleFor } from "../progress/style";
import { environmentsOf } from "../projects";
import { confirm, consoleFor, requireAnswerer } from "../run/confirm";
import type { Context } from "../run/context";
import { type Interruption, watchSignals } from "../run/interruption";
import { machineFaultOf } from "../run/machine-faults";
import { missingFault, outputsOf } from "../run/print-outputs";
import { engineOf, targetFor } from "../run/run";
import { commandFor } from "../run/summary";
import { summaryText } from "../run/summary-json";
import { choose } from "../selection";
import { checkpointFile } from "../state/checkpoint";
import type { Aws, Clock } from "./cloud/ports";
import { judge } from "./judge";
import { limitsOf, type DrillLimits } from "./limits";
import { drillPlace, type DrillPlace } from "./place";
import { drillDocument, drillLines, type DrillOutcome } from "./report";

/** What a drill needs of the world besides, so that tests can put something else in its place. */
export interface DrillPorts {
    readonly aws: (region: string) => Promise<Aws>;
    readonly clock: Clock;
}

const REAL: DrillPorts = {
    aws: async (region) => (await import("./cloud/aws.js")).aws({ region }),
    clock: {
        now: () => Date.now(),
        // Rejects when aborted only, which whoever waits looks for.
        pause: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
    },
};

/** The project that has the backups. */
const PROJECT = "data";

/**
 * Proves that the newest backup can be restored; answers the exit code.
 *
 * @throws CommandFault saying why nothing is proven
 */
export async function runDrill(invocation: DrillInvocation, context: Context, ports = REAL): Promise<number> {
    const { json } = invocation;
    const { stdout, stderr, paths } = context;
    try {
        const outcome = await carryOut(invocation, context, ports);
        const { fault } = outcome;
        const code = fault?.exitCode ?? EXIT_CODES.ok.code;
        const lines = drillLines(invocation, outcome, styleFor(stdout.isTTY === true));
        const text = lines.map((line) => `${line}\n`).join("");
        stdout.write(json ? summaryText(drillDocument(invocation, code, outcome)) : text);
        if (fault !== undefined) {
            stderr.write(`${faultLines(fault).join("\n")}\n`);
        }
        return code;
    } catch (error) {
        const found = machineFaultOf(error, paths) ?? error;
        if (json && found instanceof CommandFault) {
            stdout.write(summaryText(drillDocument(invocation, found.exitCode, { fault: found })));
        }
        throw found;
    }
}

/** What both kinds of drill are made with. */
interface Drill {
    readonly invocation: DrillInvocation;
    readonly context: Context;
    readonly ports: DrillPorts;
    readonly limits: DrillLimits;
    readonly place: DrillPlace;
    readonly note: (line: string) => void;
    readonly interruption: Interruption;
}

async function carryOut(invocation: DrillInvocation, context: Context, ports: DrillPorts): Promise<DrillOutcome> {
    const { environment, sandbox, yes } = invocation;
    const { stderr, paths, signals, exit } = context;
    const limits = limitsOf(invocation);
    const choosable = context.projects.map((project) => ({
        ...project,
        environments: environmentsOf(paths.root, project),
    }));
    const [project] = choose(choosable, environment, [PROJECT]);
    if (!sandbox && !yes) {
        requireAnswerer(consoleFor(invocation, context), "drill restore");
    }
    const note = (line: string): void => void stderr.write(`${line}\n`);
    const folder = project?.folder ?? "";
    const target = targetFor(invocation, context, engineOf(context, note), note);
    const outputs = await outputsOf(target, { project: PROJECT, folder, environment });
    if (outputs === undefined) {
        throw missingFault([PROJECT], named(invocation));
    }
    const interruption = watchSignals(signals, {
        first: () => note("Stopping."),
        second: () => exit(EXIT_CODES.interrupted.code),
    });
    try {
        const place = drillPlace(outputs, environment, commandFor("up", named(invocation)));
        const drill = { invocation, context, ports, limits, place, note, interruption };
        return await (sandbox ? inSandbox(drill) : inCloud(drill));
    } finally {
        interruption.close();
    }
}

function named({ environment, sandbox }: DrillInvocation): Parameters<typeof commandFor>[1] {
    return { environment, sandbox, projects: [PROJECT] };
}

async function inCloud(drill: Drill): Promise<DrillOutcome> {
    const { invocation, place, limits, note, ports, interruption } = drill;
    const { environment } = invocation;
    await ask(drill);
    const { drillInCloud } = await import("./cloud/drill.js");
    const aws = await ports.aws(place.region);
    try {
        const upCommand = commandFor("up", named(invocation));
        const driftCommand = commandFor("drift", { environment, projects: ["foundation", PROJECT], sandbox: false });
        const { verdict, wholeSeconds, task, log } = await drillInCloud({
            ...{ environment, place, limits, aws, note },
            clock: ports.clock,
            signal: interruption.signal,
            commands: { upCommand, driftCommand },
        });
        return { ...judge(verdict, wholeSeconds, limits), task, log, at: ports.clock.now() };
    } finally {
        aws.close();
    }
}

/** @throws CommandFault (declined, interrupted) without a yes */
async function ask({ invocation, context, place, interruption }: Drill): Promise<void> {
    if (invocation.yes) {
        return;
    }
    const console = consoleFor(invocation, context);
    const lines = [
        `A task checks the newest backup of ${invocation.environment}: it restores it into a scratch database of its own.`,
        `  task     ${place.taskDefinitionArn}`,
        `  cluster  ${place.clusterArn}`,
        "It changes nothing that stays, and costs a few cents for as long as the restore takes (docs/drill.md).",
    ];
    console.output.write(`${lines.join("\n")}\n\n`);
    await confirm(console, { text: "Start it? Type yes to go on: ", expected: "yes" }, interruption);
}

async function inSandbox({
    invocation,
    context,
    place,
    limits,
    note,
    ports,
    interruption,
}: Drill): Promise<DrillOutcome> {
    const { paths, environment } = context;
    const { statedBackups } = await import("./sandbox/stated.js");
    const { drillInSandbox } = await import("./sandbox/drill.js");
    const state = fs.readFileSync(checkpointFile(paths.state, PROJECT, invocation.environment), "utf8");
    const { verdict, wholeSeconds } = await drillInSandbox({
        ...{ place, environment, note },
        stated: statedBackups(state, place, commandFor("up", named(invocation))),
        signal: interruption.signal,
    });
    return { ...judge(verdict, wholeSeconds, limits), at: ports.clock.now() };
}
