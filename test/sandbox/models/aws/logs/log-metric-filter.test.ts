import assert from "node:assert/strict";
import { isPattern } from "../../../../../sandbox/models/aws/logs/filter-patterns";
import { LOG_GROUP } from "../../../../../sandbox/models/aws/logs/log-group";
import {
    LOG_METRIC_FILTER,
    logMetricFilterRefusals as refusals,
} from "../../../../../sandbox/models/aws/logs/log-metric-filter";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";

describe("patterns of metric filters", () => {
    const good = [
        "",
        "ERROR",
        'ERROR -"not found" ?WARN',
        "%ERR.R%",
        '{ $.event = "backup-completed" }',
        "{ $.level = error && ($.bytes > 10 || $.user.name IS NULL) }",
        "{ $.list[0].name NOT EXISTS }",
        '{ $.message = "(&& in quotes)" }',
        "[ip, user, status = 5*, bytes]",
    ];
    const bad = [
        '"event": "started"',
        '"open',
        "a:b",
        '{ $.event = "backup-completed"',
        '{ event = "x" }',
        "{ $.a = 1 & $.b = 2 }",
        "{ ($.a = 1 }",
        "{ }",
        "[ip, , status]",
    ];
    for (const pattern of good) {
        it(`are such as ${pattern || "the empty one"}`, () => assert.equal(isPattern(pattern), true));
    }
    for (const pattern of bad) {
        it(`are none such as ${pattern}`, () => assert.equal(isPattern(pattern), false));
    }
});

describe(LOG_METRIC_FILTER, () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await cloud.create(LOG_GROUP, { name: "/app/backup" });
    });
    const metric = { name: "BackupCompleted", namespace: "Plinth/Backup", value: "1" };
    const given = (inputs: Properties = {}, transformation: Properties = {}): Properties => ({
        name: "completed",
        logGroupName: "/app/backup",
        metricTransformation: { ...metric, ...transformation },
        pattern: '{ $.event = "backup-completed" }',
        ...inputs,
    });
    const make = (inputs?: Properties, transformation?: Properties): Promise<Made> =>
        cloud.create(LOG_METRIC_FILTER, given(inputs, transformation));

    it("fills in what CloudWatch Logs fills in", async () => {
        const { id, outputs } = await make({ pattern: " ERROR " });
        assert.equal(id, "/app/backup:completed");
        assert.deepEqual(outputs, {
            applyOnTransformedLogs: false,
            id,
            logGroupName: "/app/backup",
            metricTransformation: { ...metric, unit: "None" },
            name: "completed",
            pattern: "ERROR",
            region: "eu-central-1",
        });
    });

    it("is replaced for another name or group, changes in place, and goes with its group", async () => {
        const { id } = await make();
        const diff = await cloud.diff(
            LOG_METRIC_FILTER,
            id,
            given({ logGroupName: "/app/other", name: "other", pattern: "x" }, { value: "2" }),
        );
        assert.deepEqual([...diff.replaces].sort(), ["logGroupName", "name"]);
        assert.equal(diff.changed.length, 4);
        await cloud.delete(LOG_GROUP, "/app/backup");
        assert.deepEqual(cloud.records(LOG_METRIC_FILTER), []);
    });

    it("may have the same name in another group, and takes the place of one in its own, as a Put does", async () => {
        await cloud.create(LOG_GROUP, { name: "/app/other" });
        await make();
        await make({ pattern: "other" });
        await make({ logGroupName: "/app/other" });
        assert.equal(cloud.records(LOG_METRIC_FILTER).length, 2);
    });

    it("refuses a log group that does not exist, is of another class, or has a hundred", async () => {
        const error = await cloud.refuses(() => make({ logGroupName: "/app/none" }), refusals.noGroup);
        assert.match(error.message, /ResourceNotFoundException: The specified log group does not exist\.$/);
        await cloud.create(LOG_GROUP, { name: "/app/cold", logGroupClass: "INFREQUENT_ACCESS" });
        await cloud.refuses(() => make({ logGroupName: "/app/cold" }), refusals.group);
        for (let index = 0; index < 100; index += 1) {
            await make({ name: `filter-${index}` });
        }
        await cloud.refuses(() => make(), refusals.many);
    });

    it("refuses patterns and transformations that are none", async () => {
        const json = '{ $.event = "done" }';
        const error = await cloud.refuses(() => make({ pattern: "{ event = 1 }" }), refusals.pattern);
        assert.match(error.message, /InvalidParameterException: Invalid metric filter pattern$/);
        await cloud.refuses(() => make({}, { value: "bytes" }), refusals.value);
        await cloud.refuses(() => make({ pattern: "done" }, { value: "$.bytes" }), refusals.value);
        const dimensions = { Database: "$.database" };
        await cloud.refuses(() => make({ pattern: "done" }, { dimensions }), refusals.dimensions);
        await cloud.refuses(() => make({}, { dimensions, defaultValue: "0" }), refusals.dimensions);
        const four = { a: "$.a", b: "$.b", c: "$.c", d: "$.d" };
        await cloud.refuses(() => make({}, { dimensions: four }), refusals.dimensions);
        await make({ pattern: json }, { value: "$.bytes", dimensions, unit: "Bytes" });
        await make({ pattern: "[ip, bytes]" }, { value: "$bytes", dimensions: { Ip: "$ip" } });
    });

    checkTable(() => cloud, LOG_METRIC_FILTER, [
        [refusals.nameForm, "name", given({ name: "a:b" })],
        [refusals.metricForm, "metricTransformation.name", given({}, { name: "Errors$" })],
        [refusals.metricForm, "metricTransformation.namespace", given({}, { namespace: "" })],
        [refusals.patternLength, "pattern", given({ pattern: "a".repeat(1025) })],
        [refusals.patternLength, "metricTransformation.value", given({}, { value: "1".repeat(101) })],
        [refusals.defaultForm, "metricTransformation.defaultValue", given({}, { defaultValue: "none" })],
        [refusals.unit, "metricTransformation.unit", given({}, { unit: "Minutes" })],
    ]);
});
