/**
 * What a program of PostgreSQL says, without what is in a row: the server quotes rows in its details, a COPY's line in its
 * context, and any value in the messages of functions and of types. Pure.
 */

const MAX_LENGTH = 2_000;
/** Of a line: the rest of a longer one is a statement or data. */
const MAX_LINE = 1_000;

/** What pg_dump and pg_restore begin each message of their own with. */
const OWN = /^pg_(dump|restore): /;
/** What the server adds to its message, and the statement that the program adds. What follows belongs to it. */
const ADDED = /^(DETAIL|HINT|CONTEXT|QUERY|STATEMENT|LOCATION|LINE \d+|COPY .*, line \d+.*):|\b(Command|Query) was:/;
/** Two spaces follow how bad it is, in whatever language. */
const OF_SERVER = /^(.*?(\S+): {2})(.*)$/;
/** These end a session, and aren't about a row. */
const OF_SESSION = ["FATAL", "PANIC"];
const LEFT_OUT = "(its text is left out, since it may quote a row; the server's log has it)";

/** The server's messages that name objects, places and limits, and no value. Any other may quote one. */
const KNOWN: readonly RegExp[] = [
    /^(role|relation|schema|table|type|extension|tablespace|database|collation|access method|operator class|language) "[^"]*" (does not exist|already exists|is not available)$/,
    /^column "[^"]*" of relation "[^"]*" (does not exist|contains null values)$/,
    /^function .*\([\w ,".[\]]*\) does not exist$/,
    /^could not (open|read|write|extend|access|create|resize|load)( \w+){0,5} (file|directory|segment|library)\b.*$/,
    /^permission denied( for| to|:) .+$/,
    /^must be (owner|member|superuser|able to SET ROLE)\b.*$/,
    /^(out of shared memory|out of memory|deadlock detected|disk full)$/,
    /^temporary file size exceeds temp_file_limit \(\d+kB\)$/,
    /^(canceling statement|terminating connection) due to [\w -]+$/,
    /^unrecognized configuration parameter "[^"]*"$/,
    /^(duplicate key value violates|could not create) unique (constraint|index) "[^"]*"$/,
    /^new row for relation "[^"]*" violates check constraint "[^"]*"$/,
    /^check constraint "[^"]*" of relation "[^"]*" is violated by some row$/,
    /^null value in column "[^"]*" of relation "[^"]*" violates not-null constraint$/,
    /^(insert or update|update or delete) on table "[^"]*" violates foreign key constraint "[^"]*"( on table "[^"]*")?$/,
    /^no partition of relation "[^"]*" found for row$/,
    /^(conflicting key value violates|could not create) exclusion constraint "[^"]*"$/,
    /^query would be affected by row-level security policy for table "[^"]*"$/,
    /^(invalid snapshot identifier: "[0-9A-F-]*"|could not import the requested snapshot)$/,
    /^(cache lookup failed for \w+ \d+|missing chunk number \d+ for toast value \d+ in pg_toast_\d+)$/,
    /^invalid page in block \d+ of relation [\w/]+$/,
];

/** What a line may show. @returns `undefined` for nothing, and nothing of what follows until the program speaks itself. */
function shown(line: string): string | undefined {
    if (ADDED.test(line.replace(OWN, ""))) {
        return undefined;
    }
    const [, before, severity, text] = OF_SERVER.exec(line) ?? [];
    if (before === undefined || severity === undefined || text === undefined || OF_SESSION.includes(severity)) {
        return line;
    }
    return KNOWN.some((message) => message.test(text)) ? line : `${before}${LEFT_OUT}`;
}

/** Gathers what a program says line by line, as it says it: what is cut off can't be told any more. */
export class LastWords {
    private rest = "";
    private kept = "";
    /** Whether lines that the program doesn't begin itself may be shown. */
    private isOwn = true;

    take(piece: string): void {
        const lines = (this.rest + piece).split("\n");
        // Only its beginning decides.
        this.rest = (lines.pop() ?? "").slice(0, MAX_LINE);
        lines.forEach((line) => this.line(line));
    }

    /** The end of it, in lines. */
    text(): string {
        this.line(this.rest);
        this.rest = "";
        return this.kept;
    }

    private line(whole: string): void {
        const line = whole.slice(0, MAX_LINE);
        this.isOwn ||= OWN.test(line);
        const words = this.isOwn ? shown(line) : undefined;
        // A message of the server's may go on in the next line, with what it was about.
        this.isOwn = words !== undefined && !OF_SERVER.test(line);
        if (words !== undefined) {
            this.kept = `${this.kept}${words}\n`.slice(-MAX_LENGTH);
        }
    }
}
