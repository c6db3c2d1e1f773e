import type { SealedHeader } from "./chunks";
import { openChunk, openHeader } from "./chunks";
import { Collector } from "./collector";
import { EnvelopeError } from "./fault";
import type { EnvelopeDescription, Frame, ObjectContext } from "./format";
import {
    contextName,
    FRAME_BYTES,
    GCM_TAG_BYTES,
    maybeEnvelope,
    notAnEnvelope,
    PREAMBLE_BYTES,
    readFrame,
    readPreamble,
    sameContext,
    VERSION,
} from "./format";
import type { BackupKeys } from "./keys";
import { keyOf } from "./keys";
import type { Converter } from "./paced";
import { PacedTransform } from "./paced";

export interface OpeningOptions {
    readonly keys: BackupKeys;
    /** Which object is expected. One of another backup is refused, though it is whole. */
    readonly context: ObjectContext;
    /** Called once the header is authenticated, before any plain byte comes out. What it throws ends the stream. */
    readonly onHeader?: (envelope: EnvelopeDescription) => void;
}

type Part =
    | { readonly name: "preamble" }
    | { readonly name: "header"; readonly preamble: Buffer }
    | { readonly name: "frame"; readonly sealed: SealedHeader }
    | { readonly name: "chunk"; readonly sealed: SealedHeader; readonly frame: Frame }
    | { readonly name: "end" };

const ALTERED_NEXT =
    "Nothing of it was let through, and what came before is not the whole: discard it. Fetch the version of the object " +
    "that the manifest names and compare its SHA-256; if it is the same, restore another backup";

class Opener implements Converter {
    private part: Part = { name: "preamble" };
    private readonly input = new Collector(PREAMBLE_BYTES);
    private index = 0;
    /** Bytes of the object before the current chunk. */
    private position = 0;

    constructor(private readonly options: OpeningOptions) {}

    *update(piece: Buffer): Iterable<Buffer> {
        let rest = piece;
        while (rest.length > 0) {
            if (this.part.name === "end") {
                throw this.trailing();
            }
            rest = this.input.take(rest);
            if (this.input.full) {
                const plain = this.next(this.part);
                if (plain.length > 0) {
                    yield plain;
                }
            }
        }
    }

    end(): Iterable<Buffer> {
        if (this.part.name !== "end") {
            throw this.truncated(this.part);
        }
        return [];
    }

    private next(part: Exclude<Part, { name: "end" }>): Buffer {
        const nothing = Buffer.alloc(0);
        switch (part.name) {
            case "preamble": {
                const preamble = Buffer.from(this.input.bytes);
                this.goOn({ name: "header", preamble }, readPreamble(preamble) - PREAMBLE_BYTES);
                return nothing;
            }
            case "header":
                this.goOn({ name: "frame", sealed: this.header(part.preamble) }, FRAME_BYTES);
                return nothing;
            case "frame": {
                const frame = this.frame(part.sealed);
                this.goOn({ name: "chunk", sealed: part.sealed, frame }, frame.plainBytes + GCM_TAG_BYTES);
                return nothing;
            }
            case "chunk":
                return this.chunk(part.sealed, part.frame);
        }
    }

    private goOn(part: Part, bytes: number): void {
        this.part = part;
        this.input.ask(bytes);
    }

    private header(preamble: Buffer): SealedHeader {
        const { keys, context, onHeader } = this.options;
        const bytes = Buffer.concat([preamble, this.input.bytes]);
        const sealed = openHeader(bytes, (id) => keyOf(keys, id));
        if (!sameContext(sealed.header.context, context)) {
            throw new EnvelopeError(
                "other-object",
                `The object is ${contextName(sealed.header.context)}; asked for was ${contextName(context)}`,
                "Somebody put it in the other one's place: fetch the version of the object that the manifest names",
            );
        }
        const { keyId, chunkBytes, compression } = sealed.header;
        onHeader?.({ version: VERSION, keyId, chunkBytes, compression });
        this.position = bytes.length;
        return sealed;
    }

    private frame({ header: { chunkBytes } }: SealedHeader): Frame {
        const frame = readFrame(this.input.bytes);
        const possible = frame.last
            ? frame.plainBytes <= chunkBytes && (frame.plainBytes > 0 || this.index === 0)
            : frame.plainBytes === chunkBytes;
        if (!possible) {
            throw this.altered(`says that it has ${frame.plainBytes} bytes, which it can't have`);
        }
        return frame;
    }

    private chunk(sealed: SealedHeader, frame: Frame): Buffer {
        const plain = openChunk(sealed, this.index, frame.last, this.input.bytes);
        if (plain === undefined) {
            throw this.altered("doesn't authenticate in this place");
        }
        this.position += FRAME_BYTES + this.input.bytes.length;
        this.index += 1;
        if (frame.last) {
            this.goOn({ name: "end" }, 0);
        } else {
            this.goOn({ name: "frame", sealed }, FRAME_BYTES);
        }
        return plain;
    }

    private altered(what: string): EnvelopeError {
        return new EnvelopeError(
            "altered-chunk",
            `The object was altered: chunk ${this.index} (from 0), which begins at byte ${this.position} of the object, ${what}`,
            ALTERED_NEXT,
        );
    }

    private truncated(part: Part): EnvelopeError {
        if (part.name === "preamble" && !maybeEnvelope(this.input.bytes)) {
            return notAnEnvelope();
        }
        const inHeader = part.name === "preamble" || part.name === "header";
        const where = inHeader
            ? "before the end of its header"
            : `after ${this.index} whole chunks, without the last one`;
        return new EnvelopeError(
            "truncated",
            `The object is cut off: it ends ${where}`,
            "What came so far is not the whole: discard it. Compare the object's size with the manifest's and fetch it " +
                "again; if it is stored like this, its upload was never completed, and it is no backup",
        );
    }

    private trailing(): EnvelopeError {
        return new EnvelopeError(
            "trailing-bytes",
            `The object was altered: bytes follow its last chunk, which ends at byte ${this.position}`,
            "Fetch the version of the object that the manifest names and compare its size and SHA-256",
        );
    }
}

/**
 * Decrypts an envelope that is written to it; at most two chunks are in memory. No byte comes out that isn't
 * authenticated, and what does come out is a beginning of the true bytes: only a stream that ended gave all of them.
 *
 * The stream fails with an `EnvelopeError` whose `kind` says what is wrong.
 */
export function opening(options: OpeningOptions): PacedTransform {
    return new PacedTransform(new Opener(options));
}
