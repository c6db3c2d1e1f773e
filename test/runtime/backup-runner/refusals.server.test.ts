import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Manifest } from "../../../runtime/backup-runner/manifest/manifest";
import { flipped } from "./envelope/support";
import { damagedCopy, withItsSize, type Damage } from "./support/damaged";
import { runProxied, type ProxiedRun } from "./support/proxied";
import { CONTENTS } from "./support/contents";
import { callOf, refuse } from "./support/proxy";
import { newKeys, Stand, type Ended } from "./support/stand";

/** Large enough for three chunks, and for pg_restore to have made tables long before the end. */
const CONTENT = `
    CREATE TABLE first (a int PRIMARY KEY);
    INSERT INTO first SELECT generate_series(1, 1000);
    CREATE TABLE noise (id int PRIMARY KEY, bytes text);
    INSERT INTO noise SELECT i, (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 40) j) FROM generate_series(1, 3000) i;
    CREATE TABLE last (a int REFERENCES first);
    INSERT INTO last SELECT generate_series(1, 1000);`;

function isOfObject(request: IncomingMessage): boolean {
    return callOf(request) === "read" && request.headers.range !== undefined;
}

/** All of them are looked at beside the check itself. */
const SOME = CONTENTS.filter(({ has }) => /^(table|large object|publication|default acl)/.test(has));

/** A disk of so many MiB that the server may write to. @returns where it is. */
function smallDisk(stand: Stand, mebibytes: number): string {
    const disk = mkdtempSync(path.join(tmpdir(), "plinth-small-disk-"));
    const { uid, gid } = statSync(stand.sql("postgres", "SHOW data_directory"));
    const options = `size=${mebibytes}m,uid=${uid},gid=${gid},mode=0700`;
    const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return disk;
}

