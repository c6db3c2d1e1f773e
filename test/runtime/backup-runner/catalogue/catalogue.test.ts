import assert from "node:assert/strict";
import { backupsOf } from "../../../../runtime/backup-runner/catalogue/catalogue";
import type { Entry } from "../../../../runtime/backup-runner/catalogue/entry";
import { describePassedOver } from "../../../../runtime/backup-runner/catalogue/passed-over";
import { entriesText, entryJson, sizeText } from "../../../../runtime/backup-runner/catalogue/show";
import { manifestKey, objectKey } from "../../../../runtime/backup-runner/names";
import { keysOf, OTHER_KEY } from "../envelope/support";
import { backUp, CATALOGUE, failsWith, theBackup } from "../support/backups";
import { denied } from "../support/fake-store";
import { FakeWorld, NEVER } from "../support/fake-world";

async function listed(fake: FakeWorld, request = CATALOGUE): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for await (const entry of backupsOf(request, fake.world(), NEVER)) {
        entries.push(entry);
    }
    return entries;
}

async function states(fake: FakeWorld, request = CATALOGUE): Promise<readonly string[]> {
    return (await listed(fake, request)).map(({ state }) => state);
}

function rewritten(text: string, change: (manifest: Record<string, unknown>) => void): string {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    change(manifest);
    return `${JSON.stringify(manifest)}\n`;
}

