import assert from "node:assert/strict";
import { describeFault } from "../../../components/faults";
import type { NetworkPlanArgs } from "../../../components/network/args";
import { type NetworkCandidate, validateNetwork } from "../../../components/network/plan";

const valid: NetworkPlanArgs = {
    region: "eu-central-1",
    cidrBlock: "10.10.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natStrategy: "gateway",
};

const faultsOf = (change: NetworkCandidate): string[] => validateNetwork({ ...valid, ...change }).map(describeFault);

/** Asserts that a change has exactly one fault, at a path, and that its text matches. */
function assertFault(change: NetworkCandidate, path: string, text: RegExp): void {
    const faults = faultsOf(change);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.ok(faults[0]?.startsWith(`${path}: `), faults[0]);
    assert.match(faults[0] ?? "", text);
}

describe("the validation of a network", () => {
    it("accepts the documents' staging and production", () => {
        assert.deepEqual(faultsOf({ natStrategy: "instance", natInstance: { instanceType: "t4g.nano" } }), []);
        assert.deepEqual(faultsOf({ cidrBlock: "10.20.0.0/16", natStrategy: "gateway-per-az" }), []);
    });

    it("refuses what isn't a region", () => {
        const faults = validateNetwork({ ...valid, region: "Frankfurt" });
        assert.deepEqual(
            faults.map(({ path, given }) => [path, given]),
            [["region", "Frankfurt"]],
        );
    });

    for (const cidrBlock of ["10.10.0.0", "10.10.0.1/16", "10.0.0.0/15", "8.8.0.0/16", "fd00::/48"]) {
        it(`refuses the block ${cidrBlock}`, () => {
            assertFault({ cidrBlock }, "cidrBlock", /allowed: a private IPv4 block of \/16 to \/24 without host bits/);
        });
    }

    it("refuses a VPC without room for the tiers, with the size that is needed", () => {
        assertFault({ cidrBlock: "10.10.0.0/26" }, "cidrBlock", /allowed: \/16 to \/24 .* A \/26 has no room/);
    });

    it("refuses a VPC without room for a zone, with the size that is needed", () => {
        const zones = ["a", "b", "c", "d", "e"].map((letter) => `eu-central-1${letter}`);
        const change = { cidrBlock: "10.10.0.0/23", availabilityZones: zones };
        assertFault(
            change,
            "cidrBlock",
            /allowed: \/16 to \/22 for the zones a, b, c, d, e\. A \/23 has room .* a to d/,
        );
    });

    it("refuses a zone that is in the list twice", () => {
        const availabilityZones = ["eu-central-1a", "eu-central-1b", "eu-central-1b"];
        assertFault({ availabilityZones }, "availabilityZones[2]", /This zone is in the list already/);
    });

    it("refuses a zone of another region", () => {
        const availabilityZones = ["eu-central-1a", "eu-west-1b"];
        assertFault(
            { availabilityZones },
            "availabilityZones[1]",
            /"eu-west-1b" given; allowed: zones of eu-central-1/,
        );
    });

    it("refuses fewer than two and more than six zones", () => {
        assertFault({ availabilityZones: ["eu-central-1a"] }, "availabilityZones", /allowed: 2 to 6 zones/);
        const seven = [..."abcdefg"].map((letter) => `eu-central-1${letter}`);
        assertFault({ availabilityZones: seven }, "availabilityZones", /allowed: 2 to 6 zones/);
    });

    it("lets settings of a NAT instance stand under another strategy, so that a switch is one edit", () => {
        assert.deepEqual(faultsOf({ natStrategy: "gateway", natInstance: { instanceType: "t4g.nano" } }), []);
    });

    it("refuses an instance type that can't run the default image", () => {
        const change = { natStrategy: "instance", natInstance: { instanceType: "t3.nano" } } as const;
        assertFault(change, "natInstance.instanceType", /64-bit ARM type.*give amiId as well/);
        const pinned = { instanceType: "t3.nano", amiId: "ami-0123456789abcdef0" };
        assert.deepEqual(faultsOf({ natStrategy: "instance", natInstance: pinned }), []);
    });

    it("refuses what isn't an image or an instance type", () => {
        const natInstance = { amiId: "al2023", instanceType: "nano" };
        const paths = validateNetwork({ ...valid, natStrategy: "instance", natInstance }).map(({ path }) => path);
        assert.deepEqual(paths, ["natInstance.amiId", "natInstance.instanceType"]);
    });

    it("refuses endpoints in more zones than there are, or in none", () => {
        assertFault({ interfaceEndpoints: { zones: 3 } }, "interfaceEndpoints.zones", /a whole number from 1 to 2/);
        assertFault({ interfaceEndpoints: { zones: 0 } }, "interfaceEndpoints.zones", /0 given/);
        assertFault({ interfaceEndpoints: { zones: 1.5 } }, "interfaceEndpoints.zones", /1\.5 given/);
    });

    it("refuses a service twice, the S3 service, and a full endpoint name in the wrong form", () => {
        const services = ["kms", "kms", "s3", "ECR"];
        const paths = faultsOf({ interfaceEndpoints: { services } }).map((fault) => fault.split(":")[0]);
        assert.deepEqual(
            paths,
            [1, 2, 3].map((index) => `interfaceEndpoints.services[${index}]`),
        );
    });

    it("refuses a retention that CloudWatch Logs doesn't know", () => {
        assertFault(
            { flowLogs: { retentionDays: 10 } },
            "flowLogs.retentionDays",
            /10 given; allowed: one of 1, 3, 5, 7/,
        );
    });

    it("refuses ports outside 1 to 65535 and a range that ends before it begins", () => {
        assertFault({ appPorts: { from: 0, to: 80 } }, "appPorts.from", /0 given/);
        assertFault({ appPorts: { from: 90, to: 80 } }, "appPorts.to", /80 given; allowed: 90 \(from\) or more/);
    });

    it("reports every missing argument", () => {
        const paths = validateNetwork({}).map(({ path, given }) => [path, given]);
        assert.deepEqual(
            paths,
            ["region", "cidrBlock", "availabilityZones", "natStrategy"].map((path) => [path, undefined]),
        );
    });
});
