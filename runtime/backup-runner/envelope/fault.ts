/** What can be wrong with an envelope or with how it is made. docs/backup-format.md says what each means. */
export type EnvelopeFault =
    /** Other bytes than an envelope's. */
    | "not-an-envelope"
    /** An envelope of a format that this code doesn't know. */
    | "newer-version"
    /** The secret lacks the key that the header names. */
    | "unknown-key"
    /** The header doesn't fit together or doesn't authenticate: altered, or the secret holds another key under that id. */
    | "header"
    /** A whole and authentic header of another object than the one asked for. */
    | "other-object"
    /** A chunk that doesn't authenticate in its place. */
    | "altered-chunk"
    /** The bytes end before the last chunk's end. */
    | "truncated"
    /** Bytes after the last chunk. */
    | "trailing-bytes"
    /** More chunks than the counter can count. */
    | "too-large"
    /** Options that no envelope can be made or opened with. */
    | "options";

/** Why no envelope could be made or opened. The message says what is wrong and what to do; it holds no key and no plain text. */
export class EnvelopeError extends Error {
    constructor(
        readonly kind: EnvelopeFault,
        what: string,
        next: string,
    ) {
        super(`${what}. ${next}.`);
        this.name = "EnvelopeError";
    }
}
