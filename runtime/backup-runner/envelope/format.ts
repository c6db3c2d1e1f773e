/**
 * The envelope of a backup object, version 1: a header, then chunks. All numbers are big-endian.
 *
 * | bytes | header |
 * | --- | --- |
 * | 7 | `PLNTHBK` |
 * | 1 | version: 1 |
 * | 2 | length of the whole header, from the first byte to the tag's last |
 * | 4 | chunk size: plain bytes in every chunk but the last |
 * | 32 | salt, random for each object |
 * | 1 + n, five times | length and UTF-8 bytes of: key id, compression, environment, database, backup id |
 * | 32 | tag: HMAC-SHA256 over all header bytes before it |
 *
 * | bytes | chunk |
 * | --- | --- |
 * | 4 | highest bit: whether this is the last chunk; the other 31: n, its plain bytes |
 * | n | AES-256-GCM ciphertext |
 * | 16 | GCM tag |
 *
 * Every chunk but the last holds exactly `chunk size` plain bytes; the last holds 1 to `chunk size`, or 0 when there is
 * nothing at all. Keys and nonces: `chunks.ts`. By hand: docs/backup-format.md.
 */
import { EnvelopeError } from "./fault";

export const MAGIC = Buffer.from("PLNTHBK");
export const VERSION = 1;
/** Magic, version and header length: what has to be there before the length of the header is known. */
export const PREAMBLE_BYTES = 10;
export const SALT_BYTES = 32;
export const HEADER_TAG_BYTES = 32;
export const FRAME_BYTES = 4;
export const GCM_TAG_BYTES = 16;
export const DEFAULT_CHUNK_BYTES = 1024 * 1024;
/** One chunk is held in memory before it is authenticated: 16 MiB leave room in a task of 1 GB. */
export const MAX_CHUNK_BYTES = 16 * 1024 * 1024;
export const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

const CHUNK_SIZE_AT = PREAMBLE_BYTES;
const SALT_AT = CHUNK_SIZE_AT + 4;
const NAMES_AT = SALT_AT + SALT_BYTES;
const LAST_CHUNK = 0x8000_0000;

/** Which object an envelope holds: part of its key, so that none can be passed off as another. */
export interface ObjectContext {
    /** Such as `production`. Letters, digits, `.`, `_` and `-`, at most 63. */
    readonly environment: string;
    /** The database's name in PostgreSQL: 1 to 63 bytes. */
    readonly database: string;
    /** Unique among all backups of the database. Letters, digits, `.`, `_` and `-`, at most 128. */
    readonly backupId: string;
}

export interface Header {
    /** Plain bytes in every chunk but the last, 1 to 16 MiB. */
    readonly chunkBytes: number;
    /** 32 bytes. */
    readonly salt: Buffer;
    /** Which key of the secret the object's keys are derived from. */
    readonly keyId: string;
    /** How the plain bytes are compressed, such as `gzip` or `none`. The envelope only records it. */
    readonly compression: string;
    readonly context: ObjectContext;
}

/** What a manifest tells of the envelope. */
export interface EnvelopeDescription {
    readonly version: number;
    readonly keyId: string;
    /** Plain bytes in every chunk but the last. */
    readonly chunkBytes: number;
    readonly compression: string;
}

/** What stands before a chunk. */
export interface Frame {
    readonly last: boolean;
    readonly plainBytes: number;
}

interface NameRule {
    /** Completes "must …". */
    readonly allowed: string;
    readonly test: (value: string) => boolean;
}

const DATABASE_BYTES = 63;
const pattern = (expression: RegExp): NameRule => ({
    allowed: `match ${expression.source.slice(1, -1)}`,
    test: (value) => expression.test(value),
});

/** What PostgreSQL takes: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
function isDatabaseName(value: string): boolean {
    const bytes = Buffer.from(value);
    return bytes.length >= 1 && bytes.length <= DATABASE_BYTES && !value.includes("\0") && bytes.toString() === value;
}

/** What each name in a header has to be. */
export const NAME_RULES = {
    keyId: pattern(KEY_ID),
    compression: pattern(/^[a-z0-9-]{1,16}$/),
    environment: pattern(/^[A-Za-z0-9._-]{1,63}$/),
    database: { allowed: `be 1 to ${DATABASE_BYTES} bytes of UTF-8 without a zero byte`, test: isDatabaseName },
    backupId: pattern(/^[A-Za-z0-9._-]{1,128}$/),
} as const satisfies Record<string, NameRule>;

export function isChunkBytes(value: number): boolean {
    return Number.isInteger(value) && value >= 1 && value <= MAX_CHUNK_BYTES;
}

export function headerFaults({ chunkBytes, salt, keyId, compression, context }: Header): readonly string[] {
    const names = { keyId, compression, ...context };
    const faults = Object.entries(NAME_RULES)
        .map(([name, rule]) => ({ name, rule, value: names[name as keyof typeof NAME_RULES] }))
        .filter(({ rule, value }) => !rule.test(value))
        .map(({ name, rule, value }) => `${name} must ${rule.allowed}, and is ${JSON.stringify(value)}`);
    if (!isChunkBytes(chunkBytes)) {
        faults.push(`chunkBytes must be an integer from 1 to ${MAX_CHUNK_BYTES}, and is ${chunkBytes}`);
    }
    if (salt.length !== SALT_BYTES) {
        faults.push(`salt must have ${SALT_BYTES} bytes, and has ${salt.length}`);
    }
    return faults;
}

