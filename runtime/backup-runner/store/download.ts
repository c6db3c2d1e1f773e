import { RunnerError } from "../fault";
import type { World } from "../world";
import type { ByteRange } from "./object-store";

/** Two of them are in memory: the one that is read, and the next. */
const RANGE_BYTES = 8 * 1024 * 1024;
const TRIES = 4;
const FIRST_PAUSE_MS = 250;

/** A version of an object whose size is known. */
export interface WantedObject {
    readonly key: string;
    readonly versionId: string;
    readonly bytes: number;
}

function* rangesOf(bytes: number): Generator<ByteRange> {
    for (let first = 0; first < bytes; first += RANGE_BYTES) {
        yield { first, last: Math.min(first + RANGE_BYTES, bytes) - 1 };
    }
}

function isWorthAnotherTry(error: unknown): boolean {
    return !(error instanceof RunnerError && error.ending === "refused");
}

/**
 * Reads an object piece by piece, each with a request of its own: a connection that is lost costs one piece, and one that
 * waits for a slow reader is not open at all.
 */
export async function* download(
    { key, versionId, bytes }: WantedObject,
    { store, clock }: Pick<World, "store" | "clock">,
    signal: AbortSignal,
): AsyncGenerator<Buffer> {
    const readOnce = async (range: ByteRange): Promise<Buffer> => {
        const piece = await store.read({ key, versionId }, signal, range);
        const wanted = range.last - range.first + 1;
        if (piece.length !== wanted) {
            throw new RunnerError(
                "failed",
                `S3 gave ${piece.length} instead of ${wanted} bytes of ${key} from byte ${range.first}`,
                "Look at the network, and try again",
            );
        }
        return piece;
    };
    const read = async (range: ByteRange): Promise<Buffer> => {
        for (let tried = 1; ; tried += 1) {
            try {
                return await readOnce(range);
            } catch (error) {
                if (tried === TRIES || signal.aborted || !isWorthAnotherTry(error)) {
                    throw error;
                }
                await clock.pause(FIRST_PAUSE_MS * 2 ** tried);
            }
        }
    };
    let next: Promise<Buffer> | undefined;
    for (const range of rangesOf(bytes)) {
        const current = next;
        next = read(range);
        // It may fail before it is asked for.
        next.catch(() => undefined);
        if (current !== undefined) {
            yield await current;
        }
    }
    if (next !== undefined) {
        yield await next;
    }
}
