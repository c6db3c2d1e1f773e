import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { runBackup } from "../../../../runtime/backup-runner/backup/run";
import type { Row } from "../../../../runtime/backup-runner/database/session";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { parseManifest } from "../../../../runtime/backup-runner/manifest/parse";
import { checkManifest } from "../../../../runtime/backup-runner/manifest/sign";
import { KEYS, open } from "../envelope/support";
import { backUp, DUMP, failsWith, SETTINGS } from "../support/backups";
import { denied, type StoreCall } from "../support/fake-store";
import { DATABASE_SECRET, ENCRYPTION_SECRET, FakePrograms, FakeWorld, NEVER, PASSWORD } from "../support/fake-world";

const CONTEXT = { environment: "staging", database: "core", backupId: "2026-11-21T030001Z-5f3a" };
const FOLDER = "core/2026-11-21T030001Z-5f3a";
const MANIFEST = `${FOLDER}/manifest.json`;

/** Nothing that was begun goes on. */
function assertAllEnded({ store, database, programs }: FakeWorld, label: string): void {
    assert.deepEqual([...store.uploads.keys()], [], `${label}: an upload is left`);
    assert.equal(database.open, 0, `${label}: a session is open`);
    assert.equal(programs.running, 0, `${label}: a program is running`);
}

/** Nothing that was begun goes on, and nothing counts as a backup. */
function assertNoBackup(fake: FakeWorld, label: string): void {
    assertAllEnded(fake, label);
    assert.equal(fake.store.kept.has(MANIFEST), false, `${label}: there is a manifest`);
}

describe("a backup", () => {
    it("is what pg_dump gave, compressed and encrypted, and a manifest that describes it", async () => {
        const fake = new FakeWorld();
        const manifest = await backUp(fake);
        assert.deepEqual(fake.keys(), [`${FOLDER}/dump.plnthbk`, MANIFEST]);
        const stored = parseManifest(fake.store.body(MANIFEST).toString());
        assert.deepEqual(stored, manifest);
        checkManifest(stored, KEYS, CONTEXT);
        const object = fake.store.body(stored.object.key, stored.object.versionId);
        const { bytes, error } = await open(object, [], KEYS, CONTEXT);
        assert.equal(error, undefined);
        assert.ok(gunzipSync(bytes).equals(DUMP));
        assert.equal(stored.plain.bytes, DUMP.length);
        assert.deepEqual(stored.tables, [{ schema: "public", name: "users", rows: 3 }]);
        assert.deepEqual([stored.serverVersion, stored.clientVersion], ["16.4", "pg_dump (PostgreSQL) 16.4"]);
        assertAllEnded(fake, "after success");
    });

    it("tells the roles that nothing is restored without", async () => {
        const fake = new FakeWorld();
        fake.database.named = ["reporting", "app"];
        assert.deepEqual((await backUp(fake)).roles, ["app", "reporting"]);
    });

    it("shows one moment: rows are counted in the snapshot that pg_dump is given", async () => {
        const fake = new FakeWorld();
        await backUp(fake);
        const { queries } = fake.database;
        assert.deepEqual(
            queries.map((query) => /^(BEGIN.*|COMMIT)$|export_snapshot|count/.exec(query)?.[0]).filter((it) => it),
            ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "export_snapshot", "count", "COMMIT"],
        );
        assert.ok(fake.programs.calls.at(-1)?.args.includes("--snapshot=00000003-0000001B-1"));
    });

    it("gives the password to pg_dump in its environment alone, and nothing of the runner's own", async () => {
        const fake = new FakeWorld();
        await backUp(fake);
        const [, call] = fake.programs.calls;
        assert.ok(!call?.args.join(" ").includes(PASSWORD));
        assert.equal(call?.env["PGPASSWORD"], PASSWORD);
        assert.deepEqual(
            Object.keys(call?.env ?? {}).filter((name) => !name.startsWith("PG")),
            [],
        );
        assert.ok(!JSON.stringify(fake.lines).includes(PASSWORD));
    });

    it("is stored with its manifest last", async () => {
        const fake = new FakeWorld();
        await backUp(fake);
        assert.deepEqual(fake.store.calls.slice(-2), [`completeUpload ${FOLDER}/dump.plnthbk`, `create ${MANIFEST}`]);
    });

    it("counts as stored when its manifest is there already, as it is after a lost answer, and only then", async () => {
        const lost = new FakeWorld();
        const create = lost.store.create.bind(lost.store);
        lost.store.create = async (key, body) => {
            await create(key, body);
            return create(key, body);
        };
        await backUp(lost);
        const other = new FakeWorld();
        other.store.put(MANIFEST, "{}");
        await failsWith(backUp(other), "failed", /bucket backups has another manifest under core/);
    });

    it("is tried again when another request for its manifest is in the way, for a while", async () => {
        const fake = new FakeWorld();
        fake.store.conflicts = 4;
        await backUp(fake);
        assert.ok(fake.store.kept.has(MANIFEST));
        assert.equal(fake.paused, 15_000);
        const never = new FakeWorld();
        never.store.conflicts = Infinity;
        await failsWith(backUp(never), "failed", /Somebody else is writing core\/.*manifest.json .*after 5 tries/);
        assertNoBackup(never, "in conflict");
    });

    it("doesn't end before it began, when the clock is set back meanwhile", async () => {
        const fake = new FakeWorld();
        const world = fake.world();
        let now = Date.parse("2026-11-21T03:00:00.000Z");
        const clock = { ...world.clock, now: () => (now -= 60_000) };
        fake.programs = new FakePrograms({ output: () => [DUMP] });
        const { startedAt, endedAt } = await runBackup(SETTINGS, { ...world, clock }, NEVER);
        assert.equal(endedAt, startedAt);
    });

    it("warns where pg_dump is newer than the server", async () => {
        const fake = new FakeWorld();
        fake.database.version = { text: "15.8", number: "150008" };
        await backUp(fake);
        assert.deepEqual(
            fake.lines.map(({ event }) => event),
            ["newer-client", "backup-started"],
        );
    });
});

