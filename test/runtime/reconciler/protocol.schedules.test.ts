import assert from "node:assert/strict";
import fc from "fast-check";
import { playBasics } from "./support/basics";
import { MUTATIONS, WRITES, type NamedMutation } from "./support/mutations";
import { playSlots, schedulesFor, slotSchedules, tornSchedules } from "./support/slots";
import { playTokens, tokenSchedules } from "./support/tokens";

const SCHEDULES = 10_000;
/** As many as it takes at most to notice that a condition is missing. */
const TO_NOTICE = 10_000;

const slots = (mutation?: NamedMutation) =>
    fc.asyncProperty(mutation === undefined ? slotSchedules : schedulesFor(mutation.label), (schedule) =>
        playSlots(schedule, { mutation }),
    );
const tokens = (mutation?: NamedMutation) =>
    fc.asyncProperty(tokenSchedules, (schedule) => playTokens(schedule, mutation));

const isNoticed = (play: () => Promise<void>): Promise<boolean> =>
    play().then(
        () => false,
        () => true,
    );

describe("consumers and reconcilers on one table, in whatever order and whatever goes wrong", function () {
    this.timeout(10 * 60_000);

    it("lend every slot, and no more, when nothing goes wrong", () => playBasics());

    it("keep slots and leases in step, and give every slot back once", async () => {
        await fc.assert(slots(), { numRuns: SCHEDULES });
    });

    it("never draw more tokens in any time than the bucket holds and that time brings back", async () => {
        await fc.assert(tokens(), { numRuns: SCHEDULES });
    });
});

describe("the pauses around counting leases for a repair", function () {
    this.timeout(10 * 60_000);

    for (const [pause, when] of ["before", "after"].entries()) {
        it(`are both needed: ${when} it`, async () => {
            const played = fc.asyncProperty(tornSchedules, (schedule) => playSlots(schedule, { pause }));
            const { failed, numRuns } = await fc.check(played, { numRuns: TO_NOTICE, seed: 1, endOnFailure: true });
            assert.ok(failed, `nothing was wrong in ${numRuns} schedules`);
        });
    }
});

describe("the conditions of the protocol", function () {
    this.timeout(10 * 60_000);

    for (const mutation of MUTATIONS) {
        it(`are all needed: ${mutation.name}`, async () => {
            if (await isNoticed(() => playBasics(mutation))) {
                return;
            }
            const options = { numRuns: TO_NOTICE, seed: 1, endOnFailure: true };
            const isRate = mutation.label === "draw";
            const { failed, numRuns } = isRate
                ? await fc.check(tokens(mutation), options)
                : await fc.check(slots(mutation), options);
            assert.ok(failed, `nothing was wrong in ${numRuns} schedules`);
        });
    }

    it("are written in one form each, so that none is left out above", () => {
        assert.equal(new Set(WRITES.map(({ label, condition }) => `${label} ${condition}`)).size, WRITES.length);
    });
});
