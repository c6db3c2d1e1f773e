import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Repository } from "@pulumi/awsx/ecr/repository";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { getZoneOutput } from "@pulumi/cloudflare/getZone";
import { ConfigMap, Namespace } from "@pulumi/kubernetes/core/v1";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { awsxComponents } from "../../sandbox/models/awsx";
import type { TestStack } from "../support/engine";
import { testStack } from "../support/engine";

const KUBECONFIG = JSON.stringify({
    "current-context": "home",
    clusters: [{ name: "home", cluster: { server: "https://192.0.2.10:6443" } }],
    contexts: [{ name: "home", context: { cluster: "home" } }],
});

/** The stack, three explicit providers, and what {@link program} makes with them; default providers do not count. */
const RESOURCES = 11;

/** A password, a namespace with a ConfigMap, a DNS record and an image repository, each from another provider. */
function program(settings: { readonly keeper?: string; readonly greeting?: string } = {}): PulumiFn {
    return () => {
        const keepers = { version: settings.keeper ?? "1" };
        const password = new RandomPassword("database", { length: 24, keepers });
        cluster(settings.greeting ?? "hello");
        edge();
        const { url } = images();
        return Promise.resolve({ password: password.result, url });
    };
}

function cluster(greeting: string): void {
    const provider = new KubernetesProvider("homelab", { kubeconfig: KUBECONFIG });
    const apps = new Namespace("apps", { metadata: { name: "apps" } }, { provider });
    new ConfigMap("web", { metadata: { namespace: apps.metadata.name }, data: { greeting } }, { provider });
}

function edge(): void {
    const provider = new CloudflareProvider("edge", { apiToken: pulumi.secret("t".repeat(40)) });
    const zone = getZoneOutput({ filter: { name: "example.com" } }, { provider });
    new DnsRecord(
        "www",
        { zoneId: zone.zoneId, name: "www.example.com", type: "A", content: "198.51.100.7", ttl: 1, proxied: true },
        { provider },
    );
}

function images(): Repository {
    const provider = new AwsProvider("frankfurt", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
    return new Repository("Core-Api", { forceDelete: true }, { providers: { aws: provider } });
}

function filesWith(directory: string, text: string): readonly string[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(text));
}

