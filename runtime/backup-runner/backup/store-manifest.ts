import { messageOf, RunnerError } from "../fault";
import type { Manifest } from "../manifest/manifest";
import { manifestText } from "../manifest/manifest";
import { manifestKey } from "../names";
import type { Creation } from "../store/object-store";
import type { World } from "../world";

/** Between tries that another request was in the way of. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];

type Around = Pick<World, "store" | "clock">;

async function create(key: string, text: string, { store, clock }: Around, signal: AbortSignal): Promise<Creation> {
    for (const pause of PAUSES_MS) {
        const created = await store.create(key, text, signal);
        if (created !== "in conflict") {
            return created;
        }
        await clock.pause(pause);
        signal.throwIfAborted();
    }
    return store.create(key, text, signal);
}

async function createOnce(key: string, text: string, around: Around, signal: AbortSignal): Promise<void> {
    const { store } = around;
    const created = await create(key, text, around, signal);
    if (created === "in conflict") {
        throw new RunnerError(
            "failed",
            `Somebody else is writing ${key} into the bucket ${store.bucket}, also after ${PAUSES_MS.length + 1} tries`,
            "Look at who may write into the bucket, and run the backup again",
        );
    }
    // The answer to a first try may have got lost.
    if (created === "there already" && (await store.read({ key }, signal)).toString() !== text) {
        throw new RunnerError(
            "failed",
            `The bucket ${store.bucket} has another manifest under ${key}`,
            "Somebody else has written it: look at who may write into the bucket, and run the backup again",
        );
    }
}

/** The last step: with it, the backup is one. */
export async function storeManifest(manifest: Manifest, around: Around, signal: AbortSignal): Promise<void> {
    const { backupId, database } = manifest;
    try {
        await createOnce(manifestKey(database, backupId), manifestText(manifest), around, signal);
    } catch (error) {
        if (!signal.aborted) {
            throw error;
        }
        const reason: unknown = signal.reason;
        throw new RunnerError(
            "interrupted",
            `${reason instanceof RunnerError ? reason.what : messageOf(reason)} while its manifest was stored, and S3 may have taken that`,
            `Look whether \`list\` has ${backupId} as good, and run it again if it hasn't`,
            { cause: error, details: { backupId } },
        );
    }
}
