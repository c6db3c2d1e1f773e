/** The backups' part of the data project's config. */
import { z } from "zod";
import { validateTopicArns } from "../components/alarms/plan";
import { validateBackup } from "../components/backup/plan";
import { CPU_ARCHITECTURES } from "../components/ecs/task/args";
import type { Fault } from "../components/faults";
import type { DeepPartial } from "./read";

/** An image of one of the stack's own repositories: the config owns its version. */
const image = z.strictObject({
    /** Name of the repository, such as `backup-runner`. */
    repository: z.string(),
    tag: z.string().optional().describe("a tag in quotes that never moves, such as a version or a commit"),
    digest: z.string().optional(),
});

/** The backups' arguments as config; `components/backup/args.ts` documents each of them. */
export const backupShape = z.strictObject({
    bucketName: z.string(),
    complianceLockConfirmed: z.string().optional().describe("the bucket's name, to lock backups for good"),
    lockYears: z.number().optional(),
    expirationDays: z.number().optional(),
    retainBucketOnDelete: z.boolean().optional(),
    retainKeyOnDelete: z.boolean().optional(),
    protect: z.boolean().optional(),
    deletionWindowDays: z.number().optional(),
    operationsRoleArns: z.array(z.string()).optional(),
    administratorRoleArns: z.array(z.string()).optional(),
    /** Name of the secret of the database's user that can only read: one of the kind `database-reader`. */
    databaseSecret: z.string(),
    runner: z.strictObject({
        image,
        entryPoint: z.array(z.string()).optional(),
        user: z.string().optional(),
        cpu: z.number().optional(),
        memory: z.number().optional(),
        environment: z.record(z.string(), z.string()).optional(),
    }),
    verify: z.strictObject({
        scratchImage: image,
        scratchUser: z.string().optional(),
        scratchDataPath: z.string().optional(),
        cpu: z.number().optional(),
        memory: z.number().optional(),
        storageGiB: z.number().optional(),
        canary: z.string().optional(),
    }),
    cpuArchitecture: z.enum(CPU_ARCHITECTURES).optional(),
    maxAgeHours: z.number().optional(),
    /** ARNs of the SNS topics that the alarm of `maxAgeHours` tells. */
    alarmTopicArns: z.array(z.string()).optional(),
    logRetentionDays: z.number().optional(),
});

type BackupConfig = DeepPartial<z.output<typeof backupShape>>;

/** What the backups' config refers to elsewhere in the file. */
interface Surroundings {
    readonly accountId: string | undefined;
    readonly region: string | undefined;
    readonly repositories: readonly (string | undefined)[];
    /** Names of the secrets of the kind `database-reader`. */
    readonly databaseReaders: readonly string[];
}

/** Everything wrong with the backups' config beyond its shape, with paths from its root. */
export function checkBackup(config: BackupConfig, around: Surroundings): Fault[] {
    const { accountId, region, repositories } = around;
    const faults = validateBackup({ ...config, accountId, region });
    return [
        // The account and the region have checks of their own, at their own place.
        ...faults.filter(({ path }) => path !== "accountId" && path !== "region"),
        ...checkRepository("runner.image.repository", config.runner?.image?.repository, repositories),
        ...checkRepository("verify.scratchImage.repository", config.verify?.scratchImage?.repository, repositories),
        ...checkDatabaseSecret(config.databaseSecret, around),
        ...checkTopics(config),
    ];
}

function checkRepository(
    path: string,
    given: string | undefined,
    repositories: readonly (string | undefined)[],
): Fault[] {
    const allowed = `one of plinth:repositories.services: ${repositories.join(", ")}`;
    return given === undefined || repositories.includes(given) ? [] : [{ path, given, allowed }];
}

/** Neither the master user's nor an application's: whoever takes over the runner must not be able to write. */
function checkDatabaseSecret(given: string | undefined, { databaseReaders }: Surroundings): Fault[] {
    const allowed = `the name of a secret of the kind database-reader: ${databaseReaders.join(", ") || "there is none"}`;
    const hint = "Backups are made with a user that can only read, which no service has: docs/backups.md";
    return given === undefined || databaseReaders.includes(given)
        ? []
        : [{ path: "databaseSecret", given, allowed, hint }];
}

function checkTopics({ maxAgeHours, alarmTopicArns: given }: BackupConfig): Fault[] {
    const path = "alarmTopicArns";
    const hint = "They are told by the alarm on the age of the last backup, which maxAgeHours makes";
    return given !== undefined && maxAgeHours === undefined
        ? [{ path, given, allowed: "nothing without maxAgeHours", hint }]
        : validateTopicArns(path, given);
}
