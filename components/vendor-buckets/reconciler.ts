import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import { type BucketsContext, LOGICAL } from "./context";
import { queuePolicy } from "./policies";
import type { CompleteRole } from "./roles";

const RECONCILER = `${LOGICAL}-reconciler`;
const TWO_WEEKS_SECONDS = 14 * 24 * 60 * 60;

/** Where calls end up that nobody could answer; the longest that SQS keeps them. */
export function createQueue({ name, args, parent }: BucketsContext): aws.sqs.Queue {
    const queueName = args.naming.fixedName("sqsQueue", `${RECONCILER}-dead-letters`);
    const queue = new aws.sqs.Queue(
        `${name}-dead-letters`,
        {
            name: queueName,
            messageRetentionSeconds: TWO_WEEKS_SECONDS,
            sqsManagedSseEnabled: true,
            tags: { Name: queueName },
        },
        { parent },
    );
    new aws.sqs.QueuePolicy(
        `${name}-dead-letters`,
        { queueUrl: queue.url, policy: queue.arn.apply(queuePolicy) },
        { parent },
    );
    return queue;
}

/** There before the function, which would make one that keeps everything. */
export function createLogGroup({ name, args, plan, parent }: BucketsContext): aws.cloudwatch.LogGroup {
    const { naming } = args;
    const functionName = naming.fixedName("lambdaFunction", RECONCILER);
    return new aws.cloudwatch.LogGroup(
        `${name}-reconciler`,
        {
            name: naming.contractName("logGroup", `/aws/lambda/${functionName}`),
            retentionInDays: plan.reconciler.logRetentionDays,
            tags: naming.nameTag(RECONCILER),
        },
        { parent },
    );
}

/** What the function needs before its first run. */
export interface ReconcilerSurroundings {
    readonly table: aws.dynamodb.Table;
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly queue: aws.sqs.Queue;
    readonly role: CompleteRole;
}

export function createReconciler(buckets: BucketsContext, around: ReconcilerSurroundings): aws.lambda.Function {
    const { name, args, plan, parent } = buckets;
    const { reconciler } = plan;
    const planned: aws.lambda.FunctionArgs = {
        name: args.naming.fixedName("lambdaFunction", RECONCILER),
        description: `Gives expired slots of ${args.service} back`,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(args.reconcilerCode.code) }),
        sourceCodeHash: args.reconcilerCode.sha256,
        role: around.role.role.arn,
        timeout: reconciler.timeoutSeconds,
        memorySize: reconciler.memoryMegabytes,
        // Two may run at once without harm, for twice the reads.
        reservedConcurrentExecutions: 1,
        environment: { variables: { TABLE_NAME: around.table.name, ...reconciler.variables } },
        // Metrics are made of lines of the program's own form, which the form JSON would wrap.
        loggingConfig: { logFormat: "Text", logGroup: around.logGroup.name },
        tags: args.naming.nameTag(RECONCILER),
    };
    const used = applyTransform(args.transform?.reconciler, planned, "reconciler", parent);
    const made = new aws.lambda.Function(`${name}-reconciler`, used, { parent, dependsOn: [around.role.policy] });
    createInvokeConfig(buckets, made, around.queue);
    return made;
}

/** A call that fails is tried once more, and not after the next one is due; then it is a dead letter. */
function createInvokeConfig(
    { name, plan, parent }: BucketsContext,
    made: aws.lambda.Function,
    queue: aws.sqs.Queue,
): void {
    new aws.lambda.FunctionEventInvokeConfig(
        `${name}-reconciler`,
        {
            functionName: made.name,
            maximumRetryAttempts: 1,
            maximumEventAgeInSeconds: plan.reconciler.intervalSeconds,
            destinationConfig: { onFailure: { destination: queue.arn } },
        },
        { parent },
    );
}

export function createSchedule(
    { name, args, plan, parent }: BucketsContext,
    reconciler: aws.lambda.Function,
    { role, policy }: CompleteRole,
    queue: aws.sqs.Queue,
): aws.scheduler.Schedule {
    const { scheduleExpression, intervalSeconds } = plan.reconciler;
    return new aws.scheduler.Schedule(
        `${name}-reconciler`,
        {
            name: args.naming.fixedName("schedule", RECONCILER),
            description: `Gives expired slots of ${args.service} back`,
            groupName: "default",
            scheduleExpression,
            flexibleTimeWindow: { mode: "OFF" },
            target: {
                arn: reconciler.arn,
                roleArn: role.arn,
                input: "{}",
                deadLetterConfig: { arn: queue.arn },
                retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: intervalSeconds },
            },
        },
        { parent, dependsOn: [policy] },
    );
}
