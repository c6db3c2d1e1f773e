import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError } from "../../config/errors";
import { foundationConfig } from "../../config/foundation";
import { readStackFile } from "../../config/stack-file";

const ROOT = join(__dirname, "..", "..");
const stackFile = (stack: string): Record<string, unknown> => readStackFile(join(ROOT, `Pulumi.${stack}.yaml`));

/** The places of all faults of staging's config with changes to its network. */
function faultsOf(network: Record<string, unknown>, others: Record<string, unknown> = {}): [string, unknown][] {
    const staging = stackFile("staging");
    const changed = { ...(staging["plinth:network"] as object), ...network };
    try {
        foundationConfig.parse({ ...staging, "plinth:network": changed, ...others }, "staging");
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.faults.map(({ path, given }) => [path, given]);
    }
    return [];
}

describe("the foundation's config", () => {
    it("has the document's values in staging", () => {
        const { network, cluster, loadBalancer, certificate, cloudflare, ...rest } = foundationConfig.parse(
            stackFile("staging"),
            "staging",
        );
        assert.deepEqual(rest, {
            prefix: "restartix",
            environment: "staging",
            region: "eu-central-1",
            accountId: "111122223333",
            tags: { project: "restartix", owner: "platform-team", costCenter: "platform" },
        });
        assert.equal(network.cidrBlock, "10.10.0.0/16");
        assert.deepEqual(network.availabilityZones, ["eu-central-1a", "eu-central-1b"]);
        assert.equal(network.natStrategy, "instance");
        assert.deepEqual(cluster, { fargateSpot: true, containerInsights: "disabled" });
        assert.deepEqual(loadBalancer, {
            deletionProtection: false,
            forceDestroyAccessLogs: true,
            accessLogRetentionDays: 30,
        });
        assert.equal(certificate.domainNames[0], "api-staging.restartix.pro");
        assert.match(cloudflare.zoneId, /^[0-9a-f]{32}$/);
    });

    it("has a gateway and other addresses in production", () => {
        const { network, accountId } = foundationConfig.parse(stackFile("production"), "production");
        assert.deepEqual(
            [network.cidrBlock, network.natStrategy, accountId],
            ["10.20.0.0/16", "gateway", "444455556666"],
        );
    });

    it("protects what production would miss, and covers its names", () => {
        const { cluster, loadBalancer, certificate } = foundationConfig.parse(stackFile("production"), "production");
        assert.deepEqual(cluster, { fargateSpot: false, containerInsights: "enabled" });
        assert.deepEqual(loadBalancer, {
            deletionProtection: true,
            forceDestroyAccessLogs: false,
            accessLogRetentionDays: 365,
        });
        assert.deepEqual(certificate.domainNames, [
            "api.restartix.pro",
            "telemetry.restartix.pro",
            "console.restartix.pro",
            "*.clinic.restartix.pro",
            "*.portal.restartix.pro",
        ]);
    });

    it("keeps the providers that no program configured out of both", () => {
        for (const stack of ["staging", "production"]) {
            assert.deepEqual(stackFile(stack)["pulumi:disable-default-providers"], ["*"]);
        }
    });

    it("reports every fault of a bad file at once", () => {
        const bad = {
            cidrBlock: "10.10.0.0/26",
            availabilityZones: ["eu-central-1a", "eu-central-1a"],
            natStrategy: "nat",
            natInstanc: {},
        };
        assert.deepEqual(faultsOf(bad, { "plinth:accountId": 1111, "plinth:colour": "blue" }), [
            ["plinth:accountId", "1111"],
            ["plinth:network.natStrategy", "nat"],
            ["plinth:network.natInstanc", {}],
            ["plinth:colour", "blue"],
            ["plinth:network.availabilityZones[1]", "eu-central-1a"],
            ["plinth:network.availabilityZones", ["eu-central-1a", "eu-central-1a"]],
            ["plinth:network.cidrBlock", "10.10.0.0/26"],
        ]);
    });

    it("reports the faults of every component under its key", () => {
        const others = {
            "plinth:cluster": { fargateSpot: true, namespace: "Services" },
            "plinth:loadBalancer": { accessLogRetentionDays: 0, tlsPolicy: "ELBSecurityPolicy-2016-08" },
            "plinth:certificate": { domainNames: ["api.restartix.pro", "api.restartix.pro"] },
            "plinth:cloudflare": { zoneId: "restartix.pro" },
        };
        assert.deepEqual(faultsOf({}, others), [
            ["plinth:loadBalancer.tlsPolicy", "ELBSecurityPolicy-2016-08"],
            ["plinth:cluster.namespace", "Services"],
            ["plinth:loadBalancer.accessLogRetentionDays", 0],
            ["plinth:certificate.domainNames[1]", "api.restartix.pro"],
            ["plinth:cloudflare.zoneId", "restartix.pro"],
        ]);
    });

    it("refuses keys and types that no component knows, and says so once", () => {
        const others = {
            "plinth:cluster": { fargateSpot: "often", spot: true },
            "plinth:certificate": { domainNames: ["api.restartix.pro", 1] },
            "plinth:cloudflare": {},
        };
        assert.deepEqual(faultsOf({}, others), [
            ["plinth:cluster.fargateSpot", "often"],
            ["plinth:cluster.spot", true],
            ["plinth:certificate.domainNames[1]", 1],
            ["plinth:cloudflare.zoneId", undefined],
        ]);
    });

    it("asks for each group of keys that is missing, and says so once", () => {
        for (const key of ["cluster", "loadBalancer", "certificate", "cloudflare"]) {
            assert.deepEqual(faultsOf({}, { [`plinth:${key}`]: undefined }), [[`plinth:${key}`, undefined]]);
        }
    });

    it("refuses zones of another region than the provider's", () => {
        const faults = faultsOf({}, { "plinth:region": "eu-west-1" });
        assert.deepEqual(faults, [
            ["plinth:network.availabilityZones[0]", "eu-central-1a"],
            ["plinth:network.availabilityZones[1]", "eu-central-1b"],
        ]);
    });

    it("refuses the config of another environment than the stack's", () => {
        assert.throws(
            () => foundationConfig.parse(stackFile("staging"), "production"),
            /plinth:environment: "staging" given; allowed: production, the name of the stack/,
        );
    });

    it("refuses a prefix that can't begin a name", () => {
        assert.deepEqual(faultsOf({}, { "plinth:prefix": "Restartix" }), [["plinth:prefix", "Restartix"]]);
    });

    it("asks for the network when there is none", () => {
        const { "plinth:network": _network, ...rest } = stackFile("staging");
        assert.throws(
            () => foundationConfig.parse(rest, "staging"),
            /plinth:network: not set; allowed: a group of keys/,
        );
    });
});
