import type { Connection } from "../database/connection";
import { connectionName } from "../database/connection";
import { textOf } from "../database/rows";
import type { Session } from "../database/session";
import { RunnerError } from "../fault";

const SHOWN = 4;

/** What initdb has made has a lower one: https://www.postgresql.org/docs/current/system-catalog-initial-data.html */
const FIRST_OID = 16_384;

/**
 * Catalogues of what stands by itself. What belongs to something (columns, constraints, policies, rules, triggers, user
 * mappings) isn't there without it.
 */
const CATALOGUES = [
    ...["pg_namespace", "pg_extension", "pg_class", "pg_proc", "pg_type", "pg_operator", "pg_opclass", "pg_opfamily"],
    ...["pg_am", "pg_cast", "pg_collation", "pg_conversion", "pg_language", "pg_transform", "pg_default_acl"],
    ...["pg_ts_config", "pg_ts_dict", "pg_ts_parser", "pg_ts_template"],
    ...["pg_event_trigger", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_publication"],
];

/**
 * What a database has besides what every new one has. Not shown is what comes with something else: an extension's objects,
 * arrays of types, indexes; and what other sessions have for themselves alone.
 */
const OBJECTS = `
    WITH candidates (classid, objid) AS (
        ${CATALOGUES.map((name) => `SELECT tableoid, oid FROM ${name} WHERE oid >= ${FIRST_OID}`).join(" UNION ALL ")}
    )
    SELECT type || ' ' || identity AS object
    FROM candidates, pg_identify_object(classid, objid, 0)
    WHERE type || ' ' || identity NOT IN ('schema public', 'extension plpgsql')
        AND coalesce(schema, CASE type WHEN 'schema' THEN identity END, '') !~ '^(pg_|information_schema$)'
        AND NOT EXISTS (
            SELECT FROM pg_depend d
            WHERE d.classid = candidates.classid AND d.objid = candidates.objid AND d.deptype IN ('e', 'i')
        )
    UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata
    UNION ALL SELECT 'subscription ' || quote_ident(subname) FROM pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** @throws RunnerError (`refused`) where something is there: nothing is written over. */
export async function checkEmpty(session: Session, target: Connection): Promise<void> {
    const rows = await session.query(`${OBJECTS} LIMIT ${SHOWN + 1}`);
    if (rows.length > 0) {
        const names = rows.slice(0, SHOWN).map((row) => textOf(row, "object"));
        throw new RunnerError(
            "refused",
            `The target is not empty: ${connectionName(target)} has ${names.join(", ")}${rows.length > SHOWN ? ", …" : ""}`,
            "Nothing was changed. Restore into a database that was just made: CREATE DATABASE … TEMPLATE template0",
        );
    }
}
