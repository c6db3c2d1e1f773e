import { codeOf, messageOf, RunnerError } from "../fault";
import type { TableCount } from "../manifest/manifest";
import type { Row, Session } from "./session";

/** What a query has to give: a text. */
export function textOf(row: Row | undefined, name: string): string {
    const value = row?.[name];
    if (typeof value !== "string") {
        throw new Error(`PostgreSQL gave no text for ${name}`);
    }
    return value;
}

/** As `SHOW server_version` tells it, and its major version. */
export interface ServerVersion {
    readonly text: string;
    readonly major: number;
}

export async function serverVersion(session: Session): Promise<ServerVersion> {
    const [row] = await session.query(
        "SELECT current_setting('server_version') AS text, current_setting('server_version_num') AS number",
    );
    return { text: textOf(row, "text"), major: Math.floor(Number(textOf(row, "number")) / 10_000) };
}

/** Those whose rows pg_dump dumps: not an extension's, which it makes anew. Each partition is one. */
const TABLES = `
    SELECT n.nspname::text AS schema, c.relname::text AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
        )
    ORDER BY 1, 2`;

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
export function identifier(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
}

/** By PostgreSQL's code: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const ADVICE: Readonly<Record<string, string>> = {
    "42501": "Let the database's user read all of it: GRANT pg_read_all_data TO that user",
    "42P01": "Somebody has dropped it just now: run it again when no migration runs",
    "53200": "Raise max_locks_per_transaction on the database's server, or give that more memory",
    XX001: "The table is damaged: look at the server's log, and keep the backups of before",
};

async function rowsOf(session: Session, from: string): Promise<number> {
    try {
        const [counted] = await session.query(`SELECT count(*)::text AS rows FROM ONLY ${from}`);
        return Number(textOf(counted, "rows"));
    } catch (error) {
        const code = codeOf(error);
        throw new RunnerError(
            "failed",
            `The rows of ${from} can't be counted: ${messageOf(error)}${code === undefined ? "" : ` (${code})`}`,
            ADVICE[code ?? ""] ?? "Put right what it says, and run it again",
            { cause: error },
        );
    }
}

async function countEach(session: Session, count: (from: string) => Promise<number>): Promise<readonly TableCount[]> {
    const counts: TableCount[] = [];
    for (const row of await session.query(TABLES)) {
        const [schema, name] = [textOf(row, "schema"), textOf(row, "name")];
        counts.push({ schema, name, rows: await count(`${identifier(schema)}.${identifier(name)}`) });
    }
    return counts;
}

/** Counts the rows of all tables, one after the other, each without those of the tables that inherit from it. */
export function countRows(session: Session): Promise<readonly TableCount[]> {
    return countEach(session, (from) => rowsOf(session, from));
}

/**
 * The same within a transaction, which goes on seeing what it saw. Locks of a transaction stay until its end, and those of
 * all tables and their indexes needn't have room beside pg_dump's: each table's are let go before the next one's.
 */
export async function countRowsInTransaction(session: Session): Promise<readonly TableCount[]> {
    await session.query("SAVEPOINT before_table");
    return countEach(session, async (from) => {
        const rows = await rowsOf(session, from);
        await session.query("ROLLBACK TO SAVEPOINT before_table");
        return rows;
    });
}
