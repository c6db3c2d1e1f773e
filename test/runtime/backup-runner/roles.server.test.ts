import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { startPostgres, type PostgresServer } from "../../../automation/servers/postgres";
import { REALISTIC, readerRights } from "./support/realistic";
import { READER, Stand } from "./support/stand";

const NAMING = `
    CREATE ROLE mapped; CREATE ROLE setter; CREATE ROLE granted; CREATE ROLE "Policy's";
    CREATE FOREIGN DATA WRAPPER files; CREATE SERVER away FOREIGN DATA WRAPPER files;
    CREATE USER MAPPING FOR mapped SERVER away; CREATE USER MAPPING FOR PUBLIC SERVER away;
    CREATE FUNCTION set_role() RETURNS int LANGUAGE sql SET role = 'setter' AS 'SELECT 1';
    CREATE TABLE t (a int); INSERT INTO t VALUES (1);
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    CREATE POLICY p ON t TO "Policy's", pg_monitor USING (true);
    GRANT SELECT ON t TO granted;
    ALTER DEFAULT PRIVILEGES FOR ROLE granted GRANT SELECT ON TABLES TO granted;
    ALTER SERVER away OWNER TO granted;`;

describe("a backup that names roles, on a server without them", () => {
    let stand: Stand;
    let elsewhere: PostgresServer;

    before(async () => {
        [stand, elsewhere] = await Promise.all([Stand.start(), startPostgres()]);
        stand.makeDatabase("core", REALISTIC + readerRights(READER));
        await stand.backUp("core");
        stand.makeDatabase("naming", NAMING);
        await stand.backUp("naming");
        sql("CREATE DATABASE target TEMPLATE template0 ENCODING 'UTF8'");
    });
    after(() => Promise.all([stand.stop(), elsewhere.stop()]));

    /** On the other server. */
    function sql(text: string, database = "postgres"): string {
        const psql = path.join(elsewhere.binaries, "psql");
        const args = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", elsewhere.url(database)];
        const { status, stdout, stderr } = spawnSync(psql, args, { input: text, encoding: "utf8" });
        assert.equal(status, 0, stderr);
        return stdout.trim();
    }

    const ROLES = "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'";

    it("is verified, and nothing of it is left there", async () => {
        for (const database of ["core", "naming"]) {
            const there = { SCRATCH_DATABASE_URL: elsewhere.url("postgres") };
            const { code, last } = await stand.run(database, ["verify"], there);
            assert.deepEqual([code, last["event"]], [0, "verify-completed"], JSON.stringify(last));
            assert.equal(sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'plinth%'"), "0");
            assert.equal(sql(ROLES), "postgres");
        }
    });

    it("is restored where those are made that the refusal names, and the others left out", async () => {
        const to = { RESTORE_DATABASE_URL: elsewhere.url("target") };
        const args = ["restore", "--backup", "latest", "--no-owner", "--no-privileges"];
        const refused = await stand.run("naming", args, to);
        assert.equal(refused.code, 3, JSON.stringify(refused.last));
        const [, making = ""] = /leaves them out: (CREATE ROLE .*)\.$/.exec(String(refused.last["message"])) ?? [];
        assert.equal(
            making,
            `CREATE ROLE "Policy's" NOLOGIN; CREATE ROLE "mapped" NOLOGIN; CREATE ROLE "setter" NOLOGIN`,
        );
        sql(making);
        const { code, last } = await stand.run("naming", args, to);
        assert.equal(code, 0, JSON.stringify(last));
        const policies =
            "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles, pg_policy WHERE pg_roles.oid = ANY (polroles)";
        assert.equal(sql(policies, "target"), "Policy's,pg_monitor");
        assert.equal(
            sql("SELECT string_agg(usename, ',' ORDER BY usename) FROM pg_user_mappings", "target"),
            "mapped,public",
        );
    });
});
