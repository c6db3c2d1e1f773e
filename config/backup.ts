/** The backups' part of the data project's config. */
import { z } from "zod";
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
    /** Name of the secret of the database's user that can only read: one of the kind `database-user`. */
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
    logRetentionDays: z.number().optional(),
});

type BackupConfig = DeepPartial<z.output<typeof backupShape>>;

/** What the backups' config refers to elsewhere in the file. */
interface Surroundings {
    readonly accountId: string | undefined;
    readonly region: string | undefined;
    readonly repositories: readonly (string | undefined)[];
    /** Names of the secrets of the kind `database-user`. */
    readonly databaseUsers: readonly string[];
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

/** Never the master user's: whoever takes over the runner must not be able to write. */
function checkDatabaseSecret(given: string | undefined, { databaseUsers }: Surroundings): Fault[] {
    const allowed = `the name of a secret of the kind database-user: ${databaseUsers.join(", ") || "there is none"}`;
    return given === undefined || databaseUsers.includes(given) ? [] : [{ path: "databaseSecret", given, allowed }];
}
