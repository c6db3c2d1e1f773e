/** The environment variables that the runner's program reads; `docs/backups.md` says what each means. Pure. */

/** Where the tasks find what they work with. No value is secret: the program reads the secrets itself, by its role. */
export interface BackupPlace {
    readonly region: string;
    readonly environment: string;
    readonly bucketName: string;
    readonly databaseName: string;
    readonly encryptionSecretArn: string;
}

export interface DatabasePlace {
    readonly host: string;
    readonly port: number;
    readonly secretArn: string;
}

/** The port on which PostgreSQL listens unless it is told another. */
export const POSTGRES = 5432;

/** The server beside the check, in the same task: nobody else reaches its loopback address, and it has no password. */
const SCRATCH_URL = `postgres://postgres@127.0.0.1:${POSTGRES}/postgres`;

/** The authorities of RDS, where the pool's image has them too. */
const CA_FILE = "/etc/ssl/certs/rds-global-bundle.pem";

type Variables = Readonly<Record<string, string>>;

/** @param further those that the image needs besides; they may say otherwise of TLS alone */
export function runnerVariables(place: BackupPlace, database: DatabasePlace, further: Variables): Variables {
    return { ...tlsVariables(further), ...further, ...runnersOwn(place, database) };
}

/** A server that nobody has verified can ask for the password in plain, and is given it. */
function tlsVariables({ DATABASE_SSLMODE = "verify-full" }: Variables): Variables {
    return DATABASE_SSLMODE === "verify-full" ? { DATABASE_SSLMODE, DATABASE_CA_FILE: CA_FILE } : { DATABASE_SSLMODE };
}

function runnersOwn(place: BackupPlace, { host, port, secretArn }: DatabasePlace): Variables {
    return {
        ...commonVariables(place),
        DATABASE_HOST: host,
        DATABASE_PORT: String(port),
        DATABASE_SECRET_ARN: secretArn,
    };
}

export interface VerifyLimits {
    readonly maxAgeHours: number | undefined;
    readonly canary: string | undefined;
}

/** @param further as the runner's: it is the same program, in the same image */
export function verifyVariables(place: BackupPlace, limits: VerifyLimits, further: Variables): Variables {
    return { ...further, ...checksOwn(place, limits) };
}

function checksOwn(place: BackupPlace, { maxAgeHours, canary }: VerifyLimits): Variables {
    return {
        ...commonVariables(place),
        SCRATCH_DATABASE_URL: SCRATCH_URL,
        ...(maxAgeHours === undefined ? {} : { VERIFY_MAX_AGE_HOURS: String(maxAgeHours) }),
        ...(canary === undefined ? {} : { VERIFY_CANARY: canary }),
    };
}

function commonVariables(place: BackupPlace): Variables {
    return {
        AWS_REGION: place.region,
        BACKUP_BUCKET: place.bucketName,
        BACKUP_ENCRYPTION_SECRET_ARN: place.encryptionSecretArn,
        BACKUP_ENVIRONMENT: place.environment,
        DATABASE_NAME: place.databaseName,
    };
}

const NOWHERE = { region: "", environment: "", bucketName: "", databaseName: "", encryptionSecretArn: "" };

/** Those of either task that further variables may not take the place of. */
export const RESERVED_VARIABLES: readonly string[] = Object.keys({
    ...runnersOwn(NOWHERE, { host: "", port: 0, secretArn: "" }),
    ...checksOwn(NOWHERE, { maxAgeHours: 0, canary: "" }),
});
