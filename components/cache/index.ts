import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { finalSnapshotName } from "../final-snapshot";
import { applyTransform } from "../transform";
import type { RedisCacheArgs } from "./args";
import { planRedisCache, REDIS_PORT, type RedisCachePlan } from "./plan";

export * from "./args";

const LOGICAL = "cache";

/**
 * A cache that speaks Redis: an ElastiCache replication group of one primary and its replicas, without shards.
 *
 * TLS only, encrypted at rest, closed to whoever has no token or user, in private subnets. Statements that take long
 * go to a log group.
 *
 * **Cost** per month in eu-central-1 (list prices, unverified; sources in `docs/data.md`): about $11 for a
 * `cache.t4g.micro` of Valkey, $14 of Redis, times nodes; snapshots beyond one a day $0.09 per GB.
 *
 * **Replacement**: the group is auto-named, so that a replacement is made before the old one goes. What it held is
 * then gone but for the final snapshot: clients find an empty cache at a new endpoint. `encryptionKeyArn`, an older
 * `engineVersion` and the way from `valkey` back to `redis` replace. The new one has the first token again: `docs/data.md`
 * says how to give it the one in use. **Interruption**: a single node restarts when its
 * type or version changes; with replicas clients reconnect within seconds.
 *
 * **Departures from the document**: `num_cache_nodes` is 1 + `replicas`; `vpc_id` follows from the subnets.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class RedisCache extends pulumi.ComponentResource {
    readonly replicationGroupId: pulumi.Output<string>;
    /** Host name of the primary; it follows a failover. */
    readonly primaryEndpoint: pulumi.Output<string>;
    /** Host name of the replicas; the primary's where there is none. */
    readonly readerEndpoint: pulumi.Output<string>;
    readonly port: pulumi.Output<number>;
    /** Ids of the nodes, as alarms name them. */
    readonly memberClusters: pulumi.Output<string[]>;
    /** ARN of the secret with the token; none with a user group. */
    readonly authSecretArn: pulumi.Output<string> | undefined;

    constructor(name: string, args: RedisCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:cache:RedisCache", name, {}, opts);
        const cache: CacheContext = { name, args, plan: planRedisCache(`RedisCache "${name}"`, args), parent: this };

        const surroundings = {
            subnetGroup: createSubnetGroup(cache),
            parameterGroup: createParameterGroup(cache),
            logGroup: createLogGroup(cache),
        };
        const group = createReplicationGroup(cache, surroundings);

        this.replicationGroupId = group.id;
        this.primaryEndpoint = group.primaryEndpointAddress;
        this.readerEndpoint = cache.plan.failover ? group.readerEndpointAddress : group.primaryEndpointAddress;
        this.port = group.port.apply((port) => port ?? REDIS_PORT);
        this.memberClusters = group.memberClusters;
        this.authSecretArn =
            "authToken" in args.authentication ? pulumi.output(args.authentication.authSecretArn) : undefined;
        this.registerOutputs({
            replicationGroupId: this.replicationGroupId,
            primaryEndpoint: this.primaryEndpoint,
            readerEndpoint: this.readerEndpoint,
            port: this.port,
            memberClusters: this.memberClusters,
        });
    }
}

interface CacheContext {
    readonly name: string;
    readonly args: RedisCacheArgs;
    readonly plan: RedisCachePlan;
    readonly parent: pulumi.Resource;
}

interface Surroundings {
    readonly subnetGroup: aws.elasticache.SubnetGroup;
    readonly parameterGroup: aws.elasticache.ParameterGroup;
    readonly logGroup: aws.cloudwatch.LogGroup;
}

/** Auto-named: a group can't be replaced under the same name while it is used. */
function createSubnetGroup({ name, args, parent }: CacheContext): aws.elasticache.SubnetGroup {
    return new aws.elasticache.SubnetGroup(
        `${name}-subnets`,
        {
            description: `Subnets of the cache of ${args.naming.prefix}-${args.naming.environment}`,
            subnetIds: args.subnetIds,
            tags: args.naming.nameTag(`${LOGICAL}-subnets`),
        },
        { parent },
    );
}

