import assert from "node:assert/strict";
import type { EcsService, EcsServiceArgs } from "../../../../components/ecs/service";
import type { Recording } from "../../../support/mocks";
import { statementsOf } from "../../network/fixtures";
import { CLERK_SECRET, CORE_API, DATABASE_SECRET, KEY, recordService, REPOSITORY, WORKER } from "./fixtures";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

function statements(recording: Recording<EcsService>, name: string): unknown[] {
    return statementsOf(recording.find(POLICY, name).inputs["policy"]);
}

describe("the roles of an ECS service", () => {
    let coreApi: Recording<EcsService>;

    before(async () => {
        coreApi = await recordService(CORE_API);
    });

    it("can be assumed by tasks of the cluster's account and region alone", () => {
        for (const kind of ["execution", "task"]) {
            const role = coreApi.find(ROLE, `core-api-${kind}`).inputs;
            assert.equal(role["name"], `restartix-staging-core-api-${kind}`);
            assert.deepEqual(statementsOf(role["assumeRolePolicy"]), [
                {
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Principal: { Service: "ecs-tasks.amazonaws.com" },
                    Condition: {
                        StringEquals: { "aws:SourceAccount": "111122223333" },
                        ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*" },
                    },
                },
            ]);
        }
    });

    it("let ECS pull that image, write that log and read those secrets, and nothing else", () => {
        const secrets = [CLERK_SECRET, DATABASE_SECRET];
        assert.deepEqual(statements(coreApi, "core-api-execution"), [
            { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
            {
                Sid: "PullImage",
                Effect: "Allow",
                Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                Resource: REPOSITORY,
            },
            {
                Sid: "WriteLog",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "arn:aws:logs:eu-central-1:111122223333:log-group:core-api:*",
            },
            { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secrets },
            {
                Sid: "DecryptSecrets",
                Effect: "Allow",
                Action: "kms:Decrypt",
                Resource: KEY,
                Condition: {
                    StringEquals: {
                        "kms:EncryptionContext:SecretARN": secrets,
                        "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
                    },
                },
            },
        ]);
    });

    it("let ECS write the log alone where the image is public and there is no secret", async () => {
        const sids = statements(await recordService(WORKER), "worker-execution").map(
            (each) => Reflect.get(Object(each) as object, "Sid") as unknown,
        );
        assert.deepEqual(sids, ["WriteLog"]);
    });

    it("ask for no key where the secrets have AWS's own", async () => {
        const recording = await recordService(CORE_API, { secretsKeyArn: undefined });
        assert.ok(!JSON.stringify(statements(recording, "core-api-execution")).includes("kms:"));
    });

    it("give the task nothing", () => {
        assert.deepEqual(
            coreApi.ofType(POLICY).map(({ name }) => name),
            ["core-api-execution"],
        );
        assert.deepEqual(coreApi.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
    });

    it("give the task the policies and statements of the arguments, before its service starts", async () => {
        const policyArn = "arn:aws:iam::111122223333:policy/uploads";
        const statement = {
            Effect: "Allow",
            Action: "ses:SendEmail",
            Resource: "arn:aws:ses:eu-central-1:1:identity/x",
        };
        const given: Partial<EcsServiceArgs> = {
            additionalIamPolicyArns: { uploads: policyArn },
            taskRoleStatements: [{ ...statement, Effect: "Allow" }],
        };
        const recording = await recordService(CORE_API, given);
        const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
        assert.deepEqual(recording.find(attachment, "core-api-task-uploads").inputs, {
            role: "restartix-staging-core-api-task",
            policyArn,
        });
        assert.deepEqual(statements(recording, "core-api-task"), [statement]);
        const { dependencies } = recording.find("aws:ecs/service:Service", "core-api").options;
        for (const end of ["RolePolicy::core-api-task", "RolePolicyAttachment::core-api-task-uploads"]) {
            assert.ok(
                dependencies.some((urn) => urn.endsWith(end)),
                end,
            );
        }
    });

    it("let a task talk to Session Manager, and log what it says, only where people may run commands in it", async () => {
        const recording = await recordService(WORKER, { enableExecuteCommand: true, readonlyRootFilesystem: false });
        assert.deepEqual(statements(recording, "worker-task"), [
            {
                Sid: "ExecuteCommand",
                Effect: "Allow",
                Action: [
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                Resource: "*",
            },
            { Sid: "FindCommandLog", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
            {
                Sid: "WriteCommandLog",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                Resource: "arn:aws:logs:eu-central-1:111122223333:log-group:worker:*",
            },
        ]);
        assert.equal(recording.find("aws:ecs/service:Service", "worker").inputs["enableExecuteCommand"], true);
    });
});
