import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { runSimulation } from "@cloud-copilot/iam-simulate";

const ACCOUNT = "111122223333";
const ECS = `arn:aws:ecs:eu-central-1:${ACCOUNT}`;
const CLUSTER = `${ECS}:cluster/restartix-production-cluster`;
const TASK = `${ECS}:task/restartix-production-cluster/0123456789abcdef`;
const VERIFY = `${ECS}:task-definition/restartix-production-backup-verify:7`;
const GROUP = "/ecs/restartix-production/backup-verify";
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/restartix-production-backup-${name}`;
const stream = (group: string): string => `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:${group}:log-stream:x/x/0`;

const OUTPUTS: Readonly<Record<string, string>> = {
    region: "eu-central-1",
    account: ACCOUNT,
    prefix: "restartix",
    environment: "production",
    cluster: "restartix-production-cluster",
    backupClusterArn: CLUSTER,
    backupExecutionRoleArn: role("execution"),
    backupVerifyTaskRoleArn: role("verify"),
    backupVerifyLogGroupName: GROUP,
};

/** The policy of docs/drill.md, as somebody fills it in. */
function documented(): unknown {
    const page = fs.readFileSync(path.resolve(__dirname, "../../../docs/drill.md"), "utf8");
    const text = /```json\n([\s\S]+?)```/.exec(page)?.[1] ?? assert.fail("docs/drill.md has no policy");
    const filled = text.replace(
        /<(\w+)>/g,
        (whole, name: string) => OUTPUTS[name] ?? assert.fail(`${whole} is no output`),
    );
    return { Version: "2012-10-17", Statement: JSON.parse(filled) as unknown };
}

async function isAllowed(
    action: string,
    resource: string,
    context: Readonly<Record<string, string>>,
): Promise<boolean> {
    const result = await runSimulation(
        {
            request: {
                principal: `arn:aws:iam::${ACCOUNT}:role/on-call`,
                action,
                resource: { resource, accountId: ACCOUNT },
                contextVariables: context,
            },
            identityPolicies: [{ name: "docs/drill.md", policy: documented() }],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
        },
        {},
    );
    return result.resultType === "error" ? assert.fail(JSON.stringify(result)) : result.overallResult === "Allowed";
}

const IN_CLUSTER = { "ecs:cluster": CLUSTER };
const TO_ECS = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };

describe("the policy that docs/drill.md gives to whoever runs a drill", () => {
    for (const [action, resource, context] of [
        ["ecs:RunTask", VERIFY, IN_CLUSTER],
        ["ecs:TagResource", TASK, { "ecs:CreateAction": "RunTask" }],
        ["ecs:DescribeTasks", TASK, IN_CLUSTER],
        ["ecs:ListTasks", "*", IN_CLUSTER],
        ["ecs:DescribeTaskDefinition", "*", {}],
        ["iam:PassRole", role("execution"), TO_ECS],
        ["iam:PassRole", role("verify"), TO_ECS],
        ["logs:GetLogEvents", stream(GROUP), {}],
    ] as const) {
        it(`allows ${action} on ${resource}`, async () => {
            assert.equal(await isAllowed(action, resource, context), true);
        });
    }

    for (const [what, action, resource, context] of [
        ["a backup", "ecs:RunTask", VERIFY.replace("verify", "runner"), IN_CLUSTER],
        [
            "a task of another cluster",
            "ecs:RunTask",
            VERIFY,
            { "ecs:cluster": CLUSTER.replace("production", "staging") },
        ],
        ["the runner's role for ECS", "iam:PassRole", role("runner"), TO_ECS],
        [
            "the task's role for a function",
            "iam:PassRole",
            role("verify"),
            { "iam:PassedToService": "lambda.amazonaws.com" },
        ],
        ["tags of a task that is there", "ecs:TagResource", TASK, { "ecs:CreateAction": "CreateService" }],
        ["the runner's log", "logs:GetLogEvents", stream(GROUP.replace("verify", "runner")), {}],
        ["a backup's bytes", "s3:GetObject", "arn:aws:s3:::restartix-backups-primary-production/x", {}],
        ["a command in a task", "ecs:ExecuteCommand", TASK, IN_CLUSTER],
    ] as const) {
        it(`doesn't allow ${what}`, async () => {
            assert.equal(await isAllowed(action, resource, context), false);
        });
    }
});
