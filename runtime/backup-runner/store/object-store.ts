/** What is needed of S3. Whoever makes it turns S3's errors into messages that say what to do. */
export interface ObjectStore {
    /** For messages. */
    readonly bucket: string;
    /** @returns the upload's id. */
    beginUpload(key: string, signal: AbortSignal): Promise<string>;
    sendPart(part: Part, signal: AbortSignal): Promise<SentPart>;
    /** @returns the new version's id; `undefined` in a bucket without versioning. */
    completeUpload(upload: Upload, parts: readonly SentPart[], signal: AbortSignal): Promise<string | undefined>;
    abandonUpload(upload: Upload): Promise<void>;
    /** Stores what must not be there yet. */
    create(key: string, body: string, signal: AbortSignal): Promise<Creation>;
    /** @param range first and last byte. @default - all of it */
    read(object: ObjectVersion, signal: AbortSignal, range?: ByteRange): Promise<Buffer>;
    /** By key, the newest of a key first, as S3 keeps it. */
    versions(prefix: string, signal: AbortSignal): AsyncIterable<StoredVersion>;
}

/** `in conflict`: another request for the same key was under way, and it is to be tried again. */
export type Creation = "created" | "there already" | "in conflict";

export interface Upload {
    readonly key: string;
    readonly uploadId: string;
}

export interface Part extends Upload {
    /** From 1. */
    readonly number: number;
    readonly body: Buffer;
}

export interface SentPart {
    readonly number: number;
    readonly etag: string;
    /** CRC-32 as S3 has checked it, in base64. */
    readonly checksum: string;
}

export interface ObjectVersion {
    readonly key: string;
    /** @default - the newest */
    readonly versionId?: string;
}

export interface ByteRange {
    readonly first: number;
    readonly last: number;
}

export interface StoredVersion {
    readonly key: string;
    readonly versionId: string;
    readonly isDeleteMarker: boolean;
    readonly bytes: number;
    /** Such as `STANDARD` or `DEEP_ARCHIVE`. */
    readonly storageClass: string;
}
