import { Collector } from "../envelope/collector";
import { messageOf, RunnerError } from "../fault";
import type { World } from "../world";
import type { SentPart, Upload } from "./object-store";

const MIB = 1024 * 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PARTS = 10_000;
/** One is filled while the others are on their way. */
export const PARTS_IN_MEMORY = 3;

/**
 * Parts grow, since nobody knows the size at the beginning: 31 GiB in parts of 8 MiB, 148 GiB in all, with 72 MiB in memory
 * at the end.
 *
 * @param number from 1.
 */
export function partBytes(number: number): number {
    if (number <= 4_000) {
        return 8 * MIB;
    }
    return number <= 7_000 ? 16 * MIB : 24 * MIB;
}

interface Slot {
    readonly bytes: Collector;
    /** Whether what was in it has arrived. Never fails: see `failure`. */
    sent: Promise<void>;
}

/** Fills parts and sends them; holds no more than `PARTS_IN_MEMORY`. */
class Parts {
    private readonly slots: readonly Slot[];
    private readonly sent: SentPart[] = [];
    private filling = 1;
    private failure: { readonly error: unknown } | undefined;

    constructor(private readonly send: (number: number, body: Buffer) => Promise<SentPart>) {
        this.slots = Array.from({ length: PARTS_IN_MEMORY }, () => ({
            bytes: new Collector(partBytes(1)),
            sent: Promise.resolve(),
        }));
    }

    async add(piece: Buffer): Promise<void> {
        let rest = piece;
        while (rest.length > 0) {
            const { bytes } = this.slot();
            rest = bytes.take(rest);
            if (bytes.full) {
                await this.next();
            }
        }
    }

    /** Sends what is left, and waits until all has arrived. */
    async end(): Promise<readonly SentPart[]> {
        if (this.slot().bytes.bytes.length > 0) {
            this.sendFilled();
        }
        await this.settled();
        this.check();
        return [...this.sent].sort((one, other) => one.number - other.number);
    }

    /** A part that is on its way may arrive after the upload was abandoned, and stay. */
    async settled(): Promise<void> {
        await Promise.all(this.slots.map(({ sent }) => sent));
    }

    private slot(): Slot {
        const slot = this.slots[this.filling % this.slots.length];
        if (slot === undefined) {
            throw new RangeError(`no slot for part ${this.filling}`);
        }
        return slot;
    }

    private async next(): Promise<void> {
        this.sendFilled();
        this.filling += 1;
        if (this.filling > MAX_PARTS) {
            throw new RunnerError(
                "failed",
                `The backup has more than ${MAX_PARTS} parts, which S3 doesn't take as one object`,
                "A database of this size needs another kind of backup, such as snapshots",
            );
        }
        const { bytes, sent } = this.slot();
        await sent;
        this.check();
        bytes.ask(partBytes(this.filling));
    }

    private sendFilled(): void {
        const slot = this.slot();
        slot.sent = this.send(this.filling, slot.bytes.bytes).then(
            (part) => void this.sent.push(part),
            (error: unknown) => void (this.failure ??= { error }),
        );
    }

    private check(): void {
        if (this.failure !== undefined) {
            throw this.failure.error;
        }
    }
}

/** A bucket without versioning keeps no promise about what is under a key. */
function checkVersion(versionId: string | undefined, { store }: Pick<World, "store">): string {
    if (versionId === undefined || versionId === "null") {
        throw new RunnerError(
            "failed",
            `The bucket ${store.bucket} has no versioning, so that a manifest can't name what belongs to it`,
            "Use the bucket that Plinth's backup component makes, with versioning and Object Lock",
        );
    }
    return versionId;
}

async function abandon(upload: Upload, { store, log }: Pick<World, "store" | "log">): Promise<void> {
    try {
        await store.abandonUpload(upload);
    } catch (error) {
        log({
            level: "warn",
            event: "upload-left",
            message: `An incomplete upload stays until the bucket's lifecycle removes it: ${messageOf(error)}`,
            ...upload,
        });
    }
}

export interface UploadRequest {
    readonly key: string;
    /** What has to go well besides before anything is stored; asked for when all has come. */
    readonly afterAll: () => Promise<void>;
}

/**
 * Stores all that comes under a key, in parts. Nothing is stored unless the source ended by itself.
 *
 * @returns the id of the object's version.
 */
export async function uploadAll(
    source: AsyncIterable<Buffer>,
    { key, afterAll }: UploadRequest,
    world: Pick<World, "store" | "log">,
    signal: AbortSignal,
): Promise<string> {
    const { store } = world;
    const upload = { key, uploadId: await store.beginUpload(key, signal) };
    const parts = new Parts((number, body) => store.sendPart({ ...upload, number, body }, signal));
    try {
        for await (const piece of source) {
            await parts.add(piece);
        }
        const sent = await parts.end();
        await afterAll();
        signal.throwIfAborted();
        return checkVersion(await store.completeUpload(upload, sent, signal), world);
    } catch (error) {
        await parts.settled();
        await abandon(upload, world);
        throw error;
    }
}
