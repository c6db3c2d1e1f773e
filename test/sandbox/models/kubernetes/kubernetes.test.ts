import assert from "node:assert/strict";
import { kubernetesBackend } from "../../../../sandbox/models/kubernetes";
import { kubernetesRefusals } from "../../../../sandbox/models/kubernetes/refusals";
import type { Properties } from "../../../../sandbox/values";
import { Unknown } from "../../../../sandbox/values";
import type { Worlds } from "../../../../sandbox/worlds/worlds";
import type { TestProvider } from "../../../support/provider";
import { testProvider } from "../../../support/provider";

/** A value that must be a text or a number. */
function text(value: unknown): string {
    assert.ok(typeof value === "string" || typeof value === "number", `neither text nor number: ${typeof value}`);
    return String(value);
}

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const SECRET = "kubernetes:core/v1:Secret";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
const CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate";

const SCOPE = "kubernetes/192.0.2.10:6443";

function kubeconfig(server: string, namespace?: string): string {
    return JSON.stringify({
        "current-context": "home",
        clusters: [{ name: "kubernetes", cluster: { server } }],
        contexts: [{ name: "home", context: { cluster: "kubernetes", user: "admin", namespace } }],
        users: [{ name: "admin", user: { token: "not-a-real-token" } }],
    });
}

const CONFIG = { kubeconfig: kubeconfig("https://192.0.2.10:6443") };

const provider = (config: Properties = CONFIG, worlds?: Worlds): TestProvider =>
    testProvider(kubernetesBackend, config, worlds);

