import assert from "node:assert/strict";
import fc from "fast-check";
import { InvalidArgsError } from "../../../components/faults";
import { environmentNaming, NAME_LIMITS, nameFault, type NamedType, validateNaming } from "../../../components/naming";

const staging = environmentNaming({ prefix: "restartix", environment: "staging" });

describe("names", () => {
    it("joins prefix, environment and logical name for a fixed name", () => {
        assert.equal(staging.fixedName("ecsService", "core-api"), "restartix-staging-core-api");
    });

    it("puts the same form into the Name tag of an auto-named resource", () => {
        assert.deepEqual(staging.nameTag("rds"), { Name: "restartix-staging-rds" });
    });

    it("leaves a contract name as the document gives it", () => {
        assert.equal(staging.contractName("s3Bucket", "restartix-uploads-staging"), "restartix-uploads-staging");
    });

    it("refuses a name that is too long, with the limit, the name and where the limit comes from", () => {
        const production = environmentNaming({ prefix: "restartix", environment: "production" });
        assert.throws(
            () => production.fixedName("targetGroup", "telemetry-api"),
            (error: unknown) => {
                assert.ok(error instanceof InvalidArgsError);
                assert.match(error.message, /"restartix-production-telemetry-api" given; allowed: 1 to 32 characters/);
                assert.match(error.message, /it has 34 characters/);
                assert.match(error.message, /API_CreateTargetGroup/);
                return true;
            },
        );
    });

    it("refuses characters that the type doesn't take", () => {
        assert.equal(nameFault("s3Bucket", "Uploads")?.given, "Uploads");
        assert.equal(nameFault("loadBalancer", "internal-api")?.given, "internal-api");
        assert.equal(nameFault("rdsInstance", "db--1")?.given, "db--1");
        assert.equal(nameFault("iamRole", "a role")?.given, "a role");
    });

    it("names each faulty part of the naming at once", () => {
        const faults = validateNaming({ prefix: "Restartix!", environment: "s" });
        assert.deepEqual(
            faults.map(({ path, given }) => [path, given]),
            [
                ["prefix", "Restartix!"],
                ["environment", "s"],
            ],
        );
    });

    it("throws on a faulty prefix before any name is made", () => {
        assert.throws(() => environmentNaming({ prefix: "-x", environment: "staging" }), /prefix: "-x" given/);
    });

    it("gives back exactly the name asked for or throws: nothing is ever cut off", () => {
        const types = Object.keys(NAME_LIMITS) as NamedType[];
        const logical = fc.stringMatching(/^[a-z][a-z0-9]{0,60}$/);
        fc.assert(
            fc.property(fc.constantFrom(...types), logical, (type, name) => {
                const whole = `restartix-staging-${name}`;
                if (nameFault(type, whole) === undefined) {
                    assert.equal(staging.fixedName(type, name), whole);
                    assert.ok(whole.length <= NAME_LIMITS[type].max);
                } else {
                    assert.throws(() => staging.fixedName(type, name), InvalidArgsError);
                }
            }),
        );
    });

    it("cites a source for every limit", () => {
        for (const [type, limit] of Object.entries(NAME_LIMITS)) {
            assert.match(limit.source, /^https:\/\/docs\.aws\.amazon\.com\//, type);
        }
    });
});
