import assert from "node:assert/strict";
import type { TestStack } from "../support/engine";
import { changed, committedConfig, type StackConfig } from "../support/project-files";
import { DISPOSABLE, existing, foundation, idsOf, recordsOf } from "./stack";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const LISTENER = "aws:lb/listener:Listener";
const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const BUCKET = "aws:s3/bucket:Bucket";
const CLUSTER = "aws:ecs/cluster:Cluster";
const NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";

describe("a change of the foundation in staging", () => {
    let stack: TestStack;
    let config: StackConfig = committedConfig("staging");

    before(async () => {
        stack = await foundation("staging");
        await stack.up();
    });
    after(() => stack.discard());

    /** Brings the stack up with other settings of one key; what was changed before stays so. */
    async function change(key: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
        config = changed(config, key, settings);
        stack.configure(config);
        await stack.up();
    }

    /** Asserts that none of these types gained, lost or replaced a resource. */
    async function unmoved(types: readonly string[], act: () => Promise<void>): Promise<void> {
        const before = types.map((type) => idsOf(stack, type));
        await act();
        assert.deepEqual(
            types.map((type) => idsOf(stack, type)),
            before,
        );
    }

    const https = () => recordsOf(stack, LISTENER).find(({ inputs }) => inputs["protocol"] === "HTTPS");

    it("of the certificate's names puts another one in the place of the old, and touches no record that stays", async () => {
        const [before] = idsOf(stack, CERTIFICATE);
        const records = idsOf(stack, RECORD);
        const { domainNames } = config["plinth:certificate"] as { domainNames: string[] };
        await unmoved([LISTENER, LOAD_BALANCER, BUCKET], () =>
            change("plinth:certificate", { domainNames: [...domainNames, "docs-staging.restartix.pro"] }),
        );
        const [after, ...others] = idsOf(stack, CERTIFICATE);
        assert.notEqual(after, before);
        assert.deepEqual(others, []);
        assert.equal(https()?.inputs["certificateArn"], after);
        const recordsAfter = idsOf(stack, RECORD);
        assert.equal(recordsAfter.length, records.length + 1);
        assert.deepEqual(
            records.filter((id) => !recordsAfter.includes(id)),
            [],
        );
    });

    it("of the load balancer's settings changes what is there", async () => {
        await unmoved([LISTENER, LOAD_BALANCER, BUCKET, CERTIFICATE], () =>
            change("plinth:loadBalancer", {
                tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
                idleTimeoutSeconds: 120,
                accessLogRetentionDays: 7,
            }),
        );
        assert.equal(https()?.inputs["sslPolicy"], "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09");
        assert.equal(recordsOf(stack, LOAD_BALANCER)[0]?.inputs["idleTimeout"], 120);
    });

    it("of the cluster's settings changes what is there", async () => {
        await unmoved([CLUSTER, NAMESPACE], () =>
            change("plinth:cluster", { fargateSpot: false, containerInsights: "enhanced" }),
        );
        assert.deepEqual(recordsOf(stack, CLUSTER)[0]?.inputs["settings"], [
            { name: "containerInsights", value: "enhanced" },
        ]);
    });

    it("of the namespace's name replaces the namespace, and nothing of the cluster", async () => {
        const [before] = idsOf(stack, NAMESPACE);
        await unmoved([CLUSTER], () => change("plinth:cluster", { namespace: "services.internal" }));
        const [after, ...others] = idsOf(stack, NAMESPACE);
        assert.notEqual(after, before);
        assert.deepEqual(others, []);
    });

    it("settles: coming up once more changes nothing", async () => {
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
    });
});

describe("the foundation of production", () => {
    let stack: TestStack;

    before(async () => {
        stack = await foundation("production");
        await stack.up();
    });
    after(() => stack.discard());

    it("keeps its load balancer and its access logs until both are let go", async () => {
        await assert.rejects(stack.destroy(), /OperationNotPermitted/);
        assert.equal(idsOf(stack, LOAD_BALANCER).length, 1);
        const committed = committedConfig("production");
        stack.configure(changed(committed, "plinth:loadBalancer", { deletionProtection: false }));
        await stack.up();
        await assert.rejects(stack.destroy(), /BucketNotEmpty/);
        assert.equal(idsOf(stack, BUCKET).length, 1);
        stack.configure(changed(committed, "plinth:loadBalancer", DISPOSABLE));
        await stack.up();
        await stack.destroy();
        assert.deepEqual(existing(stack), []);
    });
});
