import assert from "node:assert/strict";
import { NETWORK_INTERFACE } from "../../../../../sandbox/models/aws/ec2/interfaces";
import { asText, text, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { securityGroupRefusals } from "../../../../../sandbox/models/aws/ec2/security-group";
import { subnetRefusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import { replicationGroupRefusals as refusals } from "../../../../../sandbox/models/aws/elasticache/replication-group-refusals";
import { CACHE_SNAPSHOT, CACHE_TYPES } from "../../../../../sandbox/models/aws/elasticache/sources";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { CheckCase } from "../ec2/network";
import { checkTable } from "../ec2/network";
import type { DataNetwork } from "../rds/databases";
import { makeDataNetwork } from "../rds/databases";
import { makeCache, makeCacheSubnets, makeUser, VALKEY } from "./caches";

const CACHE = CACHE_TYPES.replicationGroup;
const KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const TOKEN = "sixteen-or-more-letters";

describe(CACHE, () => {
    let cloud: TestCloud;
    let network: DataNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeDataNetwork(cloud);
        await makeCacheSubnets(cloud, network);
    });

    it("fills in what ElastiCache fills in, and reads the same", async () => {
        const inputs = {
            maintenanceWindow: "Sun:04:00-Sun:05:00",
            numCacheClusters: 2,
            preferredCacheClusterAzs: ["eu-central-1b", "eu-central-1c"],
            securityGroupIds: [network.securityGroup.id],
            snapshotWindow: "02:00-03:00",
        };
        const { id, outputs } = await makeCache(cloud, inputs);
        const { primaryEndpointAddress, readerEndpointAddress } = outputs;
        assert.match(asText(primaryEndpointAddress), /^master\.sessions\.[0-9a-f]{6}\.euc1\.cache\.amazonaws\.com$/);
        assert.equal(readerEndpointAddress, asText(primaryEndpointAddress).replace("master", "replica"));
        assert.deepEqual(outputs, {
            ...VALKEY,
            ...inputs,
            ...{ primaryEndpointAddress, readerEndpointAddress, id },
            applyImmediately: false,
            arn: "arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:sessions",
            atRestEncryptionEnabled: true,
            autoMinorVersionUpgrade: true,
            automaticFailoverEnabled: false,
            clusterEnabled: false,
            clusterMode: "disabled",
            configurationEndpointAddress: "",
            dataTieringEnabled: false,
            durability: "",
            engineVersionActual: "8.0.1",
            globalReplicationGroupId: "",
            ipDiscovery: "ipv4",
            kmsKeyId: "",
            logDeliveryConfigurations: [],
            maintenanceWindow: "sun:04:00-sun:05:00",
            memberClusters: ["sessions-001", "sessions-002"],
            multiAzEnabled: false,
            networkType: "ipv4",
            nodeGroupConfigurations: [
                {
                    nodeGroupId: "0001",
                    primaryAvailabilityZone: "eu-central-1b",
                    primaryOutpostArn: "",
                    replicaAvailabilityZones: ["eu-central-1c"],
                    replicaCount: 1,
                    replicaOutpostArns: [],
                },
            ],
            notificationTopicArn: "",
            numNodeGroups: 1,
            parameterGroupName: "default.valkey8",
            port: 6379,
            region: "eu-central-1",
            replicasPerNodeGroup: 1,
            securityGroupNames: [],
            snapshotRetentionLimit: 0,
            tagsAll: {},
            transitEncryptionMode: "required",
            userGroupIds: [],
        });
        assert.deepEqual(await cloud.read(CACHE, id), outputs);
    });

    it("has other endpoints without encryption in transit, and one for several shards", async () => {
        const plain = await makeCache(cloud, { transitEncryptionEnabled: false, replicationGroupId: "plain" });
        assert.match(
            asText(plain.outputs["primaryEndpointAddress"]),
            /^plain\.[0-9a-f]{6}\.ng\.0001\.euc1\.cache\.amazonaws\.com$/,
        );
        const shards = { replicationGroupId: "shards", numNodeGroups: 2, replicasPerNodeGroup: 1 };
        const { outputs } = await makeCache(cloud, { ...shards, automaticFailoverEnabled: true });
        assert.match(asText(outputs["configurationEndpointAddress"]), /^clustercfg\.shards\.[0-9a-f]{6}\.euc1\./);
        assert.deepEqual(
            [outputs["primaryEndpointAddress"], outputs["clusterEnabled"], outputs["parameterGroupName"]],
            ["", true, "default.valkey8.cluster.on"],
        );
        assert.deepEqual(outputs["memberClusters"], [
            ...["shards-0001-001", "shards-0001-002", "shards-0002-001", "shards-0002-002"],
        ]);
    });

    it("stays as it is where an update changes nothing", async () => {
        const inputs = { ...VALKEY, numCacheClusters: 3 };
        const { id, outputs } = await makeCache(cloud, inputs);
        assert.deepEqual((await cloud.diff(CACHE, id, inputs)).changed, []);
        assert.deepEqual((await cloud.update(CACHE, id, inputs)).outputs, outputs);
    });

    it("grows and shrinks in place; the nodes that stay, stay where they are", async () => {
        const { id } = await makeCache(cloud);
        const nodes = (): readonly string[] => cloud.records(NETWORK_INTERFACE).map((record) => record.id);
        const [first] = nodes();
        const grown = { ...VALKEY, numCacheClusters: 3, automaticFailoverEnabled: true, multiAzEnabled: true };
        await cloud.update(CACHE, id, grown);
        assert.equal(nodes().length, 3);
        const zones = cloud.records(NETWORK_INTERFACE).map((record) => text(record, "availabilityZone"));
        assert.equal(new Set(zones).size, 3);
        await cloud.update(CACHE, id, VALKEY);
        assert.deepEqual(nodes(), [first]);
    });

    it("is replaced for what the provider replaces it for", async () => {
        const { id } = await makeCache(cloud);
        const diff = await cloud.diff(CACHE, id, {
            ...VALKEY,
            ...{ atRestEncryptionEnabled: false, engineVersion: "8.1", nodeType: "cache.t4g.small", port: 6380 },
            ...{ authToken: TOKEN, description: "other", snapshotRetentionLimit: 1, subnetGroupName: "other" },
        });
        assert.deepEqual([...diff.replaces].sort(), ["atRestEncryptionEnabled", "port", "subnetGroupName"]);
        assert.equal(diff.changed.length, 8);
        assert.deepEqual((await cloud.diff(CACHE, id, { ...VALKEY, engineVersion: "7.2" })).replaces, [
            "engineVersion",
        ]);
        const redis = await cloud.diff(CACHE, id, { ...VALKEY, engine: "redis", engineVersion: "7.1" });
        assert.deepEqual([...redis.replaces].sort(), ["engine", "engineVersion"]);
    });

    it("turns from Redis OSS into Valkey in place", async () => {
        const redis = { ...VALKEY, engine: "redis", engineVersion: "7.1" };
        const { id, outputs } = await makeCache(cloud, redis);
        assert.deepEqual(
            [outputs["parameterGroupName"], outputs["atRestEncryptionEnabled"]],
            ["default.redis7", false],
        );
        assert.deepEqual((await cloud.diff(CACHE, id, VALKEY)).replaces, []);
        const updated = await cloud.update(CACHE, id, VALKEY);
        assert.equal(updated.outputs["parameterGroupName"], "default.valkey8");
    });

    it("holds its subnets and security groups", async () => {
        const { id } = await makeCache(cloud, { securityGroupIds: [network.securityGroup.id] });
        const [node] = cloud.records(NETWORK_INTERFACE);
        await cloud.refuses(() => cloud.delete(TYPES.subnet, text(node, "subnetId")), subnetRefusals.inUse);
        const group = network.securityGroup.id;
        await cloud.refuses(() => cloud.delete(TYPES.securityGroup, group), securityGroupRefusals.inUse);
        await cloud.delete(CACHE, id);
        await cloud.delete(TYPES.securityGroup, group);
    });

    it("leaves a final snapshot where one has a name, and can be made of it again", async () => {
        const { id } = await makeCache(cloud, { finalSnapshotIdentifier: "last" });
        await cloud.delete(CACHE, id);
        const [snapshot] = cloud.records(CACHE_SNAPSHOT);
        assert.equal(snapshot?.remainder, "final snapshot, kept until it is deleted by hand");
        const again = await makeCache(cloud, { snapshotName: "last", finalSnapshotIdentifier: "last" });
        await cloud.refuses(() => cloud.delete(CACHE, again.id), refusals.finalSnapshotExists);
        await cloud.refuses(
            () => makeCache(cloud, { replicationGroupId: "more", snapshotName: "none" }),
            refusals.unknownSnapshot,
        );
    });

    describe("refuses", () => {
        const plain = { transitEncryptionEnabled: false };
        const cases: readonly (readonly [Refusal, Properties, RegExp])[] = [
            [refusals.nodeTypeMissing, { nodeType: undefined }, /"node_type" is required/],
            [refusals.versionMissing, { engineVersion: undefined }, /EngineVersion must be provided/],
            [refusals.version, { engineVersion: "8.9" }, /Cannot find version 8\.9 for valkey$/],
            [refusals.nodeType, { nodeType: "cache.t1.micro" }, /Invalid cache node type: cache\.t1\.micro$/],
            [refusals.nodes, { numCacheClusters: 7 }, /must be between 1 and 6\.$/],
            [refusals.replicas, { numNodeGroups: 2, replicasPerNodeGroup: 6 }, /within 0 and 5\.$/],
            [
                refusals.clusterMode,
                { numNodeGroups: 2, parameterGroupName: "default.valkey8" },
                /default\.valkey8 has cluster mode disabled/,
            ],
            [refusals.parameterGroup, { parameterGroupName: "none" }, /CacheParameterGroup not found: none$/],
            [
                refusals.family,
                { parameterGroupName: "default.redis7" },
                /Expected a parameter group of family valkey8 but found one of family redis7$/,
            ],
            [refusals.subnetGroup, { subnetGroupName: "none" }, /Cache Subnet Group none does not exist\.$/],
            [refusals.subnetGroup, { subnetGroupName: undefined }, /Cache Subnet Group default does not exist\.$/],
            [refusals.unknownGroup, { securityGroupIds: ["sg-1"] }, /Some security group Ids are not present: sg-1$/],
            [refusals.zone, { preferredCacheClusterAzs: ["eu-central-1d"] }, /availability zone eu-central-1d\.$/],
            [refusals.zoneCount, { preferredCacheClusterAzs: ["eu-central-1a", "eu-central-1b"] }, /must be the same/],
            [refusals.tokenWithoutTls, { ...plain, authToken: TOKEN }, /AUTH token is only supported when encryption/],
            [refusals.usersWithoutTls, { ...plain, userGroupIds: ["apps"] }, /requires encryption-in-transit/],
            [refusals.userGroup, { userGroupIds: ["none"] }, /User Group none not found\.$/],
            [refusals.manyUserGroups, { userGroupIds: ["a", "b"] }, /Only one user group/],
            [refusals.failover, { automaticFailoverEnabled: true }, /there must be at least 2 cache clusters/],
            [refusals.key, { kmsKeyId: KEY }, /The KMS key arn:.+ does not exist/],
            [refusals.keyWithoutEncryption, { kmsKeyId: KEY, atRestEncryptionEnabled: false }, /encryption-at-rest/],
            [refusals.shortMaintenanceWindow, { maintenanceWindow: "mon:03:00-mon:03:30" }, /at least 60 minutes/],
            [refusals.shortSnapshotWindow, { snapshotWindow: "03:00-03:30" }, /at least 60 minutes/],
            [
                refusals.windowsOverlap,
                { maintenanceWindow: "mon:03:00-mon:04:00", snapshotWindow: "03:30-04:30" },
                /must not overlap\.$/,
            ],
        ];
        for (const [refusal, inputs, sentence] of cases) {
            it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
                const error = await cloud.refuses(() => makeCache(cloud, inputs), refusal);
                assert.match(error.message, sentence);
            });
        }

        it("ReplicationGroupAlreadyExists: an id twice, whatever its case", async () => {
            await makeCache(cloud);
            await cloud.refuses(() => makeCache(cloud, { replicationGroupId: "Sessions" }), refusals.exists);
        });

        it("InvalidParameterCombination: a security group of another VPC", async () => {
            const other = await makeDataNetwork(cloud, "10.1");
            await cloud.refuses(
                () => makeCache(cloud, { securityGroupIds: [other.securityGroup.id] }),
                refusals.groupOfOtherVpc,
            );
        });

        it("InvalidParameterCombination: Redis OSS with Valkey's users", async () => {
            await makeUser(cloud);
            await cloud.create(CACHE_TYPES.userGroup, { engine: "valkey", userGroupId: "apps", userIds: ["app"] });
            const redis = { engine: "redis", engineVersion: "7.1", userGroupIds: ["apps"] };
            await cloud.refuses(() => makeCache(cloud, redis), refusals.userGroupEngine);
            await makeCache(cloud, { userGroupIds: ["apps"] });
        });

        it("InvalidParameterCombination: users in a token's place without deleting the token", async () => {
            await makeUser(cloud);
            await cloud.create(CACHE_TYPES.userGroup, { engine: "valkey", userGroupId: "apps", userIds: ["app"] });
            const { id } = await makeCache(cloud, { authToken: TOKEN });
            const users = { ...VALKEY, userGroupIds: ["apps"] };
            const error = await cloud.refuses(() => cloud.update(CACHE, id, users), refusals.usersBesideToken);
            assert.match(error.message, /User group can't be associated with auth token enabled/);
            await cloud.update(CACHE, id, { ...users, authTokenUpdateStrategy: "DELETE" });
        });

        it("InvalidParameterValue: an update to a parameter group of another family", async () => {
            const { id } = await makeCache(cloud);
            const inputs = { ...VALKEY, parameterGroupName: "default.valkey7" };
            const error = await cloud.refuses(() => cloud.update(CACHE, id, inputs), refusals.familyOnUpdate);
            assert.match(
                error.message,
                /Incompatible cache parameter group\. The cache has Parameter Group Family valkey8/,
            );
        });

        it("InvalidParameterCombination: encryption in transit at once", async () => {
            const { id } = await makeCache(cloud, plain);
            await cloud.refuses(() => cloud.update(CACHE, id, VALKEY), refusals.tlsAtOnce);
            await cloud.update(CACHE, id, { ...VALKEY, transitEncryptionMode: "preferred" });
            await cloud.update(CACHE, id, VALKEY);
        });

        const log = {
            destination: "/cache",
            destinationType: "cloudwatch-logs",
            logFormat: "json",
            logType: "slow-log",
        };
        const checks: readonly CheckCase[] = [
            [refusals.idForm, "replicationGroupId", { replicationGroupId: "a".repeat(41) }],
            [refusals.idForm, "replicationGroupId", { replicationGroupId: "a--b" }],
            [refusals.idForm, "replicationGroupId", { replicationGroupId: "1a" }],
            [refusals.emptyDescription, "description", { description: "" }],
            [refusals.engineForm, "engine", { engine: "memcached" }],
            [refusals.versionForm, "engineVersion", { engineVersion: "8" }],
            [refusals.tokenForm, "authToken", { authToken: "short" }],
            [refusals.tokenForm, "authToken", { authToken: "sixteen@or@more@letters" }],
            [refusals.tokenAndUsers, "authToken", { authToken: TOKEN, userGroupIds: ["apps"] }],
            [refusals.tokenStrategy, "authTokenUpdateStrategy", { authTokenUpdateStrategy: "ROTATE" }],
            [
                refusals.tokenStrategy,
                "authTokenUpdateStrategy",
                { authToken: TOKEN, authTokenUpdateStrategy: "DELETE" },
            ],
            [refusals.countTwice, "numCacheClusters", { numCacheClusters: 2, replicasPerNodeGroup: 1 }],
            [refusals.globalConflict, "globalReplicationGroupId", { globalReplicationGroupId: "global" }],
            [
                refusals.zonesTwice,
                "nodeGroupConfigurations",
                { nodeGroupConfigurations: [{}], preferredCacheClusterAzs: ["eu-central-1a"] },
            ],
            [refusals.failoverNodes, "numCacheClusters", { automaticFailoverEnabled: true, numCacheClusters: 1 }],
            [refusals.multiAz, "multiAzEnabled", { multiAzEnabled: true, numCacheClusters: 2 }],
            [refusals.retention, "snapshotRetentionLimit", { snapshotRetentionLimit: 36 }],
            [refusals.windowForm, "snapshotWindow", { snapshotWindow: "at night" }],
            [refusals.logDelivery, "logDeliveryConfigurations", { logDeliveryConfigurations: [log, log, log] }],
            [
                refusals.logDelivery,
                "logDeliveryConfigurations",
                { logDeliveryConfigurations: [{ ...log, logType: "slow" }] },
            ],
            [refusals.choice, "networkType", { networkType: "IPV4" }],
            [refusals.arnForm, "notificationTopicArn", { notificationTopicArn: "topic" }],
        ];
        checkTable(
            () => cloud,
            CACHE,
            checks.map(([refusal, property, inputs]) => [refusal, property, { ...VALKEY, ...inputs }]),
        );
    });
});
