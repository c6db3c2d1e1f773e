import assert from "node:assert/strict";
import { modelledPackages } from "../../../sandbox/models";
import { formatRefusals, refusalRows } from "../../../sandbox/models/refusal-table";
import { provoked } from "../../support/cloud";

const rows = refusalRows(modelledPackages);

describe("the table of refusals", () => {
    it("has a row for each, with its code, its reason and a public source", () => {
        for (const { type, refusal } of rows) {
            assert.match(refusal.source, /^https:\/\//, `${type} ${refusal.code}`);
            assert.ok(refusal.when.length > 10, `${type} ${refusal.code}: when?`);
            assert.match(refusal.code, /^([A-Za-z0-9][A-Za-z0-9.\-_]+|\(provider check\))$/, type);
        }
    });

    it("says no reason twice for a type", () => {
        const seen = rows.map(({ type, refusal }) => `${type} ${refusal.code} ${refusal.when}`);
        assert.deepEqual([...new Set(seen)], seen);
    });

    // The other files of this folder run before this one, in the same process.
    it("holds nothing that no test provokes", () => {
        assert.ok(provoked.size > 0, "run it along with the tests of the models: npm run test:unit");
        const silent = rows.filter(({ refusal }) => !provoked.has(refusal));
        assert.deepEqual(
            silent.map(({ type, refusal }) => `${type} ${refusal.code}: ${refusal.when}`),
            [],
        );
    });

    it("is printed with a count", () => {
        assert.match(formatRefusals(rows), new RegExp(`\\n${rows.length} refusals of \\d+ types and data sources$`));
    });
});
