/** What an API server refuses, with the reason that it gives as code. */
import type { Refusal } from "../kernel/refusal";
import { PROVIDER_CHECK } from "../kernel/refusal";

const CONVENTIONS =
    "https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md" +
    "#http-status-codes";

function row(code: string, status: number, when: string, source: string = CONVENTIONS): Refusal {
    return { code, status, when, source };
}

export const kubernetesRefusals = {
    exists: row("AlreadyExists", 409, "an object of that kind and name exists in the namespace"),
    noNamespace: row("NotFound", 404, "there is no such namespace"),
    terminating: row("NotFound", 404, "the object to change is gone"),
    name: row(
        "Invalid",
        422,
        "the name is not of lower-case letters, digits, - and ., or longer than 253",
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    ),
    protectedNamespace: row(
        "Forbidden",
        403,
        "one of the cluster's own namespaces is to be deleted",
        "https://github.com/kubernetes/kubernetes/blob/master/plugin/pkg/admission/namespace/lifecycle/admission.go",
    ),
    noSuchKind: row(
        "NoKindMatch",
        404,
        "no custom resource definition declares the kind, and no chart is there that may have brought it",
        "https://github.com/kubernetes/apimachinery/blob/master/pkg/api/meta/errors.go",
    ),
    list: {
        code: PROVIDER_CHECK,
        when: "a list of objects is given as one resource",
        source: "https://github.com/pulumi/pulumi-kubernetes/blob/v4.32.0/provider/pkg/provider/provider.go",
    },
} as const satisfies Record<string, Refusal>;
