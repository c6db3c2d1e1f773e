/** The vendor buckets of an environment, as their stack exports them, and what is beside them. */
import type { Account } from "./account";
import type { Labels } from "./reach";

export interface Buckets {
    readonly table: string;
    readonly queue: string;
    readonly consumer: string;
    readonly reconciler: string;
    readonly settings: string;
    readonly schedule: string;
    readonly functions: Readonly<Record<"reconciler" | "settings", string>>;
    readonly logs: Readonly<Record<"reconciler" | "settings", string>>;
}

type Outputs = Readonly<Record<string, { readonly value: unknown } | undefined>>;

export function bucketsOf({ arns }: Account, outputs: Outputs): Buckets {
    const text = (name: string): string => String(outputs[name]?.value);
    const one = (part: RegExp): string => arns.find((arn) => part.test(arn)) ?? String(part);
    return {
        table: text("tableArn"),
        consumer: text("consumerRoleArn"),
        reconciler: text("reconcilerRoleArn"),
        queue: one(/:sqs:.*-dead-letters$/),
        settings: one(/:role\/.*-settings$/),
        schedule: one(/:role\/.*-schedule$/),
        functions: { reconciler: one(/:function:.*-reconciler$/), settings: one(/:function:.*-settings$/) },
        logs: { reconciler: one(/:log-group:.*-reconciler$/), settings: one(/:log-group:.*-settings$/) },
    };
}

export function bucketLabels({ table, queue, functions, logs }: Buckets): Labels {
    return {
        [table]: "the table",
        [queue]: "the queue",
        [functions.reconciler]: "the reconciler",
        [`${logs.reconciler}:log-stream:another`]: "the reconciler's log",
        [`${logs.settings}:log-stream:another`]: "the settings' log",
    };
}
