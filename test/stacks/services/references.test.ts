import assert from "node:assert/strict";
import { describeFault } from "../../../components/faults";
import { ConfigError } from "../../../config/errors";
import type { ServicesConfig } from "../../../config/services";
import { type Known, referenceFaults, refuseUnknown } from "../../../stacks/services/references";

const KNOWN: Known = { secrets: ["database"], repositories: ["api"], certificateNames: ["*.example.com"] };
const API: ServicesConfig["services"][string] = {
    image: { tag: "1" },
    cpu: 256,
    memory: 512,
    scaling: { desired: 1 },
    hosts: ["api.example.com"],
    secrets: [{ env: "DATABASE_PASSWORD", secret: "database", key: "password" }],
};

const faultsOf = (change: Partial<typeof API>, name = "api"): string[] =>
    referenceFaults({ [name]: { ...API, ...change } }, KNOWN).map(describeFault);

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

    it("is refused for all services at once", () => {
        assert.throws(
            () => refuseUnknown("staging", { one: API, two: API }, { ...KNOWN, repositories: [], secrets: [] }),
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
