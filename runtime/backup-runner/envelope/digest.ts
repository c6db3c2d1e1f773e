import { createHash } from "node:crypto";
import type { TransformCallback } from "node:stream";
import { Transform } from "node:stream";

export interface Digest {
    readonly bytes: number;
    /** Lower-case hex. */
    readonly sha256: string;
}

/** Lets bytes through unchanged and counts and digests them. */
export class Digesting extends Transform {
    private readonly hash = createHash("sha256");
    private bytes = 0;
    private result: Digest | undefined;

    override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        this.hash.update(piece);
        this.bytes += piece.length;
        done(null, piece);
    }

    override _flush(done: TransformCallback): void {
        this.result = { bytes: this.bytes, sha256: this.hash.digest("hex") };
        done();
    }

    /** Of all that was written. @throws Error before the stream has ended: a part's digest is nobody's. */
    digest(): Digest {
        if (this.result === undefined) {
            throw new Error("The stream has not ended yet: ask for its digest when the pipeline is done");
        }
        return this.result;
    }
}

export function digesting(): Digesting {
    return new Digesting();
}
