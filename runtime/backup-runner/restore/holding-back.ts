import type { TransformCallback } from "node:stream";
import { Transform } from "node:stream";

/**
 * Lets bytes through but the last piece, which waits until all before it has ended and was found right. Whoever reads needs
 * that piece to finish: pg_restore commits after the last row, and the last row is in it.
 */
export class HoldingBack extends Transform {
    private held: Buffer | undefined;

    /** @param check throws where the whole is not as it has to be. */
    constructor(private readonly check: () => void) {
        super();
    }

    override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        if (piece.length === 0) {
            done();
            return;
        }
        const before = this.held;
        this.held = piece;
        done(null, before);
    }

    override _flush(done: TransformCallback): void {
        try {
            this.check();
        } catch (error) {
            done(error instanceof Error ? error : new Error(String(error)));
            return;
        }
        done(null, this.held);
    }
}
