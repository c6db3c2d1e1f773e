/** The config of the data project. */
import { z } from "zod";
import { CACHE_ENGINES, MAXMEMORY_POLICIES } from "../components/cache/args";
import { validateRedisCache } from "../components/cache/plan";
import { DATABASE_ENGINES, DATABASE_INSIGHTS, type DatabasePlanArgs } from "../components/database/args";
import { ENGINE_KEYS, validateDatabase } from "../components/database/plan";
import { validateEncryptionKey, validatePartition } from "../components/encryption/plan";
import { type Fault, under } from "../components/faults";
import { validateImageRepository, validateServiceName } from "../components/registry/plan";
import { SECRET_KINDS, type SecretKind, USER_KINDS } from "../components/secrets/args";
import { validateSecret, validateSecretName, validateUser } from "../components/secrets/plan";
import { backupShape, checkBackup } from "./backup";
import { environmentConfig } from "./environment-config";
import type { DeepPartial } from "./read";
import { environmentShape } from "./shared";

/** The database's arguments as config; `components/database/args.ts` documents each of them. */
const database = z.strictObject({
    engine: z.enum(DATABASE_ENGINES),
    logicalName: z.string().optional(),
    engineVersion: z.string().optional().describe('a version of PostgreSQL in quotes, such as "17"'),
    databaseName: z.string(),
    masterUsername: z.string(),
    // Of the engine rds.
    instanceClass: z.string().optional(),
    allocatedStorage: z.number().optional(),
    maxAllocatedStorage: z.number().optional(),
    multiAz: z.boolean().optional(),
    // Of the engine aurora-serverless.
    minCapacity: z.number().optional(),
    maxCapacity: z.number().optional(),
    scaleToZero: z.boolean().optional(),
    secondsUntilAutoPause: z.number().optional(),
    // Of both.
    backupRetentionDays: z.number().optional(),
    backupWindow: z.string().optional(),
    maintenanceWindow: z.string().optional(),
    applyImmediately: z.boolean().optional(),
    autoMinorVersionUpgrade: z.boolean().optional(),
    allowMajorVersionUpgrade: z.boolean().optional(),
    deletionProtection: z.boolean().optional(),
    keepAutomatedBackups: z.boolean().optional(),
    iamAuthentication: z.boolean().optional(),
    replicas: z.number().optional(),
    snapshots: z.array(z.string()).optional(),
    snapshotIdentifier: z.string().optional(),
    parameters: z.record(z.string(), z.string()).optional(),
    logRetentionDays: z.number().optional(),
    monitoringInterval: z.number().optional(),
    insights: z.enum(DATABASE_INSIGHTS).optional(),
    caCertificate: z.string().optional(),
    protect: z.boolean().optional(),
});

/** The cache's arguments as config; `components/cache/args.ts` documents each of them. */
const cache = z.strictObject({
    engine: z.enum(CACHE_ENGINES).optional(),
    engineVersion: z.string().optional().describe('a version of the engine in quotes, such as "8.0"'),
    nodeType: z.string(),
    replicas: z.number().optional(),
    snapshotRetentionDays: z.number().optional(),
    snapshotWindow: z.string().optional(),
    maintenanceWindow: z.string().optional(),
    finalSnapshot: z.boolean().optional(),
    applyImmediately: z.boolean().optional(),
    autoMinorVersionUpgrade: z.boolean().optional(),
    maxmemoryPolicy: z.enum(MAXMEMORY_POLICIES).optional(),
    logRetentionDays: z.number().optional(),
});

const secrets = z.strictObject({
    /** Of all of them. */
    recoveryWindowDays: z.number().optional(),
    /** By the name that people and services call them. */
    containers: z.record(
        z.string(),
        z.strictObject({
            kind: z.enum(SECRET_KINDS),
            keys: z.array(z.string()).optional(),
            /** Of the kinds `database-user` and `database-reader`; the kind `database` has the database's master user. */
            username: z.string().optional(),
        }),
    ),
});

const repositories = z.strictObject({
    /** Each service that has images, such as `core-api` for the repository `restartix-core-api`. */
    services: z.array(z.string()),
    keepImages: z.number().optional(),
    keepUntaggedDays: z.number().optional(),
    forceDelete: z.boolean().optional(),
});

const encryptionKey = z.strictObject({
    deletionWindowDays: z.number().optional(),
    retainOnDelete: z.boolean().optional(),
});

export const dataSchema = z.strictObject({
    ...environmentShape,
    encryptionKey: encryptionKey.optional(),
    secrets,
    database,
    cache,
    repositories,
    backup: backupShape,
});

export type DataConfig = z.output<typeof dataSchema>;

