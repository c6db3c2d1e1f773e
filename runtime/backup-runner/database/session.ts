import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { codeOf, messageOf, RunnerError } from "../fault";
import type { Connection, Ssl } from "./connection";
import { connectionName, mayAsk } from "./connection";

export type Row = Readonly<Record<string, unknown>>;

/** One connection. */
export interface Session {
    query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
    /** Ends it, whatever it is doing. */
    end(): Promise<void>;
}

/** @param application as the server's list of sessions names it. */
export type Connect = (connection: Connection, application: string) => Promise<Session>;

const CONNECT_MS = 30_000;
const KEEP_ALIVE_MS = 60_000;

/** Names in queries are the server's own, whatever somebody has made of the same name; no limit of time ends a dump. */
const SETTINGS = [
    "SET search_path = pg_catalog",
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    // From release 17 on.
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'",
    "SET row_security = off",
    "SET TIME ZONE 'UTC'",
];

interface SslOptions {
    readonly rejectUnauthorized: boolean;
    readonly ca?: string;
    readonly checkServerIdentity?: () => undefined;
}

/** As libpq understands the same: https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION */
async function sslOptions({ mode, caFile }: Ssl): Promise<false | SslOptions> {
    if (mode === "disable") {
        return false;
    }
    if (caFile === undefined) {
        return { rejectUnauthorized: false };
    }
    try {
        const verified = { rejectUnauthorized: true, ca: await readFile(caFile, "utf8") };
        return mode === "verify-full" ? verified : { ...verified, checkServerIdentity: () => undefined };
    } catch (error) {
        throw new RunnerError(
            "usage",
            `The file of certificate authorities can't be read: ${messageOf(error)}`,
            "Set DATABASE_CA_FILE to a PEM file that is in the image",
        );
    }
}

function connectFault(connection: Connection, error: unknown): RunnerError {
    const code = codeOf(error);
    return new RunnerError(
        "refused",
        `${connectionName(connection)} can't be reached: ${messageOf(error)}${code === undefined ? "" : ` (${code})`}`,
        code === "28P01"
            ? "Compare the password in the secret with the database's"
            : "Look at the host, the security groups and the mode of TLS (DATABASE_SSLMODE, or sslmode in the address)",
        { cause: error },
    );
}

/** How a server asks for the password: events of pg's connection. */
const QUESTIONS = {
    authenticationCleartextPassword: "password",
    authenticationMD5Password: "md5",
    authenticationSASL: "scram-sha-256",
};

/** As libpq does with PGREQUIREAUTH. */
function answerTo(way: string, connection: Connection, password: string): string {
    if (!mayAsk(connection, way)) {
        throw new Error(
            `the server asks for the password by ${way}; set the user's password again with password_encryption = ` +
                "'scram-sha-256', or allow this way by require_auth in the secret's address",
        );
    }
    return password;
}

/** By `pg`, the client in JavaScript. */
export async function connectByPg(connection: Connection, application: string): Promise<Session> {
    const { host, port, database, user, password, ssl } = connection;
    let asked = "";
    const client = new Client({
        ...{ host, port, database, user },
        // It is asked for after the server's question was heard.
        password: password === undefined ? undefined : () => answerTo(asked, connection, password),
        ssl: await sslOptions(ssl),
        application_name: application,
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
    for (const [event, way] of Object.entries(QUESTIONS)) {
        client.connection.on(event, () => (asked = way));
    }
    // A connection that is lost between two queries fails the next one.
    client.on("error", () => undefined);
    try {
        await client.connect();
        await client.query(SETTINGS.join("; "));
    } catch (error) {
        await client.end().catch(() => undefined);
        throw connectFault(connection, error);
    }
    return {
        async query(text, values = []) {
            const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
            return rows;
        },
        end: () => client.end().catch(() => undefined),
    };
}

/** A query knows no signal: what ends it is the end of its session. */
export async function endingOnAbort<T>(session: Session, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const end = (): void => void session.end();
    signal.throwIfAborted();
    signal.addEventListener("abort", end, { once: true });
    try {
        return await work();
    } finally {
        signal.removeEventListener("abort", end);
    }
}

/** Ends the session in any case, at once when the signal says so. */
export async function withSession<T>(
    opened: Promise<Session>,
    signal: AbortSignal,
    work: (session: Session) => Promise<T>,
): Promise<T> {
    const session = await opened;
    try {
        return await endingOnAbort(session, signal, () => work(session));
    } finally {
        await session.end();
    }
}
