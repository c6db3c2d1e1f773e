/** Examples of a cluster's objects: one model stands for all kinds, so that these stand for all kinds too. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1";
import { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import { Ingress } from "@pulumi/kubernetes/networking/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import type { Variant } from "./variant";
import { either } from "./variant";

/** The kinds that are made here. */
export const KINDS = [
    "kubernetes:core/v1:Namespace",
    "kubernetes:core/v1:ConfigMap",
    "kubernetes:core/v1:Secret",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:apps/v1:Deployment",
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
    "kubernetes:example.com/v1:Widget",
    "kubernetes:helm.sh/v3:Release",
] as const;

const KUBECONFIG = JSON.stringify({
    "current-context": "example",
    clusters: [{ name: "example", cluster: { server: "https://192.0.2.10:6443" } }],
    contexts: [{ name: "example", context: { cluster: "example" } }],
});

interface Making {
    readonly options: { readonly provider: Provider };
    readonly variant: Variant;
    readonly metadata: { readonly labels: Record<string, string> };
}

export function makeObjects(variant: Variant): void {
    const options = { provider: new Provider("kubernetes", { kubeconfig: KUBECONFIG }) };
    const making = { options, variant, metadata: { labels: { generation: variant.generation } } };
    makeSettings(making);
    makeWorkloads(making);
    makeWidget(making);
    new Release("release", { chart: "nginx", version: "1.0.0", values: { replicas: either(variant, 1, 2) } }, options);
}

function makeSettings({ options, metadata }: Making): void {
    new Namespace("namespace", { metadata }, options);
    new ConfigMap("config-map", { metadata, data: { greeting: "hello" } }, options);
    new Secret("secret", { metadata, stringData: { password: "correct-horse" } }, options);
    new ServiceAccount("service-account", { metadata }, options);
}

function makeWorkloads({ options, metadata, variant }: Making): void {
    const labels = { app: "example" };
    const template = {
        metadata: { labels },
        spec: { containers: [{ name: "app", image: "public.ecr.aws/nginx/nginx:1.27" }] },
    };
    const spec = { selector: { matchLabels: labels }, replicas: either(variant, 1, 2), template };
    new Deployment("deployment", { metadata, spec }, options);
    new StatefulSet("stateful-set", { metadata, spec: { ...spec, serviceName: "example" } }, options);
    new Service("service", { metadata, spec: { selector: labels, ports: [{ port: 80 }] } }, options);
    const path = { path: "/", pathType: "Prefix", backend: { service: { name: "example", port: { number: 80 } } } };
    new Ingress("ingress", { metadata, spec: { rules: [{ http: { paths: [path] } }] } }, options);
}

function makeWidget({ options, metadata }: Making): void {
    const names = { kind: "Widget", plural: "widgets", singular: "widget" };
    const definition = new CustomResourceDefinition(
        "custom-resource-definition",
        {
            metadata: { ...metadata, name: "widgets.example.com" },
            spec: {
                group: "example.com",
                names,
                scope: "Namespaced",
                versions: [
                    { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
                ],
            },
        },
        options,
    );
    new CustomResource(
        "widget",
        { apiVersion: "example.com/v1", kind: "Widget", metadata },
        { ...options, dependsOn: [definition] },
    );
}
