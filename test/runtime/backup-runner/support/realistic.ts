/** A database with what databases have: all kinds of types, relations and names that somebody may choose. */

const TYPES = `
    CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
    CREATE DOMAIN positive AS numeric(12, 3) CHECK (value > 0);
    CREATE TYPE place AS (street text, number int);
    CREATE TABLE kinds (
        id bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 7) PRIMARY KEY,
        small smallint, normal integer, big bigint, exact numeric, four real, eight double precision, cash money,
        letters char(5), words varchar(40), prose text, bytes bytea, yes boolean, id2 uuid,
        day date, clock time, zoned timetz, moment timestamp, instant timestamptz, span interval,
        doc json, tree jsonb, net inet, block cidr, mac macaddr, flags bit(3), more varbit,
        dot point, area box, ring circle, way path, shape polygon,
        words_of tsvector, search tsquery, ints int4range, days daterange, many int4multirange,
        list integer[], matrix text[][], feeling mood, plus positive, home place, markup xml, reg regclass
    );
    INSERT INTO kinds OVERRIDING SYSTEM VALUE VALUES (1,
        -32768, 2147483647, -9223372036854775808, 12345678901234567890.123456789, 'NaN', '-Infinity', 12.34,
        'ab', E'tab\\t, newline\\n and backslash \\\\', 'žluťoučký 🐎 "quoted" ''single'' \\N \\.', '\\x00ff10', true,
        '00000000-0000-4000-8000-000000000001', '0044-03-15 BC', '23:59:59.999999', '12:00+05:30', 'infinity',
        '2026-11-21 03:00:00.123456+01', '1 year -2 days 03:04:05', '{"b": 1, "a":  2}', '{"b": 1, "a": [null, "\\u00e9"]}',
        '10.0.0.1/8', '2001:db8::/32', '08:00:2b:01:02:03', B'101', B'0', '(1,2)', '((0,0),(1,1))', '<(0,0),1>',
        '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', 'a:1 fat:2A cat:3', 'fat & (rat | cat)', '[1,10)', '(,2026-01-01)',
        '{[1,3), [5,8)}', '{1,NULL,3}', '{{a,"b,c"},{d,NULL}}', 'it''s ok', 0.001, ROW('Main, "St"', 5), '<a>&amp;</a>', 'kinds');
    INSERT INTO kinds (prose) SELECT NULLIF(repeat('x', i * 1000), '') FROM generate_series(0, 30) i;`;

const RELATIONS = `
    CREATE TABLE empty (nothing integer, at timestamptz DEFAULT now());
    CREATE TABLE columnless ();
    INSERT INTO columnless SELECT FROM generate_series(1, 3);
    CREATE TABLE people (
        id serial PRIMARY KEY, boss integer REFERENCES people DEFERRABLE INITIALLY DEFERRED, name text NOT NULL UNIQUE,
        shout text GENERATED ALWAYS AS (upper(name)) STORED, at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "no, thanks" CHECK (name <> 'x')
    );
    INSERT INTO people (boss, name) SELECT NULLIF(i % 10, 0), 'person ' || i FROM generate_series(1, 500) i;
    CREATE TABLE pets (owner integer REFERENCES people ON DELETE CASCADE, name text, PRIMARY KEY (owner, name));
    INSERT INTO pets SELECT id, 'pet' FROM people;
    CREATE INDEX ON people (lower(name)) WHERE boss IS NOT NULL;
    CREATE STATISTICS people_statistics ON boss, name FROM people;
    CREATE TABLE measures (day date NOT NULL, value int) PARTITION BY RANGE (day);
    CREATE TABLE measures_2025 PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE measures_rest PARTITION OF measures DEFAULT;
    INSERT INTO measures SELECT DATE '2025-06-01' + i, i FROM generate_series(0, 400) i;
    CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
    INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3), (4, 5);
    CREATE UNLOGGED TABLE fast (a int); INSERT INTO fast VALUES (1);
    CREATE VIEW bosses AS SELECT DISTINCT b.name FROM people p JOIN people b ON b.id = p.boss;
    CREATE MATERIALIZED VIEW daily AS SELECT day, sum(value) AS total FROM measures GROUP BY day;
    CREATE UNIQUE INDEX ON daily (day);
    CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;
    CREATE SEQUENCE odd_sequence MINVALUE -50 MAXVALUE 50 INCREMENT BY -3 START 20 CYCLE;
    SELECT nextval('odd_sequence'), nextval('odd_sequence');
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.at := now(); RETURN new; END $$;
    CREATE TRIGGER stamped BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
    CREATE RULE quiet AS ON DELETE TO empty DO INSTEAD NOTHING;
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX by_likeness ON people USING gin (name gin_trgm_ops);
    COMMENT ON TABLE people IS 'it''s a "comment"';`;

const NAMES = `
    CREATE SCHEMA "Odd.Schema ""x""";
    CREATE TABLE "Odd.Schema ""x"""."table; DROP TABLE people; --" ("select" int, "a b" text, "é" text);
    INSERT INTO "Odd.Schema ""x"""."table; DROP TABLE people; --" VALUES (1, 'x', 'y');
    CREATE TABLE "Odd.Schema ""x"""."${"n".repeat(63)}" (a int);
    CREATE TABLE public."1/../💾" (a int); INSERT INTO public."1/../💾" SELECT generate_series(1, 5);`;

/** The reader reads under row-level security with BYPASSRLS alone. */
const RIGHTS = `
    CREATE ROLE app NOLOGIN;
    GRANT SELECT, INSERT ON people TO app;
    GRANT UPDATE (name) ON people TO app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;
    CREATE TABLE tenants (id int, secret text); INSERT INTO tenants VALUES (1, 'one'), (2, 'two');
    ALTER TABLE tenants ENABLE ROW LEVEL SECURITY; ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON tenants TO app USING (id = 1);
    CREATE ROLE "Odd ""role""";
    CREATE POLICY odd ON tenants TO "Odd ""role""", PUBLIC USING (true);
    ALTER TABLE parent OWNER TO app;`;

const LARGE_OBJECTS = `
    SELECT lo_from_bytea(4711, decode(repeat('00ff7f', 20000), 'hex'));
    SELECT lo_from_bytea(4712, '');
    COMMENT ON LARGE OBJECT 4711 IS 'a large one';`;

export const REALISTIC = [TYPES, RELATIONS, NAMES, RIGHTS, LARGE_OBJECTS].join("\n");

/** What a reader needs besides pg_read_all_data; docs/restore.md says so. */
export function readerRights(reader: string): string {
    return `
        ALTER ROLE ${reader} BYPASSRLS;
        DO $$
        DECLARE one oid;
        BEGIN
            FOR one IN SELECT oid FROM pg_largeobject_metadata LOOP
                EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO ${reader}', one);
            END LOOP;
        END $$;`;
}
