import assert from "node:assert/strict";
import fc from "fast-check";
import { CONTEXT, flipped, KEY, KEYS, keysOf, kindOf, layoutOf, open, OTHER_KEY, seal } from "./support";
import type { Outcome } from "./support";

const CHUNK = 16;
const plainBytes = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
const severalChunks = fc.uint8Array({ minLength: CHUNK * 2 + 1, maxLength: 120 }).map((bytes) => Buffer.from(bytes));
const cuts = fc.array(fc.nat(600), { maxLength: 6 });
const runs = { numRuns: 300 };

/** Whatever was done to an object: it fails, and what came out before is a beginning of the truth. */
function assertRefused({ bytes, error }: Outcome, plain: Buffer, kinds: readonly string[]): void {
    assert.ok(kinds.includes(kindOf(error)), `${kindOf(error)}: ${String(error)}`);
    assert.ok(bytes.length <= plain.length);
    assert.deepEqual(bytes, plain.subarray(0, bytes.length));
}

/** What a flipped bit may be taken for: where it is decides. */
function kindsOfFlip(at: number, headerBytes: number, bounds: readonly number[]): readonly string[] {
    if (at < 7) {
        return ["not-an-envelope"];
    }
    if (at === 7) {
        return ["header", "newer-version"];
    }
    if (at < 10) {
        // The header's length: a longer one may reach behind the end.
        return ["header", "unknown-key", "truncated"];
    }
    if (at < headerBytes) {
        return ["header", "unknown-key"];
    }
    const inChunk = at - Math.max(...bounds.filter((bound) => bound <= at));
    // A chunk's length: a longer one may reach behind the end.
    return inChunk < 4 ? ["altered-chunk", "truncated"] : ["altered-chunk"];
}

