import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    ListObjectVersionsCommand,
    PutObjectCommand,
    type S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";
import type {
    ByteRange,
    Creation,
    ObjectStore,
    ObjectVersion,
    Part,
    SentPart,
    StoredVersion,
    Upload,
} from "./object-store";
import { s3Fault } from "./s3-faults";

/** Object Lock asks for one with every write; the SDK computes it, S3 compares. */
const CHECKSUM = "CRC32";
/** Why nothing was created: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const NOT_CREATED: Readonly<Record<string, Creation>> = {
    PreconditionFailed: "there already",
    ConditionalRequestConflict: "in conflict",
};
/** A request that ends an upload must not wait for what the run was ended by. */
const ABANDON_MS = 15_000;

function present(value: string | undefined, what: string): string {
    if (value === undefined) {
        throw new Error(`the answer has no ${what}`);
    }
    return value;
}

function hasName(error: unknown, name: string): boolean {
    return error instanceof Error && error.name === name;
}

function storedVersions({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): StoredVersion[] {
    const versions = Versions.map(({ Key = "", VersionId = "null", Size = 0, StorageClass = "STANDARD" }) => ({
        ...{ key: Key, versionId: VersionId, bytes: Size, storageClass: StorageClass },
        isDeleteMarker: false,
    }));
    const markers = DeleteMarkers.map(({ Key = "", VersionId = "null" }) => ({
        ...{ key: Key, versionId: VersionId, bytes: 0, storageClass: "STANDARD" },
        isDeleteMarker: true,
    }));
    return [...versions, ...markers];
}

/** A bucket in S3. */
export class S3Store implements ObjectStore {
    constructor(
        private readonly client: S3Client,
        readonly bucket: string,
    ) {}

    beginUpload(key: string, abortSignal: AbortSignal): Promise<string> {
        const request = { Bucket: this.bucket, Key: key, ChecksumAlgorithm: CHECKSUM } as const;
        return this.explained(`doesn't begin an upload of ${key}`, async () => {
            const { UploadId } = await this.client.send(new CreateMultipartUploadCommand(request), { abortSignal });
            return present(UploadId, "upload id");
        });
    }

    sendPart({ key, uploadId, number, body }: Part, abortSignal: AbortSignal): Promise<SentPart> {
        const request = {
            ...{ Bucket: this.bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: body },
            ChecksumAlgorithm: CHECKSUM,
        } as const;
        return this.explained(`doesn't take part ${number} of ${key}`, async () => {
            const { ETag, ChecksumCRC32 } = await this.client.send(new UploadPartCommand(request), { abortSignal });
            return { number, etag: present(ETag, "ETag"), checksum: present(ChecksumCRC32, "checksum") };
        });
    }

    completeUpload(
        { key, uploadId }: Upload,
        parts: readonly SentPart[],
        abortSignal: AbortSignal,
    ): Promise<string | undefined> {
        const Parts = parts.map(({ number, etag, checksum }) => ({
            ...{ PartNumber: number, ETag: etag, ChecksumCRC32: checksum },
        }));
        const request = { Bucket: this.bucket, Key: key, UploadId: uploadId, MultipartUpload: { Parts } };
        return this.explained(`doesn't complete the upload of ${key}`, async () => {
            const { VersionId } = await this.client.send(new CompleteMultipartUploadCommand(request), { abortSignal });
            return VersionId;
        });
    }

    async abandonUpload({ key, uploadId }: Upload): Promise<void> {
        const request = { Bucket: this.bucket, Key: key, UploadId: uploadId };
        await this.explained(`doesn't end the upload ${uploadId} of ${key}`, async () => {
            const abortSignal = AbortSignal.timeout(ABANDON_MS);
            try {
                await this.client.send(new AbortMultipartUploadCommand(request), { abortSignal });
            } catch (error) {
                if (!hasName(error, "NoSuchUpload")) {
                    throw error;
                }
            }
        });
    }

    create(key: string, body: string, abortSignal: AbortSignal): Promise<Creation> {
        const request = {
            ...{ Bucket: this.bucket, Key: key, Body: body, ContentType: "application/json", IfNoneMatch: "*" },
            ChecksumAlgorithm: CHECKSUM,
        } as const;
        return this.explained(`doesn't store ${key}`, async () => {
            try {
                await this.client.send(new PutObjectCommand(request), { abortSignal });
                return "created";
            } catch (error) {
                const why = error instanceof Error ? NOT_CREATED[error.name] : undefined;
                if (why === undefined) {
                    throw error;
                }
                return why;
            }
        });
    }

    read({ key, versionId }: ObjectVersion, abortSignal: AbortSignal, range?: ByteRange): Promise<Buffer> {
        const request = {
            ...{ Bucket: this.bucket, Key: key, VersionId: versionId },
            ...(range === undefined ? {} : { Range: `bytes=${range.first}-${range.last}` }),
        };
        const which = versionId === undefined ? key : `version ${versionId} of ${key}`;
        return this.explained(`doesn't give ${which}`, async () => {
            const { Body } = await this.client.send(new GetObjectCommand(request), { abortSignal });
            return buffer(Body as Readable);
        });
    }

    async *versions(prefix: string, abortSignal: AbortSignal): AsyncGenerator<StoredVersion> {
        let place: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } = {};
        for (;;) {
            const request = { Bucket: this.bucket, Prefix: prefix, ...place };
            const page = await this.explained(`doesn't list ${prefix}`, () =>
                this.client.send(new ListObjectVersionsCommand(request), { abortSignal }),
            );
            yield* storedVersions(page);
            if (page.IsTruncated !== true) {
                return;
            }
            place = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
        }
    }

    private async explained<T>(what: string, work: () => Promise<T>): Promise<T> {
        try {
            return await work();
        } catch (error) {
            throw s3Fault(`S3 (bucket ${this.bucket}) ${what}`, error);
        }
    }
}
