import assert from "node:assert/strict";
import { join } from "node:path";
import { planPriorities } from "../../components/ecs/service/priority-plan";
import { ConfigError } from "../../config/errors";
import { servicePlanArgs, servicesConfig } from "../../config/services";
import { readStackFile } from "../../config/stack-file";

const FOLDER = join(__dirname, "..", "..", "stacks", "services");
const stackFile = (stack: string): Record<string, unknown> => readStackFile(join(FOLDER, `Pulumi.${stack}.yaml`));

type Change = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Staging's services with changes to some of them; one that isn't there is added as it is. */
function staging(change: Change, others: Record<string, unknown> = {}): Record<string, unknown> {
    const file = stackFile("staging");
    const services = file["plinth:services"] as Change;
    const changed = Object.entries(change).map(([name, keys]) => [name, { ...services[name], ...keys }] as const);
    return { ...file, "plinth:services": { ...services, ...Object.fromEntries(changed) }, ...others };
}

/** The places of all faults, below the services. */
function faultsOf(change: Change, others: Record<string, unknown> = {}): string[] {
    try {
        servicesConfig.parse(staging(change, others), "staging");
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.faults.map(({ path, allowed }) => `${path.replace("plinth:services.", "")}: ${allowed}`);
    }
    return [];
}

/** Asserts that a change has exactly one fault, which begins and reads like this. */
function assertFault(change: Change, path: string, text: RegExp): void {
    const faults = faultsOf(change);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.ok(faults[0]?.startsWith(`${path}: `), faults[0]);
    assert.match(faults[0] ?? "", text);
}

const WORKER = { image: { tag: "1" }, cpu: 256, memory: 512, scaling: { desired: 1 } };

