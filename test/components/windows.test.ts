import assert from "node:assert/strict";
import fc from "fast-check";
import { checkWindows, parseDailyWindow, parseWeeklyWindow, windowsOverlap } from "../../components/windows";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY = 24 * 60;
const WEEK = 7 * DAY;

const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const daily = (start: number, length: number): string => `${clock(start)}-${clock((start + length) % DAY)}`;
const moment = (minute: number): string => `${DAYS[Math.floor(minute / DAY) % 7]}:${clock(minute % DAY)}`;
const weekly = (start: number, length: number): string => `${moment(start)}-${moment((start + length) % WEEK)}`;

/** The minutes of a week that a window covers: slow and plain. */
function covered(starts: readonly number[], length: number): Set<number> {
    return new Set(starts.flatMap((start) => Array.from({ length }, (_, minute) => (start + minute) % WEEK)));
}

function faultsOf(day: string, week: string): [string, string][] {
    const window = { path: "backupWindow", given: day, least: 30 };
    return checkWindows({ daily: window, weekly: { path: "maintenanceWindow", given: week, least: 60 } }).map(
        ({ path, allowed }) => [path, allowed],
    );
}

describe("the windows of backup and maintenance", () => {
    it("are read with the minutes they begin at and last", () => {
        assert.deepEqual(parseDailyWindow("23:30-00:15"), { start: 1410, length: 45 });
        assert.deepEqual(parseWeeklyWindow("sun:23:00-mon:01:00"), { start: 6 * DAY + 1380, length: 120 });
    });

    it("have one form each", () => {
        for (const text of ["", "1:00-2:00", "24:00-01:00", "01:60-02:00", "sun:01:00-sun:02:00", "01:00-02:00 "]) {
            assert.equal(parseDailyWindow(text), undefined, text);
        }
        for (const text of ["", "01:00-02:00", "sun:01:00-02:00", "Sun:01:00-Sun:02:00", "day:01:00-day:02:00"]) {
            assert.equal(parseWeeklyWindow(text), undefined, text);
        }
    });

    it("overlap exactly where they have a minute in common", () => {
        const time = fc.integer({ min: 0, max: DAY - 1 });
        const length = fc.integer({ min: 30, max: 300 });
        fc.assert(
            fc.property(time, length, fc.integer({ min: 0, max: WEEK - 1 }), length, (start, long, from, lasting) => {
                const day = parseDailyWindow(daily(start, long));
                const week = parseWeeklyWindow(weekly(from, lasting));
                assert.ok(day !== undefined && week !== undefined);
                const mine = covered(
                    DAYS.map((_, index) => index * DAY + start),
                    long,
                );
                const meets = [...covered([from], lasting)].some((minute) => mine.has(minute));
                assert.equal(windowsOverlap(day, week), meets);
            }),
        );
    });

    it("are taken when they are long enough and apart", () => {
        assert.deepEqual(faultsOf("00:30-01:30", "sun:04:00-sun:05:00"), []);
        assert.deepEqual(faultsOf("03:30-04:00", "sun:04:00-sun:05:00"), []);
    });

    it("are refused when they are too short, of another form, or over each other", () => {
        const allowed = "a window of 30 minutes to 24 hours in UTC, such as 00:30-01:30";
        assert.deepEqual(faultsOf("00:30-00:40", "sun:04:00-sun:05:00"), [["backupWindow", allowed]]);
        assert.deepEqual(faultsOf("at night", "sun:04:00-sun:05:00"), [["backupWindow", allowed]]);
        assert.deepEqual(faultsOf("00:30-01:30", "sun:04:00-sun:04:30"), [
            ["maintenanceWindow", "a window of 60 minutes to 24 hours in UTC, such as sun:04:00-sun:05:00"],
        ]);
        assert.deepEqual(faultsOf("04:30-05:30", "sun:04:00-sun:05:00"), [
            ["maintenanceWindow", "a window that does not overlap backupWindow (04:30-05:30)"],
        ]);
    });
});
