/** What RDS knows of a parameter: in which families it is, whether it needs a restart, and which values it takes. */
import { EVERYWHERE, RDS_ONLY, STATIC, WHOLE_DATABASE } from "./parameter-names";

/** Whose group it is: a single instance's, or an Aurora cluster's. */
export type GroupLevel = "instance" | "cluster";

const FAMILIES = [13, 14, 15, 16, 17].flatMap((major) => [`postgres${major}`, `aurora-postgresql${major}`]);
const OTHER_FAMILIES = ["aurora-mysql8.0", "mariadb10.11", "mariadb11.4", "mysql8.0", "mysql8.4", "postgres18"];

export function isFamily(family: string): boolean {
    return FAMILIES.includes(family) || OTHER_FAMILIES.includes(family);
}

/** Families whose parameters are known by name; of the others every name is taken. */
function isPostgres(family: string): boolean {
    return family.startsWith("postgres") || family.startsWith("aurora-postgresql");
}

/** Parameters that only Aurora has begin like this. */
const AURORA_ONLY = /^(apg_|aurora_|rds\.(babelfish|global_db|enable_plan_management))/;

export function hasParameter(family: string, level: GroupLevel, name: string): boolean {
    if (!isPostgres(family)) {
        return true;
    }
    if (family.startsWith("aurora-")) {
        return EVERYWHERE.has(name) || (level === "cluster" && WHOLE_DATABASE.has(name));
    }
    const known = [EVERYWHERE, WHOLE_DATABASE, RDS_ONLY].some((names) => names.has(name));
    return known && !AURORA_ONLY.test(name);
}

export function isStatic(family: string, name: string): boolean {
    return isPostgres(family) && STATIC.has(name);
}

/** Allowed values as `DescribeDBParameters` writes them: `6-8388607` or `none,ddl,mod,all`. */
const ALLOWED: Readonly<Record<string, string>> = {
    checkpoint_timeout: "30-3600",
    deadlock_timeout: "1-2147483647",
    effective_cache_size: "1-2147483647",
    hot_standby_feedback: "0,1",
    idle_in_transaction_session_timeout: "0-2147483647",
    idle_session_timeout: "0-2147483647",
    lock_timeout: "0-2147483647",
    log_autovacuum_min_duration: "-1-2147483647",
    log_checkpoints: "0,1",
    log_connections: "0,1",
    log_disconnections: "0,1",
    log_duration: "0,1",
    log_lock_waits: "0,1",
    log_min_duration_statement: "-1-2147483647",
    log_statement: "none,ddl,mod,all",
    log_temp_files: "-1-2147483647",
    maintenance_work_mem: "1024-2147483647",
    max_connections: "6-8388607",
    max_locks_per_transaction: "10-2147483647",
    max_prepared_transactions: "0-262143",
    max_replication_slots: "5-262143",
    max_wal_senders: "5-262143",
    max_worker_processes: "0-262143",
    "pg_stat_statements.max": "100-2147483647",
    "pg_stat_statements.track": "none,top,all",
    "rds.force_ssl": "0,1",
    "rds.log_retention_period": "1440-10080",
    "rds.logical_replication": "0,1",
    shared_buffers: "16-1073741823",
    ssl_max_protocol_version: "TLSv1,TLSv1.1,TLSv1.2,TLSv1.3",
    ssl_min_protocol_version: "TLSv1,TLSv1.1,TLSv1.2,TLSv1.3",
    statement_timeout: "0-2147483647",
    track_activity_query_size: "100-102400",
    track_functions: "none,pl,all",
    track_io_timing: "0,1",
    work_mem: "64-2147483647",
};

/** The values a parameter takes, where the given one is none of them. */
export function valuesUnlike(family: string, name: string, value: string): string | undefined {
    const allowed = isPostgres(family) ? ALLOWED[name] : undefined;
    return allowed === undefined || isFormula(value) || allows(allowed, value) ? undefined : allowed;
}

/** `{DBInstanceClassMemory/9531392}`, `LEAST(…)`: RDS works it out for each instance class. */
function isFormula(value: string): boolean {
    return /^(\{.*\}|(GREATEST|LEAST|SUM)\(.*\))$/s.test(value);
}

function allows(allowed: string, value: string): boolean {
    const range = /^(-?\d+)-(\d+)$/.exec(allowed);
    if (!range) {
        return allowed.split(",").includes(value);
    }
    const number = Number(value);
    return /^-?\d+$/.test(value) && number >= Number(range[1]) && number <= Number(range[2]);
}
