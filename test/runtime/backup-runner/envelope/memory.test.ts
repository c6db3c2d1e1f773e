import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { digesting } from "../../../../runtime/backup-runner/envelope/digest";
import { opening } from "../../../../runtime/backup-runner/envelope/open";
import { PacedTransform } from "../../../../runtime/backup-runner/envelope/paced";
import { sealing } from "../../../../runtime/backup-runner/envelope/seal";
import { CONTEXT, KEYS, seal, someBytes } from "./support";

const CHUNK = 64 * 1024;
const TOTAL = 64 * 1024 * 1024;
/** What a stream of Node holds on either side before it says stop. */
const STREAM_BUFFER = 64 * 1024;

/** Bytes that went in and have not come out yet, and the most there were of them. */
class InFlight {
    now = 0;
    most = 0;
    total = 0;

    enter(bytes: number): void {
        this.now += bytes;
        this.total += bytes;
        this.most = Math.max(this.most, this.now);
    }

    leave(bytes: number): void {
        this.now -= bytes;
    }
}

function* pieces(total: number, size: number, flight: InFlight): Generator<Buffer> {
    const piece = someBytes(size);
    for (let made = 0; made < total; made += size) {
        flight.enter(size);
        yield piece;
    }
}

/** Takes the next piece only after everything else in the process had its turn. */
function slowSink(flight: InFlight): Writable {
    return new Writable({
        highWaterMark: 1,
        write(piece: Buffer, _encoding, done) {
            setImmediate(() => {
                flight.leave(piece.length);
                done();
            });
        },
    });
}

describe("the memory of an envelope's streams", () => {
    it("is a few chunks for 64 MiB from one end to the other, when the reader is slow", async () => {
        const flight = new InFlight();
        const before = digesting();
        const after = digesting();
        await pipeline(
            Readable.from(pieces(TOTAL, 16 * 1024, flight), { objectMode: false, highWaterMark: 16 * 1024 }),
            before,
            sealing({ keys: KEYS, context: CONTEXT, compression: "none", chunkBytes: CHUNK }),
            opening({ keys: KEYS, context: CONTEXT }),
            after,
            slowSink(flight),
        );
        assert.equal(flight.total, TOTAL);
        assert.equal(flight.now, 0);
        assert.deepEqual(after.digest(), before.digest());
        // Each of the two holds the chunk that it gathers and the one that it made; five streams have their own buffers.
        assert.ok(flight.most <= 4 * CHUNK + 10 * STREAM_BUFFER, `${flight.most} bytes were in flight`);
        assert.ok(flight.most >= CHUNK, "a chunk is gathered before it is let through");
    });

    it("doesn't grow with the size of a write: what comes of it is made when it is taken", async () => {
        const plain = someBytes(8 * 1024 * 1024);
        const object = await seal(plain, { chunkBytes: CHUNK });
        for (const { stream, input } of [
            { stream: opening({ keys: KEYS, context: CONTEXT }), input: object },
            { stream: sealing({ keys: KEYS, context: CONTEXT, compression: "none", chunkBytes: CHUNK }), input: plain },
        ]) {
            stream.end(input);
            let most = 0;
            let total = 0;
            for await (const piece of stream as AsyncIterable<Buffer>) {
                most = Math.max(most, stream.readableLength + piece.length);
                total += piece.length;
            }
            assert.ok(total >= plain.length);
            assert.ok(most <= 3 * (CHUNK + 20), `${most} bytes were waiting to be read`);
        }
    });

    it("takes nothing more while nobody reads", async () => {
        const stream = sealing({ keys: KEYS, context: CONTEXT, compression: "none", chunkBytes: CHUNK });
        const piece = someBytes(CHUNK);
        let written = 0;
        while (stream.write(piece) && written < 1000) {
            written += 1;
        }
        await new Promise((resolve) => setImmediate(resolve));
        assert.ok(stream.writableNeedDrain);
        assert.ok(stream.readableLength <= 2 * (CHUNK + 20));
        stream.destroy();
    });
});

