import assert from "node:assert/strict";
import fc from "fast-check";
import { describeFault } from "../../components/faults";
import {
    type ConnectedServices,
    connectionOrder,
    connectionVariables,
    validateConnections,
} from "../../config/service-connections";

const POOLED: ConnectedServices = {
    api: { port: 9000, connectsTo: ["pool", "redis"] },
    pool: {
        port: 6432,
        securityGroup: "pgbouncer",
        internal: { variablePrefix: "DATABASE" },
        connectsTo: ["database"],
    },
};

const faultsOf = (services: ConnectedServices): string[] => validateConnections(services).map(describeFault);

const label = fc.constantFrom("a", "b", "c", "d", "e");
const services = fc.dictionary(
    label,
    fc.record({
        port: fc.constant(6432),
        securityGroup: fc.constantFrom("app" as const, "pgbouncer" as const),
        connectsTo: fc.uniqueArray(label, { maxLength: 3 }),
        internal: fc.constant({}),
    }),
);

describe("a service's connections", () => {
    it("say where the data is, and hold no secret", () => {
        assert.deepEqual(connectionVariables("pool", POOLED), {
            DATABASE_HOST: { from: "data", output: "databaseWriterEndpoint" },
            DATABASE_PORT: { from: "data", output: "databasePort" },
            DATABASE_NAME: { from: "data", output: "databaseName" },
        });
    });

    it("put the pool in the database's place", () => {
        assert.deepEqual(connectionVariables("api", POOLED), {
            DATABASE_HOST: { from: "service", service: "pool" },
            DATABASE_PORT: { from: "config", value: "6432" },
            DATABASE_NAME: { from: "data", output: "databaseName" },
            REDIS_HOST: { from: "data", output: "cachePrimaryEndpoint" },
            REDIS_READER_HOST: { from: "data", output: "cacheReaderEndpoint" },
            REDIS_PORT: { from: "data", output: "cachePort" },
            REDIS_TLS: { from: "config", value: "true" },
        });
    });

    it("name the variables of an internal service for it, unless it says otherwise", () => {
        const internal: ConnectedServices = {
            web: { connectsTo: ["rate-limit"] },
            "rate-limit": { port: 5432, internal: {} },
        };
        assert.deepEqual(Object.keys(connectionVariables("web", internal)), ["RATE_LIMIT_HOST", "RATE_LIMIT_PORT"]);
    });

    it("are none of a service that has none", () => {
        assert.deepEqual(connectionVariables("web", { web: {} }), {});
    });

    it("put every service after those that it connects to", () => {
        assert.deepEqual(connectionOrder(POOLED), ["pool", "api"]);
        fc.assert(
            fc.property(services, (all) => {
                const order = connectionOrder(all);
                assert.deepEqual([...order].sort(), Object.keys(all).sort());
                fc.pre(!faultsOf(all).some((fault) => fault.includes("no circle")));
                for (const [name, { connectsTo = [] }] of Object.entries(all)) {
                    for (const target of connectsTo.filter((other) => other in all && other !== name)) {
                        assert.ok(order.indexOf(target) < order.indexOf(name), `${target} before ${name}`);
                    }
                }
            }),
        );
    });
});

describe("the validation of connections", () => {
    const second = (services: ConnectedServices): string => faultsOf({ ...POOLED, ...services }).join("\n");

    it("accepts an application in front of a pool in front of the database", () => {
        assert.deepEqual(faultsOf(POOLED), []);
    });

    it("refuses what isn't there, with what is", () => {
        assert.equal(
            second({ web: { connectsTo: ["api"] } }),
            'web.connectsTo[0]: "api" given; allowed: one of database, redis, pool',
        );
        assert.equal(
            second({ api: { connectsTo: ["api"] } }),
            'api.connectsTo[0]: "api" given; allowed: one of database, redis, pool',
        );
    });

    it("refuses what the security groups keep apart", () => {
        assert.match(second({ web: { connectsTo: ["database"] } }), /the pool alone: connect to the pool$/);
        assert.match(
            second({ web: { securityGroup: "pgbouncer", connectsTo: ["redis"] } }),
            /^web\.connectsTo\[0\]: "redis" given; allowed: only in a service of the security group app$/,
        );
        assert.match(
            second({ web: { securityGroup: "pgbouncer", connectsTo: ["pool"] } }),
            /^web\.connectsTo\[0\]: "pool" given; allowed: only in a service of the security group app$/,
        );
    });

    it("refuses an internal service that nobody could reach", () => {
        assert.match(second({ web: { port: 6432, internal: {} } }), /^web\.securityGroup: not set; allowed: pgbouncer/);
        assert.match(
            second({ web: { port: 9000, securityGroup: "pgbouncer", internal: {} } }),
            /^web\.port: 9000 given; allowed: 5432 or 6432, which the group pgbouncer opens$/,
        );
    });

    it("refuses a circle", () => {
        const circle: ConnectedServices = {
            one: { port: 5432, securityGroup: "pgbouncer", internal: {}, connectsTo: ["two"] },
            two: { port: 5432, securityGroup: "pgbouncer", internal: {}, connectsTo: ["one"] },
        };
        assert.deepEqual(faultsOf(circle), [
            'one.connectsTo[0]: "two" given; allowed: no circle. two connects to one itself, directly or through others',
            'two.connectsTo[0]: "one" given; allowed: no circle. one connects to two itself, directly or through others',
        ]);
    });
});
