import assert from "node:assert/strict";
import { RedisCache, type RedisCacheArgs } from "../../../components/cache";
import { dataOutputs, KEY_ARN, NAMING } from "../../support/data-args";
import { record, type Recording, valueOf } from "../../support/mocks";

const COMPONENT = "plinth:cache:RedisCache";
const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

function recordCache(change: Partial<RedisCacheArgs> = {}): Promise<Recording<RedisCache>> {
    const args: RedisCacheArgs = {
        naming: NAMING,
        encryptionKeyArn: KEY_ARN,
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupIds: ["sg-redis"],
        nodeType: "cache.t4g.micro",
        authentication: { authToken: "first-token", authSecretArn: "secret-arn" },
        ...change,
    };
    return record(() => new RedisCache("cache", args), { outputs: dataOutputs });
}

describe("RedisCache", () => {
    let cache: Recording<RedisCache>;

    before(async () => {
        cache = await recordCache();
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(cache.urns, [
            `${COMPONENT}$aws:cloudwatch/logGroup:LogGroup::cache-slow-log`,
            `${COMPONENT}$aws:elasticache/parameterGroup:ParameterGroup::cache-parameters`,
            `${COMPONENT}$aws:elasticache/replicationGroup:ReplicationGroup::cache`,
            `${COMPONENT}$aws:elasticache/subnetGroup:SubnetGroup::cache-subnets`,
            `${COMPONENT}$random:index/randomId:RandomId::cache-final-snapshot`,
            `${COMPONENT}::cache`,
        ]);
    });

    it("is one encrypted node that asks for a token, and may be replaced", () => {
        assert.deepEqual(cache.find(GROUP, "cache").inputs, {
            description: "Cache of restartix-staging",
            engine: "valkey",
            engineVersion: "8.0",
            nodeType: "cache.t4g.micro",
            numCacheClusters: 1,
            automaticFailoverEnabled: false,
            multiAzEnabled: false,
            port: 6379,
            subnetGroupName: "cache-subnets-name",
            securityGroupIds: ["sg-redis"],
            parameterGroupName: "cache-parameters-name",
            atRestEncryptionEnabled: true,
            kmsKeyId: KEY_ARN,
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            authToken: "first-token",
            authTokenUpdateStrategy: "ROTATE",
            snapshotRetentionLimit: 1,
            snapshotWindow: "01:30-02:30",
            maintenanceWindow: "sun:05:00-sun:06:00",
            autoMinorVersionUpgrade: false,
            applyImmediately: false,
            finalSnapshotIdentifier: "restartix-staging-cache-final-0a1b2c3d",
            logDeliveryConfigurations: [
                {
                    destination: "/aws/elasticache/restartix-staging-cache/slow-log",
                    destinationType: "cloudwatch-logs",
                    logFormat: "json",
                    logType: "slow-log",
                },
            ],
            tags: { Name: "restartix-staging-cache" },
        });
    });

    it("fails over between zones as soon as there is a replica", async () => {
        const { find, result } = await recordCache({ replicas: 1, nodeType: "cache.t4g.small" });
        const { inputs } = find(GROUP, "cache");
        assert.deepEqual(
            [inputs["numCacheClusters"], inputs["automaticFailoverEnabled"], inputs["multiAzEnabled"]],
            [2, true, true],
        );
        assert.equal(await valueOf(result.readerEndpoint), "replica.cache.example");
    });

    it("takes users in place of a token", async () => {
        const { find, result } = await recordCache({ authentication: { userGroupId: "app-users" } });
        const { inputs } = find(GROUP, "cache");
        assert.deepEqual(inputs["userGroupIds"], ["app-users"]);
        // What AWS asks for where users take a token's place.
        assert.deepEqual([inputs["authToken"], inputs["authTokenUpdateStrategy"]], [undefined, "DELETE"]);
        assert.equal(result.authSecretArn, undefined);
    });

    it("has groups that can be replaced, and a log with an end", () => {
        assert.deepEqual(cache.find("aws:elasticache/subnetGroup:SubnetGroup", "cache-subnets").inputs, {
            description: "Subnets of the cache of restartix-staging",
            subnetIds: ["subnet-a", "subnet-b"],
            tags: { Name: "restartix-staging-cache-subnets" },
        });
        assert.deepEqual(cache.find("aws:elasticache/parameterGroup:ParameterGroup", "cache-parameters").inputs, {
            description: "Parameters of the cache of restartix-staging",
            family: "valkey8",
            parameters: [{ name: "maxmemory-policy", value: "volatile-lru" }],
            tags: { Name: "restartix-staging-cache-parameters" },
        });
        assert.deepEqual(cache.find("aws:cloudwatch/logGroup:LogGroup", "cache-slow-log").inputs, {
            name: "/aws/elasticache/restartix-staging-cache/slow-log",
            retentionInDays: 30,
            kmsKeyId: KEY_ARN,
            tags: { Name: "restartix-staging-cache-slow-log" },
        });
    });

    it("gives whatever replaces it another name for its last snapshot", () => {
        const { inputs } = cache.find("random:index/randomId:RandomId", "cache-final-snapshot");
        assert.deepEqual(inputs["keepers"], {
            subnetGroup: "cache-subnets-name",
            encryptionKey: KEY_ARN,
            engine: "valkey",
            engineVersion: "8.0",
        });
    });

    it("leaves no snapshot where none is wanted", async () => {
        const { find, ofType } = await recordCache({ finalSnapshot: false });
        assert.equal("finalSnapshotIdentifier" in find(GROUP, "cache").inputs, false);
        assert.deepEqual(ofType("random:index/randomId:RandomId"), []);
    });

    it("has one endpoint for all without a replica", async () => {
        const { primaryEndpoint, readerEndpoint, replicationGroupId, authSecretArn } = cache.result;
        assert.deepEqual(await Promise.all([primaryEndpoint, readerEndpoint, replicationGroupId].map(valueOf)), [
            "master.cache.example",
            "master.cache.example",
            "cache-id",
        ]);
        assert.equal(authSecretArn !== undefined && (await valueOf(authSecretArn)), "secret-arn");
        assert.equal(await valueOf(cache.result.port), 6379);
        assert.deepEqual(await valueOf(cache.result.memberClusters), ["cache-001"]);
    });

    it("can be bent where it is contested", async () => {
        const { find } = await recordCache({ transform: { replicationGroup: { networkType: "ipv4" } } });
        assert.equal(find(GROUP, "cache").inputs["networkType"], "ipv4");
    });

    it("makes nothing of faulty arguments", async () => {
        await assert.rejects(
            recordCache({ nodeType: "t4g.micro", replicas: 6 }),
            /RedisCache "cache" was not made: its arguments have 2 faults/,
        );
    });
});
