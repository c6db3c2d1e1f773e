import assert from "node:assert/strict";
import fc from "fast-check";
import { HoldingBack } from "../../../../runtime/backup-runner/restore/holding-back";
import { split, through } from "../envelope/support";

const PIECES = fc.array(fc.nat(1_000), { maxLength: 6 });

describe("the last piece", () => {
    it("follows when all was found right: everything comes out", async () => {
        await fc.assert(
            fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), PIECES, async (bytes, cuts) => {
                const body = Buffer.from(bytes);
                const outcome = await through(new HoldingBack(() => undefined), split(body, cuts));
                assert.equal(outcome.error, undefined);
                assert.ok(outcome.bytes.equals(body));
            }),
        );
    });

    it("never comes out when it wasn't: what came is less than the whole", async () => {
        await fc.assert(
            fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), PIECES, async (bytes, cuts) => {
                const body = Buffer.from(bytes);
                const wrong = new HoldingBack(() => {
                    throw new Error("the digest is wrong");
                });
                const outcome = await through(wrong, split(body, cuts));
                assert.match(String(outcome.error), /the digest is wrong/);
                assert.ok(outcome.bytes.length < body.length);
                assert.ok(body.subarray(0, outcome.bytes.length).equals(outcome.bytes));
            }),
        );
    });
});
