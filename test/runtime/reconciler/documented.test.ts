import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { WRITES } from "./support/mutations";

const text = readFileSync(path.join(__dirname, "../../../docs/vendor-buckets.md"), "utf8");

describe("the protocol's page", () => {
    for (const { label, update, condition } of WRITES) {
        it(`has the expressions of "${label}" to the letter: ${condition}`, () => {
            assert.ok(update === "" || text.includes(`\`${update}\``), update);
            // A repair that takes slots away has one condition more, which stands in a row of its own.
            for (const part of condition.split(/ AND (?=#in_use >= :least)/)) {
                assert.ok(text.includes(`\`${part}\``), part);
            }
        });
    }
});
