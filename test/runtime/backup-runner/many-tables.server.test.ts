import assert from "node:assert/strict";
import { countRows, countRowsInTransaction } from "../../../runtime/backup-runner/database/rows";
import { connectByPg, type Session } from "../../../runtime/backup-runner/database/session";
import { Stand } from "./support/stand";

/** Each is locked by pg_dump until it ends; with its indexes, there are three times as many to lock as fit. */
const TABLES = 400;
const FEW_LOCKS = { max_locks_per_transaction: "10", max_connections: "20" };

const CONTENT = `
    SELECT format('CREATE TABLE t%s (a int PRIMARY KEY, b int UNIQUE); INSERT INTO t%s VALUES (1, 1), (2, 2)', i, i)
    FROM generate_series(1, ${TABLES}) i \\gexec`;

describe("a database of many tables", () => {
    let stand: Stand;

    before(async () => {
        stand = await Stand.start(FEW_LOCKS);
        stand.makeDatabase("core", CONTENT);
    });
    after(() => stand.stop());

    it("is backed up wherever pg_dump alone can dump it: counting holds the locks of one table", async () => {
        assert.match(stand.dump("core"), /CREATE TABLE public\.t400 /);
        const { code, last } = await stand.run("core");
        assert.equal(code, 0, JSON.stringify(last));
        assert.deepEqual([last["tables"], last["rows"]], [TABLES, 2 * TABLES]);
    });

    function connect(user: string, password: string): Promise<Session> {
        const { host, port } = stand.postgres;
        const ssl = { mode: "disable" } as const;
        return connectByPg({ host, port, database: "core", user, password, ssl }, "plinth-test");
    }

    it("is counted as its transaction sees it, whatever is written from one table to the next", async () => {
        const session = await connect(stand.postgres.user, stand.postgres.password);
        await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        await session.query("SELECT pg_export_snapshot()");
        let isWritten = false;
        const watched: Session = {
            ...session,
            query: async (text) => {
                if (!isWritten && text.startsWith("ROLLBACK TO")) {
                    isWritten = true;
                    stand.sql("core", "INSERT INTO t99 VALUES (3, 3); DELETE FROM t98; INSERT INTO t1 VALUES (3, 3)");
                }
                return session.query(text);
            },
        };
        const counts = await countRowsInTransaction(watched);
        const again = await countRowsInTransaction(session);
        await session.end();
        assert.ok(isWritten);
        assert.deepEqual([...new Set(counts.map(({ rows }) => rows))], [2]);
        assert.deepEqual(again, counts);
    });

    it("has a table that can't be counted named, with what to do", async () => {
        stand.sql("core", "CREATE ROLE nobody LOGIN PASSWORD 'x'");
        const session = await connect("nobody", "x");
        await assert.rejects(countRows(session), {
            message:
                'The rows of "public"."t1" can\'t be counted: permission denied for table t1 (42501). ' +
                "Let the database's user read all of it: GRANT pg_read_all_data TO that user.",
        });
        await session.end();
    });
});