function configMap(metadata: Properties, data: Properties = { key: "value" }): Properties {
    return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

function namespace(name: string): Properties {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function metadataOf(values: Properties): Properties {
    return values["metadata"] as Properties;
}

describe("a cluster", () => {
    it("is the server that the provider's kubeconfig leads to", async () => {
        const of = provider();
        await of.create(CONFIG_MAP, configMap({ name: "web" }));
        assert.deepEqual(of.worlds.scopes(), [SCOPE]);
    });

    it("is shared by providers that lead to the same server, and by no other", async () => {
        const first = provider();
        const state = await first.create(CONFIG_MAP, configMap({ name: "web" }));
        assert.ok(await provider(CONFIG, first.worlds).read(CONFIG_MAP, state));
        const other = provider({ kubeconfig: kubeconfig("https://192.0.2.11:6443") }, first.worlds);
        assert.equal(await other.read(CONFIG_MAP, state), undefined);
    });

    it("is known by the provider's clusterIdentifier where there is one", async () => {
        const of = provider({ ...CONFIG, clusterIdentifier: "homelab" });
        await of.create(CONFIG_MAP, configMap({ name: "web" }));
        assert.deepEqual(of.worlds.scopes(), ["kubernetes/homelab"]);
    });

    it("must be named by a kubeconfig that can be read, of which nothing is shown", () => {
        const faults = (text: string): string =>
            kubernetesBackend(provider().worlds)
                .checkConfig({ kubeconfig: text })
                .map(({ property, reason }) => `${property} ${reason}`)
                .join();
        assert.equal(faults(CONFIG.kubeconfig), "");
        assert.match(faults("{}"), /^kubeconfig names no cluster/);
        assert.match(faults("token: [not-a-real-token"), /^kubeconfig is not YAML or JSON/);
        assert.ok(!faults("token: [not-a-real-token").includes("not-a-real-token"));
    });

    it("may be unknown in a preview", () => {
        const of = provider({ kubeconfig: Unknown.value });
        assert.equal(metadataOf(of.check(CONFIG_MAP, configMap({ name: "web" })))["namespace"], "default");
    });
});

describe("an object", () => {
    it("has namespace and name as its id, and what the API server adds", async () => {
        const { id, outputs } = await provider().create(CONFIG_MAP, configMap({ name: "web" }));
        assert.equal(id, "default/web");
        const { uid, resourceVersion, creationTimestamp } = metadataOf(outputs.values);
        assert.match(text(uid), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.match(text(resourceVersion), /^\d+$/);
        assert.match(text(creationTimestamp), /^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    });

    it("has its name alone as id where it belongs to the cluster", async () => {
        const { id, inputs } = await provider().create(NAMESPACE, namespace("apps"));
        assert.equal(id, "apps");
        assert.equal(metadataOf(inputs.values)["namespace"], undefined);
    });

    it("goes to the provider's namespace, or that of the context", () => {
        const inContext = provider({ kubeconfig: kubeconfig("https://192.0.2.10:6443", "team") });
        assert.equal(metadataOf(inContext.check(CONFIG_MAP, configMap({})))["namespace"], "team");
        const named = provider({ ...CONFIG, namespace: "apps" });
        assert.equal(metadataOf(named.check(CONFIG_MAP, configMap({})))["namespace"], "apps");
    });

    it("is named after the program's resource where it has no name, and says so", () => {
        const { name, annotations } = metadataOf(provider().check(CONFIG_MAP, configMap({}), "web"));
        assert.match(text(name), /^web-[0-9a-f]{8}$/);
        assert.deepEqual(annotations, { "pulumi.com/autonamed": "true" });
    });

    it("keeps the name it got, and gets another when it is replaced", async () => {
        const of = provider();
        const state = await of.create(CONFIG_MAP, configMap({}));
        const { name } = metadataOf(state.inputs.values);
        const kept = of.check(CONFIG_MAP, configMap({}), "it", state.inputs.values);
        assert.equal(metadataOf(kept)["name"], name);
        assert.notEqual(metadataOf(of.check(CONFIG_MAP, configMap({})))["name"], name);
        assert.equal(of.change(CONFIG_MAP, state, configMap({}, { key: "other" })).deleteBeforeReplace, false);
    });

    it("leaves a name that the preview does not know, and one that the cluster gives, as they are", () => {
        const unknown = metadataOf(provider().check(CONFIG_MAP, configMap({ name: Unknown.value })));
        assert.equal(unknown["name"], Unknown.value);
        const generated = metadataOf(provider().check(CONFIG_MAP, configMap({ generateName: "web-" })));
        assert.equal(generated["name"], undefined);
    });

    it("is replaced, old one first, where what changed cannot be changed in place", async () => {
        const of = provider();
        const state = await of.create(CONFIG_MAP, configMap({ name: "web" }));
        assert.deepEqual(of.change(CONFIG_MAP, state, configMap({ name: "web" }, { key: "other" })), {
            changed: ["data.key"],
            replaces: ["data.key"],
            deleteBeforeReplace: true,
        });
        const renamed = of.change(CONFIG_MAP, state, configMap({ name: "site" }));
        assert.deepEqual(renamed.replaces, ["metadata.name"]);
        assert.equal(renamed.deleteBeforeReplace, false);
    });

    it("is changed in place where the provider is told so, unless it is immutable", async () => {
        const of = provider({ ...CONFIG, enableConfigMapMutable: "true" });
        const state = await of.create(CONFIG_MAP, configMap({ name: "web" }));
        assert.deepEqual(of.change(CONFIG_MAP, state, configMap({ name: "web" }, { key: "other" })).replaces, []);
        const fixed = await of.create(CONFIG_MAP, { ...configMap({ name: "fixed" }), immutable: true });
        const changed = { ...configMap({ name: "fixed" }, { key: "other" }), immutable: true };
        assert.deepEqual(of.change(CONFIG_MAP, fixed, changed).replaces, ["data.key"]);
    });

    it("is replaced for a part of its spec and changed in place for another", async () => {
        const deployment = (replicas: number, app: string): Properties => ({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web" },
            spec: { replicas, selector: { matchLabels: { app } }, template: { metadata: { labels: { app } } } },
        });
        const of = provider();
        const state = await of.create(DEPLOYMENT, deployment(1, "web"));
        assert.deepEqual(of.change(DEPLOYMENT, state, deployment(2, "web")).replaces, []);
        assert.deepEqual(of.change(DEPLOYMENT, state, deployment(2, "site")).replaces, [
            "spec.selector.matchLabels.app",
        ]);
    });

    it("counts its versions and keeps its uid through a change", async () => {
        const of = provider();
        const state = await of.create(CONFIG_MAP, configMap({ name: "web" }));
        const changed = await of.update(CONFIG_MAP, state, configMap({ name: "web", labels: { app: "web" } }));
        const [before, after] = [metadataOf(state.outputs.values), metadataOf(changed.outputs.values)];
        assert.equal(after["uid"], before["uid"]);
        assert.equal(Number(after["resourceVersion"]), Number(before["resourceVersion"]) + 1);
    });

    it("has the same uid in every run, and another when it is made anew", async () => {
        const uid = async (of: TestProvider): Promise<unknown> => {
            const state = await of.create(CONFIG_MAP, configMap({ name: "web" }));
            await of.delete(CONFIG_MAP, state);
            return metadataOf(state.outputs.values)["uid"];
        };
        const of = provider();
        const first = await uid(of);
        assert.equal(await uid(provider()), first);
        assert.notEqual(await uid(of), first);
    });
});

describe("an API server refuses", () => {
    it(`when ${kubernetesRefusals.exists.when}`, async () => {
        const of = provider();
        await of.create(CONFIG_MAP, configMap({ name: "web" }), "first");
        const again = (): Promise<unknown> => of.create(CONFIG_MAP, configMap({ name: "web" }), "second");
        assert.match(await of.refuses(again, kubernetesRefusals.exists), /configmaps "web" already exists\n.*alias/);
    });

    it("nothing where the provider is told to take over what exists", async () => {
        const of = provider();
        const first = await of.create(CONFIG_MAP, configMap({ name: "web" }), "first");
        const taking = provider({ ...CONFIG, upsertExistingObjects: "true" }, of.worlds);
        const second = await taking.create(CONFIG_MAP, configMap({ name: "web" }, { key: "other" }), "second");
        assert.equal(metadataOf(second.outputs.values)["uid"], metadataOf(first.outputs.values)["uid"]);
    });

    it("a namespace that every cluster has", async () => {
        const of = provider();
        await of.refuses(() => of.create(NAMESPACE, namespace("default")), kubernetesRefusals.exists);
    });

    it(`when ${kubernetesRefusals.noNamespace.when}`, async () => {
        const of = provider();
        const lost = (): Promise<unknown> => of.create(CONFIG_MAP, configMap({ name: "web", namespace: "apps" }));
        assert.match(await of.refuses(lost, kubernetesRefusals.noNamespace), /namespaces "apps" not found/);
        await of.create(NAMESPACE, namespace("apps"));
        await lost();
    });

    it(`when ${kubernetesRefusals.name.when}`, async () => {
        const of = provider();
        const message = await of.refuses(
            () => of.create(CONFIG_MAP, configMap({ name: "Web_1" })),
            kubernetesRefusals.name,
        );
        assert.match(message, /ConfigMap "Web_1" is invalid: metadata\.name/);
    });

    it(`when ${kubernetesRefusals.terminating.when}`, async () => {
        const of = provider();
        const state = await of.create(CONFIG_MAP, configMap({ name: "web" }));
        await of.delete(CONFIG_MAP, state);
        const late = (): Promise<unknown> => of.update(CONFIG_MAP, state, configMap({ name: "web", labels: {} }));
        await of.refuses(late, kubernetesRefusals.terminating);
    });

    it(`when ${kubernetesRefusals.protectedNamespace.when}`, async () => {
        const of = provider();
        const bag = { values: namespace("default"), secrets: [] };
        const own = { id: "default", inputs: bag, outputs: bag };
        await of.refuses(() => of.delete(NAMESPACE, own), kubernetesRefusals.protectedNamespace);
    });

    it(`when ${kubernetesRefusals.noSuchKind.when}`, async () => {
        const certificate = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: "web" } };
        const of = provider();
        const make = (): Promise<unknown> => of.create(CERTIFICATE, certificate);
        const message = await of.refuses(make, kubernetesRefusals.noSuchKind);
        assert.match(message, /no matches for kind "Certificate" in version "cert-manager\.io\/v1"/);
        await of.create(DEFINITION, {
            apiVersion: "apiextensions.k8s.io/v1",
            kind: "CustomResourceDefinition",
            metadata: { name: "certificates.cert-manager.io" },
            spec: {
                group: "cert-manager.io",
                names: { kind: "Certificate", plural: "certificates" },
                scope: "Namespaced",
            },
        });
        await make();
    });

    it(`when ${kubernetesRefusals.list.when}`, async () => {
        const of = provider();
        const list = { apiVersion: "v1", kind: "ConfigMapList", items: [] };
        await of.refuses(() => of.check("kubernetes:core/v1:ConfigMapList", list), kubernetesRefusals.list);
    });
});

describe("the deletion of a namespace", () => {
    it("takes all that is in it along, and nothing else", async () => {
        const of = provider();
        const apps = await of.create(NAMESPACE, namespace("apps"));
        const inside = await of.create(CONFIG_MAP, configMap({ name: "web", namespace: "apps" }), "inside");
        const outside = await of.create(CONFIG_MAP, configMap({ name: "web" }), "outside");
        await of.delete(NAMESPACE, apps);
        assert.equal(await of.read(CONFIG_MAP, inside), undefined);
        assert.ok(await of.read(CONFIG_MAP, outside));
    });
});

describe("what a cluster fills in", () => {
    it("gives a service an address, and one to the outside where it balances loads", async () => {
        const service = (spec: Properties): Properties => ({
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "web" },
            spec,
        });
        const inside = await provider().create(SERVICE, service({ ports: [{ port: 80 }] }));
        const spec = inside.outputs.values["spec"] as Properties;
        assert.equal(spec["type"], "ClusterIP");
        assert.match(text(spec["clusterIP"]), /^10\.96\./);
        const outside = await provider().create(SERVICE, service({ type: "LoadBalancer", ports: [{ port: 80 }] }));
        assert.match(JSON.stringify(outside.outputs.values["status"]), /"ip":"192\.0\.2\.\d+"/);
    });

    it("keeps a secret's texts as bytes", async () => {
        const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "web" }, stringData: { user: "app" } };
        const { outputs } = await provider().create(SECRET, inputs);
        assert.deepEqual(outputs.values["data"], { user: "YXBw" });
        assert.equal(outputs.values["type"], "Opaque");
    });
});

