import assert from "node:assert/strict";
import { type Applied, differencesTo, refusal, type Way } from "../../../stacks/vendor-buckets/differences";
import { recordOf } from "../../../stacks/vendor-buckets/resources";

const WAY: Way = { project: "vendor-buckets", from: "pre", to: "prod" };
const URN =
    "urn:pulumi:pre::vendor-buckets::plinth:vendorBuckets:VendorBuckets$aws:sqs/queue:Queue::buckets-dead-letters";
const NAME = "plinth:vendorBuckets:VendorBuckets$aws:sqs/queue:Queue::buckets-dead-letters";
const BESIDE = {
    "urn:pulumi:pre::vendor-buckets::pulumi:pulumi:Stack::vendor-buckets-pre": {},
    "urn:pulumi:pre::vendor-buckets::pulumi:providers:aws::aws": {},
};
const QUEUE = { name: "letters", policy: '{"a":1}' };
const WANTED = { program: "0123456789abcdef", config: { "vendors.openai.rpm.capacity": "500", service: '"sluice"' } };
const APPLIED: Applied = {
    ...WANTED,
    recorded: { [NAME]: recordOf(QUEUE, QUEUE) },
    there: { ...BESIDE, [URN]: QUEUE },
};

describe("what was applied, beside what is to be", () => {
    it("doesn't differ when it is the same, and all of it is there", () => {
        assert.deepEqual(differencesTo(APPLIED, WANTED, WAY), []);
    });

    it("is nothing where nothing was applied", () => {
        assert.deepEqual(differencesTo(undefined, WANTED, WAY), ["pre has nothing applied"]);
    });

    it("differs by program", () => {
        assert.deepEqual(differencesTo(APPLIED, { ...WANTED, program: "fedcba9876543210" }, WAY), [
            "the program: 0123456789ab in pre, fedcba987654 in prod (digests, of code without comments)",
        ]);
    });

    it("differs by config, each key named with both values", () => {
        const config = { "vendors.openai.rpm.capacity": "600", "vendors.openai.tpm.capacity": "1" };
        assert.deepEqual(differencesTo(APPLIED, { ...WANTED, config }, WAY), [
            'plinth:service: "sluice" in pre, not set in prod',
            "plinth:vendors.openai.rpm.capacity: 500 in pre, 600 in prod",
            "plinth:vendors.openai.tpm.capacity: not set in pre, 1 in prod",
        ]);
    });

    const HALFWAY = "pre is half-way: aws:sqs/queue:Queue buckets-dead-letters";
    const halfway = (change: Partial<Applied>): readonly string[] =>
        differencesTo({ ...APPLIED, ...change }, WANTED, WAY);

    it("doesn't count when a destroy or a deletion got only half-way", () => {
        assert.deepEqual(halfway({ there: BESIDE }), [`${HALFWAY} isn't there`]);
        assert.deepEqual(halfway({ there: { ...APPLIED.there, [`${URN}-old`]: QUEUE } }), [
            `${HALFWAY}-old is there, and was not when all of it was applied`,
        ]);
    });

    it("doesn't count when a resource was changed by an update that failed later, or behind the program's back", () => {
        assert.deepEqual(halfway({ there: { ...APPLIED.there, [URN]: { ...QUEUE, name: "others" } } }), [
            `${HALFWAY} isn't as it was when all of it was applied`,
        ]);
    });

    it("doesn't count when an update has left something out", () => {
        assert.deepEqual(halfway({ recorded: { [NAME]: recordOf({ ...QUEUE, name: "others" }, QUEUE) } }), [
            `${HALFWAY} was left out of the last update (--target, --exclude)`,
        ]);
    });

    it("is told with the way out, and not at any length", () => {
        const lines = refusal(
            Array.from({ length: 12 }, (_, index) => `difference ${index}`),
            WAY,
        ).split("\n");
        assert.match(lines[0] ?? "", /^prod is left alone: it takes only what pre has, applied with/);
        assert.deepEqual(lines.slice(10, 12), ["  - difference 9", "  - and 2 more"]);
        assert.match(lines.at(-1) ?? "", /Run: plinth up pre vendor-buckets$/);
        assert.equal(lines.length, 13);
    });
});
