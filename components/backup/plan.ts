/** From the backups' arguments to what is to be made. Pure. */
import type { CpuArchitecture } from "../ecs/task/args";
import { imageSuffix } from "../ecs/task/image-plan";
import { refuseFaults } from "../faults";
import type { EnvironmentNaming } from "../naming";
import type { PrivateBucketPlanArgs, TransitionArgs } from "../storage/args";
import type { BackupPlanArgs } from "./args";
import { backupKeyPolicy } from "./key-policy";
import { backupPrincipals, type BackupPrincipals, ROLES } from "./principals";
import { encryptionSecretPolicy } from "./secret-policy";
import { DEFAULT_LOCK_YEARS, DEFAULT_RUNNER_SIZE, DEFAULT_VERIFY_SIZE, lockDays, validateBackup } from "./validation";

export { type BackupCandidate, validateBackup } from "./validation";

export interface BackupPlan {
    readonly principals: BackupPrincipals;
    readonly key: KeyPlan;
    readonly bucket: PrivateBucketPlanArgs;
    /** The policy of the secret with the keys. */
    readonly secretPolicy: string;
    readonly protect: boolean;
    readonly runner: RunnerPlan;
    readonly verify: VerifyPlan;
    readonly cpuArchitecture: CpuArchitecture;
    readonly logRetentionDays: number;
    readonly maxAgeHours: number | undefined;
    readonly names: BackupNames;
}

interface KeyPlan {
    readonly policy: string;
    readonly deletionWindowDays: number;
    readonly retainOnDelete: boolean;
}

/** As ECS takes it: text. */
interface TaskSize {
    readonly cpu: string;
    readonly memory: string;
}

export interface RunnerPlan extends TaskSize {
    readonly imageSuffix: string;
    readonly entryPoint: readonly string[] | undefined;
    readonly user: string;
    readonly environment: Readonly<Record<string, string>>;
}

export interface VerifyPlan extends TaskSize {
    readonly scratchImageSuffix: string;
    readonly scratchUser: string;
    readonly scratchDataPath: string;
    readonly storageGiB: number;
    readonly canary: string | undefined;
}

/** Names in AWS. The containers are called as the tasks are. */
interface BackupNames {
    readonly runner: TaskNames;
    readonly verify: TaskNames;
    readonly executionRole: string;
    readonly metric: { readonly namespace: string; readonly name: string };
}

export interface TaskNames {
    readonly container: string;
    readonly family: string;
    readonly role: string;
    readonly logGroup: string;
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planBackup(subject: string, naming: EnvironmentNaming, args: BackupPlanArgs): BackupPlan {
    refuseFaults(subject, validateBackup(args));
    const principals = backupPrincipals(naming, args);
    const { deletionWindowDays = 30, retainKeyOnDelete: retainOnDelete = false } = args;
    return {
        principals,
        key: { policy: backupKeyPolicy(principals), deletionWindowDays, retainOnDelete },
        bucket: planBucket(args),
        secretPolicy: encryptionSecretPolicy(principals),
        protect: args.protect ?? false,
        runner: planRunner(args),
        verify: planVerify(args),
        cpuArchitecture: args.cpuArchitecture ?? "ARM64",
        logRetentionDays: args.logRetentionDays ?? 90,
        maxAgeHours: args.maxAgeHours,
        names: planNames(naming),
    };
}

/** The document's: classes that cost less to keep and more to read. */
const ARCHIVING: readonly TransitionArgs[] = [
    { days: 90, storageClass: "GLACIER_IR" },
    { days: 730, storageClass: "DEEP_ARCHIVE" },
];

/** The runner takes no manifest of more bytes for one: they all stay where `list` reads them at once. */
const MANIFEST_BYTES = 8 * 1024 * 1024;

function planBucket(args: BackupPlanArgs): PrivateBucketPlanArgs {
    const { bucketName, complianceLockConfirmed, lockYears: years = DEFAULT_LOCK_YEARS, expirationDays } = args;
    return {
        bucketName,
        objectLock: { mode: complianceLockConfirmed === bucketName ? "COMPLIANCE" : "GOVERNANCE", years },
        lifecycle: {
            transitions: ARCHIVING.filter(({ days }) => expirationDays === undefined || days < expirationDays),
            transitionAboveBytes: MANIFEST_BYTES,
            ...(expirationDays === undefined ? {} : { expirationDays }),
            // A version that was overwritten or deleted is what a restore after an attack needs: as long as its lock.
            noncurrentDays: lockDays(years),
        },
        retainOnDelete: args.retainBucketOnDelete ?? false,
    };
}

function planRunner({ runner }: BackupPlanArgs): RunnerPlan {
    const { cpu = DEFAULT_RUNNER_SIZE.cpu, memory = DEFAULT_RUNNER_SIZE.memory } = runner;
    return {
        imageSuffix: imageSuffix(runner.image),
        entryPoint: runner.entryPoint,
        user: runner.user ?? "65532:65532",
        environment: runner.environment ?? {},
        cpu: String(cpu),
        memory: String(memory),
    };
}

function planVerify({ verify }: BackupPlanArgs): VerifyPlan {
    const { cpu = DEFAULT_VERIFY_SIZE.cpu, memory = DEFAULT_VERIFY_SIZE.memory } = verify;
    return {
        scratchImageSuffix: imageSuffix(verify.scratchImage),
        scratchUser: verify.scratchUser ?? "999:999",
        scratchDataPath: verify.scratchDataPath ?? "/var/lib/postgresql/data",
        storageGiB: verify.storageGiB ?? 50,
        canary: verify.canary,
        cpu: String(cpu),
        memory: String(memory),
    };
}

function planNames(naming: EnvironmentNaming): BackupNames {
    const { prefix, environment } = naming;
    const taskNames = (container: string): TaskNames => ({
        container,
        family: naming.fixedName("taskFamily", container),
        role: naming.fixedName("iamRole", container),
        logGroup: naming.contractName("logGroup", `/ecs/${prefix}-${environment}/${container}`),
    });
    return {
        runner: taskNames(ROLES.runner),
        verify: taskNames(ROLES.verify),
        executionRole: naming.fixedName("iamRole", ROLES.execution),
        metric: { namespace: "Plinth/Backup", name: `${prefix}-${environment}-backup-completed` },
    };
}
