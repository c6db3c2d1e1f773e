import assert from "node:assert/strict";
import fc from "fast-check";
import {
    exceeded,
    overdue,
    validateExceeded,
    validateOverdue,
    validateTopicArns,
} from "../../../components/alarms/plan";

const ALARM = { logicalName: "queue", description: "Look.", metric: { namespace: "AWS/SQS", name: "Messages" } };

describe("the plan of an alarm", () => {
    it("is raised by the first value above nothing, and takes silence for a good sign", () => {
        assert.deepEqual(exceeded(ALARM), {
            ...ALARM,
            statistic: "Sum",
            threshold: 0,
            periodSeconds: 300,
            periods: 1,
            comparison: "GreaterThanThreshold",
            missingData: "notBreaching",
        });
    });

    it("is raised by silence where something is overdue", () => {
        assert.deepEqual(overdue({ ...ALARM, afterSeconds: 900 }), {
            ...ALARM,
            statistic: "Sum",
            threshold: 1,
            periodSeconds: 60,
            periods: 15,
            comparison: "LessThanThreshold",
            missingData: "breaching",
        });
    });

    it("finds each fault at its place", () => {
        assert.deepEqual(validateExceeded({}), []);
        const faults = validateExceeded({ threshold: -1, periodSeconds: 90 });
        assert.deepEqual(
            faults.map(({ path, given }) => [path, given]),
            [
                ["threshold", -1],
                ["periodSeconds", 90],
            ],
        );
        assert.throws(() => exceeded({ ...ALARM, threshold: -1, periodSeconds: 0 }), /2 faults/);
        for (const seconds of [0, 59, 90.5, 86_460, 604_801, 608_400]) {
            assert.equal(validateOverdue("afterSeconds", seconds).length, 1, String(seconds));
            assert.throws(() => overdue({ ...ALARM, afterSeconds: seconds }), /The alarm queue/);
        }
        assert.equal(validateOverdue("afterSeconds", undefined).length, 1);
    });

    it("finds what is no topic, and one that is told twice", () => {
        const topic = "arn:aws:sns:eu-central-1:111122223333:alarms";
        assert.deepEqual(validateTopicArns("topics", undefined), []);
        assert.deepEqual(validateTopicArns("topics", [topic]), []);
        assert.deepEqual(
            validateTopicArns("topics", [topic, "alarms", topic]).map(({ path }) => path),
            ["topics[1]", "topics[2]"],
        );
    });

    it("looks back just as far as was asked for, and no further than CloudWatch does", () => {
        const minutes = fc.integer({ min: 1, max: 24 * 60 }).map((count) => count * 60);
        const hours = fc.integer({ min: 1, max: 7 * 24 }).map((count) => count * 3600);
        fc.assert(
            fc.property(fc.oneof(minutes, hours), (afterSeconds) => {
                const { periodSeconds, periods } = overdue({ ...ALARM, afterSeconds });
                assert.equal(periodSeconds * periods, afterSeconds);
                assert.equal(periodSeconds % 60, 0);
                assert.ok(afterSeconds <= 86_400 || periodSeconds >= 3600);
            }),
        );
    });
});
