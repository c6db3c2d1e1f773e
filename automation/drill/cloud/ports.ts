/** What a drill needs of AWS, so that tests can put something else in its place. */

/** A container of a task, as ECS tells of it. */
export interface ContainerState {
    readonly name: string;
    readonly exitCode?: number;
    /** Why it couldn't be started, or was ended. */
    readonly reason?: string;
    readonly image?: string;
}

/** A task, as ECS tells of it. */
export interface TaskState {
    readonly arn: string;
    /** `PROVISIONING`, `PENDING`, `RUNNING`, …, `STOPPED`. */
    readonly status: string;
    /** `EssentialContainerExited`, `TaskFailedToStart`, `UserInitiated`, … */
    readonly stopCode?: string;
    readonly stoppedReason?: string;
    /** Epoch ms. */
    readonly createdAt?: number;
    /** Epoch ms. */
    readonly stoppedAt?: number;
    readonly containers: readonly ContainerState[];
}

/** Where a container's lines go. */
export interface LogPlace {
    readonly group: string;
    /** What the names of its streams begin with: `<prefix>/<container>/<id of the task>`. */
    readonly prefix: string;
}

/** A task to be started. */
export interface TaskRequest {
    readonly clusterArn: string;
    readonly taskDefinitionArn: string;
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    /** What it can be found by. */
    readonly startedBy: string;
    /** A second request with the same starts nothing further. */
    readonly clientToken: string;
    readonly tags: Readonly<Record<string, string>>;
}

/** A task was started, or ECS says why not. */
export type Started = { readonly arn: string } | { readonly refused: string };

/** Calls of AWS. Errors come as they are; `faults.ts` knows what they mean. */
export interface Aws {
    /** Tasks that were started by somebody and haven't ended. */
    underWay(clusterArn: string, startedBy: string): Promise<readonly string[]>;
    /** Where the containers of a task write to, by container; without those that have no log in CloudWatch. */
    logPlaces(taskDefinitionArn: string): Promise<ReadonlyMap<string, LogPlace>>;
    start(request: TaskRequest): Promise<Started>;
    /** Undefined where ECS doesn't know of it: not yet, or an hour after its end. */
    look(clusterArn: string, taskArn: string): Promise<TaskState | undefined>;
    /** The end of a stream, oldest line first; none where it isn't there, or not yet. */
    lastLines(group: string, stream: string): Promise<readonly string[]>;
    close(): void;
}

export interface Clock {
    /** Epoch ms. */
    now(): number;
    /** Ends early, without an error, when aborted. */
    pause(ms: number, signal: AbortSignal): Promise<void>;
}
