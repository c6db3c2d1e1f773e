/**
 * Queues. A name stays taken for 60 seconds after its queue was deleted (QueueDeletedRecently); the provider tries again
 * for longer than that, so that nobody meets it here, where no time passes.
 */
import type { Properties } from "../../../values";
import { isObject, sameValue } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { between } from "../check-faults";
import { flag, text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { keyFault } from "../kms/keys";
import { overwrite } from "../overwriting";
import { queuePolicyRows, refuseQueuePolicy } from "./policy-document";
import type { QueueInputs } from "./queue-rules";
import { queueFaults } from "./queue-rules";
import { checkRow, operation, provider, QUEUE, row } from "./sources";

const CREATE = operation("CreateQueue");
const SET = operation("SetQueueAttributes");
const PROVIDER = provider("queue");
const INVALID = "InvalidAttributeValue";

export const queueRefusals = {
    exists: row("QueueNameExists", "the region has a queue of this name whose attributes differ", CREATE),
    waitTime: row(INVALID, "a call waits for messages for less than 0 or more than 20 seconds", SET),
    redrive: row(INVALID, "a redrive policy has no target or not 1 to 1,000 receives", SET),
    noTarget: row(INVALID, "the dead letter target is no queue of the account and region", SET),
    targetKind: row(INVALID, "the dead letter target of a FIFO queue is none, or the other way round", SET),
    key: row(
        "KmsInvalidState",
        "the KMS key does not exist, is disabled or is pending deletion",
        operation("SendMessage"),
    ),
    ...queuePolicyRows,
    nameForm: checkRow("the name has others than letters, digits, - and _, is too long, or lacks .fifo", PROVIDER),
    range: checkRow("a number is out of its range", PROVIDER),
    deduplicationScope: checkRow("the scope of deduplication is none", PROVIDER),
    throughputLimit: checkRow("the throughput limit is none", PROVIDER),
    documentForm: checkRow("a policy is no JSON", PROVIDER),
    encryption: checkRow("a KMS key and SQS's own encryption are given", PROVIDER),
    deduplication: checkRow("content-based deduplication in a queue that is not FIFO", PROVIDER),
} as const satisfies Record<string, Refusal>;

type Op = Operation<QueueInputs>;

/** `CreateQueue` gives the queue that there is, where it is just like the one asked for. */
function refuseName(op: Op): void {
    const there = op.world.get(QUEUE, op.id);
    const inputs: Properties = { ...(op.inputs as Properties) };
    if (there && !sameValue(there.inputs, inputs)) {
        op.refuse(
            queueRefusals.exists,
            "A queue already exists with the same name and a different value for attribute(s)",
        );
    }
    overwrite(op, QUEUE);
}

function parsed(document: string): Properties {
    const value: unknown = JSON.parse(document);
    return isObject(value) ? value : {};
}

/** A queue by its ARN. */
function findQueue(view: Pick<Op["world"], "list">, arn: string): WorldRecord | undefined {
    return view.list(QUEUE).find((record) => text(record, "arn") === arn);
}

function refuseRedrive(op: Op): void {
    const { fifoQueue = false, redrivePolicy } = op.inputs;
    if (!redrivePolicy) {
        return;
    }
    const reason = (why: string): string =>
        `Value ${redrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${why}`;
    const { deadLetterTargetArn, maxReceiveCount } = parsed(redrivePolicy);
    if (typeof deadLetterTargetArn !== "string" || between("", Number(maxReceiveCount ?? 0), 1, 1000).length > 0) {
        op.refuse(queueRefusals.redrive, reason("Invalid value for maxReceiveCount or deadLetterTargetArn."));
    }
    const target = findQueue(op.world, deadLetterTargetArn);
    if (!target) {
        op.refuse(queueRefusals.noTarget, reason("Dead letter target does not exist."));
    }
    if (flag(target, "fifoQueue") !== fifoQueue) {
        op.refuse(queueRefusals.targetKind, reason("Dead-letter queue must be same type of queue as the source."));
    }
}

function refuseSettings(op: Op): void {
    const { kmsMasterKeyId, policy, receiveWaitTimeSeconds } = op.inputs;
    if (between("", receiveWaitTimeSeconds, 0, 20).length > 0) {
        op.refuse(queueRefusals.waitTime, "Invalid value for the parameter ReceiveMessageWaitTimeSeconds.");
    }
    const isNew = kmsMasterKeyId !== op.previous?.inputs["kmsMasterKeyId"];
    const fault = kmsMasterKeyId && isNew ? keyFault(op.world, kmsMasterKeyId) : undefined;
    if (fault) {
        op.refuse(queueRefusals.key, fault.message);
    }
    if (policy) {
        refuseQueuePolicy(op, policy);
    }
}

function fifo({ deduplicationScope, fifoQueue = false, fifoThroughputLimit }: QueueInputs): Properties {
    return {
        deduplicationScope: deduplicationScope ?? (fifoQueue ? "queue" : ""),
        fifoQueue,
        fifoThroughputLimit: fifoThroughputLimit ?? (fifoQueue ? "perQueue" : ""),
    };
}

export const queue = defineModel<QueueInputs>({
    type: QUEUE,
    source: CREATE,
    api: { service: "SQS", create: "CreateQueue", update: "SetQueueAttributes", delete: "DeleteQueue" },
    mint: (inputs, _hex, { account, partition, region }) =>
        `https://sqs.${region}.${partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"}/${account}/${inputs.name ?? ""}`,
    refusals: queueRefusals,
    autoname: { property: "name", maxLength: 80 },
    replacement: replacementRules(PROVIDER, { replaces: ["fifoQueue", "name", "namePrefix"] }),
    check: (inputs, { unknown }) => queueFaults(inputs, unknown),
    validate: (op) => {
        if (op.kind === "create") {
            refuseName(op);
        }
        refuseSettings(op);
        refuseRedrive(op);
    },
    outputs: (op) => ({
        arn: op.arn("sqs", op.inputs.name ?? ""),
        contentBasedDeduplication: op.inputs.contentBasedDeduplication ?? false,
        delaySeconds: op.inputs.delaySeconds ?? 0,
        ...fifo(op.inputs),
        kmsDataKeyReusePeriodSeconds: op.inputs.kmsDataKeyReusePeriodSeconds ?? 300,
        kmsMasterKeyId: op.inputs.kmsMasterKeyId ?? "",
        maxMessageSize: op.inputs.maxMessageSize ?? 1_048_576,
        messageRetentionSeconds: op.inputs.messageRetentionSeconds ?? 345_600,
        namePrefix: op.inputs.namePrefix ?? "",
        policy: op.inputs.policy ?? "",
        receiveWaitTimeSeconds: op.inputs.receiveWaitTimeSeconds ?? 0,
        redriveAllowPolicy: op.inputs.redriveAllowPolicy ?? "",
        redrivePolicy: op.inputs.redrivePolicy ?? "",
        sqsManagedSseEnabled: op.inputs.sqsManagedSseEnabled ?? !op.inputs.kmsMasterKeyId,
        url: op.id,
        visibilityTimeoutSeconds: op.inputs.visibilityTimeoutSeconds ?? 30,
    }),
});
