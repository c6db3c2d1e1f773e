import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseManifest } from "../../../runtime/backup-runner/manifest/parse";
import { manifestKey, objectKey } from "../../../runtime/backup-runner/names";
import { REALISTIC, readerRights } from "./support/realistic";
import { BUCKET, READER, Stand } from "./support/stand";

const DOCUMENT = path.resolve(__dirname, "../../../docs/backup-format.md");

describe("a realistic database", () => {
    let stand: Stand;
    let backup: string;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", REALISTIC + readerRights(READER));
        backup = await stand.backUp("core");
    });
    after(() => stand.stop());

    async function stored(key: string): Promise<Buffer> {
        const { Body } = await stand.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
    }

    it("is backed up by a user who may only read, and restored the same to the last byte of its dump", async () => {
        stand.makeDatabase("restored");
        const { code, last } = await stand.restore("core", "restored", backup);
        assert.equal(code, 0, JSON.stringify(last));
        const [before, after] = [stand.dump("core"), stand.dump("restored")];
        assert.ok(before.length > 50_000);
        assert.equal(after, before);
        const numbered = "SELECT last_value, is_called FROM odd_sequence";
        assert.equal(stand.sql("restored", numbered), stand.sql("core", numbered));
    });

    it("has every table's rows in the manifest, an empty one's, a partition's and an oddly named one's", async () => {
        const { tables } = parseManifest((await stored(manifestKey("core", backup))).toString());
        const rows = new Map(tables.map(({ schema, name, rows }) => [`${schema}|${name}`, rows]));
        const expected: readonly [string, number][] = [
            ["public|kinds", 32],
            ["public|empty", 0],
            ["public|columnless", 3],
            ["public|people", 500],
            ["public|pets", 500],
            ["public|measures_2025", 214],
            ["public|measures_rest", 187],
            ["public|parent", 1],
            ["public|child", 2],
            ["public|fast", 1],
            ["public|tenants", 2],
            ["public|1/../💾", 5],
            ['Odd.Schema "x"|table; DROP TABLE people; --', 1],
            [`Odd.Schema "x"|${"n".repeat(63)}`, 0],
        ];
        assert.deepEqual(new Map([...rows].sort()), new Map([...expected].sort()));
    });

    it("is verified in a scratch database, which goes", async () => {
        const { code, last } = await stand.run("core", ["verify"], { VERIFY_CANARY: "public.people.at" });
        assert.equal(code, 0, JSON.stringify(last));
        const { event, backupId, assertions } = last;
        assert.deepEqual([event, backupId], ["verify-completed", backup]);
        assert.deepEqual(
            (assertions as { name: string; holds: boolean }[]).map(({ name, holds }) => [name, holds]),
            [
                ["backup-age", true],
                ["restored", true],
                ["row-counts", true],
                ["canary", true],
            ],
        );
        assert.equal(stand.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'plinth%'"), "0");
    });

    it("fails its verification when the canary is too old, with an exit code of its own", async () => {
        stand.makeDatabase("stale", "CREATE TABLE t (at timestamp); INSERT INTO t VALUES (now() - interval '3 hours')");
        await stand.backUp("stale");
        const limits = { VERIFY_CANARY: "public.t.at", VERIFY_MAX_AGE_HOURS: "2" };
        const stale = await stand.run("stale", ["verify"], limits);
        assert.deepEqual([stale.code, stale.last["event"]], [4, "verify-failed"]);
        assert.match(String(stale.last["message"]), /newest value of public.t.at was 3.0 h old/);
        assert.equal(stand.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'plinth%'"), "0");
    });

    it("is listed as good, for people and for programs", async () => {
        const [entry] = await stand.list("core");
        assert.deepEqual([entry?.backupId, entry?.state, entry?.rows], [backup, "good", 1448]);
        assert.match((await stand.run("core", ["list"])).stdout, new RegExp(`^backup .*\\n${backup}  good `));
    });

    it("is opened by the script in the documentation, with nothing but Node and pg_restore", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "plinth-by-hand-"));
        const [, script] = /```js\n(\/\/ open-backup\.mjs[^]*?)```/.exec(readFileSync(DOCUMENT, "utf8")) ?? [];
        writeFileSync(path.join(folder, "open-backup.mjs"), script ?? "");
        writeFileSync(path.join(folder, "object"), await stored(objectKey("core", backup)));
        stand.makeDatabase("by hand");
        const command = `set -o pipefail; "$NODE" open-backup.mjs object | gunzip | "$BIN/pg_restore" --exit-on-error --dbname "by hand"`;
        const more = { BACKUP_KEYS: stand.keysText, NODE: process.execPath, BIN: stand.postgres.binaries };
        const { status, stderr } = spawnSync("bash", ["-c", command], {
            ...{ cwd: folder, env: { ...stand.pgEnvironment("by hand"), ...more }, encoding: "utf8" },
        });
        rmSync(folder, { recursive: true, force: true });
        assert.equal(status, 0, stderr);
        assert.match(stderr, /2026-11, gzip, staging, core, /);
        assert.equal(stand.dump("by hand"), stand.dump("core"));
    });

    it("can't be backed up by a user who sees less than all: a part is no backup", async () => {
        stand.makeDatabase("hidden", "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY");
        stand.sql("postgres", `ALTER ROLE ${READER} NOBYPASSRLS`);
        const { code, last } = await stand.run("hidden");
        stand.sql("postgres", `ALTER ROLE ${READER} BYPASSRLS`);
        assert.equal(code, 1);
        assert.match(String(last["message"]), /row-level security/);
        stand.sql("hidden", "SELECT lo_from_bytea(1, 'x')");
        const unread = await stand.run("hidden");
        assert.equal(unread.code, 1);
        assert.match(String(unread.last["message"]), /permission denied for large object 1/);
        assert.ok((await stand.list("hidden")).every(({ state }) => state === "incomplete"));
    });
});

