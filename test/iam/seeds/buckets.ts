/** What could be wrong with the policies around vendor buckets. */
import type { PolicyStatement } from "../../../components/iam";
import type { Buckets } from "../support/buckets";
import { and, as, type Change, without, withPolicy, withResourcePolicy, withTrust } from "../support/change";
import type { Seed } from "./seed";

export function bucketSeeds(buckets: Buckets): readonly Seed[] {
    return [...ofPolicies(buckets), ...ofTrust(buckets), ...ofQueue(buckets)];
}

function ofPolicies({ consumer, reconciler, settings, schedule, table }: Buckets): readonly Seed[] {
    const seed = (name: string, role: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withPolicy(account, role, change), fault },
    });
    const on = (Resource: string) => as("SpeakProtocol", (one) => ({ ...one, Resource }));
    const doing = (...Action: readonly string[]) => as("SpeakProtocol", (one) => ({ ...one, Action }));
    const allow = (Action: string, Resource: string) => and({ Sid: "Seeded", Effect: "Allow", Action, Resource });
    return [
        seed(
            "consumers may all with the table",
            consumer,
            doing("dynamodb:*"),
            /consumer can.*dynamodb:DeleteTable on the table/,
        ),
        seed("consumers scan", consumer, allow("dynamodb:Scan", table), /consumer can.*dynamodb:Scan on the table/),
        seed("consumers put items", consumer, allow("dynamodb:PutItem", table), /consumer can.*dynamodb:PutItem/),
        seed(
            "consumers write in batches",
            consumer,
            allow("dynamodb:Batch*", table),
            /consumer can.*dynamodb:BatchWriteItem/,
        ),
        seed(
            "consumers use every table",
            consumer,
            on("*"),
            /consumer can.*GetItem on arn:aws:dynamodb:.*table\/another/,
        ),
        seed(
            "consumers use tables of a name that begins alike",
            consumer,
            on(`${table}*`),
            /consumer can.*UpdateItem on the table-2/,
        ),
        seed(
            "consumers use the table of any region",
            consumer,
            on(table.replace("eu-central-1", "*")),
            /consumer can.*eu-west-1/,
        ),
        seed(
            "consumers query indexes",
            consumer,
            allow("dynamodb:Query", `${table}/index/*`),
            /consumer can.*dynamodb:Query on the table\/index/,
        ),
        seed("consumers read a bucket of files", consumer, allow("s3:GetObject", "*"), /consumer can.*s3:GetObject/),
        seed(
            "consumers can't delete",
            consumer,
            doing("dynamodb:GetItem", "dynamodb:UpdateItem"),
            /consumer can't.*dynamodb:DeleteItem/,
        ),
        seed(
            "the reconciler uses every table of the account",
            reconciler,
            on(table.replace(/table\/.*/, "table/*")),
            /reconciler can.*DeleteItem on arn:aws:dynamodb.*table\/another/,
        ),
        seed(
            "the reconciler scans every table",
            reconciler,
            as("FindExpiredLeases", (one) => ({ ...one, Resource: "*" })),
            /reconciler can.*dynamodb:Scan on arn/,
        ),
        seed("the reconciler can't scan", reconciler, without("FindExpiredLeases"), /reconciler can't.*dynamodb:Scan/),
        seed(
            "the reconciler writes all logs",
            reconciler,
            as("WriteLog", (one) => ({ ...one, Resource: "*" })),
            /reconciler can.*logs:PutLogEvents on the settings' log/,
        ),
        seed(
            "the reconciler reads its letters",
            reconciler,
            as("LeaveDeadLetters", (one) => ({ ...one, Action: "sqs:*" })),
            /reconciler can.*sqs:PurgeQueue/,
        ),
        seed(
            "settings are deleted",
            settings,
            allow("dynamodb:DeleteItem", table),
            /settings can.*dynamodb:DeleteItem/,
        ),
        seed(
            "the schedule calls every function",
            schedule,
            as("CallReconciler", (one) => ({ ...one, Resource: "*" })),
            /schedule can.*InvokeFunction on arn.*-settings/,
        ),
        seed(
            "the schedule rewrites the reconciler",
            schedule,
            as("CallReconciler", (one) => ({ ...one, Action: "lambda:*" })),
            /schedule can.*lambda:UpdateFunctionCode/,
        ),
    ];
}

function ofTrust({ consumer, reconciler, schedule }: Buckets): readonly Seed[] {
    const seed = (name: string, role: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withTrust(account, role, change), fault },
    });
    const always: Change = (statements) => statements.map(({ Condition: _, ...rest }) => rest);
    const everybody: Change = (statements) => always(statements).map((one) => ({ ...one, Principal: { AWS: "*" } }));
    const principal = (Principal: PolicyStatement["Principal"]): Change =>
        and({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
    return [
        seed(
            "anybody is a consumer",
            consumer,
            everybody,
            /sluice-consumer.* is taken on.*an administrator of another account/,
        ),
        seed("tasks of any account are consumers", consumer, always, /sluice-consumer.* for another account/),
        seed(
            "an instance is the reconciler",
            reconciler,
            principal({ Service: "ec2.amazonaws.com" }),
            /sluice-reconciler.* by ec2/,
        ),
        seed(
            "another account's schedules call",
            schedule,
            always,
            /-schedule is taken on by scheduler.* for another account/,
        ),
        seed(
            "the account is the reconciler",
            reconciler,
            principal({ AWS: reconciler.replace(/role\/.*/, "root") }),
            /sluice-reconciler.* by administrator/,
        ),
    ];
}

function ofQueue({ queue }: Buckets): readonly Seed[] {
    const letting = (Principal: PolicyStatement["Principal"]): Change =>
        and({ Sid: "Seeded", Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: queue });
    const seed = (name: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withResourcePolicy(account, queue, change), fault },
    });
    return [
        seed("the queue takes plain text", without("DenyPlainTransport"), /administrator leaves a letter/),
        seed("the queue takes letters of anybody", letting("*"), /another account can.*sqs:SendMessage on the queue/),
        seed(
            "the queue takes letters of a service",
            letting({ Service: "lambda.amazonaws.com" }),
            /lambda.amazonaws.com can.*SendMessage/,
        ),
    ];
}
