import assert from "node:assert/strict";
import { describeFault } from "../../../components/faults";
import { ConfigError } from "../../../config/errors";
import { type ServicesConfig, servicesConfig } from "../../../config/services";
import { type Known, referenceFaults, refuseUnknown } from "../../../stacks/services/references";
import { stackConfig } from "../../contracts/services-surroundings";

const KNOWN: Known = {
    secrets: ["database"],
    repositories: ["api"],
    certificateNames: ["*.example.com"],
    appPorts: { from: 3000, to: 9999 },
    fargateSpot: true,
};
const STAGING = servicesConfig.parse(stackConfig("staging"), "staging");
const API: ServicesConfig["services"][string] = {
    image: { tag: "1" },
    cpu: 256,
    memory: 512,
    scaling: { desired: 1 },
    port: 3000,
    hosts: ["api.example.com"],
    healthCheckPath: "/health",
    secrets: [{ env: "DATABASE_PASSWORD", secret: "database", key: "password" }],
};

const configOf = (services: ServicesConfig["services"]): ServicesConfig => ({ ...STAGING, services });

const faultsOf = (change: Partial<typeof API>, name = "api", known: Partial<Known> = {}): string[] =>
    referenceFaults(configOf({ [name]: { ...API, ...change } }), { ...KNOWN, ...known }).map(describeFault);

describe("what the services refer to in other stacks", () => {
    it("is found", () => {
        assert.deepEqual(faultsOf({}), []);
        assert.deepEqual(faultsOf({ image: { tag: "1", repository: "api" } }, "worker"), []);
    });

    it("is refused where the data stack has no such repository, with the key and the command", () => {
        assert.deepEqual(faultsOf({}, "worker"), [
            'plinth:services.worker.image.repository: "worker" given; allowed: a repository of the data stack: api. ' +
                "Add it to plinth:repositories.services of the data stack and run: plinth up <environment> data",
        ]);
    });

    it("is refused where the data stack has no such secret", () => {
        assert.deepEqual(faultsOf({ secrets: [{ env: "A", secret: "clerk" }] }), [
            'plinth:services.api.secrets[0].secret: "clerk" given; allowed: a secret of the data stack: database. ' +
                "Add it to plinth:secrets.containers of the data stack and run: plinth up <environment> data",
        ]);
    });

    it("is refused where the certificate doesn't cover a host", () => {
        assert.deepEqual(faultsOf({ hosts: ["api.example.com", "a.b.example.com"] }), [
            'plinth:services.api.hosts[1]: "a.b.example.com" given; allowed: ' +
                "a host that the foundation's certificate covers: *.example.com. " +
                "Add it to plinth:certificate.domainNames of the foundation and run: plinth up <environment> foundation",
        ]);
    });

    it("is refused where the foundation doesn't open the port to the load balancer", () => {
        assert.deepEqual(faultsOf({ port: 80 }), [
            "plinth:services.api.port: 80 given; allowed: 3000 to 9999, which the foundation opens to the load balancer. " +
                "Change plinth:network.appPorts of the foundation and run: plinth up <environment> foundation",
        ]);
        assert.deepEqual(faultsOf({ port: 80 }, "api", { appPorts: { from: 80, to: 80 } }), []);
        assert.deepEqual(faultsOf({ port: 80, hosts: undefined }), []);
    });

    it("is refused where the cluster has no spare capacity, whether the service or the environment asks for it", () => {
        const refused = [
            "plinth:services.api.useSpot: true given; allowed: false in a cluster without spare capacity. " +
                "Set plinth:cluster.fargateSpot of the foundation and run: plinth up <environment> foundation",
        ];
        assert.equal(STAGING.serviceDefaults?.useSpot, true);
        assert.deepEqual(faultsOf({}, "api", { fargateSpot: false }), refused);
        assert.deepEqual(faultsOf({ useSpot: true }, "api", { fargateSpot: false }), refused);
        assert.deepEqual(faultsOf({ useSpot: false }, "api", { fargateSpot: false }), []);
    });

    it("is refused for all services at once", () => {
        assert.throws(
            () =>
                refuseUnknown("staging", configOf({ one: API, two: API }), { ...KNOWN, repositories: [], secrets: [] }),
            (error: unknown) => {
                assert.ok(error instanceof ConfigError);
                assert.deepEqual(
                    error.faults.map(({ path }) => path),
                    ["one", "two"].flatMap((name) => [
                        `plinth:services.${name}.image.repository`,
                        `plinth:services.${name}.secrets[0].secret`,
                    ]),
                );
                return true;
            },
        );
    });
});
