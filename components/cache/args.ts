import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";
import type { Transform } from "../transform";

/**
 * - `valkey`: speaks Redis, free software, about a fifth cheaper.
 * - `redis`: Redis OSS 7.1, the last version that ElastiCache has.
 */
export const CACHE_ENGINES = ["valkey", "redis"] as const;

export type CacheEngine = (typeof CACHE_ENGINES)[number];

/** What is thrown out when the memory is full: https://valkey.io/topics/lru-cache/ */
export const MAXMEMORY_POLICIES = [
    "volatile-lru",
    "volatile-lfu",
    "volatile-ttl",
    "volatile-random",
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "noeviction",
] as const;

export type MaxmemoryPolicy = (typeof MAXMEMORY_POLICIES)[number];

/** What a plan of a cache is made from: plain values, no resource. */
export interface RedisCachePlanArgs {
    /** From `redis` to `valkey` in place; **back replaces the cache**. @default "valkey" */
    readonly engine?: CacheEngine;
    /**
     * Major and minor version. A newer one upgrades in place, with a failover; **an older one replaces the cache**.
     * @default - 8.0 of valkey, 7.1 of redis
     */
    readonly engineVersion?: string;
    /**
     * Such as `cache.t4g.micro`: about $11 a month for each node with Valkey, twice that for each step in size, a
     * quarter more with Redis (list prices in eu-central-1, unverified: https://aws.amazon.com/elasticache/pricing/).
     * Changing it scales in place: clients are cut off for seconds to minutes, and reconnect.
     */
    readonly nodeType: string;
    /**
     * Nodes beside the primary, 0 to 5, each at the price of a node. With one or more, they are in several zones and
     * one takes over when the primary fails.
     * @default 0
     */
    readonly replicas?: number;
    /** Days that daily snapshots are kept, 0 (none are taken) to 35. @default 1 */
    readonly snapshotRetentionDays?: number;
    /** Daily, in UTC, 60 minutes or longer, not overlapping the maintenance window. @default "01:30-02:30" */
    readonly snapshotWindow?: string;
    /** Weekly, in UTC, 60 minutes or longer. @default "sun:05:00-sun:06:00" */
    readonly maintenanceWindow?: string;
    /** Whether a deleted cache leaves a last snapshot. @default true */
    readonly finalSnapshot?: boolean;
    /**
     * Whether a change is made at once instead of in the maintenance window. Until that window AWS still reports what
     * it has, so that every preview and drift report shows the change once more.
     * @default false
     */
    readonly applyImmediately?: boolean;
    /**
     * Whether AWS installs minor versions by itself. An upgrade behind the program's back then looks like a wish for
     * an older version, which **replaces the cache**: raise `engineVersion` instead.
     * @default false
     */
    readonly autoMinorVersionUpgrade?: boolean;
    /** What goes when the memory is full. Changing it takes effect at once. @default "volatile-lru" */
    readonly maxmemoryPolicy?: MaxmemoryPolicy;
    /** Days that the slow log is kept; one of the values that CloudWatch Logs accepts. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * How clients identify themselves: one token for all (`authToken`), or users with rights of their own (`userGroupId`).
 */
export type CacheAuthentication =
    | {
          /**
           * The token that the cache begins with, 16 to 128 characters, secret. One set outside stays until something
           * replaces the cache, which then begins with this one again.
           */
          readonly authToken: pulumi.Input<string>;
          /** ARN of the secret that holds it; only handed on, as an output. */
          readonly authSecretArn: pulumi.Input<string>;
      }
    | {
          /** Id of an ElastiCache user group of the same engine. */
          readonly userGroupId: pulumi.Input<string>;
      };

/** Children that a user may have to bend; see {@link Transform}. */
export interface RedisCacheTransform {
    readonly replicationGroup?: Transform<aws.elasticache.ReplicationGroupArgs>;
}

/** Inputs of {@link RedisCache}. */
export interface RedisCacheArgs extends RedisCachePlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Private subnets. Other subnets of the same VPC change in place, as long as no node is in one that goes. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Who may connect is said by the rules of these groups. */
    readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
    /** ARN of the key for memory that is written to disk, snapshots and logs. **Changing it replaces the cache.** */
    readonly encryptionKeyArn: pulumi.Input<string>;
    /** From a token to users and back in place; clients that still come the old way are then refused. */
    readonly authentication: CacheAuthentication;
    readonly transform?: RedisCacheTransform;
}