/** Auto-named: another major version needs a group of another family, beside the one in use. */
function createParameterGroup({ name, args, plan, parent }: CacheContext): aws.elasticache.ParameterGroup {
    return new aws.elasticache.ParameterGroup(
        `${name}-parameters`,
        {
            description: `Parameters of the cache of ${args.naming.prefix}-${args.naming.environment}`,
            family: plan.family,
            parameters: [{ name: "maxmemory-policy", value: plan.maxmemoryPolicy }],
            tags: args.naming.nameTag(`${LOGICAL}-parameters`),
        },
        { parent },
    );
}

function createLogGroup({ name, args, plan, parent }: CacheContext): aws.cloudwatch.LogGroup {
    const { naming } = args;
    const logGroupName = `/aws/elasticache/${naming.prefix}-${naming.environment}-${LOGICAL}/slow-log`;
    return new aws.cloudwatch.LogGroup(
        `${name}-slow-log`,
        {
            name: naming.contractName("logGroup", logGroupName),
            retentionInDays: plan.logRetentionDays,
            kmsKeyId: args.encryptionKeyArn,
            tags: naming.nameTag(`${LOGICAL}-slow-log`),
        },
        { parent },
    );
}

function createReplicationGroup(cache: CacheContext, around: Surroundings): aws.elasticache.ReplicationGroup {
    const { name, args, plan, parent } = cache;
    const planned: aws.elasticache.ReplicationGroupArgs = {
        description: `Cache of ${args.naming.prefix}-${args.naming.environment}`,
        engine: plan.engine,
        engineVersion: plan.engineVersion,
        nodeType: plan.nodeType,
        numCacheClusters: plan.nodes,
        automaticFailoverEnabled: plan.failover,
        multiAzEnabled: plan.failover,
        port: REDIS_PORT,
        subnetGroupName: around.subnetGroup.name,
        securityGroupIds: args.securityGroupIds,
        parameterGroupName: around.parameterGroup.name,
        atRestEncryptionEnabled: true,
        kmsKeyId: args.encryptionKeyArn,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        ...authenticationSettings(args),
        snapshotRetentionLimit: plan.snapshotRetentionDays,
        snapshotWindow: plan.snapshotWindow,
        maintenanceWindow: plan.maintenanceWindow,
        autoMinorVersionUpgrade: plan.autoMinorVersionUpgrade,
        applyImmediately: plan.applyImmediately,
        finalSnapshotIdentifier: plan.finalSnapshot ? createFinalSnapshotName(cache, around) : undefined,
        logDeliveryConfigurations: [
            {
                destination: around.logGroup.name,
                destinationType: "cloudwatch-logs",
                logFormat: "json",
                logType: "slow-log",
            },
        ],
        tags: args.naming.nameTag(LOGICAL),
    };
    return new aws.elasticache.ReplicationGroup(
        name,
        applyTransform(args.transform?.replicationGroup, planned, "replicationGroup", parent),
        { parent },
    );
}

/**
 * A token that takes another's place is accepted beside it (`ROTATE`), so that clients need not change at once. Users
 * take a token's place only where it is deleted in the same call (`DELETE`), which AWS asks for; a new cache ignores it:
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
function authenticationSettings({ authentication }: RedisCacheArgs) {
    return "authToken" in authentication
        ? { authToken: pulumi.secret(authentication.authToken), authTokenUpdateStrategy: "ROTATE" }
        : { userGroupIds: [authentication.userGroupId], authTokenUpdateStrategy: "DELETE" };
}

/** Whatever replaces the group gives the next one's snapshot another name: the old one's is taken by then. */
function createFinalSnapshotName({ name, args, plan, parent }: CacheContext, around: Surroundings) {
    const { naming, encryptionKeyArn } = args;
    return finalSnapshotName({
        name: `${name}-final-snapshot`,
        prefix: `${naming.prefix}-${naming.environment}-${LOGICAL}`,
        keepers: {
            subnetGroup: around.subnetGroup.name,
            encryptionKey: encryptionKeyArn,
            engine: plan.engine,
            engineVersion: plan.engineVersion,
        },
        parent,
    });
}
