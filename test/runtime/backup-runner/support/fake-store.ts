import type {
    ByteRange,
    Creation,
    ObjectStore,
    ObjectVersion,
    Part,
    SentPart,
    StoredVersion,
    Upload,
} from "../../../../runtime/backup-runner/store/object-store";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { s3Fault } from "../../../../runtime/backup-runner/store/s3-faults";

interface KeptVersion {
    readonly versionId: string;
    readonly body: Buffer;
    readonly isDeleteMarker: boolean;
}

export type StoreCall = keyof ObjectStore & ("beginUpload" | "sendPart" | "completeUpload" | "create" | "read");

/** A bucket with versioning, in memory. */
export class FakeStore implements ObjectStore {
    readonly bucket = "backups";
    /** Of each key, the oldest version first. */
    readonly kept = new Map<string, KeptVersion[]>();
    readonly uploads = new Map<string, Map<number, Buffer>>();
    readonly calls: string[] = [];
    versioned = true;
    /** So many times more somebody else is in the way of what is created. */
    conflicts = 0;
    storageClass = "STANDARD";
    /** Bytes of parts that are on their way, and the most there were. */
    inFlight = { now: 0, most: 0, largest: 0 };
    private readonly faults = new Map<StoreCall, (count: number, what: string) => Error | undefined>();
    private readonly counts = new Map<StoreCall, number>();
    private made = 0;

    /** @param fault what the n-th call (from 1), of this or that, throws; `undefined`: nothing. */
    failing(call: StoreCall, fault: (count: number, what: string) => Error | undefined): this {
        this.faults.set(call, fault);
        return this;
    }

    put(key: string, body: Buffer | string): string {
        return this.add(key, Buffer.from(body), false);
    }

    mark(key: string): void {
        this.add(key, Buffer.alloc(0), true);
    }

    /** The body of a version. */
    body(key: string, versionId?: string): Buffer {
        const versions = this.kept.get(key) ?? [];
        const found = versionId === undefined ? versions.at(-1) : versions.find((one) => one.versionId === versionId);
        if (found === undefined || found.isDeleteMarker) {
            throw new RunnerError("refused", `there is no ${key}`, "Look");
        }
        return found.body;
    }

    /** Puts other bytes in the place of a version's, as no bucket does. */
    damage(key: string, damage: (body: Buffer) => Buffer): void {
        const versions = this.kept.get(key) ?? [];
        this.kept.set(
            key,
            versions.map((version) => ({ ...version, body: damage(version.body) })),
        );
    }

    async beginUpload(key: string): Promise<string> {
        this.enter("beginUpload", key);
        const id = `upload-${this.uploads.size + 1}`;
        this.uploads.set(id, new Map());
        return id;
    }

    async sendPart({ uploadId, number, body }: Part): Promise<SentPart> {
        const { inFlight } = this;
        inFlight.now += body.length;
        inFlight.most = Math.max(inFlight.most, inFlight.now);
        inFlight.largest = Math.max(inFlight.largest, body.length);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight.now -= body.length;
        this.enter("sendPart", `part ${number}`);
        this.uploads.get(uploadId)?.set(number, Buffer.from(body));
        return { number, etag: `etag-${number}`, checksum: `crc-${number}` };
    }

    async completeUpload({ key, uploadId }: Upload, parts: readonly SentPart[]): Promise<string | undefined> {
        this.enter("completeUpload", key);
        const upload = this.uploads.get(uploadId) ?? new Map<number, Buffer>();
        this.uploads.delete(uploadId);
        const versionId = this.put(
            key,
            Buffer.concat(parts.map(({ number }) => upload.get(number) ?? Buffer.alloc(0))),
        );
        return this.versioned ? versionId : undefined;
    }

    async abandonUpload({ uploadId }: Upload): Promise<void> {
        this.calls.push("abandonUpload");
        this.uploads.delete(uploadId);
    }

    async create(key: string, body: string): Promise<Creation> {
        this.enter("create", key);
        if (this.conflicts > 0) {
            this.conflicts -= 1;
            return "in conflict";
        }
        if (this.kept.has(key)) {
            return "there already";
        }
        this.put(key, body);
        return "created";
    }

    async read({ key, versionId }: ObjectVersion, _signal: AbortSignal, range?: ByteRange): Promise<Buffer> {
        this.enter("read", versionId === undefined ? key : `${key} ${versionId}`);
        const body = this.body(key, versionId);
        return range === undefined ? body : body.subarray(range.first, range.last + 1);
    }

    async *versions(prefix: string): AsyncGenerator<StoredVersion> {
        for (const [key, versions] of [...this.kept].sort(([one], [other]) => (one < other ? -1 : 1))) {
            for (const { versionId, body, isDeleteMarker } of key.startsWith(prefix) ? [...versions].reverse() : []) {
                yield { key, versionId, isDeleteMarker, bytes: body.length, storageClass: this.storageClass };
            }
        }
    }

    private add(key: string, body: Buffer, isDeleteMarker: boolean): string {
        this.made += 1;
        const versionId = `v${this.made}`;
        this.kept.set(key, [...(this.kept.get(key) ?? []), { versionId, body, isDeleteMarker }]);
        return versionId;
    }

    private enter(call: StoreCall, what: string): void {
        this.calls.push(`${call} ${what}`);
        const count = (this.counts.get(call) ?? 0) + 1;
        this.counts.set(call, count);
        const fault = this.faults.get(call)?.(count, what);
        if (fault !== undefined) {
            throw fault;
        }
    }
}

/** What S3 says when it doesn't allow something. */
export function denied(what: string, name = "AccessDenied"): RunnerError {
    return s3Fault(`S3 ${what}`, Object.assign(new Error("no"), { name }));
}
