import assert from "node:assert/strict";
import type { GoodEntry } from "../../../../runtime/backup-runner/catalogue/entry";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { manifestText, type Manifest } from "../../../../runtime/backup-runner/manifest/manifest";
import { signManifest } from "../../../../runtime/backup-runner/manifest/sign";
import { manifestKey } from "../../../../runtime/backup-runner/names";
import { restoreBackup } from "../../../../runtime/backup-runner/restore/restore";
import { flipped, KEYS, keysOf, OTHER_KEY } from "../envelope/support";
import { backUp, DUMP, failsWith, TARGET, theBackup } from "../support/backups";
import { denied } from "../support/fake-store";
import { FakePrograms, FakeWorld, NEVER, type FakeProgram } from "../support/fake-world";

const LEFT_OUT = { owners: false, privileges: false };
const TOOL = { command: "pg_restore", version: "pg_restore (PostgreSQL) 16.4", major: 16 };

interface Restoring {
    readonly fake: FakeWorld;
    readonly backup: GoodEntry;
    /** What pg_restore got. */
    readonly got: () => Buffer;
    restore(signal?: AbortSignal, change?: Partial<Parameters<typeof restoreBackup>[0]>): Promise<void>;
}

async function restoring(program: FakeProgram = {}): Promise<Restoring> {
    const fake = new FakeWorld();
    await backUp(fake);
    const backup = await theBackup(fake);
    const pieces: Buffer[] = [];
    fake.programs = new FakePrograms({ take: (piece) => void pieces.push(piece), ...program });
    fake.store.calls.length = 0;
    fake.database.queries.length = 0;
    const request = { backup, keys: KEYS, target: TARGET, tool: TOOL, leftOut: LEFT_OUT };
    return {
        ...{ fake, backup, got: () => Buffer.concat(pieces) },
        restore: (signal = NEVER, change = {}) => restoreBackup({ ...request, ...change }, fake.world(), signal),
    };
}

/** pg_restore commits when its input has ended: here it must not have. */
function assertUntouched({ fake, got }: Restoring, label: string): void {
    assert.equal(fake.programs.inputEnded, false, `${label}: pg_restore could commit`);
    assert.ok(got().length < DUMP.length, `${label}: pg_restore got all of it`);
    assert.equal(fake.programs.running, 0, `${label}: pg_restore is running`);
    assert.equal(fake.database.open, 0, `${label}: a session is open`);
}

/** The backup with an object that its manifest describes, and which is otherwise not as it has to be. */
async function redescribed(change: (manifest: Manifest) => Manifest): Promise<Restoring> {
    const restored = await restoring();
    const { fake, backup } = restored;
    const { mac: _mac, version: _version, ...content } = change(backup.manifest);
    const signed = signManifest({ roles: [], ...content }, KEYS);
    fake.store.damage(manifestKey("core", backup.backupId), () => Buffer.from(manifestText(signed)));
    return { ...restored, restore: (signal) => restored.restore(signal, { backup: { ...backup, manifest: signed } }) };
}

describe("a restore", () => {
    it("gives pg_restore exactly what pg_dump gave, in one transaction", async () => {
        const restored = await restoring();
        await restored.restore();
        assert.ok(restored.got().equals(DUMP));
        assert.equal(restored.fake.programs.inputEnded, true);
        assert.deepEqual(restored.fake.programs.calls[0]?.args, [
            "--format=custom",
            "--single-transaction",
            "--exit-on-error",
            "--no-password",
            "--dbname=dbname='restored' keepalives_idle=60",
        ]);
    });

    it("leaves owners and privileges out where that is asked for", async () => {
        const restored = await restoring();
        await restored.restore(NEVER, { leftOut: { owners: true, privileges: true } });
        const [call] = restored.fake.programs.calls;
        assert.deepEqual(call?.args.filter((arg) => arg.startsWith("--no-")).sort(), [
            "--no-owner",
            "--no-password",
            "--no-privileges",
        ]);
    });

    it("reads the version that the manifest names, whatever was laid over it", async () => {
        const restored = await restoring();
        const { fake, backup } = restored;
        fake.store.put(backup.manifest.object.key, "rubbish");
        fake.store.mark(backup.manifest.object.key);
        await restored.restore();
        assert.ok(restored.got().equals(DUMP));
    });
});

describe("a restore is refused before anything is begun", () => {
    const cases: readonly { readonly why: string; readonly change: (it: FakeWorld) => void; readonly says: RegExp }[] =
        [
            {
                why: "the target is not empty",
                change: ({ database }) =>
                    (database.objects = ["relation users", "function f()", "type t", "schema s", "x"]),
                says: /target is not empty: .*"restored".* has relation users, function f\(\), type t, schema s, …/,
            },
            {
                why: "the server is too old",
                change: ({ database }) => (database.version = { text: "15.8", number: "150008" }),
                says: /server is too old: 15.8, and the backup was made on 16.4.*version 16 or newer/,
            },
            {
                why: "the object can't be read",
                change: ({ store }) => store.failing("read", () => denied("gives nothing")),
                says: /AccessDenied/,
            },
            {
                why: "a role that a policy names is missing",
                change: ({ database }) => (database.missing = ["app", 'odd"role']),
                says: /lacks roles that policies, .*: app, odd"role\. .*: CREATE ROLE "app" NOLOGIN; CREATE ROLE "odd""role" NOLOGIN/,
            },
        ];
    for (const { why, change, says } of cases) {
        it(`where ${why}`, async () => {
            const restored = await restoring();
            change(restored.fake);
            await failsWith(restored.restore(), "refused", says);
            assert.deepEqual(restored.fake.programs.calls, []);
            assertUntouched(restored, why);
        });
    }

    it("where pg_restore is older than the dump", async () => {
        const restored = await restoring();
        const tool = { ...TOOL, version: "pg_restore (PostgreSQL) 15.8", major: 15 };
        await failsWith(restored.restore(NEVER, { tool }), "refused", /15.8 is older than what made the dump .*16.4/);
        assert.deepEqual(restored.fake.connections.slice(1), []);
    });

    it("where a later release compressed it", async () => {
        const restored = await redescribed((manifest) => ({
            ...manifest,
            envelope: { ...manifest.envelope, compression: "zstd" },
        }));
        await failsWith(restored.restore(), "refused", /compressed by zstd; known here are gzip and none/);
    });
});