/** All of the dump has been sent, and whatever follows from that alone has happened. */
async function untilDumped({ store }: FakeWorld): Promise<void> {
    for (let turns = 0; turns < 20; turns += store.calls.includes("sendPart part 1") ? 1 : 0) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}

describe("no backup is made", () => {
    const died = { succeeded: false, text: "ended with exit code 1: pg_dump: error: server closed the connection" };

    it("when pg_dump dies in the middle, or ends badly after all of its output", async () => {
        for (const output of [() => [DUMP.subarray(0, 10)], () => [DUMP], () => []]) {
            const fake = new FakeWorld();
            await failsWith(
                backUp(fake, { output, end: died }),
                "failed",
                /pg_dump ended with exit code 1: .*closed the/,
            );
            assertNoBackup(fake, "pg_dump died");
            assert.deepEqual(fake.keys(), []);
        }
    });

    it("when S3 refuses anything", async () => {
        const calls: readonly StoreCall[] = ["beginUpload", "sendPart", "completeUpload", "create"];
        for (const call of calls) {
            const fake = new FakeWorld();
            fake.store.failing(call, () => denied(`refuses ${call}`));
            await failsWith(backUp(fake), "refused", new RegExp(`refuses ${call}`));
            assertNoBackup(fake, call);
        }
    });

    it("when rows can't be counted, and pg_dump is ended then", async () => {
        const fake = new FakeWorld();
        fake.database.fault = (text) => {
            if (text.includes("count(*)::text AS rows")) {
                throw new RunnerError("failed", "permission denied for table users", "Grant it");
            }
        };
        await failsWith(backUp(fake, { hangs: true }), "failed", /permission denied for table users/);
        assertNoBackup(fake, "counting failed");
    });

    it("when something goes badly after pg_dump has ended, and no object is left that a lock would keep", async () => {
        for (const late of ["count(*)::text AS rows", "COMMIT"]) {
            const fake = new FakeWorld();
            const connect = fake.database.connect.bind(fake.database);
            fake.database.connect = async () => {
                const session = await connect();
                const query = async (text: string): Promise<readonly Row[]> => {
                    if (text.includes(late)) {
                        await untilDumped(fake);
                        throw new Error("the session is lost");
                    }
                    return session.query(text);
                };
                return { ...session, query };
            };
            await assert.rejects(backUp(fake), /the session is lost/);
            assertNoBackup(fake, late);
            assert.deepEqual(fake.keys(), [], late);
        }
    });

    it("when it is told to end, whatever it is doing", async () => {
        const interrupted = new RunnerError("interrupted", "SIGTERM has ended it", "Run it again");
        for (const moment of ["beginUpload", "sendPart", "completeUpload", "create"] as const) {
            const fake = new FakeWorld();
            const controller = new AbortController();
            fake.store.failing(moment, () => {
                controller.abort(interrupted);
                return interrupted;
            });
            await failsWith(backUp(fake, {}, controller.signal), "interrupted", /^SIGTERM has ended it/);
            assertNoBackup(fake, moment);
        }
        const waiting = new FakeWorld();
        const controller = new AbortController();
        const ended = backUp(waiting, { hangs: true }, controller.signal);
        setImmediate(() => controller.abort(interrupted));
        await assert.rejects(ended, interrupted);
        assertNoBackup(waiting, "waiting for pg_dump");
    });

    it("as far as is known, when it is told to end while the manifest is stored: S3 may have taken it", async () => {
        const fake = new FakeWorld();
        const controller = new AbortController();
        const create = fake.store.create.bind(fake.store);
        fake.store.create = async (key, body) => {
            await create(key, body);
            controller.abort(new RunnerError("interrupted", "SIGTERM has ended it", "Run it again"));
            throw controller.signal.reason;
        };
        await failsWith(
            backUp(fake, {}, controller.signal),
            "interrupted",
            /^SIGTERM has ended it while its manifest was stored, and S3 may have taken that\. Look whether `list` has 2026/,
        );
        assert.ok(fake.store.kept.has(MANIFEST));
    });

    it("when a secret can't be read or used; nothing is begun", async () => {
        const values = [
            { arn: ENCRYPTION_SECRET, value: undefined, says: /secret with the backup's keys can't be read/ },
            { arn: ENCRYPTION_SECRET, value: "{}", says: /secret with the backup's keys can't be used/ },
            { arn: DATABASE_SECRET, value: undefined, says: /database's secret can't be read/ },
            { arn: DATABASE_SECRET, value: '{"username":"backup"}', says: /password must be a text/ },
        ];
        for (const { arn, value, says } of values) {
            const fake = new FakeWorld();
            fake.secrets.delete(arn);
            if (value !== undefined) {
                fake.secrets.set(arn, value);
            }
            await assert.rejects(backUp(fake), says);
            assert.deepEqual([fake.connections, fake.programs.calls, fake.store.calls], [[], [], []]);
        }
    });

    it("with a pg_dump that is older than the server; nothing is begun", async () => {
        const fake = new FakeWorld();
        fake.database.version = { text: "17.1", number: "170001" };
        await failsWith(backUp(fake), "refused", /pg_dump \(PostgreSQL\) 16.4 is older than the server \(17.1\)/);
        assert.deepEqual(fake.store.calls, []);
        assert.equal(fake.programs.calls.length, 1);
        assert.equal(fake.database.open, 0);
    });

    it("without pg_dump", async () => {
        const fake = new FakeWorld();
        fake.programs = new FakePrograms({});
        fake.programs.version = "of something else";
        const settings = { ...SETTINGS, programs: "/opt/pg/bin" };
        await failsWith(
            runBackup(settings, fake.world(), NEVER),
            "refused",
            /\/opt\/pg\/bin\/pg_dump can't be used/,
            /PG_BIN/,
        );
    });
});
