/** What holds of vendor buckets in IAM, as a function of the policies that are there: it answers its faults. */
import type { Account } from "../support/account";
import { bucketLabels, type Buckets } from "../support/buckets";
import { administrator, outsiders, sessionOf } from "../support/callers";
import { callsOn } from "../support/calls";
import { consumersActions, reconcilersActions } from "../support/protocol-calls";
import { differences, reachAmong, reachOf, roleNamed } from "../support/reach";
import { type Request, requestFaults } from "./requests";
import { trustFaults } from "./trust";

const LOG = ["logs:CreateLogStream", "logs:PutLogEvents"];

export async function bucketFaults(account: Account, buckets: Buckets): Promise<readonly string[]> {
    const { consumer, reconciler, settings, schedule } = buckets;
    const faults = await Promise.all([
        reachFaults(account, buckets),
        outsidersFaults(account, buckets),
        requestFaults(account, await requestsOf(account, buckets)),
        trustFaults(account, [
            { arn: consumer, service: "ecs-tasks.amazonaws.com", saysForWhom: true },
            { arn: schedule, service: "scheduler.amazonaws.com", saysForWhom: true },
            // Lambda doesn't say for whom; it takes on roles of the function's own account alone.
            { arn: reconciler, service: "lambda.amazonaws.com", saysForWhom: false },
            { arn: settings, service: "lambda.amazonaws.com", saysForWhom: false },
        ]),
    ]);
    return faults.flat();
}

/** All that each role can do, in any service and on whatever is there. */
export async function expectedReach(): Promise<Readonly<Record<BucketRole, readonly string[]>>> {
    const on = (where: string, actions: readonly string[]): readonly string[] =>
        actions.map((action) => `${action} on ${where}`);
    return {
        consumer: on("the table", await consumersActions()),
        reconciler: [
            ...on("the table", await reconcilersActions()),
            ...on("the reconciler's log", LOG),
            "sqs:SendMessage on the queue",
        ],
        settings: ["dynamodb:UpdateItem on the table", ...on("the settings' log", LOG)],
        schedule: ["lambda:InvokeFunction on the reconciler", "sqs:SendMessage on the queue"],
    };
}

const ROLES = ["consumer", "reconciler", "settings", "schedule"] as const;

type BucketRole = (typeof ROLES)[number];

async function reachFaults(account: Account, buckets: Buckets): Promise<readonly string[]> {
    const expected = await expectedReach();
    const faults = await Promise.all(
        ROLES.map(async (name) =>
            differences(
                name,
                await reachOf(account, roleNamed(account, buckets[name]), bucketLabels(buckets)),
                expected[name],
            ),
        ),
    );
    return faults.flat();
}

/** Nobody who is no part of the account gets at any of it. */
async function outsidersFaults(account: Account, buckets: Buckets): Promise<readonly string[]> {
    const { table, queue, functions, logs } = buckets;
    const resources = [table, queue, ...Object.values(functions), ...Object.values(logs)];
    const calls = await callsOn(account, ["dynamodb", "lambda", "logs", "sqs"], resources);
    const faults = await Promise.all(
        outsiders().map(async (caller) =>
            differences(caller.name, await reachAmong(account, caller, calls, bucketLabels(buckets)), []),
        ),
    );
    return faults.flat();
}

async function requestsOf(account: Account, buckets: Buckets): Promise<readonly Request[]> {
    const { consumer, reconciler, table, queue } = buckets;
    const asRole = async (arn: string, actions: readonly string[]): Promise<readonly Request[]> => {
        const caller = sessionOf(account, roleNamed(account, arn));
        return actions.map((action) => ({ name: "speaks the protocol", caller, call: [action, table] }));
    };
    const plain = { "aws:SecureTransport": "false" };
    const letter = { name: "leaves a letter", call: ["sqs:SendMessage", queue] } as const;
    return [
        ...(await asRole(consumer, await consumersActions())),
        ...(await asRole(reconciler, await reconcilersActions())),
        { ...letter, caller: sessionOf(account, roleNamed(account, reconciler)) },
        { ...letter, caller: administrator(account), context: plain, isRefused: true },
    ];
}