describe("the list of backups", () => {
    it("has the newest first, and of this database alone", async () => {
        const fake = new FakeWorld();
        const first = await backUp(fake);
        fake.now += 86_400_000;
        const second = await backUp(fake);
        fake.store.put(manifestKey("core2", first.backupId), "{}");
        fake.store.put("core/notes.txt", "x");
        const entries = await listed(fake);
        assert.deepEqual(
            entries.map(({ backupId, state, manifest }) => ({ backupId, state, rows: manifest?.tables[0]?.rows })),
            [
                { backupId: second.backupId, state: "good", rows: 3 },
                { backupId: first.backupId, state: "good", rows: 3 },
            ],
        );
    });

    it("takes the oldest true version of a manifest, whatever was laid over it", async () => {
        const fake = new FakeWorld();
        const { backupId, object } = await backUp(fake);
        const key = manifestKey("core", backupId);
        const text = fake.store.body(key).toString();
        fake.store.put(
            key,
            rewritten(text, (manifest) => (manifest["tables"] = [])),
        );
        fake.store.mark(key);
        fake.store.put(object.key, "rubbish");
        fake.store.mark(object.key);
        const [entry] = await listed(fake);
        assert.equal(entry?.state, "good");
        assert.equal(entry.manifest?.object.versionId, object.versionId);
        assert.deepEqual(entry.remarks, [
            "the manifest was deleted: 1 delete marker(s)",
            "the manifest was overwritten: 1 later version(s)",
            "the object was deleted: 1 delete marker(s)",
            "the object was overwritten: 1 later version(s)",
        ]);
    });

    it("passes a forged version over that is older than the true one, and says so", async () => {
        const fake = new FakeWorld();
        const { backupId } = await backUp(fake);
        const key = manifestKey("core", backupId);
        const [true_] = fake.store.kept.get(key) ?? [];
        assert.ok(true_);
        fake.store.kept.set(key, [{ ...true_, versionId: "forged", body: Buffer.from("{}") }, true_]);
        const [entry] = await listed(fake);
        assert.equal(entry?.state, "good");
        assert.equal(entry.manifestVersionId, true_.versionId);
        assert.match(entry.remarks.join(), /version forged of the manifest: The backup's manifest can't be used/);
    });

    it("calls nothing good that isn't", async () => {
        const fake = new FakeWorld();
        const { backupId, object } = await backUp(fake);
        const key = manifestKey("core", backupId);
        const text = fake.store.body(key).toString();
        const only = async (state: string, change: (fake: FakeWorld) => void): Promise<void> => {
            const copy = new FakeWorld();
            fake.store.kept.forEach((versions, name) => copy.store.kept.set(name, [...versions]));
            change(copy);
            assert.deepEqual(await states(copy), [state]);
            await failsWith(theBackup(copy), "refused", /no good backup of database "core" in staging/);
            await failsWith(theBackup(copy, backupId), "refused", new RegExp(`Backup ${backupId} is ${state}: `));
        };
        await only("incomplete", ({ store }) => store.kept.delete(key));
        await only("forged", ({ store }) => store.damage(key, (body) => body.subarray(0, 100)));
        await only("forged", ({ store }) => store.damage(key, () => Buffer.from(text.replace('"rows":3', '"rows":4'))));
        await only("forged", ({ store }) => store.damage(key, () => Buffer.alloc(9 * 1024 * 1024, "x")));
        await only("newer-format", ({ store }) => store.damage(key, () => Buffer.from('{"version":"2.0"}')));
        await only("object-missing", ({ store }) => store.kept.delete(object.key));
        await only("object-differs", ({ store }) => store.damage(object.key, (body) => body.subarray(1)));
    });

    it("tells a key that is missing from a forgery, and another environment's backup from this one's", async () => {
        const fake = new FakeWorld();
        await backUp(fake);
        assert.deepEqual(await states(fake, { ...CATALOGUE, keys: keysOf({ "2027-01": OTHER_KEY }) }), ["unknown-key"]);
        assert.deepEqual(await states(fake, { ...CATALOGUE, keys: keysOf({ "2026-11": OTHER_KEY }) }), ["forged"]);
        assert.deepEqual(await states(fake, { ...CATALOGUE, environment: "production" }), ["forged"]);
    });

    it("doesn't take another backup's manifest for this one's", async () => {
        const fake = new FakeWorld();
        const first = await backUp(fake);
        fake.now += 1_000_000;
        const second = await backUp(fake);
        const other = fake.store.body(manifestKey("core", second.backupId));
        fake.store.damage(manifestKey("core", first.backupId), () => other);
        assert.deepEqual(await states(fake), ["good", "forged"]);
    });

    it("says what can't be read, and goes on with the rest", async () => {
        for (const name of [
            "AccessDenied",
            "InvalidObjectState",
            "NoSuchVersion",
            "InvalidRequest",
            "KMS.DisabledException",
        ]) {
            const fake = new FakeWorld();
            const first = await backUp(fake);
            fake.now += 86_400_000;
            const second = await backUp(fake);
            const newest = manifestKey("core", second.backupId);
            fake.store.failing("read", (_, what) =>
                what.startsWith(newest) ? denied("gives nothing", name) : undefined,
            );
            const [unread, read] = await listed(fake);
            assert.deepEqual([unread?.state, read?.state], ["unreadable", "good"]);
            assert.match(
                unread?.remarks.join() ?? "",
                new RegExp(`^version v4 of the manifest: S3 gives nothing: ${name} `),
            );
            assert.equal((await theBackup(fake)).backupId, first.backupId);
            await failsWith(theBackup(fake, second.backupId), "refused", new RegExp(`is unreadable: .*${name}`));
        }
    });

    it("takes a true version of a manifest though an older one can't be read, and calls none forged then", async () => {
        const fake = new FakeWorld();
        const { backupId } = await backUp(fake);
        const key = manifestKey("core", backupId);
        const [true_] = fake.store.kept.get(key) ?? [];
        assert.ok(true_);
        const unread = { ...true_, versionId: "unread" };
        const forged = { ...true_, versionId: "forged", body: Buffer.from("{}") };
        fake.store.failing("read", (_, what) => (what.endsWith("unread") ? denied("gives nothing") : undefined));
        fake.store.kept.set(key, [unread, true_]);
        const [entry] = await listed(fake);
        assert.deepEqual([entry?.state, entry?.manifestVersionId], ["good", true_.versionId]);
        assert.match(entry?.remarks.join() ?? "", /version unread of the manifest: .*AccessDenied/);
        for (const versions of [
            [unread, forged],
            [forged, unread],
        ]) {
            fake.store.kept.set(key, versions);
            assert.deepEqual(await states(fake), ["unreadable"]);
        }
    });

    it("ends when S3 does, instead of showing a part", async () => {
        const fake = new FakeWorld();
        await backUp(fake);
        fake.store.failing("read", () => new Error("S3 is gone"));
        await assert.rejects(listed(fake), /S3 is gone/);
        for (const name of ["ExpiredToken", "NoSuchBucket", "ECONNRESET"]) {
            fake.store.failing("read", () => denied("gives nothing", name));
            await assert.rejects(listed(fake), new RegExp(name));
        }
    });
});

