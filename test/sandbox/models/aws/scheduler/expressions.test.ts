import assert from "node:assert/strict";
import { isSchedule, isTimeZone } from "../../../../../sandbox/models/aws/scheduler/expressions";

describe("expressions of schedules", () => {
    const good = [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(12 hours)",
        "rate(1 days)",
        "at(2026-02-28T06:00:00)",
        "cron(0 3 * * ? *)",
        "cron(0/15 8-17 ? * MON-FRI *)",
        "cron(5,35 14 * JAN,JUL ? 2026-2030)",
        "cron(0 9 L * ? *)",
        "cron(0 9 15W * ? *)",
        "cron(0 9 ? * 2#1 *)",
        "cron(0 9 ? * 6L *)",
    ];
    const bad = [
        "",
        "5 minutes",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "rate(5  minutes)",
        "rate(1.5 hours)",
        "at(2026-02-28)",
        "at(2026-02-28T25:00:00)",
        "cron(0 3 * * *)",
        "cron(0 3 * * * *)",
        "cron(0 3 ? * ? *)",
        "cron(60 3 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 3 0 * ? *)",
        "cron(0 3 * 13 ? *)",
        "cron(0 3 ? * FRIDAY *)",
        "cron(0 3 * * ? 1969)",
        "cron(0/0 3 * * ? *)",
        "cron(0/5/5 3 * * ? *)",
        "cron(1-2-3 3 * * ? *)",
    ];
    for (const expression of good) {
        it(`are such as ${expression}`, () => assert.equal(isSchedule(expression), true));
    }
    for (const expression of bad) {
        it(`are none such as '${expression}'`, () => assert.equal(isSchedule(expression), false));
    }

    it("hold in a time zone of the IANA's", () => {
        assert.deepEqual(["UTC", "Europe/Bucharest", "Europe/Nowhere", "+02:00", ""].map(isTimeZone), [
            true,
            true,
            false,
            false,
            false,
        ]);
    });
});
