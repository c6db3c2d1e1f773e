import type { Manifest } from "../manifest/manifest";
import type { StoredVersion } from "../store/object-store";

/** What a backup is worth. */
export const STATES = {
    good: "It can be restored.",
    incomplete: "It has no manifest: its run failed, was killed or is still going on. It is no backup.",
    forged: "No version of its manifest was made by the backup runner for this backup.",
    unreadable:
        "S3 gives at least one version of its manifest to nobody, or not to this role, and no other one is true.",
    "unknown-key": "The secret lacks the key that it was made with.",
    "newer-format": "A later release of the backup runner made it.",
    "object-missing": "The version of the object that its manifest names is gone.",
    "object-differs": "The version of the object that its manifest names has another size.",
} as const;

export type State = keyof typeof STATES;

/** One backup, as it stands in the bucket. */
export interface Entry {
    readonly backupId: string;
    readonly state: State;
    /** The oldest true version. */
    readonly manifest?: Manifest;
    /** Of the manifest. */
    readonly manifestVersionId?: string;
    /** Of the object: what isn't in an instant class has to be asked for before it can be read. */
    readonly storageClass?: string;
    /** What somebody has done to it, and why it is not good. */
    readonly remarks: readonly string[];
}

/** An entry that can be restored. */
export interface GoodEntry extends Entry {
    readonly state: "good";
    readonly manifest: Manifest;
}

export function isGood(entry: Entry): entry is GoodEntry {
    return entry.state === "good" && entry.manifest !== undefined;
}

/** What the bucket has of one backup, each the newest first. */
export interface Stored {
    readonly manifests: readonly StoredVersion[];
    readonly objects: readonly StoredVersion[];
}
