/**
 * The file of changes made since a world was last written whole. Each entry is encrypted, stands after its length, and
 * is on the disk before the change is answered, so that a crash at any moment loses nothing that was promised.
 */
import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Change, HistoryEntry } from "./records";
import { DamagedWorldError } from "./damaged";
import { syncDirectory, writeWhole } from "./durable";
import { decode, encode } from "./encoding";
import { deriveKey, keyedMark, MARK_BYTES, seal, unseal } from "./sealing";

const sync = promisify(fdatasync);
const LENGTH_BYTES = 4;
const HEADER_BYTES = LENGTH_BYTES + MARK_BYTES;
/** A sealed entry that ends in so many zeros was never written to its end. */
const UNWRITTEN_BYTES = 16;

export interface JournalEntry {
    readonly changes: readonly Change[];
    readonly entry: HistoryEntry;
}

function label(scope: string, position: number): string {
    return `${scope} journal at ${position}`;
}

/** The length and a mark over it: an altered length would else look like an entry that a crash cut off. */
function header(key: Buffer, bound: string, length: number): Buffer {
    const bytes = Buffer.alloc(LENGTH_BYTES);
    bytes.writeUInt32BE(length);
    return Buffer.concat([bytes, keyedMark(key, bound, bytes)]);
}

function lastWritten(bytes: Buffer): number {
    let index = bytes.length - 1;
    while (index >= 0 && bytes[index] === 0) {
        index -= 1;
    }
    return index;
}

/**
 * What the file holds up to the last whole entry, and where that one ends. A crash while writing leaves a last entry
 * that is cut off, or, on some file systems, goes on in zeros; anything else that does not decrypt is damage.
 */
export function readJournal(
    file: string,
    scope: string,
    key: Buffer,
): { readonly entries: readonly JournalEntry[]; readonly end: number } {
    const bytes = readIfThere(file);
    const written = lastWritten(bytes);
    const lengthKey = deriveKey(key, "journal lengths");
    const entries: JournalEntry[] = [];
    let position = 0;
    while (position + HEADER_BYTES <= bytes.length) {
        const start = position + HEADER_BYTES;
        const bound = label(scope, position);
        const length = bytes.readUInt32BE(position);
        const damage = `entry ${entries.length + 1} of its journal does not decrypt with the sandbox's key`;
        if (!bytes.subarray(position, start).equals(header(lengthKey, bound, length))) {
            if (written < start) {
                break;
            }
            throw new DamagedWorldError(file, scope, damage);
        }
        const end = start + length;
        if (end > bytes.length) {
            break;
        }
        const plain = unseal(key, bound, bytes.subarray(start, end));
        if (!plain) {
            if (written < end - UNWRITTEN_BYTES) {
                break;
            }
            throw new DamagedWorldError(file, scope, damage);
        }
        entries.push(decode<JournalEntry>(plain));
        position = end;
    }
    return { entries, end: position };
}

function readIfThere(file: string): Buffer {
    try {
        return readFileSync(file);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return Buffer.alloc(0);
        }
        throw error;
    }
}

export class Journal {
    private readonly descriptor: number;
    private readonly lengthKey: Buffer;
    private position: number;
    private syncing: Promise<void> = Promise.resolve();
    private waiting: Promise<void> | undefined;
    private failure: Error | undefined;

    /** @param end where the last whole entry ends; what stands behind it is cut off. */
    constructor(
        private readonly file: string,
        private readonly scope: string,
        private readonly key: Buffer,
        end: number,
    ) {
        this.lengthKey = deriveKey(key, "journal lengths");
        this.descriptor = openSync(file, "a+", 0o600);
        ftruncateSync(this.descriptor, end);
        syncDirectory(dirname(file));
        this.position = end;
    }

    /** Whether an entry could not be written: what the world holds in memory is then more than what was promised. */
    get failed(): boolean {
        return this.failure !== undefined;
    }

    /** Resolves once the entry is on the disk. Entries written at the same time share one sync. */
    async append(entry: JournalEntry): Promise<void> {
        if (this.failure) {
            throw this.failure;
        }
        try {
            this.write(encode(entry));
            await this.flush();
        } catch (error) {
            // Nothing may follow an entry that is perhaps half there, or not there at all after a failed sync.
            this.failure ??= error instanceof Error ? error : new Error(String(error));
            throw this.failure;
        }
    }

    /** All is part of a snapshot now: starts anew. */
    truncate(): void {
        ftruncateSync(this.descriptor, 0);
        this.position = 0;
    }

    /** Resolves once nothing is under way any more; never rejects. */
    async settled(): Promise<void> {
        await Promise.allSettled([this.syncing, this.waiting]);
    }

    close(): void {
        closeSync(this.descriptor);
    }

    private write(plain: Buffer): void {
        if (fstatSync(this.descriptor).size !== this.position) {
            throw new Error(
                `${this.file} was changed by another process: one process at a time may use a sandbox's folder. ` +
                    "Wait for the other one to end, then run this again",
            );
        }
        const bound = label(this.scope, this.position);
        const sealed = seal(this.key, bound, plain);
        const bytes = Buffer.concat([header(this.lengthKey, bound, sealed.length), sealed]);
        writeWhole(this.descriptor, bytes);
        this.position += bytes.length;
    }

    private flush(): Promise<void> {
        this.waiting ??= this.syncing.then(() => {
            this.waiting = undefined;
            this.syncing = sync(this.descriptor);
            return this.syncing;
        });
        return this.waiting;
    }
}
