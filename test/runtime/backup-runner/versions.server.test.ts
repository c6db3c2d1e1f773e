import assert from "node:assert/strict";
import {
    DeleteObjectCommand,
    HeadObjectCommand,
    ListObjectVersionsCommand,
    PutObjectCommand,
    PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import { manifestKey, objectKey } from "../../../runtime/backup-runner/names";
import { S3Store } from "../../../runtime/backup-runner/store/s3";
import type { StoredVersion } from "../../../runtime/backup-runner/store/object-store";
import { NEVER } from "./support/fake-world";
import { BUCKET, Stand } from "./support/stand";

describe("a backup in a locked bucket that somebody may write to", () => {
    let stand: Stand;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)");
    });
    after(() => stand.stop());

    async function overwrite(Key: string, Body: string): Promise<void> {
        await stand.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ChecksumAlgorithm: "CRC32" }));
    }

    async function hide(Key: string): Promise<void> {
        await stand.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    }

    /** That the backup is restored the same, whatever was done to it. */
    async function assertRestored(backup: string, target: string): Promise<void> {
        stand.makeDatabase(target);
        const { code, last } = await stand.restore("core", target, backup);
        assert.equal(code, 0, JSON.stringify(last));
        assert.equal(stand.dump(target), stand.dump("core"));
    }

    it("is restored when its object and its manifest were overwritten, deleted, or both", async () => {
        const backup = await stand.backUp("core");
        const [object, manifest] = [objectKey("core", backup), manifestKey("core", backup)];
        await overwrite(object, "rubbish");
        await overwrite(manifest, '{"version":"1.0"}\n');
        await assertRestored(backup, "overwritten");
        await hide(object);
        await hide(manifest);
        await assertRestored(backup, "deleted");
        await overwrite(manifest, "{}");
        await assertRestored("latest", "both");
        const [entry] = await stand.list("core");
        assert.equal(entry?.state, "good");
        assert.deepEqual(entry.remarks, [
            "the manifest was deleted: 1 delete marker(s)",
            "the manifest was overwritten: 2 later version(s)",
            "the object was deleted: 1 delete marker(s)",
            "the object was overwritten: 1 later version(s)",
        ]);
        assert.equal((await stand.run("core", ["verify"])).code, 0);
    });

    it("is not hidden by a backup that somebody made up, nor by half of one", async () => {
        const backup = await stand.backUp("core");
        await overwrite(manifestKey("core", "2099-01-01T000000Z-0000"), "{}");
        await overwrite(objectKey("core", "2099-01-02T000000Z-0000"), "half");
        const states = (await stand.list("core")).map(({ backupId, state }) => [backupId, state]);
        assert.deepEqual(states.slice(0, 3), [
            ["2099-01-02T000000Z-0000", "incomplete"],
            ["2099-01-01T000000Z-0000", "forged"],
            [backup, "good"],
        ]);
        await assertRestored("latest", "not hidden");
    });

    it("keeps its versions: their deletion is refused", async () => {
        const backup = await stand.backUp("core");
        const keys = [objectKey("core", backup), manifestKey("core", backup)];
        for (const Key of keys) {
            const { VersionId } = await stand.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
            if (Key.endsWith(".plnthbk")) {
                // S3 gives the bucket's retention to what comes in parts as well; moto 5.2 doesn't.
                const Retention = { Mode: "COMPLIANCE", RetainUntilDate: new Date("2100-01-01") } as const;
                await stand.s3.send(new PutObjectRetentionCommand({ Bucket: BUCKET, Key, VersionId, Retention }));
            }
            const deletion = new DeleteObjectCommand({
                Bucket: BUCKET,
                Key,
                VersionId,
                BypassGovernanceRetention: true,
            });
            await assert.rejects(stand.s3.send(deletion), { name: "AccessDenied" }, Key);
        }
        await assertRestored(backup, "kept");
    });

    it("doesn't take the place of one that has its name: the manifest is written only where there is none", async () => {
        const store = new S3Store(stand.s3, BUCKET);
        const backup = await stand.backUp("core");
        assert.equal(await store.create(manifestKey("core", backup), "{}", NEVER), "there already");
        assert.equal(await store.create("core/new.json", "{}", NEVER), "created");
    });
});

describe("a bucket's versions", () => {
    let stand: Stand;

    before(async () => (stand = await Stand.start()));
    after(() => stand.stop());

    it("are all listed, page after page, those of a key with the newest first", async () => {
        const written: string[] = [];
        for (let index = 0; index < 25; index += 1) {
            const Key = `core/b${String(index % 5)}/manifest.json`;
            const put = new PutObjectCommand({ Bucket: BUCKET, Key, Body: `${index}`, ChecksumAlgorithm: "CRC32" });
            const { VersionId = "" } = await stand.s3.send(put);
            written.push(`${Key} ${VersionId}`);
        }
        // Pages of four, as those of S3 are of a thousand.
        stand.s3.middlewareStack.add(
            (next) => (args) => {
                const { query } = args.request as { readonly query: Record<string, string> };
                if ("versions" in query) {
                    query["max-keys"] = "4";
                }
                return next(args);
            },
            { step: "build", name: "small-pages" },
        );
        const { IsTruncated } = await stand.s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: "core/" }));
        assert.equal(IsTruncated, true);
        const listed: StoredVersion[] = [];
        for await (const version of new S3Store(stand.s3, BUCKET).versions("core/", NEVER)) {
            listed.push(version);
        }
        assert.deepEqual(listed.map(({ key, versionId }) => `${key} ${versionId}`).sort(), [...written].sort());
        const ofOne = listed.filter(({ key }) => key === "core/b3/manifest.json").map(({ versionId }) => versionId);
        const expected = written.filter((one) => one.startsWith("core/b3/")).map((one) => one.split(" ")[1]);
        assert.deepEqual(ofOne, expected.reverse());
    });
});
