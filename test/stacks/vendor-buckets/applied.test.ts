import assert from "node:assert/strict";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import vendorBucketsProgram from "../../../stacks/vendor-buckets";
import { onceAllAreThere } from "../../../stacks/vendor-buckets/applied";
import { VendorBuckets } from "../../../components/vendor-buckets";
import { vendorBucketsContract } from "../../../contracts/vendor-buckets";
import { changeSince, shortName } from "../../../stacks/vendor-buckets/resources";
import { ARGS } from "../../components/vendor-buckets/fixtures";
import { committedConfig } from "../../support/project-files";
import { record, type MockSettings, valueOf } from "../../support/mocks";

const SETTINGS: MockSettings = {
    project: "vendor-buckets",
    stack: "pre",
    config: Object.fromEntries(
        Object.entries(committedConfig("pre", "stacks/vendor-buckets")).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    ),
};
const PROVIDER = "pulumi:providers:aws";

describe("the record of the vendor buckets", () => {
    it("keeps to the contract, and names every resource of the stack", async () => {
        const { result, resources } = await record(() => vendorBucketsProgram({ asked: true }), SETTINGS);
        const promised = [...Object.keys(vendorBucketsContract.outputs), "contractVersion"];
        assert.deepEqual(Object.keys(result).sort(), promised.sort());
        const made = resources.filter(({ type }) => type !== PROVIDER);
        const recorded = await valueOf(pulumi.output(result.appliedResources));
        const names = made.map(({ urn }) => shortName(`urn:pulumi:pre::vendor-buckets::${urn}`));
        assert.deepEqual(Object.keys(recorded).sort(), names.sort());
        for (const [name, text] of Object.entries(recorded)) {
            assert.notEqual(changeSince(text, {}), changeSince("left out", {}), name);
        }
        assert.match(await valueOf(pulumi.output(result.appliedProgram)), /^[0-9a-f]{64}$/);
    });

    it("is not written where any one resource fails", async () => {
        const make = (opts: pulumi.ComponentResourceOptions) => new VendorBuckets("buckets", ARGS, opts);
        const { resources } = await record(() => onceAllAreThere(make, {}));
        const custom = resources.filter(({ type }) => type.startsWith("aws:"));
        assert.ok(custom.length > 20);
        for (const { type, name } of custom) {
            let written = false;
            const refusing = (atType: string, atName: string): Record<string, unknown> => {
                if (atType === type && atName === name) {
                    throw new Error(`${type} ${name} was refused`);
                }
                return {};
            };
            const failing = record(
                () =>
                    onceAllAreThere(make, {})
                        .whenThere("all")
                        .apply(() => (written = true)),
                { outputs: refusing },
            );
            await assert.rejects(failing, /was refused/);
            assert.equal(written, false, `${type} ${name}`);
        }
    });

    it("waits for children of children", async () => {
        const { result } = await record(() => {
            class Inner extends pulumi.ComponentResource {
                constructor(name: string, opts: pulumi.ComponentResourceOptions) {
                    super("plinth:test:Inner", name, {}, opts);
                    new sqs.Queue(`${name}-queue`, {}, { parent: this });
                }
            }
            return onceAllAreThere((opts) => new Inner("inner", opts), {}).resources;
        });
        const names = Object.keys(await valueOf(result)).map((name) => name.split("::").at(-1));
        assert.deepEqual(names.sort(), ["inner", "inner-queue"]);
    });

    it("tells what an update has left as it was", async () => {
        const { result } = await record(
            () => onceAllAreThere((opts) => new sqs.Queue("letters", { delaySeconds: 5 }, opts), {}).resources,
            { outputs: () => ({ delaySeconds: 3 }) },
        );
        assert.deepEqual(await valueOf(result), { "aws:sqs/queue:Queue::letters": "left out" });
    });
});
