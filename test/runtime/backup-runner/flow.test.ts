import assert from "node:assert/strict";
import { PassThrough, Readable, Transform } from "node:stream";
import { flow } from "../../../runtime/backup-runner/flow";
import { NEVER } from "./support/fake-world";

const PIECES = Array.from({ length: 100 }, () => Buffer.alloc(1_000, "x"));

function source(): Readable {
    return Readable.from(PIECES, { objectMode: false });
}

async function count(pieces: AsyncIterable<Buffer>): Promise<number> {
    let bytes = 0;
    for await (const piece of pieces) {
        bytes += piece.length;
    }
    return bytes;
}

function failing(error: Error, when: "in the middle" | "at the end"): Transform {
    let pieces = 0;
    return new Transform({
        transform(piece, _encoding, done) {
            pieces += 1;
            done(when === "in the middle" && pieces === 50 ? error : null, piece);
        },
        flush: (done) => done(when === "at the end" ? error : null),
    });
}

describe("a flow", () => {
    it("gives what its sink does, through any number of stages", async () => {
        const stages = Array.from({ length: 8 }, () => new PassThrough());
        assert.equal(await flow(source(), stages, count, NEVER), 100_000);
    });

    it("fails with the error of the stage that failed first", async () => {
        for (const when of ["in the middle", "at the end"] as const) {
            const error = new Error(`broke ${when}`);
            const stages = [new PassThrough(), failing(error, when), new PassThrough()];
            await assert.rejects(flow(source(), stages, count, NEVER), error);
        }
    });

    it("fails with its sink's error, not with what the stream says that the sink has left", async () => {
        const error = new Error("no more");
        const refusing = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
            for await (const piece of pieces) {
                throw piece.length > 0 ? error : new Error("empty");
            }
        };
        await assert.rejects(flow(source(), [new PassThrough()], refusing, NEVER), error);
    });

    it("has ended its sink when it ends", async () => {
        let cleaned = false;
        const cleaning = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
            try {
                await count(pieces);
            } catch (error) {
                await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
                cleaned = true;
                throw error;
            }
        };
        await assert.rejects(flow(source(), [failing(new Error("broke"), "in the middle")], cleaning, NEVER), /broke/);
        assert.ok(cleaned);
    });
});
