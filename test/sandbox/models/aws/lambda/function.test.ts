import assert from "node:assert/strict";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { KEY } from "../../../../../sandbox/models/aws/kms/keys";
import { functionRefusals as refusals } from "../../../../../sandbox/models/aws/lambda/function-refusals";
import { LAMBDA_TYPES } from "../../../../../sandbox/models/aws/lambda/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { text } from "../../../text";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";
import { archive, functionInputs, makeRole, trustOf } from "./functions";

const { function: FUNCTION } = LAMBDA_TYPES;
const QUEUE_ARN = "arn:aws:sqs:eu-central-1:111122223333:failures";

describe(FUNCTION, () => {
    let cloud: TestCloud;
    let role: Made;
    beforeEach(async () => {
        cloud = testCloud();
        role = await makeRole(cloud, { name: "reconciler" });
    });
    const inputs = (more: Properties = {}): Properties => functionInputs(role, more);
    const make = (more: Properties = {}): Promise<Made> => cloud.create(FUNCTION, inputs(more));
    const grant = (...statements: readonly object[]): Promise<Made> =>
        cloud.create(IAM_TYPES.rolePolicy, { role: role.id, policy: document(...statements) });

    it("fills in what Lambda fills in", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "reconciler");
        const arn = "arn:aws:lambda:eu-central-1:111122223333:function:reconciler";
        const { codeSha256, lastModified, sourceCodeSize, ...rest } = outputs;
        assert.match(text(codeSha256), /^[A-Za-z0-9+/]{43}=$/);
        assert.match(text(lastModified), /^2026-\d\d-\d\dT[\d:]{8}\.000\+0000$/);
        assert.equal(typeof sourceCodeSize, "number");
        assert.deepEqual(rest, {
            ...inputs(),
            architectures: ["x86_64"],
            arn,
            ephemeralStorage: { size: 512 },
            id,
            invokeArn: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
            loggingConfig: {
                applicationLogLevel: "",
                logFormat: "Text",
                logGroup: "/aws/lambda/reconciler",
                systemLogLevel: "",
            },
            memorySize: 128,
            packageType: "Zip",
            publish: false,
            qualifiedArn: `${arn}:$LATEST`,
            qualifiedInvokeArn: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}:$LATEST/invocations`,
            region: "eu-central-1",
            reservedConcurrentExecutions: -1,
            responseStreamingInvokeArn: `arn:aws:apigateway:eu-central-1:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
            signingJobArn: "",
            signingProfileVersionArn: "",
            skipDestroy: false,
            sourceCodeHash: codeSha256,
            tagsAll: {},
            timeout: 3,
            tracingConfig: { mode: "PassThrough" },
            version: "$LATEST",
        });
    });

    it("has another hash for other code, and the same for the same", async () => {
        const { id, outputs } = await make();
        const same = await cloud.diff(FUNCTION, id, inputs());
        assert.deepEqual(same.changed, []);
        const other = inputs({ code: archive("export const handler = () => 1;") });
        assert.deepEqual(await cloud.diff(FUNCTION, id, other), {
            changed: ["code"],
            replaces: [],
            deleteBeforeReplace: true,
        });
        const updated = await cloud.update(FUNCTION, id, other);
        assert.notEqual(updated.outputs["codeSha256"], outputs["codeSha256"]);
        const back = await cloud.update(FUNCTION, id, inputs());
        assert.equal(back.outputs["codeSha256"], outputs["codeSha256"]);
    });

    it("is replaced for another name or kind of package, and changes the rest in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(
            FUNCTION,
            id,
            inputs({ architectures: ["arm64"], memorySize: 512, name: "other", packageType: "Image", timeout: 60 }),
        );
        assert.deepEqual([...diff.replaces].sort(), ["name", "packageType"]);
        assert.equal(diff.changed.length, 5);
    });

    it("takes its permissions and settings along", async () => {
        const { id } = await make();
        const principal = "scheduler.amazonaws.com";
        await cloud.create(LAMBDA_TYPES.permission, { action: "lambda:InvokeFunction", function: id, principal });
        await cloud.create(LAMBDA_TYPES.eventInvokeConfig, { functionName: id, maximumRetryAttempts: 0 });
        await cloud.delete(FUNCTION, id);
        assert.deepEqual(cloud.records(LAMBDA_TYPES.permission), []);
        assert.deepEqual(cloud.records(LAMBDA_TYPES.eventInvokeConfig), []);
    });

    it("refuses with ResourceConflictException a name twice", async () => {
        await make();
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /StatusCode: 409,.*ResourceConflictException: Function already exist: reconciler$/);
    });

    it("refuses names of more than 64 characters, which the provider takes", async () => {
        await cloud.refuses(() => make({ name: "a".repeat(65) }), refusals.nameLength);
    });

    it("refuses a role that does not exist or does not let Lambda assume it", async () => {
        const message =
            /InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda\.$/;
        const none = "arn:aws:iam::111122223333:role/none";
        assert.match((await cloud.refuses(() => make({ role: none }), refusals.role)).message, message);
        for (const [name, trust] of [
            ["ecs", trustOf("ecs-tasks.amazonaws.com")],
            ["conditional", trustOf("lambda.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:lambda:*" } })],
        ] as const) {
            const other = await makeRole(cloud, { name, assumeRolePolicy: trust });
            await cloud.refuses(() => make({ role: other.outputs["arn"] }), refusals.role);
        }
    });

    it("refuses a dead letter queue until the role may send to it", async () => {
        const withQueue = { deadLetterConfig: { targetArn: QUEUE_ARN } };
        const error = await cloud.refuses(() => make(withQueue), refusals.deadLetter);
        assert.match(error.message, /execution role does not have permissions to call SendMessage on SQS$/);
        await grant({ Effect: "Allow", Action: "sqs:SendMessage", Resource: `${QUEUE_ARN}-of-others` });
        await cloud.refuses(() => make(withQueue), refusals.deadLetter);
        await grant({ Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE_ARN });
        await make(withQueue);
        await grant({ Effect: "Deny", Action: "sqs:*", Resource: "*" });
        await cloud.refuses(() => make({ ...withQueue, name: "second" }), refusals.deadLetter);
    });

    it("takes leave from inline, attached and AWS's own policies", async () => {
        const send = document({ Effect: "Allow", Action: "sns:Publish", Resource: "*" });
        const policy = await cloud.create(IAM_TYPES.policy, { name: "publish", policy: send });
        const target = { deadLetterConfig: { targetArn: "arn:aws:sns:eu-central-1:111122223333:failures" } };
        await cloud.refuses(() => make(target), refusals.deadLetter);
        const leaves: readonly Properties[] = [
            { inlinePolicies: [{ name: "publish", policy: send }] },
            { managedPolicyArns: [text(policy.outputs["arn"])] },
            { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSNSFullAccess"] },
        ];
        for (const [index, leave] of leaves.entries()) {
            const other = await makeRole(cloud, { name: `publisher-${index}`, ...leave });
            await make({ ...target, name: `publisher-${index}`, role: other.outputs["arn"] });
        }
    });

    it("refuses dead letters for what is neither a queue nor a topic", async () => {
        const targetArn = "arn:aws:s3:::failures";
        await cloud.refuses(() => make({ deadLetterConfig: { targetArn } }), refusals.deadLetterTarget);
    });

    it("refuses a VPC until the role may make interfaces in it", async () => {
        const vpcConfig = { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
        await cloud.refuses(() => make({ vpcConfig }), refusals.network);
        await grant({ Effect: "Allow", Action: "ec2:CreateNetworkInterface", Resource: "*" });
        await make({ vpcConfig });
    });

    it("refuses to reserve what leaves the account less than 100, all functions together", async () => {
        const error = await cloud.refuses(() => make({ reservedConcurrentExecutions: 901 }), refusals.concurrency);
        assert.match(error.message, /UnreservedConcurrentExecution below its minimum value of \[100\]\.$/);
        const { id } = await make({ reservedConcurrentExecutions: 600 });
        await cloud.refuses(() => make({ name: "other", reservedConcurrentExecutions: 301 }), refusals.concurrency);
        await make({ name: "other", reservedConcurrentExecutions: 300 });
        await cloud.update(FUNCTION, id, inputs({ reservedConcurrentExecutions: 1 }));
        await make({ name: "none", reservedConcurrentExecutions: 0 });
    });

    it("refuses runtimes that are past their end", async () => {
        const error = await cloud.refuses(() => make({ runtime: "nodejs16.x" }), refusals.blockedRuntime);
        assert.match(error.message, /The runtime parameter of nodejs16\.x is no longer supported/);
    });

    it("refuses variables that are Lambda's own, of another form, or too many of them", async () => {
        const withVariables = (variables: Properties) => () => make({ environment: { variables } });
        const error = await cloud.refuses(
            withVariables({ AWS_REGION: "eu-central-1", LAMBDA_TASK_ROOT: "/", TABLE_NAME: "t" }),
            refusals.reservedKeys,
        );
        assert.match(error.message, /Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT$/);
        await cloud.refuses(withVariables({ "TABLE-NAME": "t" }), refusals.variableName);
        await cloud.refuses(withVariables({ LONG: "x".repeat(4096) }), refusals.environmentSize);
        await withVariables({ TABLE_NAME: "t", AWS_ENDPOINT_URL: "http://127.0.0.1" })();
    });

    it("refuses more memory than functions have, an empty archive and a key that can't be used", async () => {
        await cloud.refuses(() => make({ memorySize: 10241 }), refusals.memory);
        await cloud.refuses(() => make({ code: archive("") }), refusals.emptyCode);
        const key = await cloud.create(KEY, { isEnabled: false });
        await cloud.refuses(() => make({ kmsKeyArn: key.outputs["arn"] }), refusals.key);
    });

    const given: Properties = {
        name: "reconciler",
        role: "arn:aws:iam::111122223333:role/reconciler",
        code: archive("code"),
        handler: "index.handler",
        runtime: "nodejs24.x",
    };
    const { code: _code, ...codeless } = given;
    const { handler: _handler, ...headless } = given;
    checkTable(() => cloud, FUNCTION, [
        [refusals.codeGiven, "code", codeless],
        [refusals.codeGiven, "code", { ...given, s3Bucket: "code" }],
        [refusals.entry, "handler", headless],
        [refusals.handlerLength, "handler", { ...given, handler: "h".repeat(129) }],
        [refusals.runtime, "runtime", { ...given, runtime: "nodejs26.x" }],
        [refusals.nameForm, "name", { ...given, name: "re conciler" }],
        [refusals.architecture, "architectures[0]", { ...given, architectures: ["arm"] }],
        [refusals.architecture, "architectures", { ...given, architectures: ["arm64", "x86_64"] }],
        [refusals.memoryRange, "memorySize", { ...given, memorySize: 127 }],
        [refusals.timeout, "timeout", { ...given, timeout: 901 }],
        [refusals.storage, "ephemeralStorage.size", { ...given, ephemeralStorage: { size: 511 } }],
        [refusals.concurrencyRange, "reservedConcurrentExecutions", { ...given, reservedConcurrentExecutions: -2 }],
        [refusals.packageType, "packageType", { ...given, packageType: "Jar" }],
        [refusals.tracing, "tracingConfig.mode", { ...given, tracingConfig: { mode: "On" } }],
        [refusals.logging, "loggingConfig.logFormat", { ...given, loggingConfig: { logFormat: "json" } }],
        [
            refusals.logging,
            "loggingConfig.systemLogLevel",
            { ...given, loggingConfig: { logFormat: "JSON", systemLogLevel: "ERROR" } },
        ],
    ]);
});
