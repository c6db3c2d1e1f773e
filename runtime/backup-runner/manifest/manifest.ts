/**
 * What tells that a backup is whole: written last, when the object it describes is stored. Without it there is no backup.
 * Its object is named by version id, since a bucket with Object Lock still takes delete markers and newer versions of the
 * same key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
import type { EnvelopeDescription, ObjectContext } from "../envelope/format";
import type { Digest } from "../envelope/digest";
import { canonicalJson } from "./canonical";

/** A reader refuses a newer major version, and passes over what a newer minor one added. */
export const MANIFEST_MAJOR = 1;
export const MANIFEST_MINOR = 1;
export const MANIFEST_VERSION = `${MANIFEST_MAJOR}.${MANIFEST_MINOR}`;

export interface StoredObject extends Digest {
    /** In the bucket, without a leading slash. */
    readonly key: string;
    readonly versionId: string;
}

export interface TableCount {
    readonly schema: string;
    readonly name: string;
    /** In the snapshot that was dumped. */
    readonly rows: number;
}

/** What the runner has to tell. */
export interface ManifestContent extends ObjectContext {
    /** UTC, as `Date.toISOString` writes it. */
    readonly startedAt: string;
    readonly endedAt: string;
    /** Of PostgreSQL, as `SHOW server_version` tells it. */
    readonly serverVersion: string;
    /** Of pg_dump. */
    readonly clientVersion: string;
    /** What is stored: the envelope. */
    readonly object: StoredObject;
    /** What pg_dump gave, before compression. */
    readonly plain: Digest;
    readonly envelope: EnvelopeDescription;
    readonly tables: readonly TableCount[];
    /** That a restore needs in any case: `namedRoles`. */
    readonly roles: readonly string[];
}

/** As it is stored. */
export interface Manifest extends Omit<ManifestContent, "roles"> {
    /** `undefined` where nobody knows: before version 1.1. */
    readonly roles?: readonly string[];
    /** `<major>.<minor>` of the manifest's format. */
    readonly version: string;
    /** HMAC-SHA256 over all the rest, in lower-case hex: `signManifest`. */
    readonly mac: string;
}

/** A manifest that can't be relied on. The message says all that is wrong, and what to do. */
export class ManifestError extends Error {
    constructor(
        readonly kind: "malformed" | "newer-version" | "forged" | "other-backup",
        readonly faults: readonly string[],
        next: string,
    ) {
        super(`The backup's manifest ${TITLES[kind]}: ${faults.join("; ")}. ${next}.`);
        this.name = "ManifestError";
    }
}

const TITLES = {
    malformed: "can't be used",
    "newer-version": "is newer than this program",
    forged: "was not made by the backup runner, or was altered",
    "other-backup": "is another backup's",
} as const;

/** The file's content: canonical JSON and a newline. */
export function manifestText(manifest: Manifest): string {
    return `${canonicalJson(manifest)}\n`;
}
