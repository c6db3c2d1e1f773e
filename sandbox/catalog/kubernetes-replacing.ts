/**
 * What replaces a Kubernetes object: paths that the provider, or the API server, does not change in place.
 *
 * https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/diff.go
 */
import type { ReplacementData } from "./replacement-data";

const SOURCE = "https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/diff.go";
const RELEASE_SOURCE = "https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/helm_release.go";

const IDENTITY = ["metadata.name", "metadata.namespace"];

const job = ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"];
const statefulSet = [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
];

const volumeSources = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "csi",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "glusterfs",
    "hostPath",
    "iscsi",
    "local",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
];

const podFields = [
    "affinity",
    "automountServiceAccountToken",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostname",
    "imagePullSecrets",
    "nodeName",
    "nodeSelector",
    "overhead",
    "preemptionPolicy",
    "priority",
    "priorityClassName",
    "readinessGates",
    "restartPolicy",
    "runtimeClassName",
    "schedulerName",
    "securityContext",
    "serviceAccount",
    "serviceAccountName",
    "shareProcessNamespace",
    "subdomain",
    "terminationGracePeriodSeconds",
    "volumes",
];

const containerFields = [
    "args",
    "command",
    "env",
    "image",
    "imagePullPolicy",
    "lifecycle",
    "livenessProbe",
    "ports",
    "readinessProbe",
    "resources",
    "securityContext",
    "stdin",
    "stdinOnce",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "tty",
    "volumeDevices",
    "volumeMounts",
    "workingDir",
];

const pod = [
    ...podFields.map((field) => `spec.${field}`),
    ...["containers", "initContainers"].flatMap((list) => containerFields.map((field) => `spec.${list}[*].${field}`)),
];

/** By API version and kind, besides the identity of the object. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
    "apps/v1:DaemonSet": ["spec.selector"],
    "apps/v1:Deployment": ["spec.selector"],
    "apps/v1:StatefulSet": statefulSet,
    "apps/v1beta1:StatefulSet": statefulSet,
    "apps/v1beta2:DaemonSet": ["spec.selector"],
    "apps/v1beta2:Deployment": ["spec.selector"],
    "apps/v1beta2:StatefulSet": statefulSet,
    "batch/v1:Job": job,
    "batch/v1beta1:Job": job,
    "batch/v2alpha1:Job": job,
    // Unless the provider is told `enableConfigMapMutable`, and the object is not `immutable`.
    "core/v1:ConfigMap": ["binaryData", "data"],
    "core/v1:PersistentVolume": volumeSources.map((source) => `spec.${source}`),
    "core/v1:PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
    "core/v1:Pod": pod,
    "core/v1:ResourceQuota": ["spec.scopes"],
    // `type` always; the rest unless the provider is told `enableSecretMutable`, and the object is not `immutable`.
    "core/v1:Secret": ["data", "stringData", "type"],
    "core/v1:Service": ["spec.clusterIP"],
    "policy/v1beta1:PodDisruptionBudget": ["spec"],
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1alpha1:ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1alpha1:RoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1beta1:ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1beta1:RoleBinding": ["roleRef"],
    "storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
};

/** @returns `undefined` for what is no object of a cluster, such as a chart */
export function kubernetesReplacing(token: string): ReplacementData | undefined {
    const type = token.slice("kubernetes:".length);
    if (type === "helm.sh/v3:Release") {
        return { replaces: new Set(["name", "namespace"]), maybe: new Set(), source: RELEASE_SOURCE };
    }
    if (!/^[^:]+\/v\d\w*:\w+$/.test(type) || /^(helm\.sh|yaml|kustomize)\//.test(type)) {
        return undefined;
    }
    // A `…Patch` is listed nowhere: it changes all else in place, as the provider does.
    return { replaces: new Set([...IDENTITY, ...(REPLACING[type] ?? [])]), maybe: new Set(), source: SOURCE };
}
