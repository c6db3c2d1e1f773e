import assert from "node:assert/strict";
import { parseCanary } from "../../../../runtime/backup-runner/verify/canary";
import { verifyBackup, type Verified, type VerifyRequest } from "../../../../runtime/backup-runner/verify/verify";
import { flipped, KEYS } from "../envelope/support";
import { backUp, failsWith, TARGET, theBackup } from "../support/backups";
import { FakePrograms, FakeWorld, NEVER } from "../support/fake-world";

const HOUR = 3600;
const SCRATCH = { ...TARGET, database: "postgres" };
const TOOL = { command: "pg_restore", version: "pg_restore (PostgreSQL) 16.4", major: 16 };

async function backedUp(change: Partial<Pick<FakeWorld["database"], "named">> = {}): Promise<FakeWorld> {
    const fake = new FakeWorld();
    Object.assign(fake.database, change);
    fake.database.tables = [
        { schema: "public", name: "users", rows: 3 },
        { schema: "a.b", name: 'odd"name', rows: 0 },
    ];
    await backUp(fake);
    fake.programs = new FakePrograms();
    fake.database.queries.length = 0;
    return fake;
}

async function verified(fake: FakeWorld, change: Partial<VerifyRequest> = {}): Promise<Verified> {
    const request = {
        backup: await theBackup(fake),
        keys: KEYS,
        tool: TOOL,
        scratch: SCRATCH,
        isLatest: true,
        maxAgeSeconds: 26 * HOUR,
    };
    return verifyBackup({ ...request, ...change }, fake.world(), NEVER);
}

function failing({ assertions }: Verified): Readonly<Record<string, string>> {
    return Object.fromEntries(assertions.filter(({ holds }) => !holds).map(({ name, detail }) => [name, detail]));
}

/** The scratch databases that were made, and those that were dropped. */
function scratchDatabases({ database: { queries } }: FakeWorld): { readonly made: unknown; readonly dropped: unknown } {
    const named = (expression: RegExp): unknown =>
        queries.map((query) => expression.exec(query)?.[1]).filter((it) => it);
    return { made: named(/^CREATE DATABASE (\S+)/), dropped: named(/^DROP DATABASE (\S+) WITH \(FORCE\)/) };
}