describe("a Helm release", () => {
    it("is named like an object, is deployed, and makes its namespace where it is told to", async () => {
        const of = provider();
        const chart = { chart: "cert-manager", compat: "true", namespace: "certs", version: "1.18.0" };
        await of.refuses(() => of.create(RELEASE, chart), kubernetesRefusals.noNamespace);
        const { id, outputs } = await of.create(RELEASE, { ...chart, createNamespace: true }, "certs");
        assert.match(id, /^certs\/certs-[0-9a-f]{8}$/);
        assert.equal((outputs.values["status"] as Properties)["status"], "deployed");
        await of.create(CONFIG_MAP, configMap({ name: "web", namespace: "certs" }));
    });

    it("may have brought any custom resource", async () => {
        const of = provider();
        await of.create(RELEASE, { chart: "cert-manager", compat: "true" });
        const certificate = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: "web" } };
        assert.equal((await of.create(CERTIFICATE, certificate)).id, "default/web");
    });
});

describe("kubernetes:yaml:decode", () => {
    const decode = async (args: Properties): Promise<unknown> =>
        (await provider().invoke("kubernetes:yaml:decode", args))["result"];

    it("gives the objects of a text, those of lists among them", async () => {
        const text = "kind: A\n---\n---\nkind: BList\nitems:\n- kind: B\n- kind: C\n";
        assert.deepEqual(await decode({ text }), [{ kind: "A" }, { kind: "B" }, { kind: "C" }]);
    });

    it("puts objects that name no namespace into the given one", async () => {
        const text = "kind: A\n---\nkind: B\nmetadata:\n  namespace: own\n";
        assert.deepEqual(await decode({ text, defaultNamespace: "apps" }), [
            { kind: "A", metadata: { namespace: "apps" } },
            { kind: "B", metadata: { namespace: "own" } },
        ]);
    });

    it("says where a text is no YAML", async () => {
        await assert.rejects(decode({ text: "a: [1" }), /kubernetes:yaml:decode: .*line 1/s);
    });

    it("is the only call that needs no programs beside the provider", async () => {
        await assert.rejects(provider().invoke("kubernetes:helm:template", {}), /runs no Helm/);
    });
});
