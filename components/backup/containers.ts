/** The containers of both tasks, as ECS takes them. Pure. */
import { byName, completeLog } from "../ecs/task/container";
import type { RunnerPlan, VerifyPlan } from "./plan";

/** What every container is run with. */
interface ContainerSurroundings {
    readonly image: string;
    readonly region: string;
    readonly logGroup: string;
}

export interface RunnerContainer extends ContainerSurroundings {
    readonly name: string;
    readonly plan: RunnerPlan;
    /** What the program is told to do: `run`, `verify`. */
    readonly command: string;
    readonly variables: Readonly<Record<string, string>>;
    /** A container that has to be healthy first. */
    readonly after?: string;
}

/** The most that ECS waits, so that an upload that is cut off can be aborted. */
const STOP_SECONDS = 120;

export function runnerContainer({ name, plan, command, variables, after, ...around }: RunnerContainer): object {
    return {
        ...hardened(name, plan.user, around),
        ...(plan.entryPoint === undefined ? {} : { entryPoint: plan.entryPoint }),
        command: [command],
        stopTimeout: STOP_SECONDS,
        environment: byName(Object.entries(variables).map(([variable, value]) => ({ name: variable, value }))),
        mountPoints: [],
        ...(after === undefined ? {} : { dependsOn: [{ containerName: after, condition: "HEALTHY" }] }),
    };
}

/** Name of the volume that the scratch database is in, and of its container. */
export const SCRATCH = "scratch";

/** Nothing of it outlives the task: it needn't survive a crash, and two cores are not worth a pool of workers. */
const SCRATCH_SETTINGS = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "max_parallel_workers_per_gather=0",
    "max_parallel_maintenance_workers=0",
    // It would write rows and statements into the task's log, as details of what went wrong.
    "log_min_messages=log",
    "log_min_error_statement=panic",
];

/**
 * A PostgreSQL that only its own task reaches, by the loopback address, with no password for that reason. It is started
 * without the image's own script, which needs a file system that it can write to.
 */
export function scratchContainer(plan: VerifyPlan, around: ContainerSurroundings): object {
    const options = SCRATCH_SETTINGS.map((setting) => `-c ${setting}`).join(" ");
    const initdb = "initdb --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync";
    return {
        ...hardened(SCRATCH, plan.scratchUser, around),
        entryPoint: ["sh", "-c"],
        command: [`${initdb} && exec postgres ${options}`],
        environment: [{ name: "PGDATA", value: `${plan.scratchDataPath}/${SCRATCH}` }],
        mountPoints: [{ sourceVolume: SCRATCH, containerPath: plan.scratchDataPath, readOnly: false }],
        healthCheck: {
            command: ["CMD", "pg_isready", "--host=127.0.0.1", "--username=postgres", "--quiet"],
            interval: 5,
            timeout: 5,
            retries: 10,
            startPeriod: 60,
        },
    };
}

function hardened(name: string, user: string, { image, region, logGroup }: ContainerSurroundings): object {
    return {
        name,
        image,
        essential: true,
        user,
        readonlyRootFilesystem: true,
        // Reaps what the container's own first process doesn't.
        linuxParameters: { initProcessEnabled: true },
        portMappings: [],
        logConfiguration: completeLog({ containerName: name, logGroup, region }),
    };
}
