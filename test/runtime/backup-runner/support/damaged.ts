/** Backups whose object is not as its manifest says, in buckets of their own: a manifest that was made wrong counts there. */
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { manifestText, type Manifest } from "../../../../runtime/backup-runner/manifest/manifest";
import { parseManifest } from "../../../../runtime/backup-runner/manifest/parse";
import { signManifest } from "../../../../runtime/backup-runner/manifest/sign";
import { manifestKey } from "../../../../runtime/backup-runner/names";
import { BUCKET, type Stand } from "./stand";

export interface Damage {
    readonly object?: (body: Buffer) => Buffer;
    readonly manifest?: (manifest: Manifest) => Manifest;
}

async function stored(stand: Stand, Bucket: string, Key: string): Promise<Buffer> {
    const { Body } = await stand.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Copies a backup into a new bucket and damages it on the way. @returns the environment that uses that bucket. */
export async function damagedCopy(
    stand: Stand,
    database: string,
    backupId: string,
    { object = (body) => body, manifest: change = (it) => it }: Damage,
): Promise<Readonly<Record<string, string>>> {
    const Bucket = `damaged-${Math.random().toString(36).slice(2)}`;
    await stand.makeBucket(Bucket);
    const {
        mac: _mac,
        version: _version,
        ...manifest
    } = change(parseManifest((await stored(stand, BUCKET, manifestKey(database, backupId))).toString()));
    const Body = object(await stored(stand, BUCKET, manifest.object.key));
    const { VersionId = "" } = await stand.s3.send(
        new PutObjectCommand({ Bucket, Key: manifest.object.key, Body, ChecksumAlgorithm: "CRC32" }),
    );
    // Where the size is not what it was, the list would tell: it is what happens on the way that is looked at.
    const bytes = manifest.object.bytes === 0 ? Body.length : manifest.object.bytes;
    const signed = signManifest(
        { roles: [], ...manifest, object: { ...manifest.object, bytes, versionId: VersionId } },
        stand.keys,
    );
    const text = manifestText(signed);
    await stand.s3.send(
        new PutObjectCommand({ Bucket, Key: manifestKey(database, backupId), Body: text, ChecksumAlgorithm: "CRC32" }),
    );
    return { BACKUP_BUCKET: Bucket };
}

/** Makes the manifest name whatever size the damaged object has. */
export function withItsSize(manifest: Manifest): Manifest {
    return { ...manifest, object: { ...manifest.object, bytes: 0 } };
}
