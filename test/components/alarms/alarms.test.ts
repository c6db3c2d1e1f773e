import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { createAlarms, exceeded } from "../../../components/alarms";
import { environmentNaming } from "../../../components/naming";
import { record, type Recording } from "../../support/mocks";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:alarms";

function recordAlarms(topicArns?: string[]): Promise<Recording<unknown>> {
    return record(() => {
        const parent = new pulumi.ComponentResource("plinth:test:Test", "test");
        const naming = environmentNaming({ prefix: "restartix", environment: "staging" });
        const metric = { namespace: "AWS/SQS", name: "Messages", dimensions: { QueueName: pulumi.output("dead") } };
        const plan = exceeded({ logicalName: "dead-letters", description: "Read them.", metric });
        return createAlarms({ name: "test", naming, parent, ...(topicArns === undefined ? {} : { topicArns }) }, [
            plan,
        ]);
    });
}

describe("alarms", () => {
    it("say what is to be done, and tell when it is over", async () => {
        const { find, urns } = await recordAlarms([TOPIC]);
        assert.ok(urns.includes(`plinth:test:Test$${ALARM}::test-alarm-dead-letters`));
        assert.deepEqual(find(ALARM, "test-alarm-dead-letters").inputs, {
            name: "restartix-staging-dead-letters",
            alarmDescription: "Read them.",
            namespace: "AWS/SQS",
            metricName: "Messages",
            dimensions: { QueueName: "dead" },
            statistic: "Sum",
            period: 300,
            evaluationPeriods: 1,
            datapointsToAlarm: 1,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            treatMissingData: "notBreaching",
            alarmActions: [TOPIC],
            okActions: [TOPIC],
            tags: { Name: "restartix-staging-dead-letters" },
        });
    });

    it("tell nobody where no topic is given", async () => {
        const { find } = await recordAlarms();
        assert.deepEqual(find(ALARM, "test-alarm-dead-letters").inputs["alarmActions"], []);
    });
});
