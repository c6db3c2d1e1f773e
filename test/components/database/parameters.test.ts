import assert from "node:assert/strict";
import fc from "fast-check";
import {
    databaseParameters,
    FIXED_PARAMETERS,
    parameterFamily,
    PLATFORM_PARAMETERS,
} from "../../../components/database/parameters";

describe("the parameters of a database", () => {
    it("are the platform's, those that need a restart marked", () => {
        const waiting = databaseParameters().filter(({ applyMethod }) => applyMethod === "pending-reboot");
        assert.deepEqual(
            waiting.map(({ name }) => name),
            ["max_connections", "shared_preload_libraries"],
        );
    });

    it("say why they are there", () => {
        for (const [name, { why }] of Object.entries(PLATFORM_PARAMETERS)) {
            assert.ok(why.length > 10, name);
        }
        assert.deepEqual(FIXED_PARAMETERS, ["rds.force_ssl", "shared_preload_libraries"]);
    });

    it("take other values and further parameters from config", () => {
        const parameters = databaseParameters({ max_connections: "400", work_mem: "65536" });
        const find = (wanted: string) => parameters.find(({ name }) => name === wanted);
        assert.deepEqual(find("max_connections"), {
            name: "max_connections",
            value: "400",
            applyMethod: "pending-reboot",
        });
        assert.deepEqual(find("work_mem"), { name: "work_mem", value: "65536", applyMethod: "pending-reboot" });
    });

    it("come in one order, each once, whatever order config has", () => {
        const names = fc.constantFrom("work_mem", "max_connections", "wal_buffers", "log_lock_waits", "a.b");
        fc.assert(
            fc.property(fc.dictionary(names, fc.string()), (given) => {
                const turned = Object.fromEntries(Object.entries(given).reverse());
                const parameters = databaseParameters(given);
                assert.deepEqual(parameters, databaseParameters(turned));
                const found = parameters.map(({ name }) => name);
                assert.deepEqual(found, [...new Set(found)].sort());
                assert.ok(Object.keys(PLATFORM_PARAMETERS).every((name) => found.includes(name)));
            }),
        );
    });

    it("belong to a family of the engine and the major version", () => {
        assert.equal(parameterFamily("rds", "17.6"), "postgres17");
        assert.equal(parameterFamily("aurora-serverless", "16"), "aurora-postgresql16");
    });
});
