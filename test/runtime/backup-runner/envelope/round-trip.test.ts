import assert from "node:assert/strict";
import fc from "fast-check";
import { sealChunk, sealHeader } from "../../../../runtime/backup-runner/envelope/chunks";
import type { EnvelopeDescription } from "../../../../runtime/backup-runner/envelope/format";
import { DEFAULT_CHUNK_BYTES } from "../../../../runtime/backup-runner/envelope/format";
import { keyOf } from "../../../../runtime/backup-runner/envelope/keys";
import { opening } from "../../../../runtime/backup-runner/envelope/open";
import { sealing } from "../../../../runtime/backup-runner/envelope/seal";
import { CONTEXT, KEY, KEYS, keysOf, kindOf, layoutOf, open, OTHER_KEY, seal, someBytes, through } from "./support";

const plainBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const cuts = fc.array(fc.nat(400), { maxLength: 12 });
const chunkBytes = fc.integer({ min: 1, max: 64 });

describe("an envelope", () => {
    it("gives back any bytes, however they and it are cut into writes", async () => {
        await fc.assert(
            fc.asyncProperty(plainBytes, chunkBytes, cuts, cuts, async (plain, size, sealCuts, openCuts) => {
                const object = await seal(plain, { chunkBytes: size }, sealCuts);
                const { bytes, error } = await open(object, openCuts);
                assert.equal(error, undefined);
                assert.deepEqual(bytes, plain);
            }),
            { numRuns: 300 },
        );
    });

    it("gives back bytes written one at a time", async () => {
        const plain = someBytes(100);
        const each = Array.from({ length: 400 }, (_, index) => index);
        const { bytes, error } = await open(await seal(plain, {}, each), each);
        assert.equal(error, undefined);
        assert.deepEqual(bytes, plain);
    });

    for (const [length, chunks] of [
        [0, 1],
        [1, 1],
        [15, 1],
        [16, 1],
        [17, 2],
        [31, 2],
        [32, 2],
        [48, 3],
    ] as const) {
        it(`of ${length} bytes in chunks of 16 has ${chunks} chunks, only the last of them marked`, async () => {
            const plain = someBytes(length);
            const object = await seal(plain);
            const layout = layoutOf(object);
            assert.equal(layout.chunks.length, chunks);
            assert.deepEqual(
                layout.chunks.map((chunk) => chunk.readUInt32BE() >= 2 ** 31),
                layout.chunks.map((_, index) => index === chunks - 1),
            );
            assert.equal(object.length, layout.header.length + length + 20 * chunks);
            assert.deepEqual((await open(object)).bytes, plain);
        });
    }

    it("has chunks of 1 MiB unless told otherwise", async () => {
        const plain = someBytes(DEFAULT_CHUNK_BYTES + 1);
        const object = await seal(plain, { chunkBytes: undefined });
        assert.deepEqual(
            layoutOf(object).chunks.map((chunk) => chunk.length),
            [2 ** 20 + 20, 21],
        );
        assert.deepEqual((await open(object, [7, 70_000])).bytes, plain);
    });

    it("of the same bytes is another one each time", async () => {
        const plain = Buffer.from("the same");
        const [one, other] = [await seal(plain), await seal(plain)];
        assert.notDeepEqual(layoutOf(one).chunks, layoutOf(other).chunks);
        assert.notDeepEqual(layoutOf(one).header, layoutOf(other).header);
    });

    it("shows nothing of its bytes", async () => {
        const canary = Buffer.from("canary-7f2c-hunter2");
        assert.equal((await seal(canary, { chunkBytes: 64 })).includes(canary), false);
    });

    it("tells of itself what a manifest needs, the same when made and when opened", async () => {
        const stream = sealing({ keys: KEYS, context: CONTEXT, compression: "gzip", chunkBytes: 16 });
        assert.deepEqual(stream.envelope, { version: 1, keyId: "2026-11", chunkBytes: 16, compression: "gzip" });
        const { bytes } = await through(stream, [Buffer.from("x")]);
        const told: EnvelopeDescription[] = [];
        const reader = opening({ keys: KEYS, context: CONTEXT, onHeader: (envelope) => told.push(envelope) });
        await through(reader, [bytes]);
        assert.deepEqual(told, [stream.envelope]);
    });

    it("can be refused by its header before a byte comes out", async () => {
        const refuse = (): void => {
            throw new Error("compression is unknown here");
        };
        const reader = opening({ keys: KEYS, context: CONTEXT, onHeader: refuse });
        const { bytes, error } = await through(reader, [await seal(Buffer.from("x"))]);
        assert.match(String(error), /compression is unknown here/);
        assert.equal(bytes.length, 0);
    });

    it("can still be opened after the key was rotated, and new ones are made with the new key", async () => {
        const before = await seal(Buffer.from("old"));
        const rotated = keysOf({ "2027-01": OTHER_KEY, "2026-11": KEY });
        const after = await seal(Buffer.from("new"), { keys: rotated });
        assert.equal((await open(before, [], rotated)).bytes.toString(), "old");
        assert.equal((await open(after, [], rotated)).bytes.toString(), "new");
        assert.equal((await open(after, [], keysOf({ "2027-01": OTHER_KEY }))).bytes.toString(), "new");
    });

    it("takes a database's name in any script", async () => {
        const context = { ...CONTEXT, database: 'Größe "β"' };
        const { bytes } = await open(await seal(Buffer.from("x"), { context }), [], KEYS, context);
        assert.equal(bytes.toString(), "x");
    });

    it("has one form for the same bytes: no short chunk before others, no empty one after them", async () => {
        const header = { chunkBytes: 2, salt: someBytes(32), keyId: "2026-11", compression: "none", context: CONTEXT };
        const sealed = sealHeader(keyOf(KEYS, "2026-11"), header);
        const chunk = (index: number, last: boolean, text: string): Buffer =>
            sealChunk(sealed, index, last, Buffer.from(text));
        for (const [chunks, fault] of [
            [
                [chunk(0, false, "ab"), chunk(1, true, "")],
                /chunk 1 \(from 0\).*says that it has 0 bytes, which it can't/,
            ],
            [
                [chunk(0, false, "a"), chunk(1, true, "b")],
                /chunk 0 \(from 0\).*says that it has 1 bytes, which it can't/,
            ],
            [[chunk(0, true, "abc")], /chunk 0 \(from 0\).*says that it has 3 bytes, which it can't/],
        ] as const) {
            const { error } = await open(Buffer.concat([sealed.bytes, ...chunks]));
            assert.equal(kindOf(error), "altered-chunk");
            assert.match(String(error), fault);
        }
    });
});

describe("options of an envelope", () => {
    it("are told with all their faults at once, without a key", () => {
        const wrong = {
            keys: KEYS,
            context: { environment: "a b", database: "", backupId: "x".repeat(129) },
            compression: "GZIP",
            chunkBytes: 0,
            salt: Buffer.alloc(31),
        };
        assert.throws(() => sealing(wrong), {
            name: "EnvelopeError",
            kind: "options",
            message:
                'No envelope can be made: compression must match [a-z0-9-]{1,16}, and is "GZIP"; environment must match ' +
                '[A-Za-z0-9._-]{1,63}, and is "a b"; database must be 1 to 63 bytes of UTF-8 without a zero byte, and is ""; ' +
                `backupId must match [A-Za-z0-9._-]{1,128}, and is "${"x".repeat(129)}"; chunkBytes must be an integer from ` +
                "1 to 16777216, and is 0; salt must have 32 bytes, and has 31. Correct these options.",
        });
    });

    it("refuse chunks that would not fit into a small task's memory, and broken ones", () => {
        for (const size of [16 * 1024 * 1024 + 1, 1.5, Number.NaN, -1]) {
            assert.throws(
                () => sealing({ keys: KEYS, context: CONTEXT, compression: "none", chunkBytes: size }),
                /chunkBytes must be an integer from 1 to 16777216/,
            );
        }
    });

    it("refuse a database's name that has no UTF-8, or a zero byte", () => {
        for (const database of ["\ud800", "a\0b", "é".repeat(32)]) {
            const context = { ...CONTEXT, database };
            assert.throws(
                () => sealing({ keys: KEYS, context, compression: "none" }),
                /database must be 1 to 63 bytes/,
            );
        }
    });
});
