import assert from "node:assert/strict";
import { startedAt } from "../../../automation/state/process-age";

describe("when a process started", () => {
    it("is known of this one to a few seconds", () => {
        const start = startedAt(process.pid);
        assert.ok(typeof start === "number");
        assert.ok(Math.abs(start - (Date.now() - process.uptime() * 1000)) < 5_000, new Date(start).toISOString());
    });

    it("is nothing for one that isn't there", () => assert.equal(startedAt(2 ** 30), undefined));
});