describe("a restore that fails is undone", () => {
    it("when a bit of the object was flipped, wherever it was", async () => {
        for (const at of [0.001, 0.3, 0.7, 0.999]) {
            const restored = await restoring();
            const { store } = restored.fake;
            store.damage(restored.backup.manifest.object.key, (body) =>
                flipped(body, Math.floor(body.length * 8 * at)),
            );
            await assert.rejects(restored.restore(), /was altered|not an encrypted backup|cut off/);
            assertUntouched(restored, `flipped at ${at}`);
        }
    });

    it("when the object is shorter or longer than it was", async () => {
        for (const change of [
            (body: Buffer) => body.subarray(0, -1),
            (body: Buffer) => body.subarray(0, body.length / 2),
        ]) {
            const restored = await restoring();
            restored.fake.store.damage(restored.backup.manifest.object.key, change);
            await failsWith(restored.restore(), "failed", /S3 gave \d+ instead of \d+ bytes/);
            assertUntouched(restored, "shorter");
        }
        const longer = await restoring();
        const { key } = longer.backup.manifest.object;
        longer.fake.store.damage(key, (body) => Buffer.concat([body, Buffer.from("x")]));
        const backup = {
            ...longer.backup,
            manifest: {
                ...longer.backup.manifest,
                object: { ...longer.backup.manifest.object, bytes: longer.backup.manifest.object.bytes + 1 },
            },
        };
        await assert.rejects(longer.restore(NEVER, { backup }), /bytes follow its last chunk/);
        assertUntouched(longer, "longer");
    });

    it("when a digest is not the manifest's, though all of it is authentic", async () => {
        const wrong = "0".repeat(64);
        for (const change of [
            (it: Manifest) => ({ ...it, plain: { ...it.plain, sha256: wrong } }),
            (it: Manifest) => ({ ...it, plain: { ...it.plain, bytes: it.plain.bytes + 1 } }),
            (it: Manifest) => ({ ...it, object: { ...it.object, sha256: wrong } }),
        ]) {
            const restored = await redescribed(change);
            await failsWith(restored.restore(), "failed", /not what the manifest describes: the (dump|object) has/);
            assertUntouched(restored, "digest");
        }
    });

    it("when the header says something else than the manifest", async () => {
        const restored = await redescribed((manifest) => ({
            ...manifest,
            envelope: { ...manifest.envelope, chunkBytes: 4096 },
        }));
        await failsWith(restored.restore(), "failed", /header differs from the manifest in chunkBytes/);
        assertUntouched(restored, "header");
    });

    it("when the secret has another key under that id", async () => {
        const restored = await restoring();
        const keys = keysOf({ "2026-11": OTHER_KEY });
        await assert.rejects(restored.restore(NEVER, { keys }), /header doesn't authenticate/);
        assertUntouched(restored, "key");
    });

    it("when the connection to S3 is lost for good", async () => {
        const restored = await restoring();
        const lost = new RunnerError("failed", "S3 doesn't give it: ECONNRESET", "Try again");
        restored.fake.store.failing("read", (count) => (count > 2 ? lost : undefined));
        await assert.rejects(restored.restore(), lost);
        assertUntouched(restored, "lost");
    });

    it("when pg_restore dies, with what it said and what to do", async () => {
        const said =
            "pg_restore: error: could not execute query: ERROR:  could not extend file: No space left on device";
        const dying = {
            take: () => {
                throw new Error(said);
            },
        };
        const restored = await restoring(dying);
        await failsWith(
            restored.restore(),
            "failed",
            /pg_restore ended with exit code 1/,
            /No space left/,
            /has no space/,
        );
        assertUntouched(restored, "died");
        const late = await restoring({
            end: { succeeded: false, text: 'ended with exit code 1: role "app" does not exist' },
        });
        await failsWith(
            late.restore(),
            "failed",
            /role "app" does not exist.*Make that role first.*not without the roles that policies/,
        );
    });

    it("when it is told to end", async () => {
        const interrupted = new RunnerError("interrupted", "SIGTERM has ended it", "Run it again");
        const controller = new AbortController();
        const restored = await restoring({ take: () => controller.abort(interrupted) });
        await assert.rejects(restored.restore(controller.signal));
        assertUntouched(restored, "interrupted");
    });

    it("and says so only when the server has undone it", async () => {
        const restored = await restoring();
        const { fake, backup } = restored;
        fake.database.undoing = 3;
        fake.store.damage(backup.manifest.object.key, (body) => flipped(body, body.length * 4));
        await assert.rejects(restored.restore());
        assert.equal(fake.paused, 3 * 250);
        assert.equal(fake.database.queries.filter((query) => query.includes("pg_stat_activity")).length, 4);
        assert.equal(
            fake.lines.find(({ event }) => event === "restore-undoing"),
            undefined,
        );
        const hanging = await restoring();
        hanging.fake.database.undoing = 1_000;
        hanging.fake.store.damage(backup.manifest.object.key, (body) => flipped(body, body.length * 4));
        await assert.rejects(hanging.restore());
        assert.equal(hanging.fake.lines.at(-1)?.event, "restore-undoing");
    });
});
