import assert from "node:assert/strict";
import { metricAlarmRefusals as refusals } from "../../../../../sandbox/models/aws/cloudwatch/metric-alarm";
import { METRIC_ALARM } from "../../../../../sandbox/models/aws/cloudwatch/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:alarms";
const GIVEN: Properties = {
    name: "reconciler-errors",
    alarmActions: [TOPIC],
    comparisonOperator: "GreaterThanThreshold",
    dimensions: { FunctionName: "reconciler" },
    evaluationPeriods: 1,
    metricName: "Errors",
    namespace: "AWS/Lambda",
    period: 300,
    statistic: "Sum",
    threshold: 0,
};

/** The same without some of it. */
function without(...names: readonly string[]): Properties {
    return Object.fromEntries(Object.entries(GIVEN).filter(([name]) => !names.includes(name)));
}

describe(METRIC_ALARM, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(METRIC_ALARM, { ...GIVEN, ...inputs });
    const metric = { metricName: "Errors", namespace: "AWS/Lambda", period: 300, stat: "p99.9" };
    const query = (more: Properties = {}): Properties => ({ id: "errors", metric, returnData: true, ...more });
    const onQueries = (...metricQueries: readonly Properties[]): Properties => ({
        ...without("dimensions", "metricName", "namespace", "period", "statistic"),
        metricQueries,
    });

    it("fills in what CloudWatch fills in", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "reconciler-errors");
        assert.deepEqual(outputs, {
            ...GIVEN,
            actionsEnabled: true,
            arn: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:reconciler-errors",
            evaluateLowSampleCountPercentiles: "",
            id,
            region: "eu-central-1",
            tagsAll: {},
            treatMissingData: "missing",
        });
    });

    it("is replaced for another name, and changes the rest in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(METRIC_ALARM, id, { ...GIVEN, name: "other", period: 60, threshold: 5 });
        assert.deepEqual(diff.replaces, ["name"]);
        assert.equal(diff.changed.length, 3);
    });

    it("does not care for the order of actions, and takes the place of one of its name, as a Put does", async () => {
        const actions = [TOPIC, `${TOPIC}-2`];
        const { id } = await make({ alarmActions: actions });
        const diff = await cloud.diff(METRIC_ALARM, id, { ...GIVEN, alarmActions: [...actions].reverse() });
        assert.deepEqual(diff.changed, []);
        await make({ threshold: 9 });
        assert.equal(cloud.records(METRIC_ALARM).length, 1);
    });

    it("refuses to look back further than a day with short periods and than a week with long ones", async () => {
        await make({ period: 300, evaluationPeriods: 288 });
        const day = await cloud.refuses(() => make({ period: 300, evaluationPeriods: 289 }), refusals.day);
        assert.match(day.message, /ValidationError: Metrics cannot be checked across more than a day/);
        await make({ period: 86_400, evaluationPeriods: 7 });
        await cloud.refuses(() => make({ period: 86_400, evaluationPeriods: 8 }), refusals.week);
        await cloud.refuses(
            () => cloud.create(METRIC_ALARM, { ...onQueries(query()), evaluationPeriods: 300 }),
            refusals.day,
        );
    });

    it("refuses more points beyond the threshold than it looks at", async () => {
        await cloud.refuses(() => make({ evaluationPeriods: 3, datapointsToAlarm: 4 }), refusals.datapoints);
        await make({ evaluationPeriods: 3, datapointsToAlarm: 3 });
    });

    it("refuses more than five actions for a state", async () => {
        const alarmActions = [1, 2, 3, 4, 5, 6].map((number) => `${TOPIC}-${number}`);
        await cloud.refuses(() => make({ alarmActions }), refusals.actions);
        await make({ alarmActions: alarmActions.slice(1) });
    });

    it("refuses to watch nothing, or something that can't be found", async () => {
        const create = (inputs: Properties) => () => cloud.create(METRIC_ALARM, inputs);
        await cloud.refuses(create(without("metricName", "statistic")), refusals.noMetric);
        await cloud.refuses(create(without("threshold")), refusals.noThreshold);
        await cloud.refuses(create(without("period")), refusals.noPeriod);
        await cloud.refuses(create(without("namespace")), refusals.noPeriod);
        const dimensions = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, "v"]));
        await cloud.refuses(create({ ...GIVEN, dimensions }), refusals.dimensions);
        await cloud.refuses(create(onQueries(query({ returnData: false }))), refusals.returned);
        await cloud.refuses(create(onQueries(query(), query({ id: "more" }))), refusals.returned);
        await create(
            onQueries(query({ returnData: false }), { id: "sum", expression: "SUM(errors)", returnData: true }),
        )();
    });

    checkTable(() => cloud, METRIC_ALARM, [
        [refusals.length, "name", { ...GIVEN, name: "a".repeat(256) }],
        [refusals.length, "alarmDescription", { ...GIVEN, alarmDescription: "a".repeat(1025) }],
        [refusals.comparison, "comparisonOperator", { ...GIVEN, comparisonOperator: ">" }],
        [refusals.statistic, "statistic", { ...GIVEN, statistic: "Median" }],
        [refusals.statistic, "statistic", without("statistic")],
        [refusals.statistic, "statistic", { ...GIVEN, extendedStatistic: "p99" }],
        [refusals.statistic, "extendedStatistic", { ...without("statistic"), extendedStatistic: "p101" }],
        [refusals.statistic, "metricQueries[0].metric.stat", onQueries(query({ metric: { ...metric, stat: "p" } }))],
        [refusals.missingData, "treatMissingData", { ...GIVEN, treatMissingData: "notbreaching" }],
        [refusals.unit, "unit", { ...GIVEN, unit: "Minutes" }],
        [refusals.least, "evaluationPeriods", { ...GIVEN, evaluationPeriods: 0 }],
        [refusals.least, "datapointsToAlarm", { ...GIVEN, datapointsToAlarm: 0 }],
        [refusals.period, "period", { ...GIVEN, period: 90 }],
        [refusals.period, "period", { ...GIVEN, period: 5 }],
        [refusals.conflict, "period", { ...onQueries(query()), period: 60 }],
        [refusals.conflict, "threshold", { ...GIVEN, thresholdMetricId: "band" }],
        [refusals.query, "metricQueries[0]", onQueries(query({ expression: "errors" }))],
        [refusals.actionForm, "okActions[0]", { ...GIVEN, okActions: ["alarms"] }],
        [refusals.actionForm, "okActions", { ...GIVEN, okActions: [1, 2, 3, 4, 5, 6].map((n) => `${TOPIC}-${n}`) }],
    ]);
});
