/** Envelopes made and opened in memory, and where their parts begin. */
import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { finished } from "node:stream/promises";
import { EnvelopeError } from "../../../../runtime/backup-runner/envelope/fault";
import type { ObjectContext } from "../../../../runtime/backup-runner/envelope/format";
import { readFrame } from "../../../../runtime/backup-runner/envelope/format";
import type { BackupKeys } from "../../../../runtime/backup-runner/envelope/keys";
import { parseBackupKeys } from "../../../../runtime/backup-runner/envelope/keys";
import { opening } from "../../../../runtime/backup-runner/envelope/open";
import type { SealingOptions } from "../../../../runtime/backup-runner/envelope/seal";
import { sealing } from "../../../../runtime/backup-runner/envelope/seal";

export const KEY = Buffer.alloc(32, 0x11).toString("base64");
export const OTHER_KEY = Buffer.alloc(32, 0x22).toString("base64");
export const CONTEXT: ObjectContext = {
    environment: "staging",
    database: "core",
    backupId: "2026-11-21T030000Z-5f3a",
};

/** A secret with these keys by id; the first is the current one. */
export function keysOf(keys: Readonly<Record<string, string>>): BackupKeys {
    return parseBackupKeys(JSON.stringify({ current: Object.keys(keys)[0], keys }));
}

export const KEYS = keysOf({ "2026-11": KEY });

export interface Outcome {
    readonly bytes: Buffer;
    readonly error: unknown;
}

/** Writes the pieces one after the other and gathers what comes out, also what came before an error. */
export async function through(stream: Duplex, pieces: readonly Buffer[]): Promise<Outcome> {
    const out: Buffer[] = [];
    stream.on("data", (piece: Buffer) => out.push(piece));
    const done = finished(stream).then(
        () => undefined,
        (error: unknown) => error,
    );
    for (const piece of pieces) {
        stream.write(piece);
    }
    stream.end();
    const error = await done;
    return { bytes: Buffer.concat(out), error };
}

/** Cuts at the given places, in any order; those beyond the end give empty pieces. */
export function split(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
    return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

export async function seal(
    plain: Buffer,
    options: Partial<SealingOptions> = {},
    cuts: readonly number[] = [],
): Promise<Buffer> {
    const stream = sealing({ keys: KEYS, context: CONTEXT, compression: "gzip", chunkBytes: 16, ...options });
    const { bytes, error } = await through(stream, split(plain, cuts));
    if (error !== undefined) {
        throw new Error("sealing failed", { cause: error });
    }
    return bytes;
}

export async function open(
    object: Buffer,
    cuts: readonly number[] = [],
    keys: BackupKeys = KEYS,
    context: ObjectContext = CONTEXT,
): Promise<Outcome> {
    return through(opening({ keys, context }), split(object, cuts));
}

/** Of an error that an envelope's reader may give; anything else is a fault of the test's subject. */
export function kindOf(error: unknown): string {
    if (error instanceof EnvelopeError) {
        return error.kind;
    }
    throw new Error(`no EnvelopeError, but ${String(error)}`, { cause: error });
}

export interface Layout {
    readonly header: Buffer;
    /** With frame and tag. */
    readonly chunks: readonly Buffer[];
    /** Where each chunk begins, and the end of the last. */
    readonly bounds: readonly number[];
}

export function layoutOf(object: Buffer): Layout {
    const bounds = [object.readUInt16BE(8)];
    for (let at = object.readUInt16BE(8); at < object.length;) {
        at += 4 + readFrame(object.subarray(at)).plainBytes + 16;
        bounds.push(at);
    }
    return {
        header: object.subarray(0, bounds[0]),
        chunks: bounds.slice(1).map((end, index) => object.subarray(bounds[index], end)),
        bounds,
    };
}

export function flipped(bytes: Buffer, bit: number): Buffer {
    const copy = Buffer.from(bytes);
    const at = Math.floor(bit / 8) % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
    return copy;
}

export function someBytes(length: number): Buffer {
    return randomBytes(length);
}