describe("the streams of an envelope", () => {
    const sinks: Readonly<Record<string, () => (source: AsyncIterable<Buffer>) => Promise<void>>> = {
        fast: () => async (source) => {
            for await (const piece of source) {
                assert.ok(piece.length > 0);
            }
        },
        slow: () => async (source) => {
            for await (const piece of source) {
                assert.ok(piece.length > 0);
                await new Promise((resolve) => setImmediate(resolve));
            }
        },
    };
    const size = fc.integer({ min: 1, max: 100_000 });

    it("never wait for each other, whatever the sizes of writes, chunks and buffers", async () => {
        const bytes = someBytes(100_000);
        await fc.assert(
            fc.asyncProperty(
                fc.array(size, { maxLength: 12 }),
                fc.integer({ min: 3_000, max: 200_000 }),
                fc.constantFrom("fast", "slow", "piped"),
                async (writes, chunkBytes, kind) => {
                    const after = digesting();
                    const flight = new InFlight();
                    const streams = [
                        Readable.from(writes.map((length) => bytes.subarray(0, length))),
                        sealing({ keys: KEYS, context: CONTEXT, compression: "none", chunkBytes }),
                        opening({ keys: KEYS, context: CONTEXT }),
                        after,
                    ] as const;
                    const sink = sinks[kind]?.();
                    await (sink ? pipeline(...streams, sink) : pipeline(...streams, slowSink(flight)));
                    const plain = Buffer.concat(writes.map((length) => bytes.subarray(0, length)));
                    const sha256 = createHash("sha256").update(plain).digest("hex");
                    assert.deepEqual(after.digest(), { bytes: plain.length, sha256 });
                },
            ),
            { numRuns: 150 },
        );
    });
});

describe("a paced stream", () => {
    const converter = (fail: boolean) => ({
        *update(piece: Buffer): Iterable<Buffer> {
            for (const byte of piece) {
                yield Buffer.alloc(20_000, byte);
            }
            if (fail) {
                throw new Error("in the middle");
            }
        },
        *end(): Iterable<Buffer> {
            for (let index = 0; index < 50; index += 1) {
                yield Buffer.alloc(20_000, 9);
            }
        },
    });

    it("gives all that comes of a write and of the end, in order", async () => {
        const stream = new PacedTransform(converter(false));
        stream.end(Buffer.of(1, 2, 3));
        const hash = createHash("sha256");
        for await (const piece of stream as AsyncIterable<Buffer>) {
            hash.update(piece);
        }
        const expected = [1, 2, 3, ...Array.from({ length: 50 }, () => 9)].map((byte) => Buffer.alloc(20_000, byte));
        assert.equal(hash.digest("hex"), createHash("sha256").update(Buffer.concat(expected)).digest("hex"));
    });

    it("fails with the converter's error, also when it comes after a pause", async () => {
        const stream = new PacedTransform(converter(true));
        stream.end(Buffer.alloc(200, 1));
        let read = 0;
        await assert.rejects(async () => {
            for await (const piece of stream as AsyncIterable<Buffer>) {
                read += piece.length;
            }
        }, /in the middle/);
        assert.ok(read > 0);
    });
});

describe("a digest on the way", () => {
    it("is of all bytes, which come through unchanged", async () => {
        const stream = digesting();
        const out: Buffer[] = [];
        await pipeline(Readable.from([Buffer.from("a"), Buffer.from("bc")]), stream, async (source) => {
            for await (const piece of source as AsyncIterable<Buffer>) {
                out.push(piece);
            }
        });
        assert.equal(Buffer.concat(out).toString(), "abc");
        // https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values: SHA-256 of "abc".
        const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert.deepEqual(stream.digest(), { bytes: 3, sha256 });
    });

    it("is of nothing where nothing came", async () => {
        const stream = digesting();
        await pipeline(Readable.from([]), stream, new Writable({ write: (_piece, _encoding, done) => done() }));
        const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert.deepEqual(stream.digest(), { bytes: 0, sha256 });
    });

    it("is not to be had before the end", () => {
        const stream = digesting();
        stream.write("a");
        assert.throws(() => stream.digest(), /has not ended yet/);
    });
});