function lengthPrefixed(texts: readonly string[]): Buffer {
    return Buffer.concat(
        texts.flatMap((text) => {
            const bytes = Buffer.from(text);
            return [Buffer.of(bytes.length), bytes];
        }),
    );
}

/** The three names with their lengths: what the keys of an object are bound to. No two contexts give the same bytes. */
export function contextBytes({ environment, database, backupId }: ObjectContext): Buffer {
    return lengthPrefixed([environment, database, backupId]);
}

export function sameContext(one: ObjectContext, other: ObjectContext): boolean {
    return contextBytes(one).equals(contextBytes(other));
}

/** For messages. */
export function contextName({ environment, database, backupId }: ObjectContext): string {
    return `backup ${backupId} of database ${JSON.stringify(database)} in ${environment}`;
}

/** The header without its tag. @throws EnvelopeError with all faults of the values. */
export function headerBytes(header: Header): Buffer {
    const faults = headerFaults(header);
    if (faults.length > 0) {
        throw new EnvelopeError("options", `No envelope can be made: ${faults.join("; ")}`, "Correct these options");
    }
    const names = Buffer.concat([lengthPrefixed([header.keyId, header.compression]), contextBytes(header.context)]);
    const fixed = Buffer.alloc(NAMES_AT);
    MAGIC.copy(fixed);
    fixed.writeUInt8(VERSION, MAGIC.length);
    fixed.writeUInt16BE(NAMES_AT + names.length + HEADER_TAG_BYTES, MAGIC.length + 1);
    fixed.writeUInt32BE(header.chunkBytes, CHUNK_SIZE_AT);
    header.salt.copy(fixed, SALT_AT);
    return Buffer.concat([fixed, names]);
}

const NO_ENVELOPE_NEXT =
    "Look whether this is the object and the version of it that the manifest names, downloaded without any conversion";
export const HEADER_NEXT =
    "Fetch the version of the object that the manifest names and compare its SHA-256; if it is the same, look in the " +
    "secret's history for the key that had this id when the backup was made";

function badHeader(what: string): EnvelopeError {
    return new EnvelopeError("header", `The header was altered: ${what}`, HEADER_NEXT);
}

/** Whether these bytes may be the beginning of an envelope. */
export function maybeEnvelope(bytes: Buffer): boolean {
    const compared = Math.min(bytes.length, MAGIC.length);
    return bytes.subarray(0, compared).equals(MAGIC.subarray(0, compared));
}

export function notAnEnvelope(): EnvelopeError {
    return new EnvelopeError(
        "not-an-envelope",
        `This is not an encrypted backup: it doesn't begin with ${MAGIC.toString()}`,
        NO_ENVELOPE_NEXT,
    );
}

/** @returns how long the whole header is. */
export function readPreamble(bytes: Buffer): number {
    if (!maybeEnvelope(bytes)) {
        throw notAnEnvelope();
    }
    const version = bytes.readUInt8(MAGIC.length);
    if (version > VERSION) {
        throw new EnvelopeError(
            "newer-version",
            `The envelope has version ${version}; versions up to ${VERSION} can be opened here`,
            "Use the release of the backup runner that made it, or a newer one. If there is none, the object was altered",
        );
    }
    if (version !== VERSION) {
        throw badHeader(`there is no version ${version}`);
    }
    const length = bytes.readUInt16BE(MAGIC.length + 1);
    if (length < NAMES_AT + HEADER_TAG_BYTES) {
        throw badHeader(`it can't have ${length} bytes`);
    }
    return length;
}

function readNames(bytes: Buffer): readonly string[] {
    const names: string[] = [];
    let at = 0;
    while (at < bytes.length) {
        const end = at + 1 + bytes.readUInt8(at);
        if (end > bytes.length) {
            throw badHeader("a name in it is longer than the header");
        }
        names.push(bytes.subarray(at + 1, end).toString());
        at = end;
    }
    return names;
}

/** @param bytes the whole header with its tag, which is not looked at here. */
export function readHeader(bytes: Buffer): Header {
    const names = readNames(bytes.subarray(NAMES_AT, bytes.length - HEADER_TAG_BYTES));
    const [keyId, compression, environment, database, backupId, ...others] = names;
    if (
        keyId === undefined ||
        compression === undefined ||
        environment === undefined ||
        database === undefined ||
        backupId === undefined ||
        others.length > 0
    ) {
        throw badHeader(`it has ${names.length} names instead of 5`);
    }
    const header: Header = {
        chunkBytes: bytes.readUInt32BE(CHUNK_SIZE_AT),
        salt: Buffer.from(bytes.subarray(SALT_AT, NAMES_AT)),
        keyId,
        compression,
        context: { environment, database, backupId },
    };
    const faults = headerFaults(header);
    if (faults.length > 0) {
        throw badHeader(faults.join("; "));
    }
    return header;
}

export function frameBytes({ last, plainBytes }: Frame): Buffer {
    const bytes = Buffer.alloc(FRAME_BYTES);
    bytes.writeUInt32BE((last ? LAST_CHUNK : 0) + plainBytes);
    return bytes;
}

export function readFrame(bytes: Buffer): Frame {
    const value = bytes.readUInt32BE();
    return { last: value >= LAST_CHUNK, plainBytes: value % LAST_CHUNK };
}
