/** From a cache's arguments to what is to be made. Pure. */
import { checkForm, checkOneOf, checkWhole } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import { LOG_RETENTION_DAYS } from "../log-retention";
import { checkWindows } from "../windows";
import {
    CACHE_ENGINES,
    type CacheEngine,
    MAXMEMORY_POLICIES,
    type MaxmemoryPolicy,
    type RedisCachePlanArgs,
} from "./args";

export const REDIS_PORT = 6379;

/** Arguments as somebody wrote them: any of them may be missing. */
export type RedisCacheCandidate = Partial<RedisCachePlanArgs>;

const WINDOWS = { snapshot: "01:30-02:30", maintenance: "sun:05:00-sun:06:00" } as const;

/**
 * What ElastiCache has of each engine as a replication group, the newest last; a version older than these has no users
 * or no TLS that can be switched: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
 */
const VERSIONS: Readonly<Record<CacheEngine, readonly string[]>> = {
    valkey: ["7.2", "8.0", "8.1"],
    redis: ["6.2", "7.0", "7.1"],
};
const DEFAULT_VERSIONS: Readonly<Record<CacheEngine, string>> = { valkey: "8.0", redis: "7.1" };

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateRedisCache(args: RedisCacheCandidate): Fault[] {
    const { engine = "valkey", engineVersion, nodeType } = args;
    const { snapshotWindow = WINDOWS.snapshot, maintenanceWindow = WINDOWS.maintenance } = args;
    const nodeAllowed = "an ElastiCache node type, such as cache.t4g.micro";
    return [
        ...checkOneOf("engine", engine, CACHE_ENGINES),
        ...(CACHE_ENGINES.includes(engine) ? checkOneOf("engineVersion", engineVersion, VERSIONS[engine]) : []),
        ...(nodeType === undefined
            ? [{ path: "nodeType", given: nodeType, allowed: nodeAllowed }]
            : checkForm("nodeType", nodeType, /^cache\.[a-z0-9]+\.[a-z0-9]+$/, nodeAllowed)),
        ...checkWhole("replicas", args.replicas, 0, 5),
        ...checkWhole("snapshotRetentionDays", args.snapshotRetentionDays, 0, 35),
        ...checkWindows({
            daily: { path: "snapshotWindow", given: snapshotWindow, least: 60 },
            weekly: { path: "maintenanceWindow", given: maintenanceWindow, least: 60 },
        }),
        ...checkOneOf("maxmemoryPolicy", args.maxmemoryPolicy, MAXMEMORY_POLICIES),
        ...checkOneOf("logRetentionDays", args.logRetentionDays, LOG_RETENTION_DAYS),
    ];
}

/** Types allow one way only; a program without types, or with a cast, could give both or none. */
export function validateAuthentication(given: object): Fault[] {
    const ways = ["authToken", "userGroupId"].filter((way) => Reflect.get(given, way) !== undefined);
    const allowed = "either authToken or userGroupId";
    // The values stay out of the error: the token is secret.
    return ways.length === 1 ? [] : [{ path: "authentication", given: ways, allowed }];
}

export interface RedisCachePlan {
    readonly engine: CacheEngine;
    readonly engineVersion: string;
    readonly family: string;
    readonly nodeType: string;
    readonly nodes: number;
    /** Several nodes are in several zones, and one takes over. */
    readonly failover: boolean;
    readonly snapshotRetentionDays: number;
    readonly snapshotWindow: string;
    readonly maintenanceWindow: string;
    readonly finalSnapshot: boolean;
    readonly applyImmediately: boolean;
    readonly autoMinorVersionUpgrade: boolean;
    readonly maxmemoryPolicy: MaxmemoryPolicy;
    readonly logRetentionDays: number;
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planRedisCache(
    subject: string,
    args: RedisCachePlanArgs & { readonly authentication: object },
): RedisCachePlan {
    refuseFaults(subject, [...validateRedisCache(args), ...validateAuthentication(args.authentication)]);
    const { engine = "valkey", replicas = 0 } = args;
    const { engineVersion = DEFAULT_VERSIONS[engine] } = args;
    return {
        engine,
        engineVersion,
        family: parameterFamily(engine, engineVersion),
        nodeType: args.nodeType,
        nodes: 1 + replicas,
        failover: replicas > 0,
        snapshotRetentionDays: args.snapshotRetentionDays ?? 1,
        snapshotWindow: args.snapshotWindow ?? WINDOWS.snapshot,
        maintenanceWindow: args.maintenanceWindow ?? WINDOWS.maintenance,
        finalSnapshot: args.finalSnapshot ?? true,
        applyImmediately: args.applyImmediately ?? false,
        autoMinorVersionUpgrade: args.autoMinorVersionUpgrade ?? false,
        maxmemoryPolicy: args.maxmemoryPolicy ?? "volatile-lru",
        logRetentionDays: args.logRetentionDays ?? 30,
    };
}

/** `valkey8`, `redis7`, and `redis6.x`, which alone has a letter. */
function parameterFamily(engine: CacheEngine, engineVersion: string): string {
    const [major = engineVersion] = engineVersion.split(".");
    return engine === "redis" && major === "6" ? "redis6.x" : `${engine}${major}`;
}
