import fs from "node:fs";
import path from "node:path";
import { CommandFault } from "../command-fault";

/**
 * The engine's file backend replaces the state by half of it when the disk runs full while it writes: its library goes
 * on to the renaming after a failed write, with a checksum of what should have been written
 * (https://github.com/google/go-cloud/blob/v0.37.0/blob/blob.go, `WriteAll` and `Close`). So a run isn't begun on a disk
 * that is nearly full, and is stopped, as by Ctrl-C, while there is room to write down what it has done.
 */
const MEGABYTE = 1_000_000;
/** The staging environment's states, backups, history and worlds grow by less than a third of it in a first run. */
const TO_BEGIN = 32 * MEGABYTE;
/** At its end an update writes the state five times; the largest we know is 2 MB. */
const TO_GO_ON = 16 * MEGABYTE;
const LOOK_MS = 100;

/** What this needs of the machine, so that tests can put another one in its place. */
export interface Disk {
    /** Bytes that are free where a file is; undefined where nobody can tell. */
    freeBytes(file: string): number | undefined;
    /** Calls `look` again and again until the answered function is called. */
    every(ms: number, look: () => void): () => void;
}

/** The disks of this machine. */
export const realDisk: Disk = {
    freeBytes: freeBytesAt,
    every: (ms, look) => {
        const timer = setInterval(look, ms).unref();
        return () => clearInterval(timer);
    },
};

/** @throws CommandFault when there isn't the room that a run may need; nothing was changed then */
export function requireRoom(plinth: string, disk = realDisk): void {
    const free = disk.freeBytes(plinth);
    if (free !== undefined && free < TO_BEGIN) {
        throw roomFault(plinth, free, `a run isn't begun with less than ${bytesText(TO_BEGIN)}. Nothing was changed`);
    }
}

/** A look-out for a disk that runs full. */
export interface RoomWatch {
    /** Why it had the run stopped; undefined when it hadn't. */
    readonly fault: CommandFault | undefined;
    close(): void;
}

/** @param stop has the run finish what it has begun; called once, when there is just room enough for that */
export function watchRoom(plinth: string, stop: () => void, disk = realDisk): RoomWatch {
    let fault: CommandFault | undefined;
    const look = (): void => {
        const free = disk.freeBytes(plinth);
        if (fault === undefined && free !== undefined && free < TO_GO_ON) {
            fault = roomFault(plinth, free, "the run was stopped while there was room to write down what it had done");
            stop();
        }
    };
    const close = disk.every(LOOK_MS, look);
    return {
        get fault() {
            return fault;
        },
        close,
    };
}

function roomFault(plinth: string, free: number, why: string): CommandFault {
    return new CommandFault("machine", `The disk of ${plinth} is nearly full, ${bytesText(free)} are free: ${why}.`, [
        "Make room, then run the command again: it goes on from there.",
        whatMayGo(plinth),
    ]);
}

/** Of the command's own files. */
export function whatMayGo(plinth: string): string {
    return `What may go: ${path.join(plinth, "logs")}; and, to begin the sandbox anew, ${path.join(plinth, "sandbox")}.`;
}

/** Of the nearest folder that is there. */
export function freeBytesAt(file: string): number | undefined {
    try {
        const { bavail, bsize } = fs.statfsSync(file);
        return bavail * bsize;
    } catch {
        const parent = path.dirname(file);
        return parent === file ? undefined : freeBytesAt(parent);
    }
}

/** `12 MB`; rounded down. */
export function bytesText(bytes: number): string {
    const units = ["bytes", "kB", "MB", "GB", "TB"];
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    return `${Math.floor(bytes / 1000 ** power)} ${units[power] ?? ""}`;
}
