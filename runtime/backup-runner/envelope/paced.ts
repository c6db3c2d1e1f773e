import type { TransformCallback } from "node:stream";
import { Transform } from "node:stream";

/** What a stream does with its bytes, apart from streams. Each piece is made when it is taken. */
export interface Converter {
    update(piece: Buffer): Iterable<Buffer>;
    end(): Iterable<Buffer>;
}

/**
 * A Transform that makes its next piece only when the reader wants more. A plain one pushes all that comes of one write,
 * however large, so that its memory grows with the size of the writes.
 */
export class PacedTransform extends Transform {
    private resumePushing: (() => void) | undefined;

    constructor(private readonly converter: Converter) {
        super();
    }

    override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        this.pushAll(() => this.converter.update(piece), done);
    }

    override _flush(done: TransformCallback): void {
        this.pushAll(() => this.converter.end(), done);
    }

    override _read(size: number): void {
        const resume = this.resumePushing;
        this.resumePushing = undefined;
        resume?.();
        // Where that gave nothing more, the next write has to: nobody asks again before something was pushed.
        if (this.resumePushing === undefined) {
            super._read(size);
        }
    }

    private pushAll(convert: () => Iterable<Buffer>, done: TransformCallback): void {
        let pieces: Iterator<Buffer> | undefined;
        const pushOn = (): void => {
            try {
                pieces ??= convert()[Symbol.iterator]();
                for (let next = pieces.next(); !next.done; next = pieces.next()) {
                    if (!this.push(next.value)) {
                        this.resumePushing = pushOn;
                        return;
                    }
                }
            } catch (error) {
                done(error instanceof Error ? error : new Error(String(error)));
                return;
            }
            done();
        };
        pushOn();
    }
}
