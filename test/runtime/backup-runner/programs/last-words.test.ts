import assert from "node:assert/strict";
import fc from "fast-check";
import { oneLine } from "../../../../runtime/backup-runner/fault";
import { LastWords } from "../../../../runtime/backup-runner/programs/last-words";

/** In no message of a program or a server. */
const ROW = "Jane-Roe-canary";

function wordsOf(text: string, pieces = [text]): string {
    const words = new LastWords();
    pieces.forEach((piece) => words.take(piece));
    return oneLine(words.text());
}

/** What PostgreSQL's programs say when a row, a function or a type is to blame; each quotes a row. */
const QUOTING = [
    `pg_restore: error: COPY failed for table "people": ERROR:  new row for relation "people" violates check constraint "adult"
DETAIL:  Failing row contains (1, ${ROW}, several
lines of ${ROW}).
CONTEXT:  COPY people, line 1: "1	${ROW}"`,
    `pg_restore: error: could not execute query: ERROR:  could not create unique index "people_name_key"
DETAIL:  Key (name)=(${ROW}) is duplicated.
Command was: ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_name_key UNIQUE (name);
-- ${ROW}`,
    `pg_restore: error: COPY failed for table "people": ERROR:  this is not a name: ${ROW}
and ${ROW} isn't either
CONTEXT:  PL/pgSQL function public.is_name(text) line 1 at RAISE
COPY people, line 2: "${ROW}"`,
    `pg_restore: error: COPY failed for table "people": ERROR:  invalid input syntax for type integer: "${ROW}"
CONTEXT:  COPY people, line 1, column age: "${ROW}"`,
    `pg_restore: error: COPY failed for table "people": FEHLER:  kein Name: ${ROW}
ZUSAMMENHANG:  COPY people, Zeile 1: »${ROW}«`,
    `pg_dump: error: Dumping the contents of table "people" failed: PQgetResult() failed.
pg_dump: detail: Error message from server: ERROR:  value too odd: ${ROW}
CONTEXT:  SQL function "odd" statement 1: ${ROW}
pg_dump: detail: Command was: COPY public.people (name) TO stdout; -- ${ROW}`,
];

describe("the last words of a program of PostgreSQL", () => {
    it("never quote a row, wherever the pieces end", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...QUOTING),
                fc.integer({ min: 1, max: 3_000 }),
                fc.boolean(),
                (text, size, long) => {
                    // So long that what is kept of it begins in the middle of something.
                    const whole = long ? text.replaceAll(ROW, `${ROW} `.repeat(400)) : text;
                    const pieces = whole.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
                    const words = wordsOf(whole, pieces);
                    assert.ok(!words.includes(ROW), words);
                    assert.equal(words, wordsOf(whole));
                    assert.match(words, /^pg_(restore|dump): error: /);
                },
            ),
        );
    });

    it("keep what the server says of objects, and tell where the rest is", () => {
        const [check = "", index = "", raised = "", , , dumped = ""] = QUOTING.map((text) => wordsOf(text));
        assert.equal(
            check,
            'pg_restore: error: COPY failed for table "people": ERROR:  new row for relation "people" violates check constraint "adult"',
        );
        assert.match(index, /could not create unique index "people_name_key"$/);
        assert.match(
            raised,
            /table "people": ERROR:  \(its text is left out, since it may quote a row; the server's log/,
        );
        assert.match(
            dumped,
            /contents of table "people" failed: PQgetResult\(\) failed\. \| pg_dump: detail: Error message/,
        );
    });

    it("keep all that a program says itself, and why a session ended", () => {
        const kept = [
            "first line\nlast words",
            "pg_dump: error: aborting because of server version mismatch\npg_dump: detail: server version: 17.2; pg_dump version: 16.4",
            'pg_dump: error: connection to server at "db.internal", port 5432 failed: FATAL:  password authentication failed for user "backup"',
            "pg_restore: error: could not execute query: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
            "pg_restore: error: unsupported version (1.16) in file header",
        ];
        for (const text of kept) {
            assert.equal(wordsOf(text), oneLine(text));
        }
    });

    it("keep the server's messages that there is advice for", () => {
        const messages = [
            'role "passing" does not exist',
            'extension "vector" is not available',
            'could not open extension control file "/usr/share/vector.control": No such file or directory',
            'could not extend file "base/5/16384": No space left on device',
            'could not write to file "base/pgsql_tmp/pgsql_tmp1.0": No space left on device',
            "permission denied for table users",
            'must be able to SET ROLE "owner"',
            'must be member of role "owner"',
            "must be owner of extension pg_trgm",
            "out of shared memory",
            "temporary file size exceeds temp_file_limit (64kB)",
            'unrecognized configuration parameter "transaction_timeout"',
            "canceling statement due to lock timeout",
        ];
        for (const message of messages) {
            const text = `pg_restore: error: could not execute query: ERROR:  ${message}`;
            assert.equal(wordsOf(`${text}\nHINT:  ${ROW}\nCommand was: SELECT`), text);
        }
    });

    it("are few, however much is said", () => {
        assert.ok(wordsOf("pg_dump: warning: something\n".repeat(10_000)).length <= 2_200);
        assert.ok(wordsOf("x".repeat(1_000_000)).length <= 2_000);
    });
});
