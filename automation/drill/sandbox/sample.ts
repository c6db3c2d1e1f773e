/** A small database to make a backup of. */
import { randomBytes } from "node:crypto";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import type { PostgresServer } from "../../servers/postgres";
import type { CanaryColumn } from "./variables";

export interface SampleRequest {
    readonly database: string;
    readonly canary: CanaryColumn;
}

/** The user that backups are made with, as its secret has it. */
export interface BackupUser {
    readonly username: string;
    readonly password: string;
}

const FIRST = "postgres";
const USERNAME = "backup";
const CUSTOMERS = 2_000;
const ORDERS_EACH = 10;

/** Tables with references, an index, large values and text in many scripts; and a user who can only read them. */
export async function makeSample(server: PostgresServer, { database, canary }: SampleRequest): Promise<BackupUser> {
    const user = { username: USERNAME, password: randomBytes(18).toString("base64url") };
    await withClient(server.url(FIRST), async (client) => {
        // Each server has one of its own.
        if (database !== FIRST) {
            await client.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8'`);
        }
        await client.query(
            `CREATE ROLE ${escapeIdentifier(user.username)} LOGIN PASSWORD ${escapeLiteral(user.password)} IN ROLE pg_read_all_data`,
        );
    });
    await withClient(server.url(database), async (client) => {
        await client.query(TABLES);
        await client.query(
            "INSERT INTO customers (name, note) SELECT 'Zoë Ŝmið ' || i, repeat(md5(i::text), 30) FROM generate_series(1, $1) AS i",
            [CUSTOMERS],
        );
        await client.query(
            "INSERT INTO orders (customer, total, placed) SELECT customers.id, i * 1.25, now() FROM customers, generate_series(1, $1) AS i",
            [ORDERS_EACH],
        );
        await client.query(canaryTable(canary));
    });
    return user;
}

const TABLES = `
    CREATE TABLE customers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        note text NOT NULL
    );
    CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer bigint NOT NULL REFERENCES customers,
        total numeric NOT NULL,
        placed timestamptz NOT NULL
    );
    CREATE INDEX orders_by_time ON orders (placed, customer);`;

function canaryTable({ schema, table, column }: CanaryColumn): string {
    const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
    return `
        CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)};
        CREATE TABLE IF NOT EXISTS ${name} ();
        ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${escapeIdentifier(column)} timestamptz;
        UPDATE ${name} SET ${escapeIdentifier(column)} = now();
        INSERT INTO ${name} (${escapeIdentifier(column)}) SELECT now() WHERE NOT EXISTS (SELECT FROM ${name});`;
}

async function withClient(connectionString: string, work: (client: Client) => Promise<void>): Promise<void> {
    const client = new Client({ connectionString });
    await client.connect();
    try {
        await work(client);
    } finally {
        await client.end();
    }
}