describe("a restore that can't be done leaves its target as it was", () => {
    let stand: Stand;
    let backup: string;
    let empty: string;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", CONTENT);
        backup = await stand.backUp("core");
        stand.makeDatabase("target");
        empty = stand.dump("target");
    });
    after(() => stand.stop());

    /** How it failed, and that nothing shows it in the target. */
    async function assertFails(ended: Ended, code: number, says: RegExp): Promise<void> {
        assert.deepEqual([ended.code, ended.last["event"]], [code, "restore-failed"], JSON.stringify(ended.last));
        assert.match(String(ended.last["message"]), says);
        assert.equal(stand.dump("target"), empty);
        const sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'plinth%'";
        assert.equal(stand.sql("postgres", sessions), "0");
    }

    /** For a run with somebody in between. */
    function restoring(): Pick<ProxiedRun, "database" | "args" | "environment"> {
        const environment = { RESTORE_DATABASE_URL: stand.postgres.url("target") };
        return { database: "core", args: ["restore", "--backup", backup], environment };
    }

    async function restoreDamaged(damage: Damage): Promise<Ended> {
        return stand.restore("core", "target", backup, await damagedCopy(stand, "core", backup, damage));
    }

    it("with another key under the same id, and without the key", async () => {
        const other = await stand.restore("core", "target", backup, { BACKUP_KEYS: newKeys("2026-11") });
        await assertFails(other, 3, /is forged: .*MAC doesn't fit the secret's key 2026-11/);
        const none = await stand.restore("core", "target", backup, { BACKUP_KEYS: newKeys("2027-01") });
        await assertFails(
            none,
            3,
            /is unknown-key: .*made with the key 2026-11, which is not in the secret; there are 2027-01/,
        );
    });

    it("when the object was cut off", async () => {
        const half = (body: Buffer): Buffer => body.subarray(0, body.length - 1_000);
        await assertFails(await restoreDamaged({ object: half }), 3, /is object-differs: .*instead of \d+ bytes/);
        await assertFails(await restoreDamaged({ object: half, manifest: withItsSize }), 1, /object is cut off/);
    });

    it("when the object was altered, in its last byte as in its first", async () => {
        for (const bit of [0, 800, -1]) {
            const object = (body: Buffer): Buffer => flipped(body, bit < 0 ? body.length * 8 + bit : bit);
            await assertFails(await restoreDamaged({ object }), 1, /was altered|not an encrypted backup/);
        }
    });

    it("when bytes follow it", async () => {
        const object = (body: Buffer): Buffer => Buffer.concat([body, Buffer.from("x")]);
        await assertFails(await restoreDamaged({ object, manifest: withItsSize }), 1, /bytes follow its last chunk/);
    });

    it("when a digest is wrong, though every byte of it is authentic", async () => {
        const sha256 = "0".repeat(64);
        const plain = (it: Manifest): Manifest => ({ ...it, plain: { ...it.plain, sha256 } });
        await assertFails(await restoreDamaged({ manifest: plain }), 1, /the dump has the SHA-256/);
        const object = (it: Manifest): Manifest => ({ ...it, object: { ...it.object, sha256 } });
        await assertFails(await restoreDamaged({ manifest: object }), 1, /the object has the SHA-256/);
    });

    it("when the connection to S3 is lost in the middle", async () => {
        let reads = 0;
        const ended = await runProxied(stand, {
            ...restoring(),
            hooks: () => ({
                onRequest: (request) => {
                    const isLost = isOfObject(request) && (reads += 1) > 1;
                    if (isLost) {
                        request.socket.destroy();
                    }
                    return isLost;
                },
            }),
        });
        await assertFails(ended, 1, /S3 \(bucket .*\) doesn't give version .*(ECONNRESET|socket hang up|TimeoutError)/);
        assert.ok(reads > 4, "it has tried again");
    });

    it("when there is no manifest, no such backup, and no backup at all", async () => {
        const without = await stand.restore("core", "target", "2026-01-01T000000Z-0000");
        await assertFails(without, 3, /There is no backup 2026-01-01T000000Z-0000 of database "core"/);
        const none = await stand.run("other", ["restore", "--backup", "latest"], {
            RESTORE_DATABASE_URL: stand.postgres.url("target"),
        });
        await assertFails(none, 3, /no good backup of database "other"/);
    });

    it("when the server is older than the one the backup was made on, and when pg_restore is", async () => {
        const server = (it: Manifest): Manifest => ({ ...it, serverVersion: "99.1" });
        await assertFails(
            await restoreDamaged({ manifest: server }),
            3,
            /server is too old: .*made on 99.1.*version 99 or newer/,
        );
        const client = (it: Manifest): Manifest => ({ ...it, clientVersion: "pg_dump (PostgreSQL) 99.1" });
        await assertFails(await restoreDamaged({ manifest: client }), 3, /is older than what made the dump/);
    });

    it("when the target is not empty", async () => {
        for (const [index, { has, made }] of SOME.entries()) {
            const name = `full ${index}`;
            stand.makeDatabase(name, made);
            const before = stand.dump(name);
            const { code, last } = await stand.restore("core", name, backup);
            assert.equal(code, 3, made);
            const message = String(last["message"]);
            assert.match(message, /The target is not empty: database "full \d+" at .* has /);
            assert.ok(message.includes(` ${has}`), `${has}: ${message}`);
            assert.equal(stand.dump(name), before);
        }
    });

    it("when pg_restore can't make something: a role is missing, and --no-owner helps", async () => {
        stand.makeDatabase("owned", "CREATE ROLE passing; CREATE TABLE t (a int); ALTER TABLE t OWNER TO passing");
        const owned = await stand.backUp("owned");
        stand.sql("owned", "DROP TABLE t; DROP ROLE passing");
        const to = { RESTORE_DATABASE_URL: stand.postgres.url("target") };
        const failed = await stand.run("owned", ["restore", "--backup", owned], to);
        await assertFails(failed, 1, /role "passing" does not exist.*--no-owner/);
        stand.makeDatabase("disowned");
        const disowned = { RESTORE_DATABASE_URL: stand.postgres.url("disowned") };
        const { code, last } = await stand.run("owned", ["restore", "--backup", owned, "--no-owner"], disowned);
        assert.equal(code, 0, JSON.stringify(last));
    });

    it("when the server may use no more temporary space", async () => {
        stand.sql("postgres", "ALTER DATABASE target SET temp_file_limit = '64kB'");
        stand.sql("postgres", "ALTER DATABASE target SET maintenance_work_mem = '1MB'");
        stand.makeDatabase("sorted", "CREATE TABLE t AS SELECT generate_series(1, 100000) a; CREATE INDEX ON t (a)");
        const sorted = await stand.backUp("sorted");
        await assertFails(
            await stand.restore("sorted", "target", sorted),
            1,
            /temporary file size exceeds temp_file_limit/,
        );
        stand.sql("postgres", "ALTER DATABASE target RESET ALL");
    });

    // Only root can make a disk that is small; where all of it has to be proven, that there is no root is a failure.
    if (process.getuid?.() === 0 || process.env["CI"] === "true") {
        it("when the disk is full", async () => {
            const disk = smallDisk(stand, 24);
            try {
                stand.sql("postgres", `CREATE TABLESPACE small LOCATION '${disk}'`);
                stand.sql("postgres", "ALTER DATABASE target SET TABLESPACE small");
                stand.makeDatabase("large", CONTENT.replaceAll("3000", "20000"));
                const large = await stand.backUp("large");
                await assertFails(
                    await stand.restore("large", "target", large),
                    1,
                    /No space left on device.*has no space/,
                );
                stand.sql("postgres", "ALTER DATABASE target SET TABLESPACE pg_default; DROP TABLESPACE small");
            } finally {
                spawnSync("umount", ["--lazy", disk]);
                rmSync(disk, { recursive: true, force: true });
            }
        });
    }

    it("when it is told to end", async () => {
        let reads = 0;
        const ended = await runProxied(stand, {
            ...restoring(),
            hooks: (runner) => ({
                // The first is the look whether it can be read.
                onRequest: (request) => isOfObject(request) && (reads += 1) === 2 && runner()?.kill("SIGTERM") === true,
            }),
        });
        await assertFails(ended, 5, /SIGTERM has ended it/);
    });

    it("when its database can't be reached, or the password is wrong", async () => {
        const url = new URL(stand.postgres.url("target"));
        url.password = "sesame";
        const wrong = await stand.restore("core", "target", backup, { RESTORE_DATABASE_URL: url.href });
        await assertFails(wrong, 3, /can't be reached: password authentication failed .*28P01/);
        assert.ok(!JSON.stringify(wrong.lines).includes("sesame"));
        const nobody = await stand.restore("core", "target", backup, {
            RESTORE_DATABASE_URL: "postgres://me@127.0.0.1:1/x",
        });
        await assertFails(nobody, 3, /can't be reached: .*ECONNREFUSED/);
    });

    it("and the same backup is restored when nothing is in its way", async () => {
        const { code, last } = await stand.restore("core", "target", backup);
        assert.equal(code, 0, JSON.stringify(last));
        assert.equal(stand.dump("target"), stand.dump("core"));
    });
});

describe("a backup that can't be made is none", () => {
    let stand: Stand;
    let folder: string;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", CONTENT);
        folder = mkdtempSync(path.join(tmpdir(), "plinth-programs-"));
    });
    after(async () => {
        rmSync(folder, { recursive: true, force: true });
        await stand.stop();
    });

    /** PostgreSQL's client with another pg_dump. */
    function clientWith(name: string, script: string): string {
        const bin = path.join(folder, name);
        mkdirSync(bin);
        symlinkSync(path.join(stand.postgres.binaries, "pg_restore"), path.join(bin, "pg_restore"));
        writeFileSync(path.join(bin, "pg_dump"), `#!/bin/sh\nreal='${stand.postgres.binaries}/pg_dump'\n${script}\n`);
        chmodSync(path.join(bin, "pg_dump"), 0o755);
        return bin;
    }

    async function assertNone(ended: Ended, code: number, says: RegExp): Promise<void> {
        assert.deepEqual([ended.code, ended.last["event"]], [code, "backup-failed"], JSON.stringify(ended.last));
        assert.match(String(ended.last["message"]), says);
        assert.equal(ended.lines.filter(({ level }) => level === "error").length, 1);
        assert.ok((await stand.list("core")).every(({ state }) => state === "incomplete"));
        assert.deepEqual(await stand.uploads(), []);
    }

    const version = 'if [ "$1" = --version ]; then exec "$real" --version; fi';

    it("when pg_dump dies in the middle, or fails after all of its output", async () => {
        const dying = clientWith("dying", `${version}\n"$real" "$@" | head -c 3000000\nkill -9 $$`);
        await assertNone(await stand.run("core", ["run"], { PG_BIN: dying }), 1, /pg_dump was ended by SIGKILL/);
        const failing = clientWith("failing", `${version}\n"$real" "$@"\necho 'the last words' >&2\nexit 3`);
        await assertNone(
            await stand.run("core", ["run"], { PG_BIN: failing }),
            1,
            /pg_dump ended with exit code 3: the last words/,
        );
    });

    it("when pg_dump is older than the server, or isn't there", async () => {
        const old = clientWith("old", 'echo "pg_dump (PostgreSQL) 10.1"');
        await assertNone(
            await stand.run("core", ["run"], { PG_BIN: old }),
            3,
            /PostgreSQL\) 10.1 is older than the server/,
        );
        await assertNone(
            await stand.run("core", ["run"], { PG_BIN: folder }),
            3,
            /pg_dump can't be used: could not be started/,
        );
    });

    it("when the server ends its session", async () => {
        stand.makeDatabase("larger", CONTENT.replaceAll("3000", "50000"));
        const ended = await runProxied(stand, {
            database: "larger",
            hooks: () => ({
                onRequest: (request) => {
                    if (callOf(request) === "part") {
                        stand.sql(
                            "postgres",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plinth-backup'",
                        );
                    }
                    return false;
                },
            }),
        });
        await assertNone(ended, 1, /terminat|closed/i);
    });

    it("when S3 refuses, whatever it refuses", async () => {
        for (const call of ["begin", "part", "complete", "create"]) {
            const ended = await runProxied(stand, {
                database: "core",
                hooks: () => ({
                    onRequest: (request, response) =>
                        callOf(request) === call && refuse(request, response, 403, "AccessDenied"),
                }),
            });
            await assertNone(ended, 3, /S3 \(bucket .*AccessDenied .*Look at the role/);
        }
    });

    it("when a secret can't be read", async () => {
        const missing = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:missing-AbCdEf";
        for (const name of ["BACKUP_ENCRYPTION_SECRET_ARN", "DATABASE_SECRET_ARN"]) {
            await assertNone(await stand.run("core", ["run"], { [name]: missing }), 3, /ResourceNotFoundException/);
        }
    });

    it("when it is told to end, which it does at once", async () => {
        const ended = await runProxied(stand, {
            database: "core",
            hooks: (runner) => ({
                onRequest: (request) => callOf(request) === "part" && runner()?.kill("SIGTERM") === false,
            }),
        });
        await assertNone(ended, 5, /SIGTERM has ended it/);
    });
});
