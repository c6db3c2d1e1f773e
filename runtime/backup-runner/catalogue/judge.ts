import { EnvelopeError } from "../envelope/fault";
import type { ObjectContext } from "../envelope/format";
import type { BackupKeys } from "../envelope/keys";
import type { Manifest } from "../manifest/manifest";
import { ManifestError } from "../manifest/manifest";
import { parseManifest } from "../manifest/parse";
import { checkManifest } from "../manifest/sign";
import { objectKey } from "../names";
import { isOfOneVersion } from "../store/s3-faults";
import type { StoredVersion } from "../store/object-store";
import type { World } from "../world";
import type { Entry, State, Stored } from "./entry";

/** A manifest of fifty thousand tables has less; anybody who may write can put something large in its place. */
const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;

interface Judged {
    readonly state: State;
    readonly manifest?: Manifest;
    readonly why?: string;
}

/** What a version of a manifest is worth, the object aside. Only errors of its content are answers. */
export function judgeManifest(text: string, keys: BackupKeys, expected: ObjectContext): Judged {
    try {
        const manifest = parseManifest(text);
        checkManifest(manifest, keys, expected);
        return { state: "good", manifest };
    } catch (error) {
        if (error instanceof ManifestError) {
            return { state: error.kind === "newer-version" ? "newer-format" : "forged", why: error.message };
        }
        if (error instanceof EnvelopeError && error.kind === "unknown-key") {
            return { state: "unknown-key", why: error.message };
        }
        throw error;
    }
}

/** Nobody is told apart who wrote bytes that nobody reads. */
const TOO_LARGE: Judged = { state: "forged", why: `it has more than ${MAX_MANIFEST_BYTES} bytes` };

function judgeObject(manifest: Manifest, { objects }: Stored): { readonly state: State; readonly why?: string } {
    const { key, versionId, bytes } = manifest.object;
    const object = objects.find((version) => version.versionId === versionId && !version.isDeleteMarker);
    if (object === undefined) {
        return { state: "object-missing", why: `there is no version ${versionId} of ${key}` };
    }
    return object.bytes === bytes
        ? { state: "good" }
        : {
              state: "object-differs",
              why: `version ${versionId} of ${key} has ${object.bytes} instead of ${bytes} bytes`,
          };
}

/** A locked bucket takes what hides or replaces; the versions beneath stay. */
function tampering({ manifests, objects }: Stored): readonly string[] {
    const all = [
        { what: "the manifest", versions: manifests },
        { what: "the object", versions: objects },
    ];
    return all.flatMap(({ what, versions }) => {
        const markers = versions.filter(({ isDeleteMarker }) => isDeleteMarker).length;
        const later = versions.length - markers - 1;
        return [
            ...(markers > 0 ? [`${what} was deleted: ${markers} delete marker(s)`] : []),
            ...(later > 0 ? [`${what} was overwritten: ${later} later version(s)`] : []),
        ];
    });
}

/** One that can't be read makes no other one worth less. */
async function judgeVersion(
    version: StoredVersion,
    context: ObjectContext,
    keys: BackupKeys,
    { store, signal }: Around,
): Promise<Judged> {
    if (version.bytes > MAX_MANIFEST_BYTES) {
        return TOO_LARGE;
    }
    let text: string;
    try {
        text = (await store.read(version, signal)).toString();
    } catch (error) {
        if (isOfOneVersion(error)) {
            return { state: "unreadable", why: error.message };
        }
        throw error;
    }
    return judgeManifest(text, keys, context);
}

/** The oldest one's; none is called forged where there is one that nobody has read. */
function stateOf(states: readonly State[]): State {
    return states.includes("unreadable") ? "unreadable" : (states[0] ?? "incomplete");
}

type Around = Pick<World, "store"> & { readonly signal: AbortSignal };

/** Reads the versions of a backup's manifest from the oldest on, until one is true. */
export async function judge(context: ObjectContext, stored: Stored, keys: BackupKeys, around: Around): Promise<Entry> {
    const { backupId, database } = context;
    const remarks: string[] = [...tampering(stored)];
    const states: State[] = [];
    for (const version of [...stored.manifests].reverse().filter(({ isDeleteMarker }) => !isDeleteMarker)) {
        const judged = await judgeVersion(version, context, keys, around);
        if (judged.manifest !== undefined) {
            return entryOf(judged.manifest, version, stored, remarks, objectKey(database, backupId));
        }
        states.push(judged.state);
        remarks.push(`version ${version.versionId} of the manifest: ${judged.why ?? judged.state}`);
    }
    return { backupId, state: stateOf(states), remarks };
}

function entryOf(
    manifest: Manifest,
    { versionId }: StoredVersion,
    stored: Stored,
    remarks: readonly string[],
    expectedKey: string,
): Entry {
    const { backupId, object } = manifest;
    const found = stored.objects.find((version) => version.versionId === object.versionId);
    const { state, why } =
        object.key === expectedKey
            ? judgeObject(manifest, stored)
            : { state: "object-missing" as const, why: `it names ${object.key} instead of ${expectedKey}` };
    return {
        ...{ backupId, state, manifest, manifestVersionId: versionId },
        ...(found === undefined ? {} : { storageClass: found.storageClass }),
        remarks: why === undefined ? remarks : [...remarks, why],
    };
}
