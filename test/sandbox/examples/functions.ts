/** Examples of what runs without servers, and of what it works on. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, policy, tags, trust } from "./variant";

export const functions: ExampleProgram = (variant) => {
    const making = onAws(variant);
    makeTable(making);
    makeQueue(making);
    makeSchedule(making, makeFunction(making));
    return Promise.resolve({});
};

function makeTable({ variant, options }: Making): void {
    const table = new aws.dynamodb.Table(
        "table",
        {
            billingMode: "PAY_PER_REQUEST",
            hashKey: "id",
            attributes: [{ name: "id", type: "S" }],
            ttl: { attributeName: "ttl", enabled: true },
            tags: tags(variant),
        },
        options,
    );
    const item = JSON.stringify({ capacity: { N: either(variant, "10", "20") }, id: { S: "one" } });
    new aws.dynamodb.TableItem("table-item", { tableName: table.name, hashKey: table.hashKey, item }, options);
}

function makeQueue({ variant, options }: Making): void {
    const queue = new aws.sqs.Queue("queue", { tags: tags(variant) }, options);
    const document = policy(variant, {
        Action: "sqs:SendMessage",
        Principal: { Service: "events.amazonaws.com" },
        Resource: "*",
    });
    new aws.sqs.QueuePolicy("queue-policy", { queueUrl: queue.url, policy: document }, options);
}

/** The function's ARN. */
function makeFunction({ variant, options }: Making): pulumi.Output<string> {
    const role = new aws.iam.Role("function", { assumeRolePolicy: trust(variant, "lambda.amazonaws.com") }, options);
    const called = new aws.lambda.Function(
        "function",
        {
            architectures: ["arm64"],
            code: new pulumi.asset.AssetArchive({
                "index.mjs": new pulumi.asset.StringAsset(`export const handler = () => "${variant.generation}";`),
            }),
            handler: "index.handler",
            role: role.arn,
            runtime: "nodejs24.x",
            tags: tags(variant),
        },
        options,
    );
    new aws.lambda.FunctionEventInvokeConfig(
        "function-event-invoke-config",
        { functionName: called.name, maximumRetryAttempts: either(variant, 0, 1) },
        options,
    );
    new aws.lambda.Invocation(
        "invocation",
        { functionName: called.name, lifecycleScope: "CRUD", input: JSON.stringify(tags(variant)) },
        options,
    );
    new aws.lambda.Permission(
        "permission",
        { action: "lambda:InvokeFunction", function: called.name, principal: "scheduler.amazonaws.com" },
        options,
    );
    return called.arn;
}

function makeSchedule({ variant, options }: Making, arn: pulumi.Output<string>): void {
    const group = new aws.scheduler.ScheduleGroup("schedule-group", { tags: tags(variant) }, options);
    const role = new aws.iam.Role("schedule", { assumeRolePolicy: trust(variant, "scheduler.amazonaws.com") }, options);
    new aws.scheduler.Schedule(
        "schedule",
        {
            groupName: group.name,
            flexibleTimeWindow: { mode: "OFF" },
            scheduleExpression: either(variant, "rate(5 minutes)", "rate(1 hour)"),
            target: { arn, roleArn: role.arn },
        },
        options,
    );
}
