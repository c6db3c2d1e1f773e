import assert from "node:assert/strict";
import fc from "fast-check";
import {
    connectionFromSecret,
    connectionName,
    databaseArgument,
    parseDatabaseUrl,
    programEnvironment,
} from "../../../../runtime/backup-runner/database/connection";

const PLACE = { host: "db.internal", port: 5432, database: "core" };
const REQUIRE = { mode: "require" } as const;

function messageOf(work: () => unknown): string {
    try {
        work();
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return assert.fail("nothing was wrong");
}

describe("the address of a database", () => {
    it("is read whole, percent-encoded or not", () => {
        assert.deepEqual(
            parseDatabaseUrl("postgres://me:p%40ss%2Fw@db.internal:6000/a%20b?sslmode=disable", { name: "X" }),
            {
                ...{ host: "db.internal", port: 6000, database: "a b", user: "me", password: "p@ss/w" },
                ssl: { mode: "disable" },
            },
        );
        assert.deepEqual(parseDatabaseUrl("postgresql://me@[::1]/core", { name: "X" }), {
            ...{ host: "::1", port: 5432, database: "core", user: "me", ssl: { mode: "disable" } },
        });
    });

    it("brings every user, password and database back", () => {
        const text = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
        fc.assert(
            fc.property(text, text, text, (user, password, database) => {
                const [one, two, three] = [user, password, database].map(encodeURIComponent);
                const parsed = parseDatabaseUrl(`postgres://${one}:${two}@h/${three}`, { name: "X" });
                assert.deepEqual([parsed.user, parsed.password, parsed.database], [user, password, database]);
            }),
            // A path of its own in other URLs.
            {
                examples: [
                    [" ", " ", "."],
                    [" ", " ", ".."],
                ],
            },
        );
    });

    it("wants TLS everywhere but on this machine, unless it says otherwise", () => {
        const mode = (url: string): string => parseDatabaseUrl(url, { name: "X" }).ssl.mode;
        assert.equal(mode("postgres://me@db.internal/core"), "require");
        assert.equal(mode("postgres://me@127.0.0.1/core"), "disable");
        assert.equal(mode("postgres://me@127.0.0.1.example.com/core"), "require");
        assert.equal(mode("postgres://me@h/core?sslmode=verify-full&sslrootcert=/ca.pem"), "verify-full");
    });

    it("has all that is wrong with it told at once, and never its password", () => {
        const message = messageOf(() =>
            parseDatabaseUrl("postgres:///?sslmode=prefer&options=-c", { name: "SCRATCH_DATABASE_URL" }),
        );
        for (const fault of [
            "name a host",
            "name a user",
            "name a database",
            "one of disable, require",
            "options is unknown",
        ]) {
            assert.ok(message.includes(fault), `${fault} in ${message}`);
        }
        for (const url of [
            "sesame",
            "http://me:sesame@h/core",
            "postgres://me:sesame%ZZ@h/core",
            "postgres://me:sesame@h:99999/core",
        ]) {
            assert.ok(!messageOf(() => parseDatabaseUrl(url, { name: "X" })).includes("sesame"), url);
        }
        assert.match(
            messageOf(() => parseDatabaseUrl("postgres://me@h/core?sslmode=verify-full", { name: "X" })),
            /verify-full needs sslrootcert/,
        );
    });
});

describe("the database's secret", () => {
    it("has a user and a password, with the place from the environment", () => {
        const connection = connectionFromSecret('{"username":"backup","password":"sesame"}', PLACE, REQUIRE);
        assert.deepEqual(connection, { ...PLACE, user: "backup", password: "sesame", ssl: REQUIRE });
        assert.equal(connectionName(connection), 'database "core" at db.internal:5432 as backup');
    });

    it("or an address, which then needs no place", () => {
        const secret = JSON.stringify({ DATABASE_DIRECT_URL: "postgres://backup:sesame@db.internal/core" });
        const expected = { ...PLACE, user: "backup", password: "sesame", ssl: REQUIRE };
        assert.deepEqual(connectionFromSecret(secret, undefined, REQUIRE), expected);
        assert.deepEqual(connectionFromSecret(secret, PLACE, REQUIRE), expected);
        assert.match(
            messageOf(() => connectionFromSecret(secret, { ...PLACE, database: "other" }, REQUIRE)),
            /DATABASE_NAME is other, and DATABASE_DIRECT_URL in the secret names another one/,
        );
    });

    it("is not shown, whatever is wrong with it", () => {
        const secrets = [
            "sesame",
            '"sesame"',
            '["sesame"]',
            '{"username":"","password":["sesame"]}',
            '{"password":"sesame"}',
        ];
        for (const secret of secrets) {
            assert.ok(!messageOf(() => connectionFromSecret(secret, PLACE, REQUIRE)).includes("sesame"), secret);
        }
        assert.match(
            messageOf(() => connectionFromSecret('{"username":"b","password":"sesame"}', undefined, REQUIRE)),
            /DATABASE_HOST, DATABASE_PORT and DATABASE_NAME must be set/,
        );
    });
});

describe("a program of PostgreSQL", () => {
    it("is told the database by its environment, the file of passwords of nobody included", () => {
        const ssl = { mode: "verify-full", caFile: "/ca.pem" } as const;
        assert.deepEqual(
            programEnvironment({ ...PLACE, user: "backup", password: "sesame", ssl }, "plinth-backup", { major: 15 }),
            {
                PGHOST: "db.internal",
                PGPORT: "5432",
                PGDATABASE: "core",
                PGUSER: "backup",
                PGPASSFILE: "/nonexistent",
                PGPASSWORD: "sesame",
                PGSSLMODE: "verify-full",
                PGSSLROOTCERT: "/ca.pem",
                PGAPPNAME: "plinth-backup",
                PGCONNECT_TIMEOUT: "30",
            },
        );
    });

    it("tells its password by SCRAM alone, where it knows how, unless the address allows another way", () => {
        const wayOf = (url: string, major: number): string | undefined =>
            programEnvironment(parseDatabaseUrl(url, { name: "X" }), "x", { major })["PGREQUIREAUTH"];
        assert.equal(wayOf("postgres://me:sesame@h/core", 16), "scram-sha-256");
        assert.equal(wayOf("postgres://me:sesame@h/core", 15), undefined);
        assert.equal(wayOf("postgres://me@127.0.0.1/core", 17), undefined);
        const other = "postgres://me:sesame@h/core?require_auth=md5,scram-sha-256";
        assert.equal(wayOf(other, 17), "md5,scram-sha-256");
        assert.match(
            messageOf(() => wayOf("postgres://me:sesame@h/core?require_auth=none", 17)),
            /require_auth must be of scram-sha-256, md5, password/,
        );
    });

    it("trusts the authorities it is given, and none of the user's own", () => {
        const rootsOf = (url: string): string | undefined =>
            programEnvironment(parseDatabaseUrl(url, { name: "X" }), "x", { major: 17 })["PGSSLROOTCERT"];
        assert.equal(rootsOf("postgres://me@h/core"), "/nonexistent");
        assert.equal(rootsOf("postgres://me@h/core?sslmode=require&sslrootcert=/ca.pem"), "/ca.pem");
    });

    it("takes a database's name for a name, whatever it looks like", () => {
        assert.equal(databaseArgument("host=evil"), "--dbname=dbname='host=evil' keepalives_idle=60");
        assert.equal(databaseArgument("it's a \\"), "--dbname=dbname='it\\'s a \\\\' keepalives_idle=60");
    });
});