describe("the services' config", () => {
    it("has the document's values in staging", () => {
        const config = servicesConfig.parse(stackFile("staging"), "staging");
        const names = ["core-api", "telemetry-api", "clinic", "portal", "console", "pgbouncer"];
        assert.deepEqual(Object.keys(config.services), names);
        const { http, ...coreApi } = servicePlanArgs("core-api", config);
        assert.deepEqual(
            [coreApi.port, coreApi.cpu, coreApi.memory, coreApi.scaling, coreApi.useSpot],
            [9000, 512, 1024, { desired: 1, min: 1, max: 3, targetCpu: 70 }, true],
        );
        assert.deepEqual([http?.hosts, http?.healthCheckPath], [["api-staging.restartix.pro"], "/health"]);
        const secrets = new Set(config.services["core-api"]?.secrets?.map(({ secret }) => secret));
        assert.deepEqual([...secrets], ["database-app", "redis", "encryption", "clerk", "external"]);
    });

    it("has the same shape in production, on demand, with more tasks", () => {
        const [stagingConfig, production] = ["staging", "production"].map((stack) => {
            return servicesConfig.parse(stackFile(stack), stack);
        });
        assert.ok(stagingConfig !== undefined && production !== undefined);
        const shape = ({ services }: typeof production): unknown =>
            Object.entries(services).map(([name, { connectsTo, secrets, internal, port, healthCheckPath }]) => {
                return [name, connectsTo, secrets, internal, port, healthCheckPath];
            });
        assert.deepEqual(shape(production), shape(stagingConfig));
        for (const name of Object.keys(production.services)) {
            const { useSpot, scaling } = servicePlanArgs(name, production);
            assert.deepEqual([useSpot, scaling.desired], [false, 2], name);
        }
        assert.deepEqual(production.services["core-api"]?.hosts, ["api.restartix.pro"]);
    });

    it("lets the pool let go of a database that pauses", () => {
        const pool = servicesConfig.parse(stackFile("staging"), "staging").services["pgbouncer"];
        assert.equal(pool?.useSpot, false);
        assert.equal(pool?.environment?.["MIN_POOL_SIZE"], 0);
        assert.ok(Number(pool?.environment?.["SERVER_IDLE_TIMEOUT"]) < 300);
    });

    it("has Node.js keep connections open for longer than the load balancer does", () => {
        for (const stack of ["staging", "production"]) {
            const { services } = servicesConfig.parse(stackFile(stack), stack);
            for (const name of ["clinic", "portal", "console"]) {
                // 60 seconds is the default of the foundation's loadBalancer.idleTimeoutSeconds, which no file changes.
                assert.ok(Number(services[name]?.environment?.["KEEP_ALIVE_TIMEOUT"]) > 60_000, `${stack} ${name}`);
            }
        }
    });

    it("keeps every rule where it is: priorities are pinned", () => {
        const { services } = servicesConfig.parse(stackFile("staging"), "staging");
        const names = Object.keys(services).filter((name) => services[name]?.hosts !== undefined);
        const routed = names.map((name) => [name, { hosts: services[name]?.hosts ?? [] }] as const);
        assert.deepEqual(planPriorities(Object.fromEntries(routed)), {
            "core-api": 17491,
            "telemetry-api": 15773,
            clinic: 26197,
            portal: 45915,
            console: 14458,
        });
    });

    it("gives every service the environment's defaults, which it may override", () => {
        const config = servicesConfig.parse(
            staging({ clinic: { logRetentionDays: 7 } }, { "plinth:serviceDefaults": { logRetentionDays: 14 } }),
            "staging",
        );
        const days = ["clinic", "portal"].map((name) => servicePlanArgs(name, config).logRetentionDays);
        assert.deepEqual(days, [7, 14]);
    });

    it("turns numbers and truth values among variables into text", () => {
        const config = servicesConfig.parse(staging({ clinic: { environment: { A: 1, B: true } } }), "staging");
        assert.deepEqual(servicePlanArgs("clinic", config).environment, { A: "1", B: "true" });
    });

    it("reports every fault of a bad file at once, each at its key", () => {
        const bad = {
            "core-api": { image: { tag: "latest" }, memory: 1000, healthCheckPath: "health", connectsTo: ["pgbounce"] },
            clinic: { hosts: ["api-staging.restartix.pro"], secrets: [{ env: "1A", secret: "clerk" }], colour: "blue" },
        };
        const paths = faultsOf(bad, { "plinth:accountId": 1 }).map((fault) => fault.split(": ")[0]);
        assert.deepEqual(paths, [
            "plinth:accountId",
            "clinic.colour",
            "core-api.image.tag",
            "core-api.memory",
            "core-api.healthCheckPath",
            "clinic.secrets[0].env",
            "core-api.hosts[0]",
            "core-api.connectsTo[0]",
        ]);
    });

    it("refuses what a service lacks", () => {
        assertFault({ clinic: { healthCheckPath: undefined } }, "clinic.healthCheckPath", /a path with a slash first/);
        assertFault({ clinic: { hosts: undefined } }, "clinic.hosts", /1 to 5 hosts/);
        assertFault({ clinic: { port: undefined } }, "clinic.port", /on which the container listens/);
    });

    it("refuses names that can't be a service's", () => {
        assertFault({ Worker: WORKER }, "Worker", /2 to 24 lower-case letters/);
    });

    it("refuses names that are too long in AWS, with prefix and environment", () => {
        const file = stackFile("production");
        const services = { ...(file["plinth:services"] as object), "a-name-of-24-characters1": WORKER };
        const long = { ...file, "plinth:prefix": "a-prefix-of-20-chars", "plinth:services": services };
        assert.throws(
            () => servicesConfig.parse(long, "production"),
            /1 fault\.\n {2}- plinth:services\.a-name-of-24-characters1: .*-execution" given; allowed: 1 to 64 characters/,
        );
    });

    it("refuses hosts in a group that the load balancer doesn't reach", () => {
        assertFault({ clinic: { securityGroup: "pgbouncer" } }, "clinic.securityGroup", /app for a service with hosts/);
    });

    it("refuses two rules with one priority, whether given or derived", () => {
        assertFault(
            { clinic: { priority: 17_491 } },
            "core-api.priority",
            /a priority of its own: clinic has 17491 too/,
        );
    });

    it("refuses a connection past the pool", () => {
        assertFault({ clinic: { connectsTo: ["database"] } }, "clinic.connectsTo[0]", /security group pgbouncer/);
    });

    it("refuses a variable that a connection sets already", () => {
        const environment = { DATABASE_HOST: "elsewhere" };
        const path = "core-api.environment.DATABASE_HOST";
        assertFault({ "core-api": { environment } }, path, /a variable that connectsTo doesn't set/);
        const secrets = [{ env: "REDIS_HOST", secret: "redis" }];
        assertFault({ "core-api": { secrets } }, "core-api.secrets[0].env", /a variable that connectsTo doesn't set/);
    });
});
