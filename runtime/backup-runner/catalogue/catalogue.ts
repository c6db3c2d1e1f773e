import type { BackupKeys } from "../envelope/keys";
import { RunnerError } from "../fault";
import { backupPrefix, databasePrefix, partsOfKey } from "../names";
import type { StoredVersion } from "../store/object-store";
import type { World } from "../world";
import { isGood, STATES, type Entry, type GoodEntry, type Stored } from "./entry";
import { judge } from "./judge";

export interface CatalogueRequest {
    readonly environment: string;
    readonly database: string;
    readonly keys: BackupKeys;
}

/** Manifests that are read side by side. */
const ABREAST = 8;

interface Found {
    readonly backupId: string;
    readonly stored: Stored;
}

/** What there is under a prefix, by backup, the newest first: their ids sort by time. */
async function find(
    database: string,
    prefix: string,
    { store }: Pick<World, "store">,
    signal: AbortSignal,
): Promise<readonly Found[]> {
    const found = new Map<string, Record<keyof Stored, StoredVersion[]>>();
    for await (const version of store.versions(prefix, signal)) {
        const parts = partsOfKey(database, version.key);
        if (parts !== undefined) {
            const stored = found.get(parts.backupId) ?? { manifests: [], objects: [] };
            found.set(parts.backupId, stored);
            stored[parts.file === "manifest" ? "manifests" : "objects"].push(version);
        }
    }
    return [...found]
        .map(([backupId, stored]) => ({ backupId, stored }))
        .sort((one, other) => (one.backupId < other.backupId ? 1 : -1));
}

/** All backups of a database, the newest first, each judged when it is asked for. */
export async function* backupsOf(
    { environment, database, keys }: CatalogueRequest,
    world: Pick<World, "store">,
    signal: AbortSignal,
    prefix = databasePrefix(database),
): AsyncGenerator<Entry> {
    const found = await find(database, prefix, world, signal);
    const { store } = world;
    for (let at = 0; at < found.length; at += ABREAST) {
        const judged = found
            .slice(at, at + ABREAST)
            .map(({ backupId, stored }) => judge({ environment, database, backupId }, stored, keys, { store, signal }));
        // One that fails may be one that nobody asks for.
        judged.forEach((entry) => void entry.catch(() => undefined));
        for (const entry of judged) {
            yield await entry;
        }
    }
}

function where({ environment, database }: CatalogueRequest, { store }: Pick<World, "store">): string {
    return `of database ${JSON.stringify(database)} in ${environment} (bucket ${store.bucket})`;
}

async function latest(request: CatalogueRequest, world: Pick<World, "store">, signal: AbortSignal): Promise<GoodEntry> {
    const passed: Entry[] = [];
    for await (const entry of backupsOf(request, world, signal)) {
        if (isGood(entry)) {
            return entry;
        }
        passed.push(entry);
    }
    throw new RunnerError(
        "refused",
        `There is no good backup ${where(request, world)}; ${passed.length} others are there`,
        "`list` says what each of them is. Look at BACKUP_ENVIRONMENT, DATABASE_NAME and the secret with the keys",
    );
}

/**
 * The backup that is asked for, if it can be restored.
 *
 * @param wanted its id, or `latest`: the newest good one.
 * @throws RunnerError (`refused`) saying why not.
 */
export async function goodBackup(
    wanted: string,
    request: CatalogueRequest,
    world: Pick<World, "store">,
    signal: AbortSignal,
): Promise<GoodEntry> {
    if (wanted === "latest") {
        return latest(request, world, signal);
    }
    const prefix = backupPrefix(request.database, wanted);
    for await (const entry of backupsOf(request, world, signal, prefix)) {
        if (isGood(entry)) {
            return entry;
        }
        throw new RunnerError(
            "refused",
            `Backup ${wanted} is ${entry.state}: ${[STATES[entry.state], ...entry.remarks].join(" ")}`,
            "docs/restore.md says what to do about it; `list` shows the others",
        );
    }
    throw new RunnerError(
        "refused",
        `There is no backup ${wanted} ${where(request, world)}`,
        "`list` shows those there are",
    );
}
