import assert from "node:assert/strict";
import { text, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { NETWORK_INTERFACE } from "../../../../../sandbox/models/aws/ec2/interfaces";
import { cacheParameterGroupRefusals } from "../../../../../sandbox/models/aws/elasticache/parameter-group";
import { CACHE_TYPES } from "../../../../../sandbox/models/aws/elasticache/sources";
import { cacheSubnetGroupRefusals } from "../../../../../sandbox/models/aws/elasticache/subnet-group";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { DataNetwork } from "../rds/databases";
import { makeDataNetwork } from "../rds/databases";
import { makeCache, makeCacheSubnets } from "./caches";

let cloud: TestCloud;
let network: DataNetwork;
beforeEach(async () => {
    cloud = testCloud();
    network = await makeDataNetwork(cloud);
});

describe(CACHE_TYPES.subnetGroup, () => {
    const GROUP = CACHE_TYPES.subnetGroup;
    const refusals = cacheSubnetGroupRefusals;

    it("fills in what ElastiCache fills in, and reads the same", async () => {
        const { id, outputs } = await makeCacheSubnets(cloud, network, { name: "Cache" });
        assert.deepEqual(outputs, {
            arn: "arn:aws:elasticache:eu-central-1:111122223333:subnetgroup:cache",
            description: "Managed by Pulumi",
            id: "cache",
            name: "cache",
            region: "eu-central-1",
            subnetIds: network.subnets.map((subnet) => subnet.id),
            tagsAll: {},
            vpcId: network.vpc.id,
        });
        assert.deepEqual(await cloud.read(GROUP, id), outputs);
    });

    it("is enough in one zone, and replaced for another name only", async () => {
        const { id } = await makeCacheSubnets(cloud, network, { subnetIds: [network.subnets[0]?.id ?? ""] });
        const diff = await cloud.diff(GROUP, id, { name: "other", description: "x", subnetIds: [] });
        assert.deepEqual(diff.replaces, ["name"]);
    });

    it("refuses what ElastiCache refuses", async () => {
        const make = (inputs: Properties) => () => makeCacheSubnets(cloud, network, inputs);
        await cloud.refuses(make({ name: "cache_1" }), refusals.nameForm);
        await cloud.refuses(make({ subnetIds: [] }), refusals.noSubnets);
        const unknown = await cloud.refuses(make({ subnetIds: ["subnet-1"] }), refusals.unknownSubnet);
        assert.match(unknown.message, /InvalidParameterValue: Some input subnets in :\[subnet-1\] are invalid\.$/);
        const other = await makeDataNetwork(cloud, "10.1");
        const both = [network, other].map(({ subnets }) => subnets[0]?.id ?? "");
        await cloud.refuses(make({ subnetIds: both }), refusals.severalVpcs);
        await make({})();
        const twice = await cloud.refuses(make({}), refusals.exists);
        assert.match(twice.message, /Cache subnet group cache already exists\.$/);
    });

    it("keeps the subnets that caches live in, and stays while they are there", async () => {
        const { id } = await makeCacheSubnets(cloud, network);
        const cache = await makeCache(cloud);
        const [node] = cloud.records(NETWORK_INTERFACE);
        const occupied = text(node, "subnetId");
        const others = network.subnets.map((subnet) => subnet.id).filter((each) => each !== occupied);
        await cloud.refuses(() => cloud.update(GROUP, id, { name: "cache", subnetIds: others }), refusals.subnetInUse);
        await cloud.delete(TYPES.subnet, others[0] ?? "");
        const error = await cloud.refuses(() => cloud.delete(GROUP, id), refusals.inUse);
        assert.match(error.message, /CacheSubnetGroupInUse: Cache subnet group cache is currently in use/);
        await cloud.delete(CACHE_TYPES.replicationGroup, cache.id);
        await cloud.delete(GROUP, id);
    });
});

describe(CACHE_TYPES.parameterGroup, () => {
    const GROUP = CACHE_TYPES.parameterGroup;
    const refusals = cacheParameterGroupRefusals;
    const make = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(GROUP, {
            ...{ name: "evict", family: "valkey8", parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }] },
            ...inputs,
        });

    it("fills in what ElastiCache fills in, and reads the same", async () => {
        const { id, outputs } = await make();
        assert.deepEqual(outputs, {
            arn: "arn:aws:elasticache:eu-central-1:111122223333:parametergroup:evict",
            description: "Managed by Pulumi",
            family: "valkey8",
            id: "evict",
            name: "evict",
            parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
            region: "eu-central-1",
            tagsAll: {},
        });
        assert.deepEqual(await cloud.read(GROUP, id), outputs);
        const diff = await cloud.diff(GROUP, id, { name: "evict", family: "valkey7", parameters: [] });
        assert.deepEqual([diff.changed.length, diff.replaces], [2, ["family"]]);
    });

    it("refuses what ElastiCache refuses", async () => {
        const parameter = (name: string, value: string): Properties => ({ parameters: [{ name, value }] });
        await cloud.refuses(() => make({ name: "default.valkey8" }), refusals.nameForm);
        const family = await cloud.refuses(() => make({ family: "valkey" }), refusals.family);
        assert.match(family.message, /CacheParameterGroupFamily valkey is not a valid parameter group family\.$/);
        await cloud.refuses(() => make(parameter("maxmemory_policy", "noeviction")), refusals.unknownParameter);
        await cloud.refuses(() => make(parameter("maxmemory-policy", "lru")), refusals.value);
        await cloud.refuses(() => make(parameter("reserved-memory-percent", "101")), refusals.value);
        await make(parameter("reserved-memory-percent", "25"));
        await cloud.refuses(() => make(), refusals.exists);
    });

    it("InvalidCacheParameterGroupState: to go before its caches", async () => {
        await makeCacheSubnets(cloud, network);
        const { id } = await make();
        await makeCache(cloud, { parameterGroupName: "evict" });
        const error = await cloud.refuses(() => cloud.delete(GROUP, id), refusals.inUse);
        assert.match(error.message, /One or more cache clusters are still members of this parameter group evict/);
    });
});
