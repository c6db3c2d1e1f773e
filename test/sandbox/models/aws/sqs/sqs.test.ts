import assert from "node:assert/strict";
import { KEY } from "../../../../../sandbox/models/aws/kms/keys";
import { queueRefusals } from "../../../../../sandbox/models/aws/sqs/queue";
import { queuePolicyRefusals } from "../../../../../sandbox/models/aws/sqs/queue-policy";
import { QUEUE, QUEUE_POLICY } from "../../../../../sandbox/models/aws/sqs/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";

const SEND = document({
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Principal: { Service: "events.amazonaws.com" },
    Resource: "*",
});
const NOBODY = document({
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Principal: { AWS: "arn:aws:iam::111122223333:role/none" },
    Resource: "*",
});

describe(QUEUE, () => {
    const refusals = queueRefusals;
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(QUEUE, { name: "failures", ...inputs });

    it("fills in what SQS fills in", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "https://sqs.eu-central-1.amazonaws.com/111122223333/failures");
        assert.deepEqual(outputs, {
            arn: "arn:aws:sqs:eu-central-1:111122223333:failures",
            contentBasedDeduplication: false,
            deduplicationScope: "",
            delaySeconds: 0,
            fifoQueue: false,
            fifoThroughputLimit: "",
            id,
            kmsDataKeyReusePeriodSeconds: 300,
            kmsMasterKeyId: "",
            maxMessageSize: 1_048_576,
            messageRetentionSeconds: 345_600,
            name: "failures",
            namePrefix: "",
            policy: "",
            receiveWaitTimeSeconds: 0,
            redriveAllowPolicy: "",
            redrivePolicy: "",
            region: "eu-central-1",
            sqsManagedSseEnabled: true,
            tagsAll: {},
            url: id,
            visibilityTimeoutSeconds: 30,
        });
    });

    it("is encrypted by SQS itself unless with a key, and keeps order where it is FIFO", async () => {
        const key = await cloud.create(KEY, {});
        const { outputs } = await make({ name: "orders.fifo", fifoQueue: true, kmsMasterKeyId: key.id });
        assert.equal(outputs["sqsManagedSseEnabled"], false);
        assert.equal(outputs["deduplicationScope"], "queue");
        assert.equal(outputs["fifoThroughputLimit"], "perQueue");
    });

    it("is replaced for another name or kind, and changes its settings in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(QUEUE, id, {
            name: "orders.fifo",
            fifoQueue: true,
            messageRetentionSeconds: 1_209_600,
            redrivePolicy: "{}",
        });
        assert.deepEqual([...diff.replaces].sort(), ["fifoQueue", "name"]);
        assert.equal(diff.changed.length, 4);
    });

    it("is the queue that there is where one just like it is asked for again, as CreateQueue has it", async () => {
        const first = await make({ delaySeconds: 5 });
        const second = await make({ delaySeconds: 5 });
        assert.equal(first.id, second.id);
        assert.equal(cloud.records(QUEUE).length, 1);
    });

    it("refuses with QueueNameExists a name whose queue is another", async () => {
        const { id } = await make({ delaySeconds: 5 });
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /QueueNameExists: A queue already exists with the same name and a different value/);
        await cloud.delete(QUEUE, id);
        await make();
    });

    it("refuses a redrive policy without a queue of its own kind, or without a number of receives", async () => {
        const target = await make();
        const fifo = await make({ name: "orders.fifo", fifoQueue: true });
        const redrive = (to: Made | undefined, more: Properties = {}) => ({
            name: "orders",
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: to?.outputs["arn"], maxReceiveCount: 3, ...more }),
        });
        const gone = { deadLetterTargetArn: "arn:aws:sqs:eu-central-1:111122223333:gone" };
        await cloud.refuses(() => make(redrive(undefined)), refusals.redrive);
        await cloud.refuses(() => make(redrive(target, { maxReceiveCount: 0 })), refusals.redrive);
        await cloud.refuses(() => make({ name: "orders", redrivePolicy: "[]" }), refusals.redrive);
        const error = await cloud.refuses(() => make(redrive(target, gone)), refusals.noTarget);
        assert.match(error.message, /Reason: Dead letter target does not exist\.$/);
        await cloud.refuses(() => make(redrive(fifo)), refusals.targetKind);
        await make(redrive(target));
    });

    it("refuses to wait too long, a key that can't be used, and policies that are none", async () => {
        await cloud.refuses(() => make({ receiveWaitTimeSeconds: 21 }), refusals.waitTime);
        const key = await cloud.create(KEY, { isEnabled: false });
        await cloud.refuses(() => make({ kmsMasterKeyId: key.id }), refusals.key);
        await cloud.refuses(() => make({ policy: "{}" }), refusals.malformed);
        await cloud.refuses(() => make({ policy: NOBODY }), refusals.principal);
        await make({ policy: SEND });
    });

    checkTable(() => cloud, QUEUE, [
        [refusals.nameForm, "name", { name: "fail ures" }],
        [refusals.nameForm, "name", { name: "a".repeat(81) }],
        [refusals.nameForm, "name", { name: "orders", fifoQueue: true }],
        [refusals.nameForm, "name", { name: "orders.fifo" }],
        [refusals.range, "delaySeconds", { name: "q", delaySeconds: 901 }],
        [refusals.range, "messageRetentionSeconds", { name: "q", messageRetentionSeconds: 59 }],
        [refusals.range, "visibilityTimeoutSeconds", { name: "q", visibilityTimeoutSeconds: 43_201 }],
        [refusals.deduplicationScope, "deduplicationScope", { name: "q", deduplicationScope: "all" }],
        [refusals.throughputLimit, "fifoThroughputLimit", { name: "q", fifoThroughputLimit: "none" }],
        [refusals.documentForm, "policy", { name: "q", policy: "{" }],
        [refusals.documentForm, "redrivePolicy", { name: "q", redrivePolicy: "{" }],
        [refusals.encryption, "kmsMasterKeyId", { name: "q", kmsMasterKeyId: "alias/a", sqsManagedSseEnabled: true }],
        [refusals.deduplication, "contentBasedDeduplication", { name: "q", contentBasedDeduplication: true }],
    ]);
});

