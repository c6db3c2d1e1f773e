/** Examples of what runs without servers, and of what it works on. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, tags, trust } from "./variant";

export const functions: ExampleProgram = (variant) => {
    const making = onAws(variant);
    makeTable(making);
    makeFunction(making);
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

function makeFunction({ variant, options }: Making): void {
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
    new aws.lambda.Permission(
        "permission",
        { action: "lambda:InvokeFunction", function: called.name, principal: "scheduler.amazonaws.com" },
        options,
    );
}
