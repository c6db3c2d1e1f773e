import assert from "node:assert/strict";
import fc from "fast-check";
import { NAME_RULES } from "../../../runtime/backup-runner/envelope/format";
import { databasePrefix, manifestKey, newBackupId, objectKey, partsOfKey } from "../../../runtime/backup-runner/names";

describe("the names of backups", () => {
    it("are the documented ones", () => {
        const id = newBackupId(new Date("2026-11-21T03:00:00.123Z"), "5f3a");
        assert.equal(id, "2026-11-21T030000Z-5f3a");
        assert.equal(objectKey("core", id), "core/2026-11-21T030000Z-5f3a/dump.plnthbk");
        assert.equal(manifestKey("core", id), "core/2026-11-21T030000Z-5f3a/manifest.json");
    });

    it("sort by time", () => {
        const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
        fc.assert(
            fc.property(instant, instant, (one, other) => {
                const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
                const [first, second] = [newBackupId(one, "0000"), newBackupId(other, "0000")];
                assert.equal(first < second, seconds(one) < seconds(other));
                assert.ok(NAME_RULES.backupId.test(first));
            }),
        );
    });

    it("are read back from keys, whatever the database is called", () => {
        const databases = fc.string({ minLength: 1, maxLength: 15, unit: "binary" }).filter(NAME_RULES.database.test);
        fc.assert(
            fc.property(databases, databases, (database, other) => {
                const key = objectKey(database, "b1");
                assert.deepEqual(partsOfKey(database, key), { backupId: "b1", file: "object" });
                assert.deepEqual(partsOfKey(database, manifestKey(database, "b1")), {
                    backupId: "b1",
                    file: "manifest",
                });
                assert.equal(partsOfKey(other, key) !== undefined, database === other);
                assert.equal(databasePrefix(database).indexOf("/"), databasePrefix(database).length - 1);
            }),
        );
    });

    it("leave what nobody of ours has written alone", () => {
        for (const key of [
            "core/notes.txt",
            "core/b1/other.bin",
            "core/b 1/manifest.json",
            "core/b1/x/manifest.json",
            "core",
        ]) {
            assert.equal(partsOfKey("core", key), undefined, key);
        }
    });
});
