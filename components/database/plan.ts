/** From a database's arguments to what is to be made. Pure. */
import { refuseFaults } from "../faults";
import type { DatabaseEngine, DatabasePlanArgs } from "./args";
import { type DatabaseParameter, databaseParameters, parameterFamily } from "./parameters";
import { DEFAULT_VERSION, DEFAULT_WINDOWS, validateDatabase } from "./validation";

export { type DatabaseCandidate, ENGINE_KEYS, validateDatabase } from "./validation";

export const POSTGRES_PORT = 5432;

/** What both engines are made with, every default filled in. */
export interface CommonPlan {
    readonly logicalName: string;
    readonly engine: "postgres" | "aurora-postgresql";
    readonly engineVersion: string;
    readonly family: string;
    readonly parameters: readonly DatabaseParameter[];
    readonly databaseName: string;
    readonly masterUsername: string;
    readonly backupRetentionDays: number;
    readonly backupWindow: string;
    readonly maintenanceWindow: string;
    readonly applyImmediately: boolean;
    readonly autoMinorVersionUpgrade: boolean;
    readonly allowMajorVersionUpgrade: boolean;
    readonly deletionProtection: boolean;
    readonly deleteAutomatedBackups: boolean;
    readonly iamAuthentication: boolean;
    readonly replicas: number;
    readonly snapshots: readonly string[];
    readonly snapshotIdentifier: string | undefined;
    readonly logExports: readonly string[];
    readonly logRetentionDays: number;
    readonly monitoringInterval: number;
    readonly insights: { readonly mode: "standard" | "advanced"; readonly retentionDays: number };
    readonly caCertificate: string;
    readonly protect: boolean;
}

export interface RdsPlan extends CommonPlan {
    readonly kind: "rds";
    readonly instanceClass: string;
    readonly allocatedStorage: number;
    readonly maxAllocatedStorage: number | undefined;
    readonly multiAz: boolean;
}

export interface AuroraPlan extends CommonPlan {
    readonly kind: "aurora-serverless";
    readonly minCapacity: number;
    readonly maxCapacity: number;
    /** Nothing where it never pauses: AWS takes the value only with a least capacity of 0. */
    readonly secondsUntilAutoPause: number | undefined;
}

export type DatabasePlan = RdsPlan | AuroraPlan;

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planDatabase(subject: string, args: DatabasePlanArgs): DatabasePlan {
    refuseFaults(subject, validateDatabase(args));
    const common = commonPlan(args);
    if (args.engine === "rds") {
        const { instanceClass, allocatedStorage, maxAllocatedStorage, multiAz = true } = args;
        return { ...common, kind: "rds", instanceClass, allocatedStorage, maxAllocatedStorage, multiAz };
    }
    const { minCapacity, maxCapacity, scaleToZero = false, secondsUntilAutoPause = 300 } = args;
    return {
        ...common,
        kind: "aurora-serverless",
        minCapacity,
        maxCapacity,
        secondsUntilAutoPause: scaleToZero ? secondsUntilAutoPause : undefined,
    };
}

/** RDS also exports the log of major upgrades, which Aurora doesn't write to a group. */
const LOG_EXPORTS: Readonly<Record<DatabaseEngine, readonly string[]>> = {
    rds: ["postgresql", "upgrade"],
    "aurora-serverless": ["postgresql"],
};

/** AWS takes no other retention with a mode: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html */
const INSIGHTS_DAYS = { standard: 7, advanced: 465 } as const;

function commonPlan(args: DatabasePlanArgs): CommonPlan {
    const { engineVersion = DEFAULT_VERSION, insights = "standard" } = args;
    return {
        ...upkeepPlan(args),
        logicalName: args.logicalName ?? "database",
        engine: args.engine === "rds" ? "postgres" : "aurora-postgresql",
        engineVersion,
        family: parameterFamily(args.engine, engineVersion),
        parameters: databaseParameters(args.parameters),
        databaseName: args.databaseName,
        masterUsername: args.masterUsername,
        replicas: args.replicas ?? 0,
        snapshots: args.snapshots ?? [],
        snapshotIdentifier: args.snapshotIdentifier,
        logExports: LOG_EXPORTS[args.engine],
        logRetentionDays: args.logRetentionDays ?? 30,
        monitoringInterval: args.monitoringInterval ?? 60,
        insights: { mode: insights, retentionDays: INSIGHTS_DAYS[insights] },
    };
}

/** How it is kept: backups, upgrades and what guards it. */
function upkeepPlan(args: DatabasePlanArgs) {
    const { keepAutomatedBackups = true } = args;
    return {
        backupRetentionDays: args.backupRetentionDays ?? 7,
        backupWindow: args.backupWindow ?? DEFAULT_WINDOWS.backup,
        maintenanceWindow: args.maintenanceWindow ?? DEFAULT_WINDOWS.maintenance,
        applyImmediately: args.applyImmediately ?? false,
        autoMinorVersionUpgrade: args.autoMinorVersionUpgrade ?? true,
        allowMajorVersionUpgrade: args.allowMajorVersionUpgrade ?? false,
        deletionProtection: args.deletionProtection ?? true,
        deleteAutomatedBackups: !keepAutomatedBackups,
        iamAuthentication: args.iamAuthentication ?? true,
        caCertificate: args.caCertificate ?? "rds-ca-rsa2048-g1",
        protect: args.protect ?? false,
    };
}
