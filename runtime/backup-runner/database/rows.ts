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

/** Counts the rows of all tables, one after the other, each without those of the tables that inherit from it. */
export async function countRows(session: Session): Promise<readonly TableCount[]> {
    const counts: TableCount[] = [];
    for (const row of await session.query(TABLES)) {
        const [schema, name] = [textOf(row, "schema"), textOf(row, "name")];
        const from = `${identifier(schema)}.${identifier(name)}`;
        const [counted] = await session.query(`SELECT count(*)::text AS rows FROM ONLY ${from}`);
        counts.push({ schema, name, rows: Number(textOf(counted, "rows")) });
    }
    return counts;
}
