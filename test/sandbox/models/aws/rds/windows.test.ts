import assert from "node:assert/strict";
import fc from "fast-check";
import {
    chosenDaily,
    chosenWeekly,
    dailyFault,
    dailyLength,
    weeklyFault,
    weeklyLength,
    windowsOverlap,
} from "../../../../../sandbox/models/aws/rds/windows";

describe("backup and maintenance windows", () => {
    it("have the provider's form", () => {
        for (const window of ["00:00-00:30", "23:45-00:15"]) {
            assert.equal(dailyFault(window), undefined, window);
        }
        for (const window of ["24:00-24:30", "3:00-4:00", "03:00", "mon:03:00-mon:04:00"]) {
            assert.match(dailyFault(window) ?? "", /hh24:mi-hh24:mi/, window);
        }
        assert.equal(weeklyFault("Sun:23:30-Mon:00:30"), undefined);
        assert.match(weeklyFault("day:03:00-day:04:00") ?? "", /ddd:hh24:mi/);
    });

    it("may go past midnight, and past the end of the week", () => {
        assert.equal(dailyLength("23:45-00:15"), 30);
        assert.equal(weeklyLength("sun:23:30-mon:00:30"), 60);
        assert.ok(windowsOverlap("00:00-00:30", "sun:23:30-mon:00:30"));
        assert.ok(windowsOverlap("23:45-00:15", "sun:23:30-mon:00:30"));
        assert.ok(windowsOverlap("23:45-00:15", "tue:00:00-tue:00:30"));
    });

    it("do not overlap where one begins as the other ends", () => {
        assert.ok(!windowsOverlap("03:00-03:30", "mon:03:30-mon:04:00"));
        assert.ok(!windowsOverlap("03:30-04:00", "mon:03:00-mon:03:30"));
    });

    it("are chosen so that they do not overlap", () => {
        const seed = fc.integer({ min: 0, max: 10_000 });
        fc.assert(
            fc.property(seed, seed, fc.constantFrom(30, 60), (first, second, length) => {
                const daily = chosenDaily((_, below) => first % below, length);
                const weekly = chosenWeekly((_, below) => second % below, length, daily);
                assert.equal(dailyFault(daily), undefined);
                assert.equal(weeklyFault(weekly), undefined);
                assert.deepEqual([dailyLength(daily), weeklyLength(weekly)], [length, length]);
                assert.ok(!windowsOverlap(daily, weekly), `${daily} ${weekly}`);
                const other = chosenDaily((_, below) => second % below, length, weekly);
                assert.ok(!windowsOverlap(other, weekly), `${other} ${weekly}`);
            }),
        );
    });
});
