import * as aws from "@pulumi/aws";
import { applyTransform } from "../transform";
import { type BucketsContext, LOGICAL } from "./context";
import { createFunction, functionArgs, type FunctionParts } from "./functions";
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

/** What the function needs before its first run. */
export interface ReconcilerSurroundings {
    readonly table: aws.dynamodb.Table;
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly queue: aws.sqs.Queue;
    readonly role: CompleteRole;
}

export function createReconciler(buckets: BucketsContext, around: ReconcilerSurroundings): aws.lambda.Function {
    const { args, plan, parent } = buckets;
    const parts: FunctionParts = {
        ...around,
        part: "reconciler",
        description: `Gives expired slots of ${args.service} back`,
        code: args.reconcilerCode,
        timeoutSeconds: plan.reconciler.timeoutSeconds,
        memoryMegabytes: plan.reconciler.memoryMegabytes,
        variables: plan.reconciler.variables,
    };
    // Two may run at once without harm, for twice the reads.
    const planned = { ...functionArgs(buckets, parts), reservedConcurrentExecutions: 1 };
    const used = applyTransform(args.transform?.reconciler, planned, "reconciler", parent);
    const made = createFunction(buckets, parts, used);
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
