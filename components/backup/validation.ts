/** What the backups' arguments may be. Pure; every check adds its faults, none throws. */
import { checkForm, checkList, checkOneOf, checkWhole } from "../checks";
import { CPU_ARCHITECTURES } from "../ecs/task/args";
import { checkUser, checkVariable, isDirectory } from "../ecs/task/container-checks";
import { validateImage } from "../ecs/task/image-plan";
import { validateTaskSize } from "../ecs/task/size-plan";
import { validateEncryptionKey } from "../encryption/plan";
import { type Fault, under } from "../faults";
import { LOG_RETENTION_DAYS } from "../log-retention";
import { validateBucketName } from "../storage/plan";
import type { BackupPlanArgs, BackupRetentionArgs, BackupRunnerPlanArgs, BackupVerifyPlanArgs } from "./args";
import { RESERVED_VARIABLES } from "./variables";

/** Arguments as somebody wrote them: any of them may be missing. */
export type BackupCandidate = Partial<Omit<BackupPlanArgs, "runner" | "verify">> & {
    readonly runner?: RunnerCandidate;
    readonly verify?: Partial<BackupVerifyPlanArgs>;
};

type RunnerCandidate = Partial<Omit<BackupRunnerPlanArgs, "environment">> & {
    readonly environment?: Readonly<Record<string, string | undefined>>;
};

export const DEFAULT_LOCK_YEARS = 7;
export const DEFAULT_RUNNER_SIZE = { cpu: 256, memory: 1024 } as const;
export const DEFAULT_VERIFY_SIZE = { cpu: 1024, memory: 4096 } as const;

/** Of one account and without wildcards: `ArnEquals` would take them. */
const ROLE = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const ROLE_SHAPE = "the ARN of a role, such as arn:aws:iam::111122223333:role/operations";
const CANARY = /^[a-z_][a-z0-9_$]*\.[a-z_][a-z0-9_$]*\.[a-z_][a-z0-9_$]*$/;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateBackup(args: BackupCandidate): Fault[] {
    return [
        ...validateEncryptionKey(args),
        ...validateBucketName("bucketName", args.bucketName),
        ...checkRetention(args),
        ...checkRoles("operationsRoleArns", args.operationsRoleArns, args.accountId),
        ...checkRoles("administratorRoleArns", args.administratorRoleArns, args.accountId),
        ...under("runner", checkRunner(args.runner ?? {})),
        ...under("verify", checkVerify(args.verify ?? {})),
        ...checkOneOf("cpuArchitecture", args.cpuArchitecture, CPU_ARCHITECTURES),
        // CloudWatch looks back a week: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        ...checkWhole("maxAgeHours", args.maxAgeHours, 1, 168, " of hours"),
        ...checkOneOf("logRetentionDays", args.logRetentionDays, LOG_RETENTION_DAYS),
    ];
}

function checkRetention(args: BackupRetentionArgs & Pick<BackupCandidate, "bucketName">): Fault[] {
    const { bucketName, complianceLockConfirmed: confirmed, lockYears, expirationDays } = args;
    const wrong = confirmed !== undefined && confirmed !== bucketName;
    const hint = "In COMPLIANCE mode nobody can delete a backup before its time, whatever it costs: docs/backups.md";
    const years = checkWhole("lockYears", lockYears, 1, 100, " of years");
    const least = years.length > 0 ? 1 : lockDays(lockYears ?? DEFAULT_LOCK_YEARS);
    return [
        ...(wrong
            ? [
                  {
                      path: "complianceLockConfirmed",
                      given: confirmed,
                      allowed: `the bucket's name, ${bucketName ?? "bucketName"}, or nothing`,
                      hint,
                  },
              ]
            : []),
        ...years,
        ...checkWhole("expirationDays", expirationDays, least, Math.max(least, 36_500), " of days"),
    ];
}

/** Days that are no fewer than so many years. */
export function lockDays(years: number): number {
    return Math.ceil(years * 365.25);
}

function checkRoles(path: string, given: readonly string[] | undefined, accountId: string | undefined): Fault[] {
    const faults = checkList(path, given, ROLE, ROLE_SHAPE);
    const foreign = (given ?? []).flatMap((arn, index) =>
        faults.length === 0 && accountId !== undefined && arn.split(":")[4] !== accountId
            ? [{ path: `${path}[${index}]`, given: arn, allowed: `a role of the account ${accountId}` }]
            : [],
    );
    return [...faults, ...foreign];
}

function checkRunner(args: RunnerCandidate): Fault[] {
    const { cpu = DEFAULT_RUNNER_SIZE.cpu, memory = DEFAULT_RUNNER_SIZE.memory, entryPoint } = args;
    const emptied = entryPoint?.length === 0;
    return [
        ...under("image", validateImage(args.image)),
        ...(emptied
            ? [{ path: "entryPoint", given: entryPoint, allowed: "a program and its arguments, or nothing at all" }]
            : []),
        ...checkUser("user", args.user),
        ...validateTaskSize(cpu, memory),
        ...checkEnvironment(args.environment ?? {}),
    ];
}

function checkEnvironment(environment: NonNullable<RunnerCandidate["environment"]>): Fault[] {
    return Object.keys(environment).flatMap((name) => {
        const path = `environment.${name}`;
        return RESERVED_VARIABLES.includes(name)
            ? [{ path, given: name, allowed: "a variable that isn't set already" }]
            : checkVariable(path, name);
    });
}

function checkVerify(args: Partial<BackupVerifyPlanArgs>): Fault[] {
    const { cpu = DEFAULT_VERIFY_SIZE.cpu, memory = DEFAULT_VERIFY_SIZE.memory } = args;
    const { scratchDataPath: path } = args;
    return [
        ...under("scratchImage", validateImage(args.scratchImage)),
        ...checkUser("scratchUser", args.scratchUser),
        ...(path === undefined || isDirectory(path)
            ? []
            : [{ path: "scratchDataPath", given: path, allowed: "an absolute path below /" }]),
        ...validateTaskSize(cpu, memory),
        // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
        ...checkWhole("storageGiB", args.storageGiB, 21, 200, " of GiB"),
        ...checkForm("canary", args.canary, CANARY, "schema.table.column, each in lower case"),
    ];
}
