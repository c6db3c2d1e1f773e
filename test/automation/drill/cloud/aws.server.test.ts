import assert from "node:assert/strict";
import {
    CloudWatchLogsClient,
    CreateLogGroupCommand,
    CreateLogStreamCommand,
    PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateClusterCommand,
    DescribeTasksCommand,
    ECSClient,
    RegisterTaskDefinitionCommand,
    StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { aws } from "../../../../automation/drill/cloud/aws";
import type { Aws, TaskRequest } from "../../../../automation/drill/cloud/ports";
import { type RunningServer, startMoto } from "../../../../automation/servers/moto";

const GROUP = "/ecs/restartix-staging/backup-verify";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const REGION = "eu-central-1";

/** Something of the network that moto begins with, by a plain call: it needs no more than the name of the service. */
async function firstId(endpoint: string, action: string, tag: string): Promise<string> {
    const Authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
    const body = new URLSearchParams({ Action: action, Version: "2016-11-15" });
    const text = await (await fetch(endpoint, { method: "POST", body, headers: { Authorization } })).text();
    return new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text)?.[1] ?? assert.fail(text);
}

describe("a drill's calls of AWS", () => {
    let moto: RunningServer;
    let ecs: ECSClient;
    let logs: CloudWatchLogsClient;
    let calls: Aws;
    let request: TaskRequest;

    before(async () => {
        moto = await startMoto();
        const settings = { endpoint: moto.endpoint, region: REGION, credentials: CREDENTIALS };
        [ecs, logs, calls] = [new ECSClient(settings), new CloudWatchLogsClient(settings), aws(settings)];
        const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName: "restartix-staging-cluster" }));
        const options = { "awslogs-group": GROUP, "awslogs-region": REGION, "awslogs-stream-prefix": "backup-verify" };
        const { taskDefinition } = await ecs.send(
            new RegisterTaskDefinitionCommand({
                family: "restartix-staging-backup-verify",
                networkMode: "awsvpc",
                requiresCompatibilities: ["FARGATE"],
                ...{ cpu: "1024", memory: "4096" },
                // moto wants each container's own memory, where ECS takes the task's.
                containerDefinitions: [
                    {
                        ...{ name: "backup-verify", image: "runner", memory: 512 },
                        logConfiguration: { logDriver: "awslogs", options },
                    },
                    { name: "scratch", image: "postgres", memory: 512 },
                ],
            }),
        );
        await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
        request = {
            clusterArn: cluster?.clusterArn ?? "",
            taskDefinitionArn: taskDefinition?.taskDefinitionArn ?? "",
            subnetIds: [await firstId(moto.endpoint, "DescribeSubnets", "subnetId")],
            securityGroupIds: [await firstId(moto.endpoint, "DescribeSecurityGroups", "groupId")],
            startedBy: "plinth-drill-restore",
            clientToken: "0123456789",
            tags: { Environment: "staging" },
        };
    });
    after(async () => {
        [ecs, logs, calls].forEach((client) => ("destroy" in client ? client.destroy() : client.close()));
        await moto.stop();
    });

    it("know where each container logs, and which of them doesn't", async () => {
        const places = await calls.logPlaces(request.taskDefinitionArn);
        assert.deepEqual([...places], [["backup-verify", { group: GROUP, prefix: "backup-verify" }]]);
    });

    it("start a task on Fargate in the subnets and groups, find it again, and see it end", async () => {
        const started = await calls.start(request);
        assert.ok("arn" in started, JSON.stringify(started));
        const { arn } = started;
        assert.match(arn, /^arn:aws:ecs:eu-central-1:\d{12}:task\/restartix-staging-cluster\/[0-9a-f-]+$/);
        assert.deepEqual(await calls.underWay(request.clusterArn, "plinth-drill-restore"), [arn]);
        assert.deepEqual(await calls.underWay(request.clusterArn, "somebody"), []);
        const { tasks = [] } = await ecs.send(
            new DescribeTasksCommand({ cluster: request.clusterArn, tasks: [arn], include: ["TAGS"] }),
        );
        const { launchType, startedBy, tags, attachments = [] } = tasks[0] ?? {};
        assert.deepEqual(
            { launchType, startedBy, tags },
            {
                launchType: "FARGATE",
                startedBy: "plinth-drill-restore",
                tags: [{ key: "Environment", value: "staging" }],
            },
        );
        const subnet = attachments[0]?.details?.find(({ name }) => name === "subnetId")?.value;
        assert.equal(subnet, request.subnetIds[0]);
        assert.notEqual((await calls.look(request.clusterArn, arn))?.status, "STOPPED");
        await ecs.send(new StopTaskCommand({ cluster: request.clusterArn, task: arn, reason: "by hand" }));
        const state = await calls.look(request.clusterArn, arn);
        assert.deepEqual([state?.status, state?.stoppedReason], ["STOPPED", "by hand"]);
    });

    it("know nothing of a task that was never there", async () => {
        assert.equal(
            await calls.look(request.clusterArn, `${request.clusterArn.replace("cluster", "task")}/0123`),
            undefined,
        );
    });

    it("read the end of a log, the newest line last, and none where there is no stream", async () => {
        const place = { logGroupName: GROUP, logStreamName: "backup-verify/backup-verify/0123" };
        await logs.send(new CreateLogStreamCommand(place));
        const timestamp = Date.now();
        const logEvents = Array.from({ length: 300 }, (_, index) => ({ timestamp, message: `line ${index}` }));
        await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
        const lines = await calls.lastLines(GROUP, place.logStreamName);
        assert.equal(lines.at(-1), "line 299");
        assert.deepEqual(await calls.lastLines(GROUP, "backup-verify/backup-verify/none"), []);
    });

    it("fail as AWS refuses", async () => {
        const clusterArn = request.clusterArn.replace("staging", "nowhere");
        await assert.rejects(calls.start({ ...request, clusterArn }), { name: "ClusterNotFoundException" });
    });
});
