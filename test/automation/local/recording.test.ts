import assert from "node:assert/strict";
import path from "node:path";
import { planLocal } from "../../../automation/local/plan";
import { recorded } from "../../../automation/local/recording/record";
import { readStackFile } from "../../../config/stack-file";
import { vendorBucketsConfig } from "../../../config/vendor-buckets";

const FILE = path.resolve(__dirname, "../../../stacks/vendor-buckets/Pulumi.pre.yaml");
const config = vendorBucketsConfig.parse(readStackFile(FILE), "pre");
const OWN = { environment: "sandbox", accountId: "123456789012" };

describe("what the program of vendor-buckets registers", () => {
    it("is recorded whole in a process of its own, with the stack's limits and the environment's name", async () => {
        const registrations = await recorded({ config, ...OWN });
        const { tables, functions, leftOut } = planLocal(registrations);
        const [table] = tables;
        assert.deepEqual([tables.length, table?.name, table?.ttl], [1, "ontopix-vendor-buckets-sandbox", "ttl"]);
        assert.deepEqual(functions["buckets-reconciler"], { TABLE_NAME: "ontopix-vendor-buckets-sandbox" });
        const limits = Object.entries(config.vendors).flatMap(([vendor, dimensions]) =>
            Object.entries(dimensions).map(([dimension, { kind, capacity, refillRate }]) => ({
                vendor_dimension: { S: `${vendor}#${dimension}` },
                kind: { S: kind },
                capacity: { N: String(capacity) },
                ...(refillRate === undefined ? {} : { refill_rate: { N: String(refillRate) } }),
            })),
        );
        assert.deepEqual(
            table?.items.map(({ attributes }) => attributes),
            limits,
        );
        assert.equal(registrations.length, leftOut.length + 1 + limits.length);
        for (const type of ["aws:iam/role:Role", "aws:sqs/queue:Queue", "aws:scheduler/schedule:Schedule"]) {
            assert.ok(
                leftOut.some((one) => one.type === type),
                type,
            );
        }
    });

    it("is nothing where the program refuses, whose words are told", async () => {
        await assert.rejects(recorded({ config: { ...config, vendors: {} }, ...OWN }), {
            exit: "failed",
            message: /can't be run: VendorBuckets "buckets" was not made.*\n.*vendors: \{\} given/,
        });
    });
});
