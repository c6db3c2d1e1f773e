/** A drill where it is real: the task that checks the newest backup, in ECS. */
import { randomUUID } from "node:crypto";
import { duration } from "../../progress/style";
import type { DrillLimits } from "../limits";
import type { DrillPlace } from "../place";
import { type Verdict, verdictIn } from "../verdict";
import { awsFault, type FaultContext } from "./faults";
import { untilStopped } from "./follow";
import type { Aws, Clock, LogPlace, TaskState } from "./ports";
import { endedWithoutVerdict } from "./stopped";

export interface CloudDrill {
    readonly environment: string;
    readonly place: DrillPlace;
    readonly limits: DrillLimits;
    readonly aws: Aws;
    readonly clock: Clock;
    readonly note: (line: string) => void;
    readonly signal: AbortSignal;
    /** As typed, for advice. */
    readonly commands: Pick<FaultContext, "upCommand" | "driftCommand">;
}

/** What a task has said, and where it said it. */
export interface CloudVerdict {
    readonly verdict: Verdict;
    /** From the request to the end of its last container. */
    readonly wholeSeconds: number;
    readonly task: string;
    readonly log: { readonly group: string; readonly stream: string };
}

/** What a drill's task can be found by, in the cluster of its environment. */
const STARTED_BY = "plinth-drill-restore";

/** A log's last line comes after the end of its task. */
const LOG_LOOKS = 12;
const LOG_LOOK_MS = 5_000;

/**
 * Starts the check, or follows the one that is under way, until it has ended.
 *
 * @throws CommandFault when there is no verdict, with the cause and what to do
 */
export async function drillInCloud(drill: CloudDrill): Promise<CloudVerdict> {
    const { aws, clock, place, note, signal, limits, commands } = drill;
    const context = { place, ...commands };
    const places = await told("Reading the task's revision", context, () => aws.logPlaces(place.taskDefinitionArn));
    const taskArn = await taskOf(drill, context);
    const { timeoutMinutes } = limits;
    const task = await untilStopped(taskArn, { aws, clock, note, signal, timeoutMinutes, context });
    note(`the task has ended${took(task)}; reading its log`);
    const { lines, verdict } = await readLogs(task, places, drill, { ...context, taskArn });
    const log = streamOf(places.get(place.containerName), place.containerName, taskArn);
    if (verdict === undefined || log === undefined) {
        throw endedWithoutVerdict({ task, checks: place.containerName, lines });
    }
    const { createdAt, stoppedAt } = task;
    const wholeMs = createdAt === undefined || stoppedAt === undefined ? 0 : stoppedAt - createdAt;
    return { verdict, wholeSeconds: wholeMs / 1000, task: taskArn, log };
}

/** One that somebody else has started, or a command that was cut off, is as good as a new one. */
async function taskOf({ aws, place, note, environment }: CloudDrill, context: FaultContext): Promise<string> {
    const [there] = await told("Looking for a drill that is under way", context, () =>
        aws.underWay(place.clusterArn, STARTED_BY),
    );
    if (there !== undefined) {
        note(`a drill is under way, and is followed: ${there}`);
        return there;
    }
    const { clusterArn, taskDefinitionArn, subnetIds, securityGroupIds } = place;
    const started = await told("Starting the task", context, () =>
        aws.start({
            ...{ clusterArn, taskDefinitionArn, subnetIds, securityGroupIds },
            startedBy: STARTED_BY,
            // Whatever the SDK has to repeat starts one task.
            clientToken: randomUUID(),
            tags: { Environment: environment, ManagedBy: "plinth", Purpose: "restore-drill" },
        }),
    );
    if ("refused" in started) {
        throw awsFault("Starting the task", started.refused, context);
    }
    note(`started ${started.arn}`);
    return started.arn;
}

interface Read {
    readonly lines: ReadonlyMap<string, readonly string[]>;
    readonly verdict: Verdict | undefined;
}

async function readLogs(
    task: TaskState,
    places: ReadonlyMap<string, LogPlace>,
    drill: CloudDrill,
    context: FaultContext,
): Promise<Read> {
    const { aws, clock, place, signal } = drill;
    const read = (name: string): Promise<readonly string[]> => {
        const log = streamOf(places.get(name), name, task.arn);
        return log === undefined
            ? Promise.resolve([])
            : told("Reading the task's log", context, () => aws.lastLines(log.group, log.stream));
    };
    // What never began has written nothing.
    const began = task.containers.some(({ name, exitCode }) => name === place.containerName && exitCode !== undefined);
    let own: readonly string[] = [];
    for (let look = 0; look < (began ? LOG_LOOKS : 1); look += 1) {
        own = await read(place.containerName);
        const verdict = verdictIn(own);
        if (verdict !== undefined) {
            return { lines: new Map(), verdict };
        }
        await clock.pause(began && !signal.aborted ? LOG_LOOK_MS : 0, signal);
    }
    const others = [...places.keys()].filter((name) => name !== place.containerName);
    const lines = new Map([[place.containerName, own]]);
    for (const name of others) {
        lines.set(name, await read(name));
    }
    return { lines, verdict: undefined };
}

function streamOf(place: LogPlace | undefined, container: string, taskArn: string): CloudVerdict["log"] | undefined {
    const id = taskArn.split("/").at(-1) ?? "";
    return place === undefined ? undefined : { group: place.group, stream: `${place.prefix}/${container}/${id}` };
}

function took({ createdAt, stoppedAt }: TaskState): string {
    return createdAt === undefined || stoppedAt === undefined ? "" : ` after ${duration(stoppedAt - createdAt)}`;
}

async function told<T>(doing: string, context: FaultContext, call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        throw awsFault(doing, error, context);
    }
}
