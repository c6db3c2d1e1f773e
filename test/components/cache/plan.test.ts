import assert from "node:assert/strict";
import fc from "fast-check";
import { CACHE_ENGINES, type CacheEngine } from "../../../components/cache/args";
import {
    planRedisCache,
    type RedisCacheCandidate,
    validateAuthentication,
    validateRedisCache,
} from "../../../components/cache/plan";

const NODE = { nodeType: "cache.t4g.micro" };
const authentication = { userGroupId: "app-users" };
const faults = (change: RedisCacheCandidate): [string, unknown][] =>
    validateRedisCache({ ...NODE, ...change }).map(({ path, given }) => [path, given]);

describe("the plan of a cache", () => {
    it("finds each fault at its place", () => {
        assert.deepEqual(faults({}), []);
        assert.deepEqual(faults({ nodeType: undefined }), [["nodeType", undefined]]);
        assert.deepEqual(faults({ nodeType: "db.t4g.micro" }), [["nodeType", "db.t4g.micro"]]);
        assert.deepEqual(faults({ engine: "memcached" as CacheEngine }), [["engine", "memcached"]]);
        assert.deepEqual(faults({ engineVersion: "7.1" }), [["engineVersion", "7.1"]]);
        assert.deepEqual(faults({ engine: "redis", engineVersion: "7.1" }), []);
        const wrong = { replicas: 6, snapshotRetentionDays: 36, logRetentionDays: 8 };
        assert.deepEqual(faults(wrong), Object.entries(wrong));
        assert.deepEqual(faults({ maxmemoryPolicy: "lru" as "noeviction" }), [["maxmemoryPolicy", "lru"]]);
        assert.deepEqual(faults({ snapshotWindow: "01:30-02:00" }), [["snapshotWindow", "01:30-02:00"]]);
        assert.deepEqual(faults({ snapshotWindow: "04:30-05:30" }), [["maintenanceWindow", "sun:05:00-sun:06:00"]]);
    });

    it("asks for exactly one way to authenticate, and shows no token", () => {
        assert.deepEqual(validateAuthentication({ authToken: "t", authSecretArn: "a" }), []);
        assert.deepEqual(validateAuthentication({ userGroupId: "g" }), []);
        const both = validateAuthentication({ authToken: "private", userGroupId: "g" });
        assert.deepEqual(both, [
            {
                path: "authentication",
                given: ["authToken", "userGroupId"],
                allowed: "either authToken or userGroupId",
            },
        ]);
        assert.equal(validateAuthentication({}).length, 1);
    });

    it("has a parameter family of the engine and version", () => {
        const family = (engine: CacheEngine, engineVersion: string): string =>
            planRedisCache("cache", { ...NODE, engine, engineVersion, authentication }).family;
        assert.deepEqual(
            [family("valkey", "7.2"), family("valkey", "8.1"), family("redis", "7.1"), family("redis", "6.2")],
            ["valkey7", "valkey8", "redis7", "redis6.x"],
        );
    });

    it("fails over exactly where there is a second node", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 5 }), fc.constantFrom(...CACHE_ENGINES), (replicas, engine) => {
                const plan = planRedisCache("cache", { ...NODE, replicas, engine, authentication });
                assert.equal(plan.nodes, replicas + 1);
                assert.equal(plan.failover, plan.nodes > 1);
                assert.ok(plan.family.startsWith(engine));
            }),
        );
    });
});