describe("a program with resources of Kubernetes, Cloudflare, random and awsx", () => {
    let stack: TestStack;
    let password: unknown;

    before(async () => {
        stack = await testStack({ program: program() });
    });

    after(() => stack.discard());

    it("previews without making anything", async () => {
        const { counts } = await stack.preview();
        assert.equal(counts["create"], RESOURCES);
        const made = stack.sandbox.worlds.scopes().flatMap((scope) => stack.sandbox.worlds.world(scope).all());
        assert.deepEqual(made, []);
    });

    it("comes up", async () => {
        const { counts } = await stack.up();
        const outputs = await stack.outputs();
        assert.equal(counts["create"], RESOURCES);
        password = outputs["password"]?.value;
        assert.match(String(password), /^.{24}$/);
        assert.equal(outputs["password"]?.secret, true);
        assert.match(String(outputs["url"]?.value), /^111122223333\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/core-api-/);
    });

    it("shows the password in no file", () => {
        assert.notDeepEqual(
            filesWith(stack.directory, "urn:pulumi:test::test::random"),
            [],
            "the search finds nothing",
        );
        assert.deepEqual(filesWith(stack.directory, String(password)), []);
    });

    it("keeps each resource in the world it belongs to", () => {
        const { worlds } = stack.sandbox;
        const types = (scope: string): readonly string[] =>
            worlds
                .world(scope)
                .all()
                .map(({ type }) => type);
        const zone = worlds.scopes().find((scope) => /^cloudflare\/[0-9a-f]{32}$/.test(scope)) ?? "";
        assert.deepEqual(types(zone), ["cloudflare:index/dnsRecord:DnsRecord"]);
        assert.deepEqual(types("kubernetes/192.0.2.10:6443"), [
            "kubernetes:core/v1:ConfigMap",
            "kubernetes:core/v1:Namespace",
        ]);
        const images = types("aws/111122223333").filter((type) => type.startsWith("aws:ecr/"));
        assert.deepEqual(images, ["aws:ecr/lifecyclePolicy:LifecyclePolicy", "aws:ecr/repository:Repository"]);
        assert.deepEqual(types("random/values"), []);
    });

    it("gives the children of the repository the names and parents of awsx", async () => {
        const { resources } = (await stack.state()).deployment as { resources: { urn: string; parent?: string }[] };
        const component = "urn:pulumi:test::test::awsx:ecr:Repository::Core-Api";
        const children = resources.filter(({ parent }) => parent === component).map(({ urn }) => urn);
        assert.deepEqual(children.sort(), [
            "urn:pulumi:test::test::awsx:ecr:Repository$aws:ecr/lifecyclePolicy:LifecyclePolicy::core-api",
            "urn:pulumi:test::test::awsx:ecr:Repository$aws:ecr/repository:Repository::core-api",
        ]);
    });

    it("is unchanged when it comes up again, and found as it was left", async () => {
        assert.deepEqual((await stack.up()).counts, { same: RESOURCES });
        assert.deepEqual((await stack.refresh()).counts, { same: RESOURCES });
        assert.deepEqual((await stack.up()).counts, { same: RESOURCES });
    });

    it("keeps the password out of all files after a refresh as well", () => {
        assert.deepEqual(filesWith(stack.directory, String(password)), []);
    });

    it("replaces the password with its keepers, and the ConfigMap with its data", async () => {
        const { counts } = await stack.up(program({ keeper: "2", greeting: "goodbye" }));
        const outputs = await stack.outputs();
        assert.deepEqual(counts, { same: RESOURCES - 2, replace: 2 });
        assert.notEqual(outputs["password"]?.value, password);
    });

    it("goes away whole", async () => {
        assert.deepEqual((await stack.destroy()).counts, { delete: RESOURCES });
        const left = stack.sandbox.worlds.scopes().flatMap((scope) => stack.sandbox.worlds.world(scope).all());
        assert.deepEqual(left, []);
    });
});

describe("a remote component that the sandbox does not build", () => {
    it("is refused with the names of those it builds", async () => {
        class Cluster extends pulumi.ComponentResource {
            constructor() {
                super("awsx:ecs:FargateService", "web", {}, {}, true);
            }
        }
        const stack = await testStack({
            program: () => {
                new Cluster();
                return Promise.resolve({});
            },
        });
        try {
            const known = Object.keys(awsxComponents).join(", ");
            await assert.rejects(stack.up(), new RegExp(`cannot build the component .*; it builds ${known}`));
        } finally {
            await stack.discard();
        }
    });
});

describe("a remote component whose child is refused", () => {
    it("fails with the refusal, and leaves what was made in state and world alike", async () => {
        const stack = await testStack({
            program: () => {
                const aws = new AwsProvider("frankfurt", { region: "eu-central-1" });
                const first = new Repository("first", { name: "core-api" }, { providers: { aws } });
                new Repository("second", { name: "core-api" }, { dependsOn: [first], providers: { aws } });
                return Promise.resolve({});
            },
        });
        try {
            await assert.rejects(stack.up(), /RepositoryAlreadyExistsException: The repository with name 'core-api'/);
            const left = stack.sandbox.worlds.world("aws/111122223333").list("aws:ecr/repository:Repository");
            assert.deepEqual(
                left.map(({ id }) => id),
                ["core-api"],
            );
            await stack.destroy();
            assert.deepEqual(stack.sandbox.worlds.world("aws/111122223333").list("aws:ecr/repository:Repository"), []);
        } finally {
            await stack.discard();
        }
    });
});
