import type { BackupKeys } from "../envelope/keys";
import { RunnerError } from "../fault";
import { backupPrefix, databasePrefix, partsOfKey } from "../names";
import type { StoredVersion } from "../store/object-store";
import type { World } from "../world";
import { isGood, STATES, type Entry, type GoodEntry, type Stored } from "./entry";
import { describePassedOver, toldOf } from "./passed-over";
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

/** A backup that can be restored, and what there is that is newer and can't. */
export interface Chosen {
    readonly backup: GoodEntry;
    /** Each in one line; nothing of runs that left no backup. */
    readonly passedOver: readonly string[];
}

async function latest(request: CatalogueRequest, world: CatalogueWorld, signal: AbortSignal): Promise<Chosen> {
    const passed: Entry[] = [];
    for await (const backup of backupsOf(request, world, signal)) {
        if (isGood(backup)) {
            const passedOver = describePassedOver(passed);
            if (passedOver.length > 0) {
                const message = `Newer than ${backup.backupId}, and passed over: ${passedOver.join("; ")}`;
                world.log({ level: "warn", event: "backups-passed-over", message, passedOver });
            }
            return { backup, passedOver };
        }
        passed.push(backup);
    }
    const [newest] = passed;
    throw new RunnerError(
        "refused",
        `There is no good backup ${where(request, world)}; ${passed.length} others are there${newest === undefined ? "" : `, the newest of them ${toldOf(newest)}`}`,
        "`list` says what each of them is. Look at BACKUP_ENVIRONMENT, DATABASE_NAME and the secret with the keys",
    );
}

type CatalogueWorld = Pick<World, "store" | "log">;

/**
 * The backup that is asked for, if it can be restored. What is passed over for the latest is logged.
 *
 * @param wanted its id, or `latest`: the newest good one.
 * @throws RunnerError (`refused`) saying why not.
 */
export async function goodBackup(
    wanted: string,
    request: CatalogueRequest,
    world: CatalogueWorld,
    signal: AbortSignal,
): Promise<Chosen> {
    if (wanted === "latest") {
        return latest(request, world, signal);
    }
    const prefix = backupPrefix(request.database, wanted);
    for await (const entry of backupsOf(request, world, signal, prefix)) {
        if (isGood(entry)) {
            return { backup: entry, passedOver: [] };
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