type PartialConfig = DeepPartial<DataConfig>;

/** Reads the data project's config. */
export const dataConfig = environmentConfig(dataSchema, (values) => [
    ...under("database", values.database === undefined ? [] : validateDatabase(values.database)),
    ...under("cache", values.cache === undefined ? [] : validateRedisCache(values.cache)),
    ...under("secrets", values.secrets === undefined ? [] : checkSecrets(values.secrets)),
    ...under("repositories", values.repositories === undefined ? [] : checkRepositories(values.repositories)),
    ...under("backup", values.backup === undefined ? [] : checkBackup(values.backup, backupSurroundings(values))),
    ...checkEncryptionKey(values),
    ...validatePartition("region", values.region ?? ""),
]);

/** The account and the region have checks of their own, at their own place. */
function checkEncryptionKey({ encryptionKey: given = {} }: PartialConfig): Fault[] {
    return under(
        "encryptionKey",
        validateEncryptionKey(given).filter(({ path }) => path === "deletionWindowDays"),
    );
}

function checkSecrets({ recoveryWindowDays, containers = {} }: NonNullable<PartialConfig["secrets"]>): Fault[] {
    const entries = Object.entries(containers);
    const each = entries.flatMap(([name, secret]) => [
        ...under("containers", validateSecretName(name, name)),
        ...under(`containers.${name}`, [...validateSecret(secret ?? {}), ...checkUser(secret ?? {})]),
    ]);
    const own = validateSecret({ kind: "external", recoveryWindowDays });
    const needed = (["database", "redis", "backup-keys"] as const).flatMap((kind) => checkOnlyOne(entries, kind));
    return [...own, ...each, ...needed];
}

/** The user of the kind `database` is the database's; kinds without a user have none. */
function checkUser({ kind, username }: { readonly kind?: SecretKind; readonly username?: string }): Fault[] {
    if (kind === undefined || (kind !== "database" && USER_KINDS.includes(kind))) {
        return validateUser({ kind, username });
    }
    const hint = kind === "database" ? { hint: "It is plinth:database.masterUsername" } : {};
    return username === undefined
        ? []
        : [{ path: "username", given: username, allowed: `none for the kind ${kind}`, ...hint }];
}

/** The database's password, the cache's token and the backup's keys come from exactly one secret each. */
function checkOnlyOne(
    entries: readonly (readonly [string, { readonly kind?: SecretKind } | undefined])[],
    kind: SecretKind,
): Fault[] {
    const names = entries.filter(([, secret]) => secret?.kind === kind).map(([name]) => name);
    const allowed = `exactly one secret of the kind ${kind}`;
    return names.length === 1 ? [] : [{ path: "containers", given: names, allowed }];
}

/** What the backups' config refers to. */
function backupSurroundings({ accountId, region, repositories: own, secrets: known }: PartialConfig) {
    const readers = Object.entries(known?.containers ?? {}).filter(([, secret]) => secret?.kind === "database-reader");
    return { accountId, region, repositories: own?.services ?? [], databaseReaders: readers.map(([name]) => name) };
}

function checkRepositories(args: NonNullable<PartialConfig["repositories"]>): Fault[] {
    const services = args.services ?? [];
    const faults = services.flatMap((service, index) => {
        const path = `services[${index}]`;
        const repeated = services.indexOf(service) < index;
        return repeated
            ? [{ path, given: service, allowed: "each service once", hint: "It is in the list already" }]
            : validateServiceName(path, service);
    });
    return [...faults, ...validateImageRepository(args)];
}

/** The database's arguments, of which config has both engines' side by side. Its checks have passed. */
export function databaseArgs(config: DataConfig["database"]): DatabasePlanArgs {
    const { engine, instanceClass, allocatedStorage, minCapacity, maxCapacity, ...others } = config;
    const foreign: readonly string[] = engine === "rds" ? ENGINE_KEYS["aurora-serverless"] : ENGINE_KEYS.rds;
    const { databaseName, masterUsername } = config;
    const kept = Object.fromEntries(Object.entries(others).filter(([key]) => !foreign.includes(key)));
    const common = { ...kept, databaseName, masterUsername };
    if (engine === "rds") {
        return { ...common, engine, instanceClass: given(instanceClass), allocatedStorage: given(allocatedStorage) };
    }
    return { ...common, engine, minCapacity: given(minCapacity), maxCapacity: given(maxCapacity) };
}

/** The checks have seen to it that a needed value is there. */
function given<T>(value: T | undefined): T {
    if (value === undefined) {
        throw new RangeError("the config passed its checks although a value of the database is missing");
    }
    return value;
}
