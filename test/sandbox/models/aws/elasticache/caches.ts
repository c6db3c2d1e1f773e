/** The caches that most tests begin with. */
import { CACHE_TYPES } from "../../../../../sandbox/models/aws/elasticache/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import type { DataNetwork } from "../rds/databases";

export function makeCacheSubnets(cloud: TestCloud, network: DataNetwork, inputs: Properties = {}): Promise<Made> {
    const subnetIds = network.subnets.map(({ id }) => id);
    return cloud.create(CACHE_TYPES.subnetGroup, { name: "cache", subnetIds, ...inputs });
}

export const VALKEY: Properties = {
    description: "sessions",
    engine: "valkey",
    engineVersion: "8.0",
    nodeType: "cache.t4g.micro",
    replicationGroupId: "sessions",
    subnetGroupName: "cache",
    transitEncryptionEnabled: true,
};

export function makeCache(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(CACHE_TYPES.replicationGroup, { ...VALKEY, ...inputs });
}

export function makeUser(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(CACHE_TYPES.user, {
        accessString: "on ~* +@all",
        engine: "valkey",
        passwords: ["sixteen-or-more-letters"],
        userId: "app",
        userName: "app",
        ...inputs,
    });
}
