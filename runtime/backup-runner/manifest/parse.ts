import { MAX_CHUNK_BYTES, NAME_RULES } from "../envelope/format";
import { isRecord } from "../record";
import type { Manifest } from "./manifest";
import { MANIFEST_MAJOR, MANIFEST_MINOR, MANIFEST_VERSION, ManifestError, manifestText } from "./manifest";
import type { Shape } from "./shape";
import { integer, list, object, text } from "./shape";

const S3_NAME_BYTES = 1024;
const VERSION_TEXT_LENGTH = 200;
/** Names of PostgreSQL are as long as a database's. */
const POSTGRES_NAME = nameOf("database");
const NEXT_STORED =
    "Fetch the manifest's own versions from the bucket and use the oldest one of them that can be read; without one, this " +
    "is not a backup, whatever objects there are";

function nameOf(rule: keyof typeof NAME_RULES): Shape {
    const { allowed, test } = NAME_RULES[rule];
    return text(allowed, test);
}

function isTimestamp(value: string): boolean {
    const time = new Date(value);
    return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
function isS3Key(value: string): boolean {
    const bytes = Buffer.byteLength(value);
    return bytes >= 1 && bytes <= S3_NAME_BYTES && !value.startsWith("/");
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html: `null` without versioning. */
function isVersionId(value: string): boolean {
    return value !== "null" && value.length >= 1 && Buffer.byteLength(value) <= S3_NAME_BYTES;
}

const timestamp = text('be a time in UTC such as "2026-11-21T03:00:00.000Z"', isTimestamp);
const hex256 = text("be 64 digits of lower-case hex", (value) => /^[0-9a-f]{64}$/.test(value));
const versionText = text(
    `be 1 to ${VERSION_TEXT_LENGTH} printable characters`,
    (value) => value.length <= VERSION_TEXT_LENGTH && /^[\x20-\x7e]+$/.test(value),
);
const digest = { bytes: integer(0), sha256: hex256 };

const FIRST_KEYS = {
    version: text('be "<major>.<minor>"', (value) => parseVersion(value) !== undefined),
    environment: nameOf("environment"),
    database: nameOf("database"),
    backupId: nameOf("backupId"),
    startedAt: timestamp,
    endedAt: timestamp,
    serverVersion: versionText,
    clientVersion: versionText,
    object: object({
        ...digest,
        key: text(`be a key of 1 to ${S3_NAME_BYTES} bytes without a leading slash`, isS3Key),
        versionId: text("be the version id of an object in a bucket with versioning", isVersionId),
    }),
    plain: object(digest),
    envelope: object({
        version: integer(1, 255),
        keyId: nameOf("keyId"),
        chunkBytes: integer(1, MAX_CHUNK_BYTES),
        compression: nameOf("compression"),
    }),
    tables: list(object({ schema: POSTGRES_NAME, name: POSTGRES_NAME, rows: integer(0) })),
    mac: hex256,
};
/** By the minor version that they came with. */
const MANIFESTS = [object(FIRST_KEYS), object({ ...FIRST_KEYS, roles: list(POSTGRES_NAME) })] as const;

interface Version {
    readonly major: number;
    readonly minor: number;
}

function parseVersion(value: unknown): Version | undefined {
    const [, major, minor] = (typeof value === "string" && /^([1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(value)) || [];
    return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** @param names as messages show them. */
function repeated(list: string, ids: readonly string[], names = ids): readonly string[] {
    const seen = new Set<string>();
    return ids.flatMap((id, index) => {
        const known = seen.has(id);
        seen.add(id);
        return known ? [`${list}[${index}] is ${JSON.stringify(names[index])} again`] : [];
    });
}

function repetitions({ tables, roles = [] }: Manifest): readonly string[] {
    const ids = tables.map(({ schema, name }) => JSON.stringify([schema, name]));
    const names = tables.map(({ schema, name }) => `${schema}.${name}`);
    return [...repeated("tables", ids, names), ...repeated("roles", roles)];
}

/** Faults between fields that are right by themselves. */
function relationFaults(manifest: Manifest, read: string): readonly string[] {
    const { startedAt, endedAt } = manifest;
    return [
        ...(endedAt < startedAt ? [`endedAt is ${endedAt}, before startedAt, which is ${startedAt}`] : []),
        ...repetitions(manifest),
        ...canonicalFaults(manifest, read),
    ];
}

/** One manifest has one text, so that a key given twice, or a tool that wrote it anew, is noticed. */
function canonicalFaults(manifest: Manifest, read: string): readonly string[] {
    try {
        return manifestText(manifest) === read
            ? []
            : ["it was formatted anew, or has a key twice: use it as it is stored"];
    } catch (error) {
        return [error instanceof RangeError ? `it is ${error.message}` : String(error)];
    }
}

function shapeFaults(value: unknown, minor: number): readonly string[] {
    const report = { faults: [], allowsUnknownKeys: minor > MANIFEST_MINOR };
    const shape = MANIFESTS[minor === 0 ? 0 : 1];
    shape(value, "", report);
    return report.faults;
}

function parseJson(read: string): unknown {
    try {
        return JSON.parse(read);
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ManifestError("malformed", [`it is not JSON, or was cut off (${reason})`], NEXT_STORED);
    }
}

/** All faults of the form of a manifest, none of whether it is true. */
function isManifest(value: unknown, faults: readonly string[]): value is Manifest {
    return faults.length === 0 && isRecord(value);
}

/**
 * Checks the form of a manifest, not who made it: `checkManifest` has to follow.
 *
 * Keys that a newer minor version added are let through and kept, since the MAC covers them; under a known version an
 * unknown key is a fault.
 *
 * @throws ManifestError with all faults at once, each with its key path.
 */
export function parseManifest(read: string): Manifest {
    const value = parseJson(read);
    const version = isRecord(value) ? parseVersion(value["version"]) : undefined;
    if (version !== undefined && version.major > MANIFEST_MAJOR) {
        throw new ManifestError(
            "newer-version",
            [`its version is ${version.major}.${version.minor}; up to ${MANIFEST_VERSION} is known here`],
            "Use the release of the backup runner that made it, or a newer one",
        );
    }
    const faults = shapeFaults(value, version?.minor ?? MANIFEST_MINOR);
    if (!isManifest(value, faults)) {
        throw new ManifestError("malformed", faults, NEXT_STORED);
    }
    const relations = relationFaults(value, read);
    if (relations.length > 0) {
        throw new ManifestError("malformed", relations, NEXT_STORED);
    }
    return value;
}
