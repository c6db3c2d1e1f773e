/** Where a database is and who asks: from the environment, a secret or an address. Pure. */
import { usageError } from "../fault";
import { isRecord } from "../record";
import type { Tool } from "../programs/tools";

export const SSL_MODES = ["disable", "require", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

export interface Ssl {
    readonly mode: SslMode;
    /** PEM file with the authorities that are trusted. `require` with it checks who has signed, and not for which host. */
    readonly caFile?: string;
}

export interface Connection {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password?: string;
    /** Ways in which the server may ask for the password, as libpq takes them. @default "scram-sha-256" */
    readonly requireAuth?: string;
    readonly ssl: Ssl;
}

export const DEFAULT_PORT = 5432;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

export function isSslMode(value: string): value is SslMode {
    return SSL_MODES.some((mode) => mode === value);
}

export function isPort(value: string): boolean {
    return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
}

interface UrlOptions {
    /** As messages name it. No message shows the address itself: it may hold a password. */
    readonly name: string;
    /** Where the address names none. @default - `disable` on this machine, `require` elsewhere */
    readonly ssl?: Ssl;
}

function decoded(text: string): string | undefined {
    try {
        return decodeURIComponent(text);
    } catch {
        return undefined;
    }
}

function parsed(text: string): URL | undefined {
    return URL.canParse(text) ? new URL(text) : undefined;
}

function sslOf(url: URL, host: string, fallback: Ssl | undefined): { readonly ssl: Ssl; readonly fault?: string } {
    const asked = url.searchParams.get("sslmode");
    const caFile = url.searchParams.get("sslrootcert") ?? fallback?.caFile;
    const mode = asked ?? fallback?.mode ?? (LOOPBACK.test(host) ? "disable" : "require");
    if (!isSslMode(mode)) {
        return { ssl: { mode: "require" }, fault: `its sslmode must be one of ${SSL_MODES.join(", ")}` };
    }
    const ssl = { mode, ...(caFile === undefined ? {} : { caFile }) };
    return mode === "verify-full" && caFile === undefined
        ? { ssl, fault: "its sslmode verify-full needs sslrootcert, a file with the authorities to trust" }
        : { ssl };
}

const KNOWN_PARAMETERS = ["sslmode", "sslrootcert", "require_auth"];
/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-REQUIRE-AUTH */
const AUTH_WAYS = ["scram-sha-256", "md5", "password"];
/** With it, an impostor that the server's certificate isn't checked for gets nothing that it could use. */
const SCRAM = "scram-sha-256";

interface Auth {
    readonly allowed?: Pick<Connection, "requireAuth">;
    readonly fault?: string;
}

function authOf({ searchParams }: URL): Auth {
    const requireAuth = searchParams.get("require_auth");
    if (requireAuth === null) {
        return {};
    }
    return requireAuth.split(",").every((way) => AUTH_WAYS.includes(way))
        ? { allowed: { requireAuth } }
        : { fault: `its require_auth must be of ${AUTH_WAYS.join(", ")}, with commas in between` };
}

/** Whether a server may ask for the password in this way. */
export function mayAsk({ requireAuth = SCRAM }: Connection, way: string): boolean {
    return requireAuth.split(",").includes(way);
}

function parameterFaults({ searchParams }: URL): readonly string[] {
    return [...searchParams.keys()]
        .filter((key) => !KNOWN_PARAMETERS.includes(key))
        .map((key) => `its parameter ${key} is unknown; known are ${KNOWN_PARAMETERS.join(", ")}`);
}

/** As it stands there: a URL's own path takes a database named `.` or `..` for a folder. */
function pathOf(text: string): string {
    return /^[a-z]+:\/\/[^/?#]*\/([^?#]*)/i.exec(text)?.[1] ?? "";
}

/**
 * `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`
 *
 * @throws RunnerError (`usage`) with all faults at once.
 */
export function parseDatabaseUrl(text: string, { name, ssl: fallback }: UrlOptions): Connection {
    const url = parsed(text);
    if (url === undefined || !["postgres:", "postgresql:"].includes(url.protocol)) {
        throw usageError(`${name} can't be used`, ["it must be postgres://user:password@host:port/database"]);
    }
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const [user = "", password, database = ""] = [url.username, url.password, pathOf(text)].map(decoded);
    const { ssl, fault } = sslOf(url, host, fallback);
    const auth = authOf(url);
    const faults = [
        ...(host === "" ? ["it must name a host"] : []),
        ...(user === "" ? ["it must name a user, percent-encoded"] : []),
        ...(database === "" ? ["it must name a database, percent-encoded"] : []),
        ...(password === undefined ? ["its password must be percent-encoded"] : []),
        ...[fault, auth.fault].filter((it) => it !== undefined),
        ...parameterFaults(url),
    ];
    if (faults.length > 0) {
        throw usageError(`${name} can't be used`, faults);
    }
    const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
    const secret = password === undefined || password === "" ? {} : { password };
    return { host, port, database, user, ...secret, ...auth.allowed, ssl };
}

/** Where the database is when its secret holds user and password only. */
export interface DatabasePlace {
    readonly host: string;
    readonly port: number;
    readonly database: string;
}

const SECRET_SHAPE = '{ "username": …, "password": … } or { "DATABASE_DIRECT_URL": "postgres://…" }';

function parsedSecret(text: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        // The parser's own message quotes the text.
        value = undefined;
    }
    if (!isRecord(value)) {
        throw usageError("The database's secret can't be used", [`it must be JSON of the form ${SECRET_SHAPE}`]);
    }
    return value;
}

function isName(value: unknown): value is string {
    return typeof value === "string" && value !== "";
}

/**
 * @param text the secret's value, which no message shows.
 * @param place from the environment; not needed where the secret holds an address.
 * @throws RunnerError (`usage`) with all faults at once.
 */
export function connectionFromSecret(text: string, place: DatabasePlace | undefined, ssl: Ssl): Connection {
    const secret = parsedSecret(text);
    const address = secret["DATABASE_DIRECT_URL"];
    if (isName(address)) {
        const connection = parseDatabaseUrl(address, { name: "DATABASE_DIRECT_URL in the database's secret", ssl });
        if (place !== undefined && place.database !== connection.database) {
            throw usageError("The database can't be told", [
                `DATABASE_NAME is ${place.database}, and DATABASE_DIRECT_URL in the secret names another one`,
            ]);
        }
        return connection;
    }
    const { username, password } = secret;
    const faults = [
        ...(isName(username) ? [] : ["username must be a text that isn't empty"]),
        ...(isName(password) ? [] : ["password must be a text that isn't empty"]),
    ];
    if (!isName(username) || !isName(password)) {
        throw usageError("The database's secret can't be used", [...faults, `its form is ${SECRET_SHAPE}`]);
    }
    if (place === undefined) {
        throw usageError("The database can't be told", [
            "the secret holds a user and a password, so that DATABASE_HOST, DATABASE_PORT and DATABASE_NAME must be set",
        ]);
    }
    return { ...place, user: username, password, ssl };
}

/** For messages: without the password. */
export function connectionName({ host, port, database, user }: Connection): string {
    return `database ${JSON.stringify(database)} at ${host}:${port} as ${user}`;
}

/**
 * How a program of PostgreSQL is told: https://www.postgresql.org/docs/current/libpq-envars.html. The password is in no list
 * of arguments, and nothing of the runner's own environment is passed on.
 */
export function programEnvironment(
    connection: Connection,
    application: string,
    { major }: Pick<Tool, "major">,
): Readonly<Record<string, string>> {
    const { host, port, database, user, password, requireAuth = SCRAM, ssl } = connection;
    return {
        PGHOST: host,
        PGPORT: String(port),
        PGDATABASE: database,
        PGUSER: user,
        // Not the user's own file; of one that is there and no file, libpq complains.
        PGPASSFILE: "/nonexistent",
        ...(password === undefined ? {} : { PGPASSWORD: password }),
        // Known from release 16 on. Whoever has no password isn't asked for one.
        ...(password === undefined || major < 16 ? {} : { PGREQUIREAUTH: requireAuth }),
        PGSSLMODE: ssl.mode,
        // Nor the user's own authorities, with which `require` would check what the runner doesn't.
        PGSSLROOTCERT: ssl.caFile ?? "/nonexistent",
        PGAPPNAME: application,
        PGCONNECT_TIMEOUT: "30",
    };
}

/** `--dbname` of a program: the name alone would be taken for an address where it looks like one. */
export function databaseArgument(database: string): string {
    const quoted = database.replace(/[\\']/g, "\\$&");
    // Firewalls forget a connection that is silent while an index is built.
    return `--dbname=dbname='${quoted}' keepalives_idle=60`;
}
