/** What a database's arguments may be. Pure; every check adds its faults, none throws. */
import { checkForm, checkList, checkOneOf, checkWhole, isWhole } from "../checks";
import { type Fault, under } from "../faults";
import { LOG_RETENTION_DAYS } from "../log-retention";
import { checkWindows } from "../windows";
import {
    type AuroraServerlessArgs,
    DATABASE_ENGINES,
    DATABASE_INSIGHTS,
    type DatabaseEngine,
    type RdsArgs,
} from "./args";
import { FIXED_PARAMETERS } from "./parameters";

/** Arguments as somebody wrote them: any may be missing, and any be there that the engine doesn't know. */
export type DatabaseCandidate = Partial<Omit<RdsArgs, "engine" | "parameters">> &
    Partial<Omit<AuroraServerlessArgs, "engine" | "parameters">> & {
        readonly engine?: DatabaseEngine;
        readonly parameters?: Readonly<Record<string, string | undefined>>;
    };

export const DEFAULT_WINDOWS = { backup: "00:30-01:30", maintenance: "sun:04:00-sun:05:00" } as const;
export const DEFAULT_VERSION = "17";

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.StorageTypes.html */
const STORAGE_GIB = { least: 20, most: 65_536 };
/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
const LEAST_GROWTH_PERCENT = 110;
/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html, and as many readers of a cluster. */
const MOST_REPLICAS = 15;
/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html */
const MOST_ACU = 256;
const MONITORING_SECONDS = [0, 1, 5, 10, 15, 30, 60];

const MAJOR = /^1[4-8]$/;
const MAJOR_OR_MINOR = /^1[4-8](?:\.\d{1,2})?$/;
const HYPHENATED = "lower-case letters, digits and single hyphens, a letter first, no hyphen last";
/** So short that every identifier made from it fits into 63, whatever the prefix and the environment. */
const LOGICAL_NAME = /^(?=.{1,10}$)[a-z](?:-?[a-z0-9])*$/;
const SNAPSHOT_NAME = /^(?=.{1,100}$)[a-z](?:-?[a-z0-9])*$/;
const SQL_NAME = /^[a-z][a-z0-9_]{0,62}$/;
const SQL_NAME_SHAPE = "1 to 63 lower-case letters, digits and underscores, a letter first";
/** Names that RDS keeps, and the ones that everybody tries first. */
const TAKEN_USERS = ["admin", "postgres", "public", "rds_superuser", "rdsadmin", "rdsrepladmin", "root", "user"];
const TAKEN_DATABASES = ["postgres", "rdsadmin", "template0", "template1"];

/** The arguments that one engine has and the other lacks. */
export const ENGINE_KEYS = {
    rds: ["instanceClass", "allocatedStorage", "maxAllocatedStorage", "multiAz"],
    "aurora-serverless": ["minCapacity", "maxCapacity", "scaleToZero", "secondsUntilAutoPause"],
} as const satisfies Record<DatabaseEngine, readonly (keyof DatabaseCandidate)[]>;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateDatabase(args: DatabaseCandidate): Fault[] {
    return [...validateEngine(args), ...validateNames(args), ...validateUpkeep(args), ...validateOperation(args)];
}

function validateEngine(args: DatabaseCandidate): Fault[] {
    switch (args.engine) {
        case "rds":
            return [...validateForeign(args, "rds"), ...validateRds(args)];
        case "aurora-serverless":
            return [...validateForeign(args, "aurora-serverless"), ...validateAurora(args)];
        default:
            return [{ path: "engine", given: args.engine, allowed: `one of ${DATABASE_ENGINES.join(", ")}` }];
    }
}

/** Keys that only the other engine knows: ignoring them would hide a mistake. */
function validateForeign(args: DatabaseCandidate, engine: DatabaseEngine): Fault[] {
    const foreign = engine === "rds" ? ENGINE_KEYS["aurora-serverless"] : ENGINE_KEYS.rds;
    return foreign
        .filter((key) => args[key] !== undefined)
        .map((path) => ({ path, given: args[path], allowed: `nothing with the engine ${engine}` }));
}

function validateRds(args: DatabaseCandidate): Fault[] {
    const { instanceClass, allocatedStorage, maxAllocatedStorage } = args;
    const { least, most } = STORAGE_GIB;
    const faults: Fault[] = [];
    const classOk = /^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass ?? "");
    if (!classOk) {
        const hint = instanceClass === "db.serverless" ? { hint: "Choose the engine aurora-serverless for it" } : {};
        const allowed = "an RDS instance class, such as db.t4g.medium";
        faults.push({ path: "instanceClass", given: instanceClass, allowed, ...hint });
    }
    if (!isWhole(allocatedStorage, least, most)) {
        const allowed = `a whole number of GiB from ${least} to ${most}`;
        faults.push({ path: "allocatedStorage", given: allocatedStorage, allowed });
    } else if (maxAllocatedStorage !== undefined) {
        const from = Math.ceil((allocatedStorage * LEAST_GROWTH_PERCENT) / 100);
        faults.push(...checkWhole("maxAllocatedStorage", maxAllocatedStorage, Math.min(from, most), most, " of GiB"));
    }
    return faults;
}

