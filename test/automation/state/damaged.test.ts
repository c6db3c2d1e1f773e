import assert from "node:assert/strict";
import fc from "fast-check";
import { checkState } from "../../../automation/state/check";
import { stateFaults } from "../../../automation/state/integrity";
import { sealsIn, type Seals } from "../../../automation/state/seals";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import { DAMAGES, damagedBy } from "./support/damage";
import { DATA, SAMPLE_TEXT } from "./support/sample";

describe("a damaged state", () => {
    let repository: TemporaryRepository;
    let seals: Seals;
    before(() => {
        repository = temporaryRepository();
        seals = sealsIn(`${repository.root}/seals`);
        seals.close(DATA, SAMPLE_TEXT);
    });
    after(() => repository.remove());

    it("isn't the one that the damage is done to here", () => {
        assert.deepEqual(checkState(SAMPLE_TEXT, DATA, seals), { faults: [], seal: { is: "whole" } });
    });

    for (const damage of DAMAGES) {
        it(`is noticed: ${damage.name}`, () => {
            fc.assert(
                fc.property(damagedBy(damage, SAMPLE_TEXT), (text) => {
                    assert.notDeepEqual(checkState(text, DATA, seals).faults, []);
                    // Without a seal as well: on a backend of the user's own, and after a run that was cut off.
                    if (damage.isStructural) {
                        assert.notDeepEqual(stateFaults(text, DATA), []);
                    }
                }),
                { numRuns: 100 },
            );
        });
    }
});
