/** File operations that survive a loss of power, not only the end of the process. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Makes the names in a directory durable: a new or renamed file is lost without it, however well it was synced. */
export function syncDirectory(directory: string): void {
    if (process.platform === "win32") {
        return;
    }
    const descriptor = openSync(directory, "r");
    try {
        fsyncSync(descriptor);
    } finally {
        closeSync(descriptor);
    }
}

/** Writes the whole of a file, or leaves the old one: never half of it. */
export function replaceFile(file: string, bytes: Buffer): void {
    const fresh = `${file}.new`;
    const descriptor = openSync(fresh, "w", 0o600);
    try {
        writeFileSync(descriptor, bytes);
        fsyncSync(descriptor);
    } finally {
        closeSync(descriptor);
    }
    renameSync(fresh, file);
    syncDirectory(dirname(file));
}

/** Writes all of it: on a disk that fills up, a single write may stop half-way without an error. */
export function writeWhole(descriptor: number, bytes: Buffer): void {
    let written = 0;
    while (written < bytes.length) {
        written += writeSync(descriptor, bytes, written);
    }
}
