import assert from "node:assert/strict";
import type { Bucket } from "../../../runtime/reconciler/protocol/items";
import { Standings } from "../../../runtime/reconciler/standings";

const BUCKET = "openai#concurrency";

function bucketOf(inUse: number): Bucket {
    const settings = { key: BUCKET, kind: "concurrency", capacity: 9, refillRate: 0 } as const;
    return { ...settings, inUse, level: 0, levelAt: 0, revision: 7, repairs: 0 };
}

describe("what a bucket should count", () => {
    let standings: Standings;

    beforeEach(() => {
        standings = new Standings();
        [1, 2, 3].forEach(() => standings.meetLease(BUCKET));
    });

    const doubted = (): boolean => standings.inDoubt().includes(BUCKET);

    it("is its leases: more and fewer are doubtful, and so is one whose leases all went", () => {
        for (const [inUse, isDoubtful] of [
            [3, false],
            [2, true],
            [4, true],
        ] as const) {
            standings.meetBucket(bucketOf(inUse), standings.now());
            assert.equal(doubted(), isDoubtful, `${inUse}`);
        }
        const empty = new Standings();
        empty.meetBucket(bucketOf(1), empty.now());
        assert.deepEqual(empty.inDoubt(), [BUCKET]);
    });

    it("is fewer where some were removed before, and as many where they are removed after", () => {
        standings.begin(BUCKET);
        standings.end(BUCKET, 2);
        standings.meetBucket(bucketOf(1), standings.now());
        assert.equal(doubted(), false);
        standings.begin(BUCKET);
        standings.end(BUCKET, 1);
        assert.deepEqual([doubted(), standings.expectedOf(BUCKET)], [false, 0]);
    });

    it("is doubtful whatever it counts, where some are removed between the question and the answer", () => {
        const steps = [() => standings.begin(BUCKET), () => standings.end(BUCKET, 1)];
        const asked = standings.now();
        for (const step of steps) {
            step();
            for (const inUse of [2, 3]) {
                standings.meetBucket(bucketOf(inUse), asked);
                assert.equal(doubted(), true);
            }
        }
        standings.begin(BUCKET);
        // Nobody knows whether these were removed.
        standings.meetBucket(bucketOf(2), standings.now());
        assert.equal(doubted(), true);
    });

    it("is asked of buckets that were met, and not of leases alone", () => {
        assert.deepEqual(standings.inDoubt(), []);
    });
});