describe("databases at the edge", () => {
    let stand: Stand;

    before(async () => (stand = await Stand.start()));
    after(() => stand.stop());

    it("with nothing in it is backed up and restored", async () => {
        stand.makeDatabase("nothing");
        await stand.backUp("nothing");
        stand.makeDatabase("restored");
        const { code, last } = await stand.restore("nothing", "restored");
        assert.equal(code, 0, JSON.stringify(last));
        assert.equal(stand.dump("restored"), stand.dump("nothing"));
    });

    it("with tables and no row at all is, too", async () => {
        stand.makeDatabase("schema only", "CREATE TABLE a (id int PRIMARY KEY); CREATE VIEW b AS SELECT * FROM a");
        await stand.backUp("schema only");
        stand.makeDatabase("restored schema");
        const { code, last } = await stand.restore("schema only", "restored schema");
        assert.equal(code, 0, JSON.stringify(last));
        assert.equal(stand.dump("restored schema"), stand.dump("schema only"));
    });

    it("with a name that looks like an address, a path or a query is, too", async () => {
        for (const name of ["host=evil dbname=x", "../up/ä", `it's "odd"`]) {
            stand.makeDatabase(name, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
            await stand.backUp(name);
            stand.makeDatabase(`${name} 2`);
            const { code, last } = await stand.restore(name, `${name} 2`);
            assert.equal(code, 0, JSON.stringify(last));
            assert.equal(stand.sql(`${name} 2`, "SELECT a FROM t"), "1");
            assert.equal((await stand.list(name)).length, 1);
        }
    });

    it("that is written to while it is dumped is backed up as of one moment", async () => {
        const rows =
            "INSERT INTO one SELECT generate_series(1, 20000); INSERT INTO two SELECT generate_series(1, 20000)";
        stand.makeDatabase("busy", `CREATE TABLE one (a int); CREATE TABLE two (a int); ${rows}`);
        const { child, ended } = stand.begin(["run"], stand.environment("busy"));
        let writes = 0;
        while (child.exitCode === null) {
            stand.sql("busy", "BEGIN; INSERT INTO one VALUES (0); INSERT INTO two VALUES (0); COMMIT");
            writes += 1;
            await new Promise((resolve) => setImmediate(resolve));
        }
        assert.equal((await ended).code, 0);
        assert.ok(writes > 1);
        stand.makeDatabase("as of one moment");
        assert.equal((await stand.restore("busy", "as of one moment")).code, 0);
        const [one, two] = ["one", "two"].map((table) =>
            stand.sql("as of one moment", `SELECT count(*) FROM ${table}`),
        );
        assert.equal(one, two);
        assert.equal((await stand.run("busy", ["verify"])).code, 0);
    });
});