describe(QUEUE_POLICY, () => {
    const refusals = queuePolicyRefusals;
    let cloud: TestCloud;
    let queue: Made;
    beforeEach(async () => {
        cloud = testCloud();
        queue = await cloud.create(QUEUE, { name: "failures" });
    });
    const make = (policy: string): Promise<Made> => cloud.create(QUEUE_POLICY, { queueUrl: queue.id, policy });

    it("is one of its queue: a second one takes its place, and both go with the queue", async () => {
        const { id } = await make(SEND);
        assert.equal(id, queue.id);
        const other = SEND.replace("events", "sns");
        await make(other);
        assert.deepEqual(
            cloud.records(QUEUE_POLICY).map(({ outputs }) => outputs["policy"]),
            [other],
        );
        await cloud.delete(QUEUE, queue.id);
        assert.deepEqual(cloud.records(QUEUE_POLICY), []);
    });

    it("is replaced for another queue, and changes in place", async () => {
        const { id } = await make(SEND);
        const diff = await cloud.diff(QUEUE_POLICY, id, { queueUrl: `${queue.id}2`, policy: NOBODY });
        assert.deepEqual(diff.replaces, ["queueUrl"]);
        assert.deepEqual([...diff.changed].sort(), ["policy", "queueUrl"]);
    });

    it("refuses a queue that does not exist, and policies that are none", async () => {
        const nowhere = { queueUrl: `${queue.id}2`, policy: SEND };
        await cloud.refuses(() => cloud.create(QUEUE_POLICY, nowhere), refusals.noQueue);
        await cloud.refuses(() => make("{}"), refusals.malformed);
        await cloud.refuses(() => make(NOBODY), refusals.principal);
    });

    checkTable(() => cloud, QUEUE_POLICY, [[refusals.form, "policy", { queueUrl: "q", policy: "{" }]]);
});
