/** The runner as it is deployed, one file, against a real PostgreSQL and a bucket of moto with Object Lock. */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
    CreateBucketCommand,
    ListMultipartUploadsCommand,
    PutObjectLockConfigurationCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { startMoto, type RunningServer } from "../../../../automation/servers/moto";
import { startPostgres, type PostgresServer } from "../../../../automation/servers/postgres";
import { bundleBackupRunner } from "../../../../runtime/bundle";
import { parseBackupKeys, type BackupKeys } from "../../../../runtime/backup-runner/envelope/keys";

export const BUCKET = "restartix-backups-primary-staging";
export const READER = "backup_reader";
const READER_PASSWORD = "only reads";
const ACCESS = { AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing", AWS_REGION: "eu-central-1" };

/** How a call of the runner has ended. */
export interface Ended {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    /** The lines of its log. */
    readonly lines: readonly Readonly<Record<string, unknown>>[];
    /** The last one. */
    readonly last: Readonly<Record<string, unknown>>;
}

export interface Listed {
    readonly backupId: string;
    readonly state: string;
    readonly remarks: readonly string[];
    readonly rows?: number;
}

type Variables = Readonly<Record<string, string>>;

/** Ended when its tests are; everything it has made goes with it. */
export class Stand {
    readonly s3: S3Client;
    readonly keysText = newKeys("2026-11");

    private constructor(
        readonly postgres: PostgresServer,
        readonly moto: RunningServer,
        /** Holds the program; the one beside it is where it works. */
        private readonly folder: string,
        private readonly secrets: { encryption: string; database: string },
    ) {
        this.s3 = new S3Client({ ...clientConfig(moto), forcePathStyle: true });
    }

    static async start(settings: Variables = {}): Promise<Stand> {
        const [postgres, moto] = await Promise.all([startPostgres({ settings }), startMoto()]);
        const folder = mkdtempSync(path.join(tmpdir(), "plinth-backup-runner-"));
        writeFileSync(path.join(folder, "backup.cjs"), bundleBackupRunner().code);
        const stand = new Stand(postgres, moto, folder, { encryption: "", database: "" });
        await stand.makeBucket(BUCKET);
        stand.secrets.encryption = await stand.makeSecret("encryption", stand.keysText);
        const user = JSON.stringify({ username: READER, password: READER_PASSWORD });
        stand.secrets.database = await stand.makeSecret("database", user);
        stand.sql(
            "postgres",
            `CREATE ROLE ${READER} LOGIN PASSWORD '${READER_PASSWORD}'; GRANT pg_read_all_data TO ${READER}`,
        );
        return stand;
    }

    get keys(): BackupKeys {
        return parseBackupKeys(this.keysText);
    }

    async stop(): Promise<void> {
        this.s3.destroy();
        await Promise.all([this.postgres.stop(), this.moto.stop()]);
        rmSync(this.folder, { recursive: true, force: true });
    }

    async makeBucket(Bucket: string): Promise<void> {
        const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" } as const;
        await this.s3.send(
            new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, CreateBucketConfiguration }),
        );
        const Rule = { DefaultRetention: { Mode: "COMPLIANCE", Years: 7 } } as const;
        const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule } as const;
        await this.s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    }

    async makeSecret(name: string, text: string): Promise<string> {
        const client = new SecretsManagerClient(clientConfig(this.moto));
        const { ARN = "" } = await client.send(new CreateSecretCommand({ Name: name, SecretString: text }));
        client.destroy();
        return ARN;
    }

    /** What the component gives the task, for a database of this server. */
    environment(database: string): Variables {
        const { host, port } = this.postgres;
        return {
            ...ACCESS,
            AWS_ENDPOINT_URL: this.moto.endpoint,
            BACKUP_BUCKET: BUCKET,
            BACKUP_ENVIRONMENT: "staging",
            BACKUP_ENCRYPTION_SECRET_ARN: this.secrets.encryption,
            DATABASE_SECRET_ARN: this.secrets.database,
            DATABASE_HOST: host,
            DATABASE_PORT: String(port),
            DATABASE_NAME: database,
            DATABASE_SSLMODE: "disable",
            PG_BIN: this.postgres.binaries,
            SCRATCH_DATABASE_URL: this.postgres.url("postgres"),
        };
    }

    /** Starts the runner in a folder of its own that is empty, which is all it could write to that anybody would look at. */
    begin(
        args: readonly string[],
        environment: Variables,
    ): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
        const cwd = mkdtempSync(path.join(this.folder, "cwd-"));
        const env = { PATH: process.env["PATH"], HOME: cwd, TMPDIR: cwd, NODE_NO_WARNINGS: "1", ...environment };
        const program = path.join(this.folder, "backup.cjs");
        const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
        let stdout = "";
        child.stdout.on("data", (piece: Buffer) => (stdout += piece.toString()));
        const ended = once(child, "close").then((values: unknown[]) => {
            const [code, signal] = values as [number | null, NodeJS.Signals | null];
            assert.deepEqual(readdirSync(cwd), [], "the runner has written files");
            const lines = linesOf(stdout);
            return { code, signal, stdout, lines, last: lines.at(-1) ?? {} };
        });
        return { child, ended };
    }

    run(database: string, args: readonly string[] = ["run"], environment: Variables = {}): Promise<Ended> {
        return this.begin(args, { ...this.environment(database), ...environment }).ended;
    }

    /** Backs a database up. @returns the backup's id. */
    async backUp(database: string, environment: Variables = {}): Promise<string> {
        const { code, last } = await this.run(database, ["run"], environment);
        assert.equal(code, 0, JSON.stringify(last));
        return String(last["backupId"]);
    }

    /** Restores into another database of this server. */
    restore(database: string, target: string, backup = "latest", environment: Variables = {}): Promise<Ended> {
        const args = ["restore", "--backup", backup];
        return this.run(database, args, { RESTORE_DATABASE_URL: this.postgres.url(target), ...environment });
    }

    async list(database: string, environment: Variables = {}): Promise<readonly Listed[]> {
        const { code, stdout } = await this.run(database, ["list", "--json"], environment);
        assert.equal(code, 0, stdout);
        return JSON.parse(stdout) as Listed[];
    }

    /** Uploads that were begun, and neither completed nor abandoned. */
    async uploads(Bucket = BUCKET): Promise<readonly string[]> {
        const { Uploads = [] } = await this.s3.send(new ListMultipartUploadsCommand({ Bucket }));
        return Uploads.map(({ Key = "" }) => Key);
    }

    /** Runs SQL as the superuser. @returns what it gives, unaligned. */
    sql(database: string, text: string): string {
        const psql = path.join(this.postgres.binaries, "psql");
        const args = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"];
        const { status, stdout, stderr } = spawnSync(psql, [...args, this.postgres.url(database)], {
            input: text,
            encoding: "utf8",
        });
        assert.equal(status, 0, stderr);
        return stdout.trim();
    }

    makeDatabase(name: string, text = ""): void {
        this.sql("postgres", `CREATE DATABASE "${name.replaceAll('"', '""')}" TEMPLATE template0 ENCODING 'UTF8'`);
        this.sql(name, text);
    }

    /** How a client of PostgreSQL reaches a database as the superuser. */
    pgEnvironment(database: string): NodeJS.ProcessEnv {
        const { host, port, user, password } = this.postgres;
        const env = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
        return { PATH: process.env["PATH"], LC_ALL: "C", ...env };
    }

    /** All of a database as SQL, by its superuser: two databases are the same when these are. */
    dump(database: string): string {
        const { status, stdout, stderr } = spawnSync(
            path.join(this.postgres.binaries, "pg_dump"),
            this.dumpArguments(),
            {
                env: this.pgEnvironment(database),
                encoding: "utf8",
                maxBuffer: 256 * 1024 * 1024,
            },
        );
        assert.equal(status, 0, stderr);
        return stdout;
    }

    /** A key of its own for each dump would make each differ, in the releases that have one. */
    dumpArguments(): readonly string[] {
        const { stdout } = spawnSync(path.join(this.postgres.binaries, "pg_dump"), ["--help"], { encoding: "utf8" });
        return stdout.includes("--restrict-key") ? ["--restrict-key=plinth"] : [];
    }
}

export function newKeys(id: string): string {
    return JSON.stringify({ current: id, keys: { [id]: randomBytes(32).toString("base64") } });
}

interface ClientConfig {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

function clientConfig({ endpoint }: RunningServer): ClientConfig {
    const credentials = { accessKeyId: ACCESS.AWS_ACCESS_KEY_ID, secretAccessKey: ACCESS.AWS_SECRET_ACCESS_KEY };
    return { endpoint, region: ACCESS.AWS_REGION, credentials };
}

/** `list` prints no log. */
function linesOf(stdout: string): readonly Readonly<Record<string, unknown>>[] {
    return stdout
        .split("\n")
        .filter((line) => line.startsWith('{"time"'))
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