describe("a verified backup", () => {
    it("is restored into a database of its own, counted and dropped", async () => {
        const fake = await backedUp();
        const result = await verified(fake);
        assert.deepEqual(failing(result), {});
        assert.deepEqual(
            result.assertions.map(({ name }) => name),
            ["backup-age", "restored", "row-counts"],
        );
        assert.deepEqual(scratchDatabases(fake), {
            made: ['"plinth_verify_00005f3b"'],
            dropped: ['"plinth_verify_00005f3b"'],
        });
        assert.match(
            fake.programs.calls[0]?.args.join(" ") ?? "",
            /--no-owner --no-privileges .*plinth_verify_00005f3b/,
        );
        assert.equal(fake.database.open, 0);
    });

    it("has its recovery time and point measured", async () => {
        const fake = await backedUp();
        fake.now += 5 * HOUR * 1_000;
        const { recoverySeconds, recoveryPointAgeSeconds, bytes, backupId, ...rest } = await verified(fake);
        const { manifest } = await theBackup(fake);
        assert.deepEqual([rest.tables, rest.rows], [2, 3]);
        assert.deepEqual({ bytes, backupId }, { bytes: manifest.object.bytes, backupId: manifest.backupId });
        assert.ok(recoveryPointAgeSeconds >= 5 * HOUR && recoveryPointAgeSeconds < 5 * HOUR + 60);
        assert.ok(recoverySeconds > 0 && recoverySeconds < 60);
    });

    it("fails when it is too old", async () => {
        const fake = await backedUp();
        fake.now += 27 * HOUR * 1_000;
        assert.match(failing(await verified(fake))["backup-age"] ?? "", /of 27.0 h ago; the limit is 26.0 h/);
    });

    it("has its age told, and not looked at, where an older one was asked for", async () => {
        const fake = await backedUp();
        fake.now += 27 * HOUR * 1_000;
        const result = await verified(fake, { isLatest: false });
        assert.deepEqual(
            result.assertions.map(({ name, holds }) => [name, holds]),
            [
                ["restored", true],
                ["row-counts", true],
            ],
        );
        assert.ok(result.recoveryPointAgeSeconds > 27 * HOUR);
    });

    it("fails when a table has other rows than the manifest says, is missing, or is too many", async () => {
        const fake = await backedUp();
        fake.database.tables = [
            { schema: "public", name: "users", rows: 2 },
            { schema: "public", name: "more", rows: 0 },
        ];
        const detail = failing(await verified(fake))["row-counts"] ?? "";
        assert.match(detail, /\["public","users"\] has 2 instead of 3/);
        assert.match(detail, /\["public","more"\] has 0 instead of no table/);
        assert.match(detail, /\["a.b","odd\\"name"\] has no table instead of 0/);
    });

    it("fails when its canary is older than the limit was at the backup's time, empty or unreadable", async () => {
        const fake = await backedUp();
        const { manifest } = await theBackup(fake);
        const at = Date.parse(manifest.startedAt) / 1000;
        const canary = { schema: "public", table: "users", column: "at" };
        const told = async (): Promise<string | undefined> => failing(await verified(fake, { canary }))["canary"];
        fake.database.canary = String(at - 25.9 * HOUR);
        assert.equal(await told(), undefined);
        fake.database.canary = String(at - 26.1 * HOUR);
        assert.match((await told()) ?? "", /newest value of public.users.at was 26.1 h old when the backup was made/);
        fake.database.canary = "";
        assert.match((await told()) ?? "", /public.users.at has no value/);
        fake.database.fault = (text) => {
            if (text.includes("AS newest")) {
                throw new Error('column "at" does not exist');
            }
        };
        assert.match((await told()) ?? "", /can't be read: column "at" does not exist/);
    });

    it("has the roles made on the scratch server that it names and that are missing there, and dropped", async () => {
        const fake = await backedUp({ named: ["app", 'odd"role', "there"] });
        fake.database.missing = ["app", 'odd"role'];
        const made = (text: string): void => {
            fake.database.missing = text.startsWith("CREATE DATABASE") ? [] : fake.database.missing;
        };
        fake.database.fault = made;
        await verified(fake);
        const roles = [
            'CREATE ROLE "app" NOLOGIN',
            'CREATE ROLE "odd""role" NOLOGIN',
            'DROP ROLE "odd""role"',
            'DROP ROLE "app"',
        ];
        assert.deepEqual(fake.database.queries.filter((query) => / ROLE /.test(query)).map(String), roles);
        fake.database.missing = ["app", 'odd"role'];
        fake.database.queries.length = 0;
        const { manifest } = await theBackup(fake);
        fake.store.damage(manifest.object.key, (body) => flipped(body, body.length * 4));
        await assert.rejects(verified(fake), /was altered/);
        assert.deepEqual(fake.database.queries.filter((query) => / ROLE /.test(query)).map(String), roles);
    });

    it("is refused where a role can't be made, and the roles that were made go", async () => {
        const fake = await backedUp({ named: ["app", "other"] });
        fake.database.missing = ["app", "other"];
        fake.database.fault = (text) => {
            if (text.includes('"other"')) {
                throw new Error("permission denied to create role");
            }
        };
        await failsWith(verified(fake), "refused", /role other, .*permission denied.*CREATE ROLE "other" NOLOGIN/);
        assert.equal(fake.database.queries.at(-1), 'DROP ROLE "app"');
        assert.deepEqual(scratchDatabases(fake), { made: [], dropped: [] });
        assert.equal(fake.database.open, 0);
    });

    it("leaves no scratch database when it can't be restored", async () => {
        const fake = await backedUp();
        const { manifest } = await theBackup(fake);
        fake.store.damage(manifest.object.key, (body) => flipped(body, body.length * 4));
        await assert.rejects(verified(fake), /was altered/);
        const { made, dropped } = scratchDatabases(fake);
        assert.deepEqual(made, dropped);
        assert.equal(fake.database.open, 0);
    });

    it("says which scratch database stays when that can't be dropped", async () => {
        const fake = await backedUp();
        fake.database.fault = (text) => {
            if (text.startsWith("DROP")) {
                throw new Error("it is in use");
            }
        };
        await verified(fake);
        assert.match(
            String(fake.lines.at(-1)?.["message"]),
            /scratch database plinth_verify_00005f3b stays: it is in use/,
        );
        assert.equal(fake.database.open, 0);
    });
});

describe("a canary", () => {
    it("is three names, quoted where they have to be", () => {
        assert.deepEqual(parseCanary("public.users.at"), { schema: "public", table: "users", column: "at" });
        assert.deepEqual(parseCanary('"a.b"."odd""name".At'), { schema: "a.b", table: 'odd"name', column: "At" });
        for (const text of ["", "users.at", "a.b.c.d", 'a."b.c', "a..c"]) {
            assert.equal(parseCanary(text), undefined, text);
        }
    });
});
