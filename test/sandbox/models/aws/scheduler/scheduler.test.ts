import assert from "node:assert/strict";
import { scheduleRefusals } from "../../../../../sandbox/models/aws/scheduler/schedule";
import { scheduleGroupRefusals } from "../../../../../sandbox/models/aws/scheduler/schedule-group";
import { SCHEDULE, SCHEDULE_GROUP } from "../../../../../sandbox/models/aws/scheduler/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { makeRole, trustOf } from "../lambda/functions";

const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:reconciler";
const CLUSTER = "arn:aws:ecs:eu-central-1:111122223333:cluster/app";
const TASK = "arn:aws:ecs:eu-central-1:111122223333:task-definition/backup:1";
const ROLE = "arn:aws:iam::111122223333:role/schedule";

const GIVEN: Properties = {
    name: "reconciler",
    flexibleTimeWindow: { mode: "OFF" },
    scheduleExpression: "rate(5 minutes)",
    target: { arn: FUNCTION, roleArn: ROLE },
};

describe(SCHEDULE, () => {
    const refusals = scheduleRefusals;
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await makeRole(cloud, { name: "schedule", assumeRolePolicy: trustOf("scheduler.amazonaws.com") });
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(SCHEDULE, { ...GIVEN, ...inputs });
    const aimed = (target: Properties): Promise<Made> => make({ target: { arn: FUNCTION, roleArn: ROLE, ...target } });

    it("fills in what the scheduler fills in", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "default/reconciler");
        assert.deepEqual(outputs, {
            ...GIVEN,
            actionAfterCompletion: "NONE",
            arn: "arn:aws:scheduler:eu-central-1:111122223333:schedule/default/reconciler",
            groupName: "default",
            id,
            namePrefix: "",
            region: "eu-central-1",
            scheduleExpressionTimezone: "UTC",
            state: "ENABLED",
            target: {
                arn: FUNCTION,
                roleArn: ROLE,
                retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
            },
        });
    });

    it("starts tasks in ECS with parameters of ECS", async () => {
        const ecsParameters = {
            launchType: "FARGATE",
            networkConfiguration: { subnets: ["subnet-1"] },
            taskDefinitionArn: TASK,
        };
        const { outputs } = await aimed({ arn: CLUSTER, ecsParameters, retryPolicy: { maximumRetryAttempts: 0 } });
        assert.deepEqual(outputs["target"], {
            arn: CLUSTER,
            ecsParameters: {
                ...ecsParameters,
                enableEcsManagedTags: false,
                enableExecuteCommand: false,
                taskCount: 1,
            },
            retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 0 },
            roleArn: ROLE,
        });
    });

    it("is replaced for another name or group, and changes the rest in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(SCHEDULE, id, {
            ...GIVEN,
            groupName: "nightly",
            name: "other",
            scheduleExpression: "cron(0 3 * * ? *)",
            state: "DISABLED",
        });
        assert.deepEqual([...diff.replaces].sort(), ["groupName", "name"]);
        assert.equal(diff.changed.length, 4);
    });

    it("may have the same name in another group, and goes with its group", async () => {
        await make({ groupName: "default" });
        await cloud.create(SCHEDULE_GROUP, { name: "nightly" });
        const { id } = await make({ groupName: "nightly" });
        assert.equal(id, "nightly/reconciler");
        await cloud.delete(SCHEDULE_GROUP, "nightly");
        assert.deepEqual(
            cloud.records(SCHEDULE).map((record) => record.id),
            ["default/reconciler"],
        );
    });

    it("refuses with ConflictException a name twice in a group, and groups that do not exist", async () => {
        await make();
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /StatusCode: 409,.*ConflictException: Schedule reconciler already exists\.$/);
        await cloud.refuses(() => make({ groupName: "nightly" }), refusals.noGroup);
    });

    it("refuses expressions, time zones and windows that are none", async () => {
        await cloud.refuses(() => make({ scheduleExpression: "cron(0 3 * * *)" }), refusals.expression);
        await cloud.refuses(() => make({ scheduleExpressionTimezone: "Europe/Nowhere" }), refusals.timezone);
        await cloud.refuses(() => make({ flexibleTimeWindow: { mode: "FLEXIBLE" } }), refusals.window);
        const off = { mode: "OFF", maximumWindowInMinutes: 5 };
        await cloud.refuses(() => make({ flexibleTimeWindow: off }), refusals.window);
        const backwards = { startDate: "2026-02-01T00:00:00Z", endDate: "2026-01-01T00:00:00Z" };
        await cloud.refuses(() => make(backwards), refusals.dates);
        await make({ flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 5 } });
    });

    it("refuses a role that does not exist or does not let the scheduler assume it for the group", async () => {
        const message = /The execution role you provide must allow AWS EventBridge Scheduler to assume the role\.$/;
        const none = { roleArn: "arn:aws:iam::111122223333:role/none" };
        assert.match((await cloud.refuses(() => aimed(none), refusals.role)).message, message);
        const withTrust = async (name: string, trust: string): Promise<Properties> => {
            const role = await makeRole(cloud, { name, assumeRolePolicy: trust });
            return { roleArn: role.outputs["arn"] };
        };
        const service = "scheduler.amazonaws.com";
        const arn = "arn:aws:scheduler:eu-central-1:111122223333";
        const account = { StringEquals: { "aws:SourceAccount": "111122223333" } };
        const group = { ...account, ArnLike: { "aws:SourceArn": `${arn}:schedule-group/default` } };
        const single = { ArnLike: { "aws:SourceArn": `${arn}:schedule/default/*` } };
        const events = await withTrust("events", trustOf("events.amazonaws.com"));
        await cloud.refuses(() => aimed(events), refusals.role);
        const one = await withTrust("single", trustOf(service, single));
        await cloud.refuses(() => aimed(one), refusals.role);
        const stranger = await withTrust("stranger", trustOf(service, { StringNotEquals: account.StringEquals }));
        await cloud.refuses(() => aimed(stranger), refusals.role);
        await aimed(await withTrust("group", trustOf(service, group)));
    });

    it("refuses targets that do not fit together", async () => {
        await cloud.refuses(() => aimed({ arn: CLUSTER }), refusals.ecs);
        await cloud.refuses(() => aimed({ ecsParameters: { taskDefinitionArn: TASK } }), refusals.ecs);
        await cloud.refuses(() => aimed({ input: "{dryRun}" }), refusals.input);
        const topic = { arn: "arn:aws:sns:eu-central-1:111122223333:failures" };
        await cloud.refuses(() => aimed({ deadLetterConfig: topic }), refusals.queue);
        const fifo = { arn: "arn:aws:sqs:eu-central-1:111122223333:failures.fifo" };
        await cloud.refuses(() => aimed({ deadLetterConfig: fifo }), refusals.queue);
        const queue = { arn: "arn:aws:sqs:eu-central-1:111122223333:failures" };
        await aimed({ deadLetterConfig: queue, input: '{"dryRun":true}' });
    });

    const target = (more: Properties): Properties => ({ ...GIVEN, target: { arn: FUNCTION, roleArn: ROLE, ...more } });
    checkTable(() => cloud, SCHEDULE, [
        [refusals.nameForm, "name", { ...GIVEN, name: "re conciler" }],
        [refusals.nameForm, "name", { ...GIVEN, name: "a".repeat(65) }],
        [refusals.length, "description", { ...GIVEN, description: "a".repeat(513) }],
        [refusals.state, "state", { ...GIVEN, state: "ON" }],
        [refusals.completion, "actionAfterCompletion", { ...GIVEN, actionAfterCompletion: "STOP" }],
        [refusals.time, "startDate", { ...GIVEN, startDate: "tomorrow" }],
        [refusals.windowMode, "flexibleTimeWindow.mode", { ...GIVEN, flexibleTimeWindow: { mode: "ON" } }],
        [
            refusals.range,
            "target.retryPolicy.maximumRetryAttempts",
            target({ retryPolicy: { maximumRetryAttempts: 186 } }),
        ],
        [refusals.arn, "target.roleArn", target({ roleArn: "schedule" })],
        [
            refusals.launchType,
            "target.ecsParameters.launchType",
            target({ ecsParameters: { launchType: "SPOT", taskDefinitionArn: TASK } }),
        ],
    ]);
});

describe(SCHEDULE_GROUP, () => {
    const refusals = scheduleGroupRefusals;
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (name = "nightly"): Promise<Made> => cloud.create(SCHEDULE_GROUP, { name });

    it("is known by its name", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "nightly");
        assert.equal(outputs["arn"], "arn:aws:scheduler:eu-central-1:111122223333:schedule-group/nightly");
        assert.equal(outputs["state"], "ACTIVE");
        assert.equal(outputs["creationDate"], outputs["lastModificationDate"]);
        const diff = await cloud.diff(SCHEDULE_GROUP, id, { name: "hourly", tags: { a: "b" } });
        assert.deepEqual(diff.replaces, ["name"]);
    });

    it("refuses with ConflictException a name twice, and the default group's", async () => {
        await make();
        await cloud.refuses(() => make(), refusals.exists);
        await cloud.refuses(() => make("default"), refusals.exists);
    });

    checkTable(() => cloud, SCHEDULE_GROUP, [[refusals.nameForm, "name", { name: "night ly" }]]);
});
