import assert from "node:assert/strict";
import { shownBytes, shownHours, shownMinutes } from "../../../automation/drill/figures";

describe("a drill's figures", () => {
    it("are in the unit that people read them in", () => {
        assert.deepEqual([0, 12.34, 59.9, 60, 312].map(shownMinutes), [
            "0.0 s",
            "12.3 s",
            "59.9 s",
            "1.0 min",
            "5.2 min",
        ]);
        assert.deepEqual([30, 1800, 3600, 93_600].map(shownHours), ["30.0 s", "30.0 min", "1.0 h", "26.0 h"]);
        assert.deepEqual([0, 999, 1000, 1_234_567, 9.87e9, 4.2e15].map(shownBytes), [
            "0 bytes",
            "999 bytes",
            "1.0 kB",
            "1.2 MB",
            "9.9 GB",
            "4200.0 TB",
        ]);
    });
});
