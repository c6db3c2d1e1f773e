/** The one place of database parameters, for both engines. Pure. */
import type { DatabaseEngine } from "./args";

/** AWS takes a static parameter at the next restart only, and refuses `immediate` for it. */
export type ApplyMethod = "immediate" | "pending-reboot";

export interface DatabaseParameter {
    readonly name: string;
    readonly value: string;
    readonly applyMethod: ApplyMethod;
}

interface PlatformParameter {
    readonly value: string;
    readonly apply: "static" | "dynamic";
    /** Whether config may give another value. */
    readonly fixed?: boolean;
    readonly why: string;
}

/**
 * The parameters that every database of the platform has, with their kind. Both engines know all of them by the same
 * name and kind; in Aurora they belong to the cluster's group.
 *
 * Kinds: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html
 */
export const PLATFORM_PARAMETERS: Readonly<Record<string, PlatformParameter>> = {
    "rds.force_ssl": { value: "1", apply: "dynamic", fixed: true, why: "refuses connections without TLS" },
    shared_preload_libraries: {
        value: "pg_stat_statements",
        apply: "static",
        fixed: true,
        why: "loads what counts statements",
    },
    max_connections: { value: "200", apply: "static", why: "the pool's limit, with room for migrations and backups" },
    "pg_stat_statements.track": { value: "all", apply: "dynamic", why: "counts statements inside functions as well" },
    log_min_duration_statement: { value: "1000", apply: "dynamic", why: "logs statements of a second and more" },
    log_lock_waits: { value: "1", apply: "dynamic", why: "logs who waits for a lock" },
    idle_in_transaction_session_timeout: {
        value: "300000",
        apply: "dynamic",
        why: "ends transactions that somebody left open, after 5 minutes",
    },
};

/** The names of the platform's parameters that config may not change. */
export const FIXED_PARAMETERS: readonly string[] = Object.entries(PLATFORM_PARAMETERS)
    .filter(([, { fixed }]) => fixed === true)
    .map(([name]) => name);

/** The platform's parameters with those of config, in the order of the alphabet: the order is no change. */
export function databaseParameters(given: Readonly<Record<string, string>> = {}): DatabaseParameter[] {
    const platform = Object.entries(PLATFORM_PARAMETERS).map(([name, { value }]) => [name, value] as const);
    const values = { ...Object.fromEntries(platform), ...given };
    return Object.entries(values)
        .map(([name, value]) => ({ name, value, applyMethod: applyMethodOf(name) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** AWS takes `pending-reboot` for either kind: the safe one for a parameter that isn't in the table. */
function applyMethodOf(name: string): ApplyMethod {
    return PLATFORM_PARAMETERS[name]?.apply === "dynamic" ? "immediate" : "pending-reboot";
}

/** The family of parameter groups that an engine and its version belong to: `aurora-postgresql17`. */
export function parameterFamily(engine: DatabaseEngine, engineVersion: string): string {
    const [major = engineVersion] = engineVersion.split(".");
    return `${engine === "rds" ? "postgres" : "aurora-postgresql"}${major}`;
}
