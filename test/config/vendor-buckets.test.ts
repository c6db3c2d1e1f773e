import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError } from "../../config/errors";
import { readStackFile } from "../../config/stack-file";
import { vendorBucketsConfig } from "../../config/vendor-buckets";
import { sharedConfig } from "../../stacks/vendor-buckets/record";

const FOLDER = join(__dirname, "..", "..", "stacks", "vendor-buckets");
const stackFile = (stack: string): Record<string, unknown> => readStackFile(join(FOLDER, `Pulumi.${stack}.yaml`));

/** The places of all faults of pre's config, some of its keys changed. */
function faultsOf(change: Record<string, unknown>): [string, unknown][] {
    try {
        vendorBucketsConfig.parse({ ...stackFile("pre"), ...change }, "pre");
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.faults.map(({ path, given }) => [path, given]);
    }
    return [];
}

describe("the config of the project vendor-buckets", () => {
    it("has the document's names and place in both environments, each in an account of its own", () => {
        const [pre, prod] = ["pre", "prod"].map((stack) => vendorBucketsConfig.parse(stackFile(stack), stack));
        for (const config of [pre, prod]) {
            assert.deepEqual([config?.prefix, config?.region, config?.service], ["ontopix", "eu-central-1", "sluice"]);
        }
        assert.notEqual(pre?.accountId, prod?.accountId);
    });

    it("lets pre and prod differ in nothing but what makes each itself", () => {
        const [pre, prod] = ["pre", "prod"].map((stack) => vendorBucketsConfig.parse(stackFile(stack), stack));
        assert.deepEqual(sharedConfig(pre ?? {}), sharedConfig(prod ?? {}));
    });

    it("names what the policy pack is to let pass", () => {
        assert.deepEqual(stackFile("prod")["plinth:contractNames"], [
            "ontopix-vendor-buckets-prod",
            "sluice-consumer-prod",
            "sluice-reconciler-prod",
        ]);
    });

    it("tells each fault once, at its key", () => {
        const vendors = { openai: { "r#m": { kind: "rate", capacity: 1.5, refilRate: 1 } } };
        assert.deepEqual(faultsOf({ "plinth:vendors": vendors, "plinth:environment": "staging" }), [
            ["plinth:environment", "staging"],
            ["plinth:vendors.openai.r#m.refilRate", 1],
            ["plinth:vendors.openai.r#m", "r#m"],
            ["plinth:vendors.openai.r#m.capacity", 1.5],
            ["plinth:vendors.openai.r#m.refillRate", undefined],
        ]);
        assert.deepEqual(faultsOf({ "plinth:service": undefined, "plinth:region": "cn-north-1" }), [
            ["plinth:service", undefined],
            ["plinth:region", "cn-north-1"],
        ]);
        assert.deepEqual(faultsOf({ "plinth:alarmTopicArns": ["alarms"], "plinth:consumers": {} }), [
            ["plinth:consumers", {}],
            ["plinth:alarmTopicArns[0]", "alarms"],
        ]);
        assert.deepEqual(faultsOf({ "plinth:reconciler": { intervalMinutes: 2, timeoutSeconds: 120 } }), [
            ["plinth:reconciler.timeoutSeconds", 120],
        ]);
    });

    it("knows no environment but its own", () => {
        assert.throws(() => vendorBucketsConfig.parse(stackFile("prod"), "pre"), /plinth:environment: "prod" given/);
    });
});
