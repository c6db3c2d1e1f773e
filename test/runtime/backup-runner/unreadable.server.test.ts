import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { manifestKey } from "../../../runtime/backup-runner/names";
import { BUCKET, Stand } from "./support/stand";

/** Newer than any that these tests make. */
const NEWER = "2999-01-01T000000Z-0000";

describe("a manifest that S3 doesn't give", () => {
    let stand: Stand;
    let backup: string;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        backup = await stand.backUp("core");
        // Whoever has the runner's role can do that.
        const object = { Bucket: BUCKET, Key: manifestKey("core", NEWER), Body: "{}" };
        const request = { ...object, StorageClass: "DEEP_ARCHIVE", ChecksumAlgorithm: "CRC32" } as const;
        await stand.s3.send(new PutObjectCommand(request));
    });
    after(() => stand.stop());

    it("as it is archived makes its backup unreadable, and no other", async () => {
        const [newer, good] = await stand.list("core");
        assert.deepEqual([newer?.backupId, newer?.state], [NEWER, "unreadable"]);
        assert.match(newer?.remarks.join() ?? "", /InvalidObjectState .*It is archived\. Ask for it/);
        assert.deepEqual([good?.backupId, good?.state], [backup, "good"]);
    });

    it("is passed over by a restore of the latest and by a verification", async () => {
        stand.makeDatabase("restored");
        const { code, last, lines } = await stand.restore("core", "restored");
        assert.deepEqual([code, last["backupId"]], [0, backup], JSON.stringify(last));
        const [warning] = lines.filter(({ level }) => level === "warn");
        assert.match(
            String(warning?.["message"]),
            new RegExp(`passed over: ${NEWER}, which is unreadable: .*InvalidObjectState`),
        );
        const verified = await stand.run("core", ["verify"]);
        assert.deepEqual([verified.code, verified.last["backupId"]], [0, backup], JSON.stringify(verified.last));
    });

    it("is told as the reason where that backup is asked for", async () => {
        const { code, last } = await stand.restore("core", "restored", NEWER);
        assert.equal(code, 3);
        assert.match(String(last["message"]), /is unreadable: .*InvalidObjectState/);
    });
});
