import assert from "node:assert/strict";
import fc from "fast-check";
import { judge } from "../../../automation/drill/judge";
import type { Measured, Verdict } from "../../../automation/drill/verdict";

const MEASURED: Measured = {
    ...{ backupId: "2026-11-21T020000Z-5f3a", bytes: 1000, recoverySeconds: 600, recoveryPointAgeSeconds: 7200 },
    assertions: [{ name: "restored", holds: true, detail: "whole" }],
};
const VERIFIED: Verdict = { is: "verified", measured: MEASURED };
const LIMITS = { timeoutMinutes: 120 };

describe("a drill's judgement", () => {
    it("is passed where the check is, and no limit is missed", () => {
        const { drilled, fault } = judge(VERIFIED, 700, LIMITS);
        assert.deepEqual([drilled?.wholeSeconds, drilled?.assertions, fault], [700, MEASURED.assertions, undefined]);
    });

    it("is passed just as long as both limits are kept", () => {
        fc.assert(
            fc.property(
                fc.double({ min: 0.1, max: 100, noNaN: true }),
                fc.double({ min: 0.1, max: 10, noNaN: true }),
                (minutes, hours) => {
                    const limits = { ...LIMITS, maxRecoveryMinutes: minutes, maxAgeHours: hours };
                    const { drilled, fault } = judge(VERIFIED, 700, limits);
                    assert.equal(fault === undefined, minutes * 60 >= 600 && hours * 3600 >= 7200);
                    assert.equal(fault?.exitCode ?? 10, 10);
                    assert.deepEqual(
                        drilled?.assertions.map(({ name }) => name),
                        ["restored", "max-recovery-minutes", "max-age-hours"],
                    );
                },
            ),
        );
    });

    it("is not passed where the check isn't, whatever the limits are", () => {
        const failed: Verdict = { is: "failed", ending: "assertion", message: "m", measured: MEASURED };
        assert.match(
            judge(failed, 700, { ...LIMITS, maxAgeHours: 99 }).fault?.message ?? "",
            /isn't as it has to be: m$/,
        );
    });

    for (const [ending, exit, pattern] of [
        ["refused", 10, /^No backup could be restored: m$/],
        ["failed", 10, /^No backup could be restored: m$/],
        ["usage", 10, /^The runner can't use what its task gives it: m$/],
        ["interrupted", 1, /^The check was stopped before it ended: m$/],
    ] as const) {
        it(`ends with ${exit} where the check ended as ${ending}`, () => {
            const { fault, drilled } = judge({ is: "failed", ending, message: "m" }, 0, LIMITS);
            assert.deepEqual([fault?.exitCode, drilled], [exit, undefined]);
            assert.match(fault?.message ?? "", pattern);
        });
    }

    it("blames versions for a report that it can't read", () => {
        const { fault } = judge({ is: "unreadable", line: "{}" }, 0, LIMITS);
        assert.equal(fault?.exitCode, 1);
        assert.match(fault?.advice.join() ?? "", /of another version/);
    });
});
