/** ECS and CloudWatch Logs by the AWS SDK. */
import {
    CloudWatchLogsClient,
    type CloudWatchLogsClientConfig,
    GetLogEventsCommand,
    ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    DescribeTaskDefinitionCommand,
    DescribeTasksCommand,
    ECSClient,
    type ECSClientConfig,
    ListTasksCommand,
    RunTaskCommand,
    type Task,
} from "@aws-sdk/client-ecs";
import { NO_NODE_WARNING } from "../../aws-sdk";
import type { Aws, LogPlace, Started, TaskRequest, TaskState } from "./ports";

/** Settings that both clients know. */
export type AwsSettings = Pick<ECSClientConfig & CloudWatchLogsClientConfig, "endpoint" | "credentials"> & {
    /** The stack's own, whatever the user's profile says. */
    readonly region: string;
};

const TRIES = 6;
/** Pages of a stream's end: CloudWatch may answer empty ones, and goes on with what it has moved away. */
const PAGES = 10;
const LINES = 200;

/** A connection that gives nothing for so long is dead. */
const CONNECTION = { connectionTimeout: 10_000, requestTimeout: 60_000 } as const;

/** The real thing; credentials are the user's own, unless they are given. */
export function aws(settings: AwsSettings): Aws {
    Object.assign(process.env, NO_NODE_WARNING);
    const options = { ...settings, maxAttempts: TRIES, requestHandler: CONNECTION };
    const ecs = new ECSClient(options);
    const logs = new CloudWatchLogsClient(options);
    return {
        async underWay(cluster, startedBy) {
            const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, startedBy }));
            return taskArns;
        },
        async logPlaces(taskDefinition) {
            const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
            return new Map((found?.containerDefinitions ?? []).flatMap(logPlaceOf));
        },
        start: (request) => start(ecs, request),
        async look(cluster, arn) {
            const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
            const [task] = tasks;
            return task === undefined ? undefined : stateOf(task, arn);
        },
        lastLines: (group, stream) => lastLines(logs, group, stream),
        close() {
            ecs.destroy();
            logs.destroy();
        },
    };
}

interface Logged {
    readonly name?: string | undefined;
    readonly logConfiguration?: { readonly options?: Record<string, string> | undefined } | undefined;
}

function logPlaceOf({ name = "", logConfiguration }: Logged): readonly (readonly [string, LogPlace])[] {
    const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = logConfiguration?.options ?? {};
    return group === undefined || prefix === undefined ? [] : [[name, { group, prefix }]];
}

/** Never on spare capacity, which AWS may take back in the middle; no address that the internet could reach. */
async function start(ecs: ECSClient, request: TaskRequest): Promise<Started> {
    const { clusterArn, taskDefinitionArn, subnetIds, securityGroupIds, startedBy, clientToken, tags } = request;
    const { tasks = [], failures = [] } = await ecs.send(
        new RunTaskCommand({
            cluster: clusterArn,
            taskDefinition: taskDefinitionArn,
            launchType: "FARGATE",
            count: 1,
            networkConfiguration: {
                awsvpcConfiguration: {
                    subnets: [...subnetIds],
                    securityGroups: [...securityGroupIds],
                    assignPublicIp: "DISABLED",
                },
            },
            startedBy,
            clientToken,
            tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
        }),
    );
    const arn = tasks[0]?.taskArn;
    if (arn !== undefined) {
        return { arn };
    }
    const reasons = failures.map(({ reason, detail }) => [reason, detail].filter((part) => part).join(": "));
    return { refused: reasons.join("; ") || "ECS has answered with neither a task nor a reason" };
}

function stateOf(task: Task, arn: string): TaskState {
    const { lastStatus = "", stopCode, stoppedReason, createdAt, stoppedAt, containers = [] } = task;
    return {
        arn,
        status: lastStatus,
        ...(stopCode === undefined ? {} : { stopCode }),
        ...(stoppedReason === undefined ? {} : { stoppedReason }),
        ...(createdAt === undefined ? {} : { createdAt: createdAt.getTime() }),
        ...(stoppedAt === undefined ? {} : { stoppedAt: stoppedAt.getTime() }),
        containers: containers.map(({ name = "", exitCode, reason, image }) => ({
            name,
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(reason === undefined ? {} : { reason }),
            ...(image === undefined ? {} : { image }),
        })),
    };
}

/** Goes back page by page until one has lines: an empty one doesn't mean that there are none. */
async function lastLines(logs: CloudWatchLogsClient, group: string, stream: string): Promise<readonly string[]> {
    const place = { logGroupName: group, logStreamName: stream, startFromHead: false, limit: LINES };
    let token: string | undefined;
    try {
        for (let page = 0; page < PAGES; page += 1) {
            const { events = [], nextBackwardToken } = await logs.send(
                new GetLogEventsCommand({ ...place, ...(token === undefined ? {} : { nextToken: token }) }),
            );
            if (events.length > 0 || nextBackwardToken === undefined || nextBackwardToken === token) {
                return events.map(({ message = "" }) => message);
            }
            token = nextBackwardToken;
        }
    } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) {
            throw error;
        }
    }
    return [];
}
