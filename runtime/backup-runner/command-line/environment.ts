/** What a command needs of its environment, all faults at once. Pure: no value is looked up anywhere else. */
import type { Connection, DatabasePlace, Ssl } from "../database/connection";
import { isPort, isSslMode, parseDatabaseUrl, SSL_MODES } from "../database/connection";
import { NAME_RULES } from "../envelope/format";
import { RunnerError, usageError } from "../fault";
import type { RunSettings } from "../backup/run";
import { CANARY_FORM, parseCanary, type Canary } from "../verify/canary";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the keys come from. */
export type KeySource = { readonly secret: string } | { readonly text: string };

export interface InBucket {
    readonly bucket: string;
}

/** For `list`, `restore` and `verify`. */
export interface ReadSettings extends InBucket {
    readonly environment: string;
    readonly database: string;
    readonly keys: KeySource;
    /** Folder with pg_restore. @default - PATH */
    readonly programs?: string;
}

export interface VerifySettings extends ReadSettings {
    readonly scratch: Connection;
    readonly maxAgeSeconds: number;
    readonly canary?: Canary;
}

const DEFAULT_MAX_AGE_HOURS = 26;
const HOUR_SECONDS = 3600;
const ARN = /^arn:[a-z0-9-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads variables and gathers what is wrong with them. */
class Reader {
    readonly faults: string[] = [];

    constructor(private readonly environment: Environment) {}

    /** @param allowed completes "must …". */
    optional(name: string, allowed: string, test: (value: string) => boolean): string | undefined {
        const value = this.given(name);
        if (value !== undefined && !test(value)) {
            this.faults.push(`${name} must ${allowed}, and is ${JSON.stringify(value)}`);
        }
        return value;
    }

    required(name: string, allowed: string, test: (value: string) => boolean): string {
        const value = this.optional(name, allowed, test);
        if (value === undefined) {
            this.faults.push(`${name} must ${allowed}, and is not set`);
        }
        return value ?? "";
    }

    /** An empty variable counts as none: task definitions can't leave one out. */
    given(name: string): string | undefined {
        const value = this.environment[name];
        return value === "" ? undefined : value;
    }

    bucket(): string {
        return this.required("BACKUP_BUCKET", "be a bucket's name", (value) => BUCKET.test(value));
    }

    environmentName(): string {
        const { allowed, test } = NAME_RULES.environment;
        return this.required("BACKUP_ENVIRONMENT", allowed, test);
    }

    /** What isn't an ARN is never shown: ECS's `secrets` would have put the secret's value there. */
    secret(name: string): string {
        const value = this.given(name);
        if (value !== undefined && !ARN.test(value)) {
            this.faults.push(
                `${name} must be the ARN of a secret, and is a text of ${value.length} characters that is none; ` +
                    "a task definition names it under `environment`, not under `secrets`",
            );
            return "";
        }
        return this.required(name, "be the ARN of a secret", () => true);
    }

    ssl(): Ssl {
        const mode = this.optional("DATABASE_SSLMODE", `be one of ${SSL_MODES.join(", ")}`, isSslMode) ?? "require";
        const caFile = this.given("DATABASE_CA_FILE");
        if (mode === "verify-full" && caFile === undefined) {
            this.faults.push(
                "DATABASE_CA_FILE must be a file with the authorities to trust where DATABASE_SSLMODE is verify-full",
            );
        }
        return { mode: isSslMode(mode) ? mode : "require", ...(caFile === undefined ? {} : { caFile }) };
    }

    /** All of it or nothing. */
    place(): DatabasePlace | undefined {
        const given = ["DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME"].filter((name) => this.given(name));
        if (given.length === 0) {
            return undefined;
        }
        const { allowed, test } = NAME_RULES.database;
        const host = this.required("DATABASE_HOST", "be the database's direct endpoint", (value) =>
            /^\S+$/.test(value),
        );
        const port = this.required("DATABASE_PORT", "be a port, such as 5432", isPort);
        return { host, port: Number(port), database: this.required("DATABASE_NAME", allowed, test) };
    }

    url(name: string): Connection | undefined {
        const text = this.given(name);
        if (text === undefined) {
            this.faults.push(`${name} must be postgres://user:password@host:port/database, and is not set`);
            return undefined;
        }
        return this.attempt(() => parseDatabaseUrl(text, { name }));
    }

    attempt<T>(read: () => T): T | undefined {
        try {
            return read();
        } catch (error) {
            if (!(error instanceof RunnerError)) {
                throw error;
            }
            this.faults.push(error.message.replace(/\. See `--help`\.$/, ""));
            return undefined;
        }
    }

    check(): void {
        if (this.faults.length > 0) {
            throw usageError("The environment can't be used", this.faults);
        }
    }
}

function programsOf(reader: Reader): { readonly programs?: string } {
    const programs = reader.given("PG_BIN");
    return programs === undefined ? {} : { programs };
}

/** @throws RunnerError (`usage`) with all faults at once, as all of these. */
export function runSettings(environment: Environment): RunSettings & InBucket {
    const reader = new Reader(environment);
    const settings = {
        bucket: reader.bucket(),
        environment: reader.environmentName(),
        encryptionSecret: reader.secret("BACKUP_ENCRYPTION_SECRET_ARN"),
        databaseSecret: reader.secret("DATABASE_SECRET_ARN"),
        ssl: reader.ssl(),
        ...programsOf(reader),
    };
    const place = reader.place();
    reader.check();
    return place === undefined ? settings : { ...settings, place };
}

function keySource(reader: Reader): KeySource {
    const text = reader.given("BACKUP_KEYS");
    return text === undefined ? { secret: reader.secret("BACKUP_ENCRYPTION_SECRET_ARN") } : { text };
}

function readingSettings(reader: Reader, database: string | undefined): ReadSettings {
    const { allowed, test } = NAME_RULES.database;
    if (database !== undefined && !test(database)) {
        reader.faults.push(`--database must ${allowed}, and is ${JSON.stringify(database)}`);
    }
    return {
        bucket: reader.bucket(),
        environment: reader.environmentName(),
        database: database ?? reader.required("DATABASE_NAME", allowed, test),
        keys: keySource(reader),
        ...programsOf(reader),
    };
}

/** @param database from `--database`. @default - DATABASE_NAME */
export function listSettings(environment: Environment, database: string | undefined): ReadSettings {
    const reader = new Reader(environment);
    const settings = readingSettings(reader, database);
    reader.check();
    return settings;
}

export interface RestoreSettings extends ReadSettings {
    readonly target: Connection;
}

/** An argument is in the list of processes: its password comes from somewhere else. */
function targetOf(reader: Reader, to: string | undefined): Connection | undefined {
    if (to === undefined) {
        return reader.url("RESTORE_DATABASE_URL");
    }
    const target = reader.attempt(() => parseDatabaseUrl(to, { name: "--to" }));
    if (target?.password !== undefined) {
        reader.faults.push(
            "--to must have no password, which everybody on this machine could see: set PGPASSWORD, or RESTORE_DATABASE_URL instead of --to",
        );
    }
    const password = reader.given("PGPASSWORD");
    return target === undefined || password === undefined ? target : { ...target, password };
}

/** @param to from `--to`. @default - RESTORE_DATABASE_URL */
export function restoreSettings(
    environment: Environment,
    database: string | undefined,
    to: string | undefined,
): RestoreSettings {
    const reader = new Reader(environment);
    const settings = readingSettings(reader, database);
    const target = targetOf(reader, to);
    reader.check();
    return { ...settings, target: checked(target) };
}

export function verifySettings(environment: Environment, database: string | undefined): VerifySettings {
    const reader = new Reader(environment);
    const settings = readingSettings(reader, database);
    const scratch = reader.url("SCRATCH_DATABASE_URL");
    const hours = reader.optional(
        "VERIFY_MAX_AGE_HOURS",
        "be a number of hours above 0",
        (value) => /^\d+(\.\d+)?$/.test(value) && Number(value) > 0,
    );
    const canaryText = reader.optional("VERIFY_CANARY", CANARY_FORM, (value) => parseCanary(value) !== undefined);
    const canary = canaryText === undefined ? undefined : parseCanary(canaryText);
    reader.check();
    return {
        ...settings,
        scratch: checked(scratch),
        maxAgeSeconds: Number(hours ?? DEFAULT_MAX_AGE_HOURS) * HOUR_SECONDS,
        ...(canary === undefined ? {} : { canary }),
    };
}

/** Whoever is missing has left a fault. */
function checked<T>(value: T | undefined): T {
    if (value === undefined) {
        throw new Error("a value is missing that was found to be there");
    }
    return value;
}
