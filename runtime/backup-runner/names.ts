import { NAME_RULES } from "./envelope/format";

const OBJECT_FILE = "dump.plnthbk";
const MANIFEST_FILE = "manifest.json";

/** `2026-11-21T030000Z-5f3a`: sorts by time, and two that begin in one second differ. @param random four hex digits. */
export function newBackupId(at: Date, random: string): string {
    return `${at.toISOString().replace(/\.\d+/, "").replaceAll(":", "")}-${random}`;
}

/** What the keys of all backups of a database begin with. A slash in its name doesn't make another database's folder. */
export function databasePrefix(database: string): string {
    return `${encodeURIComponent(database)}/`;
}

export function backupPrefix(database: string, backupId: string): string {
    return `${databasePrefix(database)}${backupId}/`;
}

export function objectKey(database: string, backupId: string): string {
    return `${backupPrefix(database, backupId)}${OBJECT_FILE}`;
}

export function manifestKey(database: string, backupId: string): string {
    return `${backupPrefix(database, backupId)}${MANIFEST_FILE}`;
}

export interface KeyParts {
    readonly backupId: string;
    readonly file: "object" | "manifest";
}

/** @returns `undefined` for what no backup runner has written. */
export function partsOfKey(database: string, key: string): KeyParts | undefined {
    const prefix = databasePrefix(database);
    const [backupId = "", file, ...more] = key.startsWith(prefix) ? key.slice(prefix.length).split("/") : [];
    if (!NAME_RULES.backupId.test(backupId) || more.length > 0) {
        return undefined;
    }
    const files = { [OBJECT_FILE]: "object", [MANIFEST_FILE]: "manifest" } as const;
    return file === OBJECT_FILE || file === MANIFEST_FILE ? { backupId, file: files[file] } : undefined;
}
