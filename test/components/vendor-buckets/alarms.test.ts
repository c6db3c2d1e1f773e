import assert from "node:assert/strict";
import { metricLine, Tally } from "../../../runtime/reconciler/report";
import { recordBuckets } from "../../components/vendor-buckets/fixtures";

/** The part of a line that CloudWatch reads. */
interface Line extends Readonly<Record<string, unknown>> {
    readonly _aws: {
        readonly CloudWatchMetrics: readonly {
            readonly Namespace: string;
            readonly Dimensions: readonly (readonly string[])[];
            readonly Metrics: readonly { readonly Name: string }[];
        }[];
    };
}

describe("alarms on the reconciler's own metrics", () => {
    it("look at what a run's line has, by just its dimensions and of the very table that the function works on", async () => {
        const { ofType } = await recordBuckets();
        const [reconciler] = ofType("aws:lambda/function:Function").filter(({ name }) => name === "buckets-reconciler");
        const { variables } = reconciler?.inputs["environment"] as { readonly variables: Record<string, string> };
        const report = new Tally().report({ dryRun: false, complete: true, tookMs: 1 });
        const line = JSON.parse(metricLine(report, variables["TABLE_NAME"] ?? "", 0)) as Line;
        const [told] = line._aws.CloudWatchMetrics;
        assert.ok(told);
        const names = told.Metrics.map(({ Name }) => Name);
        const series = told.Dimensions.map((keys) => Object.fromEntries(keys.map((key) => [key, line[key]])));
        const others = /^AWS\//;
        const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
            .map(({ inputs }) => inputs)
            .filter(({ namespace }) => !others.test(String(namespace)));
        assert.deepEqual(alarms.map(({ metricName }) => metricName).sort(), [
            "completed",
            "errors",
            "overdue",
            "repaired",
        ]);
        for (const { namespace, metricName, dimensions } of alarms) {
            assert.equal(namespace, told.Namespace);
            assert.ok(names.includes(String(metricName)), String(metricName));
            assert.ok(
                series.some((one) => JSON.stringify(one) === JSON.stringify(dimensions)),
                JSON.stringify(dimensions),
            );
        }
        assert.ok(Object.values(series[0] ?? {}).every((value) => typeof value === "string" && value !== ""));
    });
});
