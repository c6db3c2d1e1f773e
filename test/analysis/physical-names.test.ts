import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { keptName, NAME_INPUTS, nameInput, physicalName } from "../../analysis/physical-names";

const ALB = "aws:lb/loadBalancer:LoadBalancer";

describe("the name of a resource in its cloud", () => {
    it("stands in an input that depends on its type", () => {
        assert.equal(physicalName(ALB, { name: "edge" }), "edge");
        assert.equal(physicalName("aws:rds/instance:Instance", { identifier: "db", name: "other" }), "db");
        assert.equal(physicalName("aws:s3/bucket:Bucket", { bucket: "logs" }), "logs");
    });

    it("is found under every token of a type", () => {
        assert.equal(physicalName("aws:alb/loadBalancer:LoadBalancer", { name: "edge" }), "edge");
        assert.equal(physicalName("aws:s3/bucketV2:BucketV2", { bucket: "logs" }), "logs");
        assert.equal(physicalName("constructor", { name: "x" }), undefined);
    });

    it("stands in an input that the installed SDK has", () => {
        const sdk = path.dirname(require.resolve("@pulumi/aws/package.json"));
        for (const [type, { property }] of Object.entries(NAME_INPUTS)) {
            const [, file = ""] = type.split(":");
            const text = readFileSync(path.join(sdk, `${file}.js`), "utf8");
            assert.ok(text.includes(`__pulumiType = '${type}'`), type);
            assert.ok(text.includes(`resourceInputs["${property}"] = args?.${property}`), `${type}: ${property}`);
        }
    });

    it("is one of a version, of all environments, or of a zone, where a table says so", () => {
        assert.equal(nameInput("aws:ecs/taskDefinition:TaskDefinition")?.versioned, true);
        assert.equal(nameInput("aws:ecr/repository:Repository")?.shared, true);
        assert.equal(nameInput("aws:servicediscovery/service:Service")?.inner, true);
        assert.equal(physicalName("aws:servicediscovery/service:Service", { name: "core-api" }), "core-api");
    });

    it("isn't told of types that may share a name, and where it isn't known", () => {
        assert.equal(physicalName("cloudflare:index/dnsRecord:DnsRecord", { name: "www" }), undefined);
        assert.equal(physicalName("aws:ecs/taskDefinition:TaskDefinition", { family: "api" }), undefined);
        assert.equal(physicalName(ALB, {}), undefined);
        assert.equal(physicalName(ALB, null), undefined);
        assert.equal(physicalName(ALB, { name: { secret: true } }), undefined);
    });

    it("is kept in a replacement when it is the same before and after", () => {
        assert.equal(keptName(ALB, { name: "edge" }, { name: "edge", internal: true }), "edge");
        assert.equal(keptName(ALB, { name: "edge-1a2b3c4" }, { name: "edge-5d6e7f8" }), undefined);
        const service = "aws:ecs/service:Service";
        assert.equal(keptName(service, { name: "api", cluster: "a" }, { name: "api", cluster: "a" }), "api");
        assert.equal(keptName(service, { name: "api", cluster: "a" }, { name: "api", cluster: "b" }), undefined);
        assert.equal(keptName(ALB, undefined, { name: "edge" }), undefined);
    });
});
