/** Differences that say nothing: the cloud's own doing, or two ways to write the same. */
import { isDeepStrictEqual } from "node:util";
import { parsedJson } from "./json";
import { isPlainObject, type PropertyChange } from "./properties";
import { holdsSecret } from "./secrecy";

/** One kind of difference that isn't told. */
export interface NoiseRule {
    readonly name: string;
    /** Packages it holds for. @default - all */
    readonly packages?: readonly string[];
    /** Why it is no drift, with its source. */
    readonly reason: string;
    readonly covers: (change: PropertyChange) => boolean;
}

/** What providers find different and nobody changed. Sets in another order, and outputs, are seen to by the provider. */
export const NOISE: readonly NoiseRule[] = [
    {
        name: "notes of the provider",
        reason: "`__defaults` and `__meta` are what a bridged provider notes down for itself; they are in no cloud",
        covers: ({ segments }) => segments.some((segment) => segment === "__defaults" || segment === "__meta"),
    },
    {
        name: "the same value",
        reason: "a provider may name what differs in its own eyes only; behind equal secrets different ones may stand",
        covers: ({ was, is }) => was !== undefined && isDeepStrictEqual(was, is) && !holdsSecret(was),
    },
    {
        name: "numbers and yes as texts",
        packages: ["aws", "cloudflare"],
        reason:
            "the schema of a bridged provider turns one into the other: " +
            "https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion",
        covers: ({ was, is }) => isScalar(was) && isScalar(is) && String(was) === String(is),
    },
    {
        name: "the same document",
        reason: "clouds store JSON in a form of their own: other spaces, other order of keys",
        covers: ({ was, is }) => isSameDocument(was, is, (document) => document),
    },
    {
        name: "the same policy",
        packages: ["aws"],
        reason:
            "IAM takes one item for a list of one, and the order of lists means nothing to it: " +
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        covers: ({ was, is }) => isSameDocument(was, is, canonicalPolicy),
    },
    {
        name: "tags of AWS itself",
        packages: ["aws"],
        reason:
            "only AWS sets tags that begin with `aws:`, and nobody can change them: " +
            "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
        covers: (change) => coversEntries(change, ["tags"], OWN_TAG),
    },
    {
        name: "tags as a whole",
        packages: ["aws"],
        reason: "`tagsAll` is made of `tags` and the provider's default tags, where the difference is told already",
        covers: ({ segments }) => segments[0] === "tagsAll",
    },
    {
        name: "nothing and empty",
        packages: ["aws", "cloudflare"],
        reason:
            "the provider can't tell an unset list, map or text from an empty one: " +
            "https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-types",
        // Inside a map an empty text is a value, such as a tag's; and what can't be seen may be anything.
        covers: ({ segments, was, is }) => segments.length === 1 && was !== is && isNothing(was) && isNothing(is),
    },
    {
        name: "fields of the API server",
        packages: ["kubernetes"],
        reason:
            "the server counts and signs every write, and controllers report: " +
            "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/",
        covers: ({ segments: [first, second] }) =>
            first === "status" || (first === "metadata" && SERVER_FIELDS.has(String(second))),
    },
    {
        name: "annotations of controllers",
        packages: ["kubernetes"],
        reason:
            "kubectl and the controllers of the cluster note down there what they did: " +
            "https://kubernetes.io/docs/reference/labels-annotations-taints/",
        covers: (change) => coversEntries(change, ["metadata", "annotations"], CONTROLLERS_NOTE),
    },
];

const SERVER_FIELDS = new Set([
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
]);
const OWN_TAG = /^aws:/;
const CONTROLLERS_NOTE =
    /^(deployment\.kubernetes\.io\/revision|kubectl\.kubernetes\.io\/last-applied-configuration|(pv|volume)\.kubernetes\.io\/.*|(.*\.)?endpoints\.kubernetes\.io\/.*)$/;

/** Whether a difference is none that anybody made. */
export function isNoise(type: string, change: PropertyChange): boolean {
    const [pkg = ""] = type.split(":");
    return NOISE.some(({ packages, covers }) => (packages === undefined || packages.includes(pkg)) && covers(change));
}

function isScalar(value: unknown): value is string | number | boolean {
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** @param form what of a document counts; undefined for one that this says nothing of */
function isSameDocument(was: unknown, is: unknown, form: (document: object) => unknown): boolean {
    const [before, after] = [was, is].map((text) => {
        const document = typeof text === "string" ? parsedJson(text) : undefined;
        return document === undefined ? undefined : form(document);
    });
    return before !== undefined && isDeepStrictEqual(before, after);
}

/** Only of what is a policy: elsewhere the order of a list may matter. */
function canonicalPolicy(document: object): unknown {
    return "Statement" in document ? unordered(document) : undefined;
}

function unordered(value: unknown): unknown {
    if (Array.isArray(value)) {
        const items = value.map((item): [string, unknown] => {
            const form = unordered(item);
            return [JSON.stringify(form), form];
        });
        const sorted = items.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, form]) => form);
        return sorted.length === 1 ? sorted[0] : sorted;
    }
    if (isPlainObject(value)) {
        const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
        return Object.fromEntries(entries.map(([key, item]) => [key, unordered(item)]));
    }
    return value;
}

/** An entry of a map whose key tells that it isn't ours, or the map as a whole where nothing else of it differs. */
function coversEntries({ segments, was, is }: PropertyChange, map: readonly string[], own: RegExp): boolean {
    if (!map.every((key, index) => segments[index] === key)) {
        return false;
    }
    const key = segments[map.length];
    if (typeof key === "string") {
        return own.test(key);
    }
    const [before, after] = [was, is].map((value) => withoutOwn(value, own));
    const hasOwn = !isDeepStrictEqual(before, was) || !isDeepStrictEqual(after, is);
    return hasOwn && isDeepStrictEqual(before, after) && !holdsSecret(before);
}

/** Also of the lists of key and value that Auto Scaling has for tags. What is empty then is as good as none. */
function withoutOwn(value: unknown, own: RegExp): unknown {
    if (Array.isArray(value)) {
        const rest = value.filter((item) => withoutOwn(item, own) !== undefined);
        return rest.length === 0 ? undefined : rest;
    }
    if (!isPlainObject(value)) {
        return value;
    }
    if (typeof value["key"] === "string" && own.test(value["key"])) {
        return undefined;
    }
    const rest = Object.entries(value).filter(([key]) => !own.test(key));
    return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

function isNothing(value: unknown): boolean {
    if (value === undefined || value === null || value === "") {
        return true;
    }
    return Array.isArray(value) ? value.length === 0 : isPlainObject(value) && Object.keys(value).length === 0;
}
