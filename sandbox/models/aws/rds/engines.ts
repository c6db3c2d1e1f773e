/**
 * Engines, their versions, and the instance classes they run on, as `DescribeDBEngineVersions` and
 * `DescribeOrderableDBInstanceOptions` list them in eu-central-1:
 * https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
 */

interface Engine {
    readonly versions: readonly string[];
    /** The version where none is asked for: the major version that RDS prefers. */
    readonly preferred: string;
    readonly license: string;
    readonly port: number;
    readonly logs: readonly string[];
    /** Class families: `t4g` stands for `db.t4g.*`. */
    readonly classes: readonly string[];
}

/** `range(17, 1, 6)`: 17.1 to 17.6. */
function range(major: number, first: number, last: number): readonly string[] {
    return [...Array(last - first + 1).keys()].map((index) => `${major}.${first + index}`);
}

const POSTGRES_LOGS = ["postgresql", "upgrade", "iam-db-auth-error"];
const STANDARD = ["t3", "t4g", "m5", "m5d", "m6g", "m6gd", "m6i", "m7g", "m7i", "m8g"];
const MEMORY = ["r5", "r6g", "r6gd", "r6i", "r7g", "r7i", "r8g", "x2g", "x2iedn"];

const ENGINES: Readonly<Record<string, Engine>> = {
    postgres: {
        versions: [
            ...range(13, 15, 23),
            ...range(14, 12, 20),
            ...range(15, 7, 15),
            ...range(16, 3, 11),
            ...range(17, 1, 7),
            ...range(18, 1, 1),
        ],
        preferred: "17",
        license: "postgresql-license",
        port: 5432,
        logs: POSTGRES_LOGS,
        classes: [...STANDARD, ...MEMORY],
    },
    "aurora-postgresql": {
        versions: [
            ...range(13, 15, 22),
            ...range(14, 12, 19),
            ...range(15, 6, 14),
            ...range(16, 1, 10),
            ...range(17, 4, 6),
        ],
        preferred: "16",
        license: "postgresql-license",
        port: 5432,
        logs: ["postgresql", "iam-db-auth-error", "instance"],
        classes: ["serverless", "t3", "t4g", ...MEMORY],
    },
    mysql: {
        versions: ["8.0.40", "8.0.41", "8.0.42", "8.0.43", "8.4.5", "8.4.6"],
        preferred: "8.4",
        license: "general-public-license",
        port: 3306,
        logs: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
        classes: [...STANDARD, ...MEMORY],
    },
    mariadb: {
        versions: ["10.11.10", "10.11.13", "11.4.5", "11.4.7"],
        preferred: "11.4",
        license: "general-public-license",
        port: 3306,
        logs: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
        classes: [...STANDARD, ...MEMORY],
    },
    "aurora-mysql": {
        versions: ["8.0.mysql_aurora.3.08.2", "8.0.mysql_aurora.3.09.0", "8.0.mysql_aurora.3.10.1"],
        preferred: "8.0",
        license: "general-public-license",
        port: 3306,
        logs: ["audit", "error", "general", "slowquery", "iam-db-auth-error", "instance"],
        classes: ["serverless", "t3", "t4g", ...MEMORY],
    },
};

const SIZES = [
    "micro",
    "small",
    "medium",
    "large",
    "xlarge",
    ...[2, 4, 8, 12, 16, 24, 32, 48].map((n) => `${n}xlarge`),
];

/** Burstable classes come in small sizes only, Aurora's from medium up. */
const BURSTABLE_SIZES = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];

export function isEngine(engine: string): boolean {
    return engine in ENGINES;
}

export function isAurora(engine: string): boolean {
    return engine.startsWith("aurora-");
}

function engineOf(engine: string): Engine {
    const found = ENGINES[engine];
    if (!found) {
        throw new Error(`model fault: no engine '${engine}'; refuse it before asking for its attributes`);
    }
    return found;
}

/** The version that runs where a version or the beginning of one is asked for; the newest one of those. */
export function versionFor(engine: string, wanted: string | undefined): string | undefined {
    const { preferred, versions } = engineOf(engine);
    const asked = wanted === undefined || wanted === "" ? preferred : wanted;
    return versions.filter((version) => version === asked || version.startsWith(`${asked}.`)).at(-1);
}

export function licenseOf(engine: string): string {
    return engineOf(engine).license;
}

export function portOf(engine: string): number {
    return engineOf(engine).port;
}

export function logTypesOf(engine: string): readonly string[] {
    return engineOf(engine).logs;
}

/** `17` of `17.4`; MySQL's and MariaDB's major versions have two numbers. */
export function majorOf(engine: string, version: string): string {
    const parts = version.split(".");
    return engine.includes("postgres") ? (parts[0] ?? "") : parts.slice(0, 2).join(".");
}

/** The parameter group family of a version: `postgres17`, `aurora-mysql8.0`. */
export function familyOf(engine: string, version: string): string {
    return `${engine}${majorOf(engine, version)}`;
}

/** `default:postgres-17`, `default:mysql-8-4`. */
export function defaultOptionGroup(engine: string, version: string): string {
    return `default:${engine}-${majorOf(engine, version).replaceAll(".", "-")}`;
}

function compareVersions(left: string, right: string): number {
    const [a, b] = [left, right].map((version) => version.split(/\D+/).map(Number));
    for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index += 1) {
        const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
        if (difference !== 0) {
            return difference;
        }
    }
    return 0;
}

export function isDowngrade(from: string, to: string): boolean {
    return compareVersions(to, from) < 0;
}

/** Whether a name looks like a class of any engine. */
export function isInstanceClass(name: string): boolean {
    const { family, size } = classParts(name);
    const families = new Set(Object.values(ENGINES).flatMap(({ classes }) => classes));
    return name === "db.serverless" || (families.has(family) && SIZES.includes(size));
}

function classParts(name: string): { family: string; size: string } {
    const [db, family = "", size = ""] = name.split(".");
    return { family: db === "db" ? family : "", size };
}

/** Whether the engine runs on the class. */
export function runsOn(engine: string, name: string): boolean {
    const { classes } = engineOf(engine);
    const { family, size } = classParts(name);
    if (!classes.includes(family)) {
        return false;
    }
    if (family === "serverless") {
        return size === "";
    }
    if (family === "t3" || family === "t4g") {
        return isAurora(engine) ? ["medium", "large"].includes(size) : BURSTABLE_SIZES.includes(size);
    }
    return SIZES.slice(SIZES.indexOf("large")).includes(size);
}

/** The first minor versions whose Serverless v2 clusters may pause at 0 capacity units. */
const PAUSING = ["13.15", "14.12", "15.7", "16.3", "17.1"];

export function canPause(engine: string, version: string): boolean {
    if (engine !== "aurora-postgresql") {
        return true;
    }
    const first = PAUSING.find((candidate) => majorOf(engine, candidate) === majorOf(engine, version));
    return first !== undefined && !isDowngrade(first, version);
}
