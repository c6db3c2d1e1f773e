/** One of each kind of what a database can have, and how a refusal to restore over it calls it. */
interface Content {
    readonly has: string;
    readonly made: string;
}

const PARSER = "START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype";
const TRANSFORM = "FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal)";
const EVENT_FUNCTION = "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'";

export const CONTENTS: readonly Content[] = [
    { has: "table public.mine", made: "CREATE TABLE mine (a int)" },
    { has: "view public.mine", made: "CREATE VIEW mine AS SELECT 1" },
    { has: "sequence public.mine", made: "CREATE SEQUENCE mine" },
    { has: "schema mine", made: "CREATE SCHEMA mine" },
    { has: "function public.mine()", made: "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'" },
    { has: "type public.mine", made: "CREATE TYPE mine AS ENUM ('a')" },
    { has: "type public.mine", made: "CREATE DOMAIN mine AS int" },
    { has: "type public.mine", made: "CREATE TYPE mine AS (a int)" },
    { has: "extension pg_trgm", made: "CREATE EXTENSION pg_trgm" },
    { has: "large object 5", made: "SELECT lo_from_bytea(5, 'x')" },
    { has: "publication mine", made: "CREATE PUBLICATION mine FOR ALL TABLES" },
    {
        has: "subscription mine",
        made: "CREATE SUBSCRIPTION mine CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE)",
    },
    { has: "collation public.mine", made: 'CREATE COLLATION mine FROM "C"' },
    { has: "conversion public.mine", made: "CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8" },
    { has: "text search configuration public.mine", made: "CREATE TEXT SEARCH CONFIGURATION mine (COPY = simple)" },
    { has: "text search dictionary public.mine", made: "CREATE TEXT SEARCH DICTIONARY mine (TEMPLATE = simple)" },
    { has: "text search parser public.mine", made: `CREATE TEXT SEARCH PARSER mine (${PARSER})` },
    { has: "text search template public.mine", made: "CREATE TEXT SEARCH TEMPLATE mine (LEXIZE = dsimple_lexize)" },
    { has: "foreign-data wrapper mine", made: "CREATE FOREIGN DATA WRAPPER mine" },
    {
        has: "server mine",
        made: "CREATE FOREIGN DATA WRAPPER other; CREATE SERVER mine FOREIGN DATA WRAPPER other",
    },
    {
        has: "operator public.===(integer,integer)",
        made: "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    },
    { has: "operator family public.mine USING btree", made: "CREATE OPERATOR FAMILY mine USING btree" },
    {
        has: "operator class public.mine USING btree",
        made: "CREATE OPERATOR CLASS mine FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int)",
    },
    { has: "access method mine", made: "CREATE ACCESS METHOD mine TYPE INDEX HANDLER bthandler" },
    { has: "cast (pg_catalog.text AS integer)", made: "CREATE CAST (text AS int) WITH INOUT" },
    { has: "transform for integer on language sql", made: `CREATE TRANSFORM FOR int LANGUAGE sql (${TRANSFORM})` },
    { has: "language mine", made: "CREATE LANGUAGE mine HANDLER plpgsql_call_handler" },
    {
        has: "default acl for role postgres on tables",
        made: "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    },
    {
        has: "default acl for role postgres in schema public on tables",
        made: "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
    },
    {
        has: "event trigger mine",
        made: `${EVENT_FUNCTION}; CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION f()`,
    },
];
