import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { S3Client } from "@aws-sdk/client-s3";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { S3Store } from "../../../../runtime/backup-runner/store/s3";
import { NEVER } from "../support/fake-world";

/** CRC-32 of `rows`, in base64: `node -p 'b=Buffer.alloc(4);b.writeUInt32BE(zlib.crc32("rows"));b.toString("base64")'` */
const CRC_OF_ROWS = "Cov0oQ==";

interface Seen {
    readonly call: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
}

interface Answer {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

const xml = (text: string): string => `<?xml version="1.0" encoding="UTF-8"?>${text}`;
const failure = (status: number, code: string): Answer => ({
    status,
    body: xml(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`),
});

describe("what S3 is asked for", () => {
    let server: Server;
    let client: S3Client;
    let store: S3Store;
    const seen: Seen[] = [];
    let answers: Answer[] = [];

    before(async () => {
        server = createServer((request, response) => {
            void buffer(request).then((body) => {
                const { method, url, headers } = request;
                seen.push({ call: `${method} ${url}`, headers, body: body.toString() });
                const {
                    status = 200,
                    headers: given = {},
                    body: text = "",
                } = answers.shift() ?? failure(500, "NoAnswer");
                response.writeHead(status, given).end(text);
            });
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        client = new S3Client({
            ...{ endpoint: `http://127.0.0.1:${port}`, region: "eu-central-1", forcePathStyle: true, maxAttempts: 1 },
            credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
        });
        store = new S3Store(client, "backups");
    });
    beforeEach(() => {
        seen.length = 0;
        answers = [];
    });
    after(async () => {
        client.destroy();
        server.closeAllConnections();
        server.close();
        await once(server, "close");
    });

    /** The one request there was. */
    function only(): Seen {
        const [request, ...more] = seen;
        assert.ok(request !== undefined && more.length === 0, `${seen.length} requests`);
        return request;
    }

    it("to begin an upload: with the algorithm of its parts' checksums", async () => {
        const body = "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>";
        answers = [{ body: xml(body) }];
        assert.equal(await store.beginUpload("core/a/dump", NEVER), "u/1");
        const { call, headers } = only();
        assert.equal(call, "POST /backups/core/a/dump?uploads=");
        assert.equal(headers["x-amz-checksum-algorithm"], "CRC32");
    });

    it("to take a part: with its checksum, which S3 gives back", async () => {
        answers = [{ headers: { ETag: '"e1"', "x-amz-checksum-crc32": CRC_OF_ROWS } }];
        const part = { key: "core/a/dump", uploadId: "u/1", number: 3, body: Buffer.from("rows") };
        assert.deepEqual(await store.sendPart(part, NEVER), { number: 3, etag: '"e1"', checksum: CRC_OF_ROWS });
        const { call, headers, body } = only();
        assert.equal(call, "PUT /backups/core/a/dump?partNumber=3&uploadId=u%2F1&x-id=UploadPart");
        assert.equal(headers["x-amz-checksum-crc32"], CRC_OF_ROWS);
        assert.equal(headers["x-amz-sdk-checksum-algorithm"], "CRC32");
        assert.equal(body, "rows");
    });

    it("to take a part: and nothing is taken for arrived without ETag and checksum", async () => {
        const part = { key: "core/a/dump", uploadId: "u/1", number: 3, body: Buffer.from("rows") };
        for (const [headers, says] of [
            [{ ETag: '"e1"' }, /doesn't take part 3 .*the answer has no checksum/],
            [{ "x-amz-checksum-crc32": CRC_OF_ROWS }, /doesn't take part 3 .*the answer has no ETag/],
        ] as const) {
            answers = [{ headers }];
            await assert.rejects(store.sendPart(part, NEVER), says);
        }
    });

    it("to complete an upload: with the checksum of every part, without which S3 refuses", async () => {
        answers = [{ headers: { "x-amz-version-id": "v1" }, body: xml("<CompleteMultipartUploadResult/>") }];
        const parts = [
            { number: 1, etag: '"e1"', checksum: "AAAAAQ==" },
            { number: 2, etag: '"e2"', checksum: "AAAAAg==" },
        ];
        assert.equal(await store.completeUpload({ key: "core/a/dump", uploadId: "u/1" }, parts, NEVER), "v1");
        const { call, body } = only();
        assert.equal(call, "POST /backups/core/a/dump?uploadId=u%2F1");
        const sent = [...body.matchAll(/<Part>(.*?)<\/Part>/g)].map(([, part = ""]) =>
            Object.fromEntries<string>(
                [...part.matchAll(/<(\w+)>(.*?)<\/\1>/g)].map(([, name = "", value = ""]) => [name, value]),
            ),
        );
        assert.deepEqual(sent, [
            { ETag: "&quot;e1&quot;", ChecksumCRC32: "AAAAAQ==", PartNumber: "1" },
            { ETag: "&quot;e2&quot;", ChecksumCRC32: "AAAAAg==", PartNumber: "2" },
        ]);
    });

    it("to abandon an upload: and one that is gone is what was wanted", async () => {
        answers = [{ status: 204 }, failure(404, "NoSuchUpload"), failure(403, "AccessDenied")];
        const upload = { key: "core/a/dump", uploadId: "u/1" };
        await store.abandonUpload(upload);
        await store.abandonUpload(upload);
        await assert.rejects(store.abandonUpload(upload), /doesn't end the upload u\/1 .*AccessDenied/);
        const calls = seen.map(({ call }) => call);
        assert.deepEqual([...new Set(calls)], ["DELETE /backups/core/a/dump?uploadId=u%2F1&x-id=AbortMultipartUpload"]);
    });

    it("to create what must not be there: with the condition and a checksum", async () => {
        answers = [{}, failure(412, "PreconditionFailed"), failure(409, "ConditionalRequestConflict")];
        const created = [];
        for (let index = 0; index < 3; index += 1) {
            created.push(await store.create("core/a/manifest.json", "rows", NEVER));
        }
        assert.deepEqual(created, ["created", "there already", "in conflict"]);
        for (const { call, headers, body } of seen) {
            assert.equal(call, "PUT /backups/core/a/manifest.json?x-id=PutObject");
            const { "if-none-match": condition, "x-amz-checksum-crc32": checksum, "content-type": type } = headers;
            assert.deepEqual([condition, checksum, type, body], ["*", CRC_OF_ROWS, "application/json", "rows"]);
        }
    });

    it("to read: that version, and that range of it", async () => {
        answers = [{ body: "rows" }, { body: "ow", status: 206 }];
        assert.equal((await store.read({ key: "core/a/dump" }, NEVER)).toString(), "rows");
        const object = { key: "core/a/dump", versionId: "v/1" };
        assert.equal((await store.read(object, NEVER, { first: 1, last: 2 })).toString(), "ow");
        assert.deepEqual(
            seen.map(({ call, headers }) => [call, headers.range]),
            [
                ["GET /backups/core/a/dump?x-id=GetObject", undefined],
                ["GET /backups/core/a/dump?versionId=v%2F1&x-id=GetObject", "bytes=1-2"],
            ],
        );
    });

    it("to list: all pages of a prefix's versions, delete markers among them", async () => {
        const version = (id: string): string =>
            `<Version><Key>core/${id}</Key><VersionId>${id}</VersionId><Size>5</Size><StorageClass>GLACIER</StorageClass></Version>`;
        const marker = "<DeleteMarker><Key>core/m</Key><VersionId>m</VersionId></DeleteMarker>";
        const more =
            "<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>n</NextVersionIdMarker>";
        const page = (text: string): Answer => ({ body: xml(`<ListVersionsResult>${text}</ListVersionsResult>`) });
        answers = [page(`${version("a")}${marker}${more}`), page(`${version("b")}<IsTruncated>false</IsTruncated>`)];
        const listed = [];
        for await (const one of store.versions("core/", NEVER)) {
            listed.push(one);
        }
        const stored = { isDeleteMarker: false, bytes: 5, storageClass: "GLACIER" };
        assert.deepEqual(listed, [
            { key: "core/a", versionId: "a", ...stored },
            { key: "core/m", versionId: "m", isDeleteMarker: true, bytes: 0, storageClass: "STANDARD" },
            { key: "core/b", versionId: "b", ...stored },
        ]);
        assert.deepEqual(
            seen.map(({ call }) => call),
            [
                "GET /backups/?prefix=core%2F&versions=",
                "GET /backups/?key-marker=k&prefix=core%2F&version-id-marker=n&versions=",
            ],
        );
    });

    it("and what it refuses is told with the bucket, what was asked and its name", async () => {
        answers = [failure(403, "AccessDenied")];
        await assert.rejects(store.beginUpload("k", NEVER), (error: unknown) => {
            assert.ok(error instanceof RunnerError && error.ending === "refused");
            assert.match(
                error.message,
                /^S3 \(bucket backups\) doesn't begin an upload of k: AccessDenied .*Look at the role/,
            );
            return true;
        });
    });
});