function validateAurora(args: DatabaseCandidate): Fault[] {
    const { minCapacity, maxCapacity, scaleToZero = false, secondsUntilAutoPause } = args;
    const faults: Fault[] = [
        ...validateCapacity("minCapacity", minCapacity, scaleToZero ? 0 : 0.5),
        ...validateCapacity("maxCapacity", maxCapacity, Math.max(1, minCapacity ?? 1)),
    ];
    if (scaleToZero && minCapacity !== undefined && minCapacity !== 0) {
        const hint = "A cluster with another least capacity never pauses";
        faults.push({ path: "minCapacity", given: minCapacity, allowed: "0 with scaleToZero", hint });
    }
    if (!scaleToZero && secondsUntilAutoPause !== undefined) {
        faults.push({
            path: "secondsUntilAutoPause",
            given: secondsUntilAutoPause,
            allowed: "nothing without scaleToZero",
        });
    }
    return [...faults, ...checkWhole("secondsUntilAutoPause", secondsUntilAutoPause, 300, 86_400)];
}

function validateCapacity(path: string, given: number | undefined, least: number): Fault[] {
    const ok = given !== undefined && given >= least && given <= MOST_ACU && Number.isInteger(given * 2);
    const hint = given === 0 && least === 0.5 ? { hint: "Set scaleToZero to true as well to let it pause" } : {};
    return ok
        ? []
        : [{ path, given, allowed: `a number of ACUs from ${least} to ${MOST_ACU} in steps of 0.5`, ...hint }];
}

function validateNames(args: DatabaseCandidate): Fault[] {
    const { engineVersion, autoMinorVersionUpgrade = true, databaseName, masterUsername } = args;
    const faults: Fault[] = [
        ...checkForm("logicalName", args.logicalName, LOGICAL_NAME, `1 to 10 ${HYPHENATED}`),
        ...validateName("databaseName", databaseName, TAKEN_DATABASES),
        ...validateName("masterUsername", masterUsername, TAKEN_USERS),
        ...checkList("snapshots", args.snapshots, SNAPSHOT_NAME, `1 to 100 ${HYPHENATED}`),
    ];
    if (engineVersion !== undefined && autoMinorVersionUpgrade && !MAJOR.test(engineVersion)) {
        faults.push({
            path: "engineVersion",
            given: engineVersion,
            allowed: "a major version from 14 to 18, in quotes",
            hint: "AWS installs minor versions itself, and going back to an older one is refused; or set autoMinorVersionUpgrade to false",
        });
    } else {
        const allowed = "a version of PostgreSQL from 14 to 18 in quotes, such as 17 or 17.6";
        faults.push(...checkForm("engineVersion", engineVersion, MAJOR_OR_MINOR, allowed));
    }
    return faults;
}

function validateName(path: string, given: string | undefined, taken: readonly string[]): Fault[] {
    const ok = given !== undefined && SQL_NAME.test(given) && !taken.includes(given);
    return ok ? [] : [{ path, given, allowed: `${SQL_NAME_SHAPE}, none of ${taken.join(", ")}` }];
}

function validateUpkeep(args: DatabaseCandidate): Fault[] {
    const { backupWindow = DEFAULT_WINDOWS.backup, maintenanceWindow = DEFAULT_WINDOWS.maintenance } = args;
    return [
        ...checkWhole("backupRetentionDays", args.backupRetentionDays, 1, 35),
        ...checkWindows({
            daily: { path: "backupWindow", given: backupWindow, least: 30 },
            weekly: { path: "maintenanceWindow", given: maintenanceWindow, least: 30 },
        }),
        ...checkWhole("replicas", args.replicas, 0, MOST_REPLICAS),
    ];
}

function validateOperation(args: DatabaseCandidate): Fault[] {
    return [
        ...checkOneOf("logRetentionDays", args.logRetentionDays, LOG_RETENTION_DAYS),
        ...checkOneOf("monitoringInterval", args.monitoringInterval, MONITORING_SECONDS),
        ...checkOneOf("insights", args.insights, DATABASE_INSIGHTS),
        ...checkForm("caCertificate", args.caCertificate, /^rds-ca-[a-z0-9-]+$/, "such as rds-ca-rsa2048-g1"),
        ...under("parameters", validateParameters(args.parameters ?? {})),
    ];
}

function validateParameters(parameters: Readonly<Record<string, string | undefined>>): Fault[] {
    return Object.entries(parameters).flatMap(([name, given]) => {
        if (FIXED_PARAMETERS.includes(name)) {
            return [{ path: name, given, allowed: "the platform's value, which can't be changed" }];
        }
        const ok = /^[a-z][a-z0-9_.]*$/.test(name);
        return ok ? [] : [{ path: name, given, allowed: "the name of a PostgreSQL parameter" }];
    });
}
