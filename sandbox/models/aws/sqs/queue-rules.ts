/** What the provider checks of a queue before any call. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { between, oneOf } from "../check-faults";
import { jsonFaults } from "../iam/sources";

export type QueueInputs = Unwrap<aws.sqs.QueueArgs>;

/** Least and most of each, as SetQueueAttributes has them. */
const RANGES = {
    delaySeconds: [0, 900],
    kmsDataKeyReusePeriodSeconds: [60, 86_400],
    maxMessageSize: [1024, 1_048_576],
    messageRetentionSeconds: [60, 1_209_600],
    visibilityTimeoutSeconds: [0, 43_200],
} as const;

const isRange = (name: string): name is keyof typeof RANGES => name in RANGES;

function rangeFaults(inputs: Partial<QueueInputs>): readonly CheckFault[] {
    return Object.keys(RANGES)
        .filter(isRange)
        .flatMap((name) => between(name, inputs[name], RANGES[name][0], RANGES[name][1]));
}

function nameFaults({ fifoQueue = false, name }: Partial<QueueInputs>): readonly CheckFault[] {
    const form = fifoQueue ? /^[0-9A-Za-z_-]{1,75}\.fifo$/ : /^[0-9A-Za-z_-]{1,80}$/;
    const expected = fifoQueue
        ? "1 to 75 letters, digits, - and _, and then .fifo"
        : "1 to 80 letters, digits, - and _";
    return name === undefined || form.test(name)
        ? []
        : [{ property: "name", reason: `invalid queue name: ${name}; expected ${expected}` }];
}

export function queueFaults(inputs: Partial<QueueInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const has = (name: "kmsMasterKeyId" | "sqsManagedSseEnabled"): boolean =>
        inputs[name] !== undefined || unknown.has(name);
    return [
        ...(unknown.has("fifoQueue") ? [] : nameFaults(inputs)),
        ...rangeFaults(inputs),
        ...oneOf("deduplicationScope", inputs.deduplicationScope, ["messageGroup", "queue"]),
        ...oneOf("fifoThroughputLimit", inputs.fifoThroughputLimit, ["perMessageGroupId", "perQueue"]),
        ...jsonFaults("policy", inputs.policy),
        ...jsonFaults("redriveAllowPolicy", inputs.redriveAllowPolicy),
        ...jsonFaults("redrivePolicy", inputs.redrivePolicy),
        ...(has("kmsMasterKeyId") && has("sqsManagedSseEnabled")
            ? [{ property: "kmsMasterKeyId", reason: "conflicts with sqsManagedSseEnabled: give one of the two" }]
            : []),
        ...(inputs.contentBasedDeduplication && !inputs.fifoQueue && !unknown.has("fifoQueue")
            ? [{ property: "contentBasedDeduplication", reason: "can only be set for FIFO queue" }]
            : []),
    ];
}
