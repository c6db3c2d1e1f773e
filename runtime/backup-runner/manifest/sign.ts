import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { ObjectContext } from "../envelope/format";
import { contextName, sameContext } from "../envelope/format";
import type { BackupKeys } from "../envelope/keys";
import { keyOf } from "../envelope/keys";
import { canonicalJson } from "./canonical";
import type { Manifest, ManifestContent, TableCount } from "./manifest";
import { MANIFEST_VERSION, ManifestError, manifestText } from "./manifest";
import { parseManifest } from "./parse";

const INFO = "plinth backup manifest 1";
const MAC_KEY_BYTES = 32;

/** HMAC-SHA256 over the canonical JSON of all but the MAC, by a key derived from the one that made the envelope. */
function macOf(manifest: Omit<Manifest, "mac">, keys: BackupKeys): Buffer {
    const key = keyOf(keys, manifest.envelope.keyId);
    const macKey = Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), INFO, MAC_KEY_BYTES));
    const covered = Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== "mac"));
    return createHmac("sha256", macKey).update(canonicalJson(covered)).digest();
}

function byName(one: TableCount, other: TableCount): number {
    const before = one.schema === other.schema ? one.name < other.name : one.schema < other.schema;
    return before ? -1 : 1;
}

/**
 * The manifest to store, its tables and roles in order.
 *
 * @param keys the secret, with the key that made the envelope.
 * @throws ManifestError where the content is no manifest's: one that can't be read again must not be stored.
 * @throws EnvelopeError (`unknown-key`) where the key that made the envelope is not in the secret.
 */
export function signManifest(content: ManifestContent, keys: BackupKeys): Manifest {
    const { tables, roles } = content;
    const inOrder = { tables: [...tables].sort(byName), roles: [...roles].sort() };
    const unsigned = { ...content, version: MANIFEST_VERSION, ...inOrder };
    return parseManifest(manifestText({ ...unsigned, mac: macOf(unsigned, keys).toString("hex") }));
}

/**
 * Checks that the backup runner made this manifest, and that it is the one asked for.
 *
 * @param manifest as `parseManifest` gave it.
 * @param expected which backup was asked for. One that stands in another one's place is authentic as well.
 * @throws EnvelopeError (`unknown-key`) where the key that made the backup is not in the secret.
 */
export function checkManifest(manifest: Manifest, keys: BackupKeys, expected: ObjectContext): void {
    if (!timingSafeEqual(macOf(manifest, keys), Buffer.from(manifest.mac, "hex"))) {
        throw new ManifestError(
            "forged",
            [`its MAC doesn't fit the secret's key ${manifest.envelope.keyId}`],
            "Don't restore from it. Fetch the oldest version of the manifest from the bucket; if it fails as well, look in " +
                "the secret's history for the key that had this id when the backup was made",
        );
    }
    if (!sameContext(manifest, expected)) {
        throw new ManifestError(
            "other-backup",
            [`it describes ${contextName(manifest)}; asked for was ${contextName(expected)}`],
            "Somebody put it in the other one's place: fetch the oldest version of the manifest from the bucket",
        );
    }
}
