import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { VendorBuckets } from "../../../components/vendor-buckets";
import { type Recording, valueOf } from "../../support/mocks";
import { ACCOUNT, ARGS, recordBuckets, REGION } from "./fixtures";

const COMPONENT = "plinth:vendorBuckets:VendorBuckets";
const FUNCTION = "aws:lambda/function:Function";
const TABLE = "aws:dynamodb/table:Table";
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:buckets-dead-letters`;

describe("VendorBuckets", () => {
    let buckets: Recording<VendorBuckets>;

    before(async () => {
        buckets = await recordBuckets();
    });

    it("has the URNs that state and aliases rely on", () => {
        const alarms = [
            "dead-letters",
            "drift-repaired",
            "leases-overdue",
            "reconciler-failed",
            "run-errors",
            "run-overdue",
            "table-throttled",
        ];
        assert.deepEqual(
            buckets.urns,
            [
                "aws:cloudwatch/logGroup:LogGroup::buckets-reconciler",
                "aws:cloudwatch/logGroup:LogGroup::buckets-settings",
                ...alarms.map((of) => `aws:cloudwatch/metricAlarm:MetricAlarm::buckets-alarm-vendor-buckets-${of}`),
                `${TABLE}::buckets-table`,
                "aws:dynamodb/tableItem:TableItem::buckets-openai#concurrency",
                "aws:dynamodb/tableItem:TableItem::buckets-openai#rpm",
                "aws:iam/role:Role::buckets-consumer",
                "aws:iam/role:Role::buckets-reconciler",
                "aws:iam/role:Role::buckets-schedule",
                "aws:iam/role:Role::buckets-settings",
                "aws:iam/rolePolicy:RolePolicy::buckets-consumer",
                "aws:iam/rolePolicy:RolePolicy::buckets-reconciler",
                "aws:iam/rolePolicy:RolePolicy::buckets-schedule",
                "aws:iam/rolePolicy:RolePolicy::buckets-settings",
                `${FUNCTION}::buckets-reconciler`,
                `${FUNCTION}::buckets-settings`,
                "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig::buckets-reconciler",
                "aws:lambda/invocation:Invocation::buckets-openai#concurrency",
                "aws:lambda/invocation:Invocation::buckets-openai#rpm",
                "aws:scheduler/schedule:Schedule::buckets-reconciler",
                "aws:sqs/queue:Queue::buckets-dead-letters",
                "aws:sqs/queuePolicy:QueuePolicy::buckets-dead-letters",
            ]
                .map((urn) => `${COMPONENT}$${urn}`)
                .concat(`${COMPONENT}::buckets`),
        );
    });

    it("has a table that takes any load, can be brought back and can't be deleted in passing", () => {
        assert.deepEqual(buckets.find(TABLE, "buckets-table").inputs, {
            name: "ontopix-vendor-buckets-pre",
            billingMode: "PAY_PER_REQUEST",
            hashKey: "vendor_dimension",
            attributes: [{ name: "vendor_dimension", type: "S" }],
            ttl: { attributeName: "ttl", enabled: true },
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true },
            deletionProtectionEnabled: true,
            tags: { Name: "ontopix-vendor-buckets-pre" },
        });
    });

    it("has an item per bucket, in this table", () => {
        const { inputs } = buckets.find("aws:dynamodb/tableItem:TableItem", "buckets-openai#rpm");
        const { item, ...rest } = inputs;
        assert.deepEqual(rest, { tableName: "ontopix-vendor-buckets-pre", hashKey: "vendor_dimension" });
        assert.deepEqual(Object.keys(JSON.parse(String(item)) as object), [
            "vendor_dimension",
            "kind",
            "capacity",
            "refill_rate",
        ]);
    });

    it("changes what is in an item by a call of its own, and never by the item", () => {
        const item = buckets.find("aws:dynamodb/tableItem:TableItem", "buckets-openai#rpm");
        assert.deepEqual(item.options.ignoreChanges, ["item"]);
        const call = buckets.find("aws:lambda/invocation:Invocation", "buckets-openai#rpm");
        assert.ok(call.options.dependencies.includes(item.urn));
        const { input, ...rest } = call.inputs;
        assert.deepEqual(rest, { functionName: "ontopix-pre-vendor-buckets-settings", lifecycleScope: "CRUD" });
        assert.deepEqual(JSON.parse(String(input)), {
            bucket: { key: "openai#rpm", kind: "rate", capacity: 500, refillRate: 8.333333 },
        });
    });

    it("runs the reconciler alone, on the newest Node, within its time", () => {
        const { code: _code, ...inputs } = buckets.find(FUNCTION, "buckets-reconciler").inputs;
        assert.deepEqual(inputs, {
            name: "ontopix-pre-vendor-buckets-reconciler",
            description: "Gives expired slots of sluice back",
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            handler: "index.handler",
            sourceCodeHash: ARGS.reconcilerCode.sha256,
            role: `arn:aws:iam::${ACCOUNT}:role/buckets-reconciler`,
            timeout: 240,
            memorySize: 256,
            reservedConcurrentExecutions: 1,
            environment: { variables: { TABLE_NAME: "ontopix-vendor-buckets-pre" } },
            loggingConfig: {
                logFormat: "Text",
                logGroup: "/aws/lambda/ontopix-pre-vendor-buckets-reconciler",
            },
            tags: { Name: "ontopix-pre-vendor-buckets-reconciler" },
        });
    });

    it("may write, and leave dead letters, before it first runs", () => {
        const { options } = buckets.find(FUNCTION, "buckets-reconciler");
        assert.ok(options.dependencies.includes(`${COMPONENT}$aws:iam/rolePolicy:RolePolicy::buckets-reconciler`));
        const schedule = buckets.find("aws:scheduler/schedule:Schedule", "buckets-reconciler");
        assert.ok(
            schedule.options.dependencies.includes(`${COMPONENT}$aws:iam/rolePolicy:RolePolicy::buckets-schedule`),
        );
    });

    it("keeps its log for a time, and its dead letters for two weeks", () => {
        assert.deepEqual(buckets.find("aws:cloudwatch/logGroup:LogGroup", "buckets-reconciler").inputs, {
            name: "/aws/lambda/ontopix-pre-vendor-buckets-reconciler",
            retentionInDays: 30,
            tags: { Name: "ontopix-pre-vendor-buckets-reconciler" },
        });
        assert.deepEqual(buckets.find("aws:sqs/queue:Queue", "buckets-dead-letters").inputs, {
            name: "ontopix-pre-vendor-buckets-reconciler-dead-letters",
            messageRetentionSeconds: 1_209_600,
            sqsManagedSseEnabled: true,
            tags: { Name: "ontopix-pre-vendor-buckets-reconciler-dead-letters" },
        });
    });

    it("is called on time, and what comes to nothing is a dead letter", () => {
        assert.deepEqual(buckets.find("aws:scheduler/schedule:Schedule", "buckets-reconciler").inputs, {
            name: "ontopix-pre-vendor-buckets-reconciler",
            description: "Gives expired slots of sluice back",
            groupName: "default",
            scheduleExpression: "rate(5 minutes)",
            flexibleTimeWindow: { mode: "OFF" },
            target: {
                arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:buckets-reconciler`,
                roleArn: `arn:aws:iam::${ACCOUNT}:role/buckets-schedule`,
                input: "{}",
                deadLetterConfig: { arn: QUEUE_ARN },
                retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
            },
        });
        const config = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
        assert.deepEqual(buckets.find(config, "buckets-reconciler").inputs, {
            functionName: "ontopix-pre-vendor-buckets-reconciler",
            maximumRetryAttempts: 1,
            maximumEventAgeInSeconds: 300,
            destinationConfig: { onFailure: { destination: QUEUE_ARN } },
        });
    });

    it("alarms on what nobody would see, and tells the topics", async () => {
        const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`;
        const { ofType } = await recordBuckets({ alarmTopicArns: [pulumi.output(topic)] });
        const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs);
        const looksAt = alarms.map((alarm) => `${String(alarm["namespace"])} ${String(alarm["metricName"])}`).sort();
        assert.deepEqual(looksAt, [
            "AWS/DynamoDB WriteThrottleEvents",
            "AWS/Lambda Errors",
            "AWS/SQS ApproximateNumberOfMessagesVisible",
            "Plinth/VendorBuckets completed",
            "Plinth/VendorBuckets errors",
            "Plinth/VendorBuckets overdue",
            "Plinth/VendorBuckets repaired",
        ]);
        assert.ok(alarms.every((alarm) => JSON.stringify(alarm["alarmActions"]) === JSON.stringify([topic])));
        const silent = alarms.find((alarm) => alarm["metricName"] === "completed");
        assert.deepEqual(
            [silent?.["treatMissingData"], Number(silent?.["period"]) * Number(silent?.["evaluationPeriods"])],
            ["breaching", 900],
        );
    });

    it("gives other stacks what they need", async () => {
        const { tableName, tableArn, consumerRoleArn, reconcilerFunctionName, deadLetterQueueUrl } = buckets.result;
        assert.deepEqual(
            await Promise.all([tableName, tableArn, consumerRoleArn, reconcilerFunctionName].map(valueOf)),
            [
                "ontopix-vendor-buckets-pre",
                `arn:aws:dynamodb:${REGION}:${ACCOUNT}:buckets-table`,
                `arn:aws:iam::${ACCOUNT}:role/buckets-consumer`,
                "ontopix-pre-vendor-buckets-reconciler",
            ],
        );
        assert.match(await valueOf(deadLetterQueueUrl), /buckets-dead-letters$/);
        assert.match(await valueOf(buckets.result.reconcilerRoleArn), /buckets-reconciler$/);
    });

    it("can be bent where it is contested", async () => {
        const { find } = await recordBuckets({
            transform: { table: { tableClass: "STANDARD" }, reconciler: { memorySize: 512 } },
        });
        assert.equal(find(TABLE, "buckets-table").inputs["tableClass"], "STANDARD");
        assert.equal(find(FUNCTION, "buckets-reconciler").inputs["memorySize"], 512);
    });

    it("makes nothing of faulty arguments", async () => {
        await assert.rejects(
            recordBuckets({ service: "Sluice", vendors: {} }),
            /VendorBuckets "buckets" was not made: its arguments have 2 faults/,
        );
    });
});
