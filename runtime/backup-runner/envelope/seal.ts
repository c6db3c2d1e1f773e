import { randomBytes } from "node:crypto";
import { sealChunk, sealHeader } from "./chunks";
import type { SealedHeader } from "./chunks";
import { Collector } from "./collector";
import type { EnvelopeDescription, ObjectContext } from "./format";
import { DEFAULT_CHUNK_BYTES, SALT_BYTES, VERSION } from "./format";
import type { BackupKeys } from "./keys";
import { keyOf } from "./keys";
import type { Converter } from "./paced";
import { PacedTransform } from "./paced";

export interface SealingOptions {
    /** The current one is used. */
    readonly keys: BackupKeys;
    readonly context: ObjectContext;
    /** How the bytes that come in are compressed: `none`, `gzip`… Only recorded. */
    readonly compression: string;
    /** Plain bytes in a chunk, 1 to 16 MiB: what is held in memory, and 20 bytes more in the object. @default 1 MiB */
    readonly chunkBytes?: number;
    /** 32 bytes. For tests only: two objects of one context with the same salt give away both. @default - random */
    readonly salt?: Buffer;
}

class Sealer implements Converter {
    private readonly chunk: Collector;
    private index = 0;
    private begun = false;

    constructor(private readonly sealed: SealedHeader) {
        this.chunk = new Collector(sealed.header.chunkBytes);
    }

    *update(piece: Buffer): Iterable<Buffer> {
        yield* this.header();
        let rest = piece;
        while (rest.length > 0) {
            // A full chunk waits for one byte more, since it may be the last.
            if (this.chunk.full) {
                yield this.next(false);
            }
            rest = this.chunk.take(rest);
        }
    }

    *end(): Iterable<Buffer> {
        yield* this.header();
        yield this.next(true);
    }

    private *header(): Iterable<Buffer> {
        if (!this.begun) {
            this.begun = true;
            yield this.sealed.bytes;
        }
    }

    private next(last: boolean): Buffer {
        const bytes = sealChunk(this.sealed, this.index, last, this.chunk.bytes);
        this.index += 1;
        this.chunk.ask(this.sealed.header.chunkBytes);
        return bytes;
    }
}

/** Bytes in, an envelope out. */
export class Sealing extends PacedTransform {
    constructor(
        converter: Converter,
        /** For the manifest. */
        readonly envelope: EnvelopeDescription,
    ) {
        super(converter);
    }
}

/**
 * Encrypts what is written to it; at most two chunks are in memory. Only a stream that ended gives a whole envelope: one
 * that was destroyed lacks the last chunk, which `opening` notices.
 *
 * @throws EnvelopeError (`options`) with all faults of the options.
 */
export function sealing({ keys, context, compression, chunkBytes, salt }: SealingOptions): Sealing {
    const header = {
        chunkBytes: chunkBytes ?? DEFAULT_CHUNK_BYTES,
        salt: salt ?? randomBytes(SALT_BYTES),
        keyId: keys.current,
        compression,
        context,
    };
    const sealed = sealHeader(keyOf(keys, keys.current), header);
    const { keyId } = header;
    return new Sealing(new Sealer(sealed), { version: VERSION, keyId, chunkBytes: header.chunkBytes, compression });
}
