import type { Aws, Clock, LogPlace, Started, TaskRequest, TaskState } from "../../../../automation/drill/cloud/ports";
import type { DrillPlace } from "../../../../automation/drill/place";

const TASK = "arn:aws:ecs:eu-central-1:111122223333:task/restartix-staging-cluster/0123456789abcdef";
const BEGAN = Date.parse("2026-11-21T03:00:00Z");

export { TASK as TASK_ARN };

export const PLACE: DrillPlace = {
    region: "eu-central-1",
    accountId: "111122223333",
    clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/restartix-staging-cluster",
    subnetIds: ["subnet-a", "subnet-b"],
    securityGroupIds: ["sg-verify"],
    taskDefinitionArn: "arn:aws:ecs:eu-central-1:111122223333:task-definition/restartix-staging-backup-verify:7",
    containerName: "backup-verify",
    runnerTaskDefinitionArn: "arn:aws:ecs:eu-central-1:111122223333:task-definition/restartix-staging-backup-runner:7",
    bucketName: "restartix-backups-primary-staging",
};

/** The line that a check ends with. */
export function lastLine(change: Readonly<Record<string, unknown>> = {}): string {
    return JSON.stringify({
        ...{ time: "2026-11-21T03:07:00Z", level: "info", event: "verify-completed" },
        ...{
            backupId: "2026-11-21T020000Z-5f3a",
            bytes: 1_234_567_890,
            recoverySeconds: 312,
            recoveryPointAgeSeconds: 3900,
        },
        assertions: [
            { name: "backup-age", holds: true, detail: "shows the database of 1.1 h ago" },
            { name: "row-counts", holds: true, detail: "42 tables with 1000 rows, as in the manifest" },
        ],
        ...change,
    });
}

/** A task that has ended, each container with what it ended with. */
export function stopped(change: Partial<TaskState> = {}): TaskState {
    return {
        ...{ arn: TASK, status: "STOPPED", stopCode: "EssentialContainerExited" },
        stoppedReason: "Essential container in task exited",
        ...{ createdAt: BEGAN, stoppedAt: BEGAN + 423_000 },
        containers: [
            { name: "backup-verify", exitCode: 0, image: "registry/backup-runner:0.1.0" },
            { name: "scratch", exitCode: 0, image: "registry/postgres:17.6" },
        ],
        ...change,
    };
}

type Call = "underWay" | "logPlaces" | "start" | "look" | "lastLines";

/** AWS with one task, whose states are told one after the other; the last one stays. */
export class FakeAws implements Aws {
    states: readonly (TaskState | undefined)[] = [
        { ...stopped(), status: "PROVISIONING", containers: [] },
        { ...stopped(), status: "RUNNING", containers: [] },
        stopped(),
    ];
    running: readonly string[] = [];
    started: Started = { arn: TASK };
    /** By stream. */
    lines = new Map<string, readonly string[]>([["backup-verify/backup-verify/0123456789abcdef", [lastLine()]]]);
    /** How often a log is read before its lines are there. */
    linesAfter = 0;
    readonly errors = new Map<Call, unknown>();
    readonly requests: TaskRequest[] = [];
    isClosed = false;
    private looks = 0;
    private reads = 0;

    underWay(): Promise<readonly string[]> {
        return this.answer("underWay", this.running);
    }

    logPlaces(): Promise<ReadonlyMap<string, LogPlace>> {
        const place = (prefix: string): LogPlace => ({ group: "/ecs/restartix-staging/backup-verify", prefix });
        return this.answer("logPlaces", new Map(["backup-verify", "scratch"].map((name) => [name, place(name)])));
    }

    start(request: TaskRequest): Promise<Started> {
        this.requests.push(request);
        return this.answer("start", this.started);
    }

    look(): Promise<TaskState | undefined> {
        const state = this.states[Math.min(this.looks, this.states.length - 1)];
        this.looks += 1;
        return this.answer("look", state);
    }

    lastLines(_group: string, stream: string): Promise<readonly string[]> {
        this.reads += 1;
        return this.answer("lastLines", this.reads > this.linesAfter ? (this.lines.get(stream) ?? []) : []);
    }

    close(): void {
        this.isClosed = true;
    }

    private answer<T>(call: Call, value: T): Promise<T> {
        const error = this.errors.get(call);
        return error instanceof Error ? Promise.reject(error) : Promise.resolve(value);
    }
}

/** An error as the SDK throws it. */
export function awsError(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}

/** Time that passes while somebody waits for it to. */
export function fakeClock(onPause: () => void = () => undefined): Clock & { readonly paused: () => number } {
    let passed = 0;
    return {
        now: () => BEGAN + passed,
        pause: (ms) => {
            passed += ms;
            onPause();
            return Promise.resolve();
        },
        paused: () => passed,
    };
}