describe("the backup that is asked for", () => {
    it("as latest is the newest good one", async () => {
        const fake = new FakeWorld();
        const first = await backUp(fake);
        fake.now += 86_400_000;
        const second = await backUp(fake);
        assert.equal((await theBackup(fake)).backupId, second.backupId);
        fake.store.kept.delete(manifestKey("core", second.backupId));
        assert.equal((await theBackup(fake)).backupId, first.backupId);
        assert.equal((await theBackup(fake, first.backupId)).backupId, first.backupId);
    });

    it("as latest is no matter of older ones, whatever S3 says of them", async () => {
        const fake = new FakeWorld();
        const first = await backUp(fake);
        fake.now += 86_400_000;
        const second = await backUp(fake);
        const older = manifestKey("core", first.backupId);
        fake.store.failing("read", (_, what) => (what.startsWith(older) ? new Error("S3 is gone") : undefined));
        assert.equal((await theBackup(fake)).backupId, second.backupId);
    });

    it("as latest comes with what is passed over, five of it at most and three remarks of each", () => {
        const remarks = ["one", "two", "three", "four"];
        const entry = (day: number): Entry => ({ backupId: `2026-11-0${day}`, state: "object-missing", remarks });
        const told = describePassedOver([7, 6, 5, 4, 3, 2, 1].map(entry));
        assert.equal(
            told[0],
            "2026-11-07, which is object-missing: The version of the object that its manifest names is gone. one two three …",
        );
        assert.deepEqual(told.slice(5), ["and 2 more, which `list` shows"]);
        assert.deepEqual(describePassedOver([{ ...entry(1), state: "incomplete" }]), []);
    });

    it("is refused where it isn't there", async () => {
        await failsWith(
            theBackup(new FakeWorld(), "b1"),
            "refused",
            /There is no backup b1 of database "core" in staging/,
        );
        await failsWith(theBackup(new FakeWorld()), "refused", /no good backup .*; 0 others are there/);
    });
});

describe("what a list shows", () => {
    it("is a table with remarks beneath", async () => {
        const fake = new FakeWorld();
        const { backupId } = await backUp(fake);
        fake.store.mark(manifestKey("core", backupId));
        fake.store.put(objectKey("core", "2026-11-20T030000Z-0000"), "half");
        const lines = entriesText(await listed(fake)).split("\n");
        assert.match(lines[0] ?? "", /^backup +state +stored +plain +tables +ended +class$/);
        assert.match(
            lines[1] ?? "",
            new RegExp(`^${backupId}  good +\\d.* KiB  410.2 KiB  1 +2026-11-21T03:00:0.*Z  STANDARD$`),
        );
        assert.deepEqual(lines.slice(2), [
            "    the manifest was deleted: 1 delete marker(s)",
            "2026-11-20T030000Z-0000  incomplete",
            "",
        ]);
    });

    it("as JSON has what the manifest says, and no list of tables", async () => {
        const fake = new FakeWorld();
        const { object, backupId } = await backUp(fake);
        const [entry] = await listed(fake);
        assert.ok(entry);
        const { tables, rows, object: shown, state, backupId: id } = entryJson(entry);
        assert.deepEqual(
            { tables, rows, shown, state, id },
            { tables: 1, rows: 3, shown: object, state: "good", id: backupId },
        );
    });

    it("has sizes in the largest unit that fits", () => {
        assert.deepEqual([0, 1023, 1024, 1_500_000, 5 * 1024 ** 4].map(sizeText), [
            "0 B",
            "1023 B",
            "1.0 KiB",
            "1.4 MiB",
            "5.0 TiB",
        ]);
    });
});
