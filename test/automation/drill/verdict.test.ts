import assert from "node:assert/strict";
import { verdictIn } from "../../../automation/drill/verdict";
import { lastLine } from "./cloud/fake-aws";

describe("a check's verdict", () => {
    it("is the last one in its log, among whatever else stands there", () => {
        const lines = [
            "not JSON",
            lastLine({ backupId: "first" }),
            JSON.stringify({ level: "info", event: "restore-started" }),
            lastLine({ backupId: "second", tables: 42, rows: 7 }),
            "42",
            "null",
            "",
        ];
        const verdict = verdictIn(lines);
        assert.ok(verdict?.is === "verified");
        const { backupId, tables, rows } = verdict.measured;
        assert.deepEqual([backupId, tables, rows], ["second", 42, 7]);
    });

    it("isn't there where the log has none", () => {
        assert.equal(verdictIn([]), undefined);
        assert.equal(verdictIn(["Error: Cannot find module", '{"event":"backup-completed"}']), undefined);
    });

    it("has what was measured where a restored backup isn't as it has to be", () => {
        const verdict = verdictIn([lastLine({ event: "verify-failed", ending: "assertion", message: "m" })]);
        assert.ok(verdict?.is === "failed");
        assert.equal(verdict.measured?.recoverySeconds, 312);
    });

    it("is a failure where the arguments or the environment can't be used", () => {
        const verdict = verdictIn([JSON.stringify({ event: "usage-failed", ending: "usage", message: "m" })]);
        assert.deepEqual(verdict, { is: "failed", ending: "usage", message: "m" });
    });

    it("is unreadable where it has another form", () => {
        for (const line of [lastLine({ recoverySeconds: "312" }), '{"event":"verify-failed"}']) {
            assert.deepEqual(verdictIn([line]), { is: "unreadable", line });
        }
    });
});