describe("an envelope that was tampered with", () => {
    it("is refused for any flipped bit, by the part that the bit is in", async () => {
        await fc.assert(
            fc.asyncProperty(plainBytes, fc.nat(), cuts, async (plain, bit, openCuts) => {
                const object = await seal(plain);
                const { header, bounds } = layoutOf(object);
                const at = Math.floor(bit / 8) % object.length;
                const outcome = await open(flipped(object, bit), openCuts);
                assertRefused(outcome, plain, kindsOfFlip(at, header.length, bounds));
            }),
            { numRuns: 600 },
        );
    });

    it("is refused for every single bit of one of three chunks", async () => {
        const plain = Buffer.from("0123456789abcdef0123456789abcdef0123456789");
        const object = await seal(plain);
        const { header, bounds } = layoutOf(object);
        for (let bit = 0; bit < object.length * 8; bit += 1) {
            const kinds = kindsOfFlip(Math.floor(bit / 8), header.length, bounds);
            assertRefused(await open(flipped(object, bit)), plain, kinds);
        }
    });

    it("is cut off wherever it is cut, with the whole chunks before the cut let through", async () => {
        const plain = Buffer.from("0123456789abcdef0123456789abcdef0123456789");
        const object = await seal(plain);
        const { bounds } = layoutOf(object);
        for (let length = 0; length < object.length; length += 1) {
            const outcome = await open(object.subarray(0, length), [length / 2, length / 3]);
            assertRefused(outcome, plain, ["truncated"]);
            const whole = bounds.slice(1).filter((bound) => bound <= length).length;
            assert.equal(outcome.bytes.length, whole * CHUNK);
        }
    });

    it("is cut off wherever it is cut, whatever it holds", async () => {
        await fc.assert(
            fc.asyncProperty(plainBytes, fc.nat(), cuts, async (plain, at, openCuts) => {
                const object = await seal(plain);
                const outcome = await open(object.subarray(0, at % object.length), openCuts);
                assertRefused(outcome, plain, ["truncated"]);
            }),
            runs,
        );
    });

    it("is refused with two chunks exchanged", async () => {
        await fc.assert(
            fc.asyncProperty(severalChunks, fc.nat(), fc.nat(), async (plain, one, other) => {
                const { header, chunks } = layoutOf(await seal(plain));
                const [a, b] = [one % chunks.length, other % chunks.length];
                fc.pre(a !== b);
                const swapped = chunks.map(
                    (chunk, index) => chunks[index === a ? b : index === b ? a : index] ?? chunk,
                );
                const outcome = await open(Buffer.concat([header, ...swapped]));
                assertRefused(outcome, plain, ["altered-chunk"]);
                assert.equal(outcome.bytes.length, Math.min(a, b) * CHUNK);
            }),
            runs,
        );
    });

    it("is refused with a chunk twice", async () => {
        await fc.assert(
            fc.asyncProperty(severalChunks, fc.nat(), async (plain, which) => {
                const { header, chunks } = layoutOf(await seal(plain));
                const at = which % chunks.length;
                const doubled = [...chunks.slice(0, at + 1), ...chunks.slice(at)];
                const outcome = await open(Buffer.concat([header, ...doubled]));
                assertRefused(outcome, plain, [at === chunks.length - 1 ? "trailing-bytes" : "altered-chunk"]);
            }),
            runs,
        );
    });

    it("is refused with a chunk left out", async () => {
        await fc.assert(
            fc.asyncProperty(severalChunks, fc.nat(), async (plain, which) => {
                const { header, chunks } = layoutOf(await seal(plain));
                const at = which % chunks.length;
                const outcome = await open(Buffer.concat([header, ...chunks.filter((_, index) => index !== at)]));
                assertRefused(outcome, plain, [at === chunks.length - 1 ? "truncated" : "altered-chunk"]);
                assert.equal(outcome.bytes.length, at * CHUNK);
            }),
            runs,
        );
    });

    it("is refused with any bytes appended, after all its own came out", async () => {
        const appended = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes));
        await fc.assert(
            fc.asyncProperty(plainBytes, appended, cuts, async (plain, more, openCuts) => {
                const outcome = await open(Buffer.concat([await seal(plain), more]), openCuts);
                assertRefused(outcome, plain, ["trailing-bytes"]);
            }),
            runs,
        );
    });

    it("is refused with a chunk of another envelope of the same backup", async () => {
        const plain = Buffer.alloc(40, "x");
        const [one, other] = [layoutOf(await seal(plain)), layoutOf(await seal(plain))];
        const mixed = one.chunks.map((chunk, index) => (index === 1 ? (other.chunks[1] ?? chunk) : chunk));
        const outcome = await open(Buffer.concat([one.header, ...mixed]));
        assertRefused(outcome, plain, ["altered-chunk"]);
        assert.equal(outcome.bytes.length, CHUNK);
    });

    it("is refused under the header of another envelope", async () => {
        const plain = Buffer.alloc(40, "x");
        const [one, other] = [layoutOf(await seal(plain)), layoutOf(await seal(plain))];
        assertRefused(await open(Buffer.concat([one.header, ...other.chunks])), plain, ["altered-chunk"]);
    });

    it("is refused as another object's when any name of it is another", async () => {
        const object = await seal(Buffer.from("x"));
        for (const context of [
            { ...CONTEXT, environment: "production" },
            { ...CONTEXT, database: "telemetry" },
            { ...CONTEXT, backupId: "2026-11-20T030000Z-11aa" },
        ]) {
            assertRefused(await open(object, [], KEYS, context), Buffer.alloc(0), ["other-object"]);
        }
    });

    it("is refused when its names were changed to those of another object", async () => {
        const object = await seal(Buffer.from("x"), { context: { ...CONTEXT, database: "desk" } });
        object.write("core", object.indexOf("desk"));
        assertRefused(await open(object), Buffer.alloc(0), ["header"]);
    });

    it("is refused when the place where one name ends and the next begins was moved", async () => {
        const object = await seal(Buffer.from("x"), { context: { ...CONTEXT, environment: "ab", database: "cd" } });
        const at = object.indexOf("\u0002ab\u0002cd");
        object.write("\u0001a\u0003bcd", at);
        object.set([0x01, 0x61, 0x03, 0x62, 0x63, 0x64], at);
        const context = { ...CONTEXT, environment: "a", database: "bcd" };
        assertRefused(await open(object, [], KEYS, context), Buffer.alloc(0), ["header"]);
    });

    it("is refused with another key under its id, and with its id changed to another key's", async () => {
        const object = await seal(Buffer.from("x"));
        assertRefused(await open(object, [], keysOf({ "2026-11": OTHER_KEY })), Buffer.alloc(0), ["header"]);
        const two = keysOf({ "2026-12": OTHER_KEY, "2026-11": KEY });
        object.write("2026-12", object.indexOf("2026-11"));
        assertRefused(await open(object, [], two), Buffer.alloc(0), ["header"]);
    });

    it("is refused without the key that its header names", async () => {
        const object = await seal(Buffer.from("x"));
        assertRefused(await open(object, [], keysOf({ "2027-01": KEY })), Buffer.alloc(0), ["unknown-key"]);
    });

    it("fails with an EnvelopeError, whatever bytes it is", async () => {
        const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
        const behindMagic = anything.map((bytes) => Buffer.concat([Buffer.from("PLNTHBK\u0001\u0000"), bytes]));
        await fc.assert(
            fc.asyncProperty(fc.oneof(anything, behindMagic), cuts, async (object, openCuts) => {
                const { bytes, error } = await open(object, openCuts);
                assert.equal(bytes.length, 0);
                assert.ok(["not-an-envelope", "truncated", "header", "newer-version"].includes(kindOf(error)));
            }),
            runs,
        );
    });
});
