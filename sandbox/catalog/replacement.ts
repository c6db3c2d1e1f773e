/**
 * Which inputs replace a resource when they change.
 *
 * AWS: published CloudFormation data (`generate.ts`), amended where the provider's own code is known to differ.
 * Cloudflare, Kubernetes and random: small tables read off the providers' code.
 *
 * `region` replaces every AWS resource that has it; the data leaves that to the caller.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PropertyPath } from "../values";
import { AWS_AMENDMENTS } from "./amendments";
import type { Amendment } from "./amendments";
import { CLOUDFLARE_REPLACING, cloudflareSource } from "./cloudflare-replacing";
import { declarationOf, packageOf } from "./declarations";
import { kubernetesReplacing } from "./kubernetes-replacing";
import type { ReplacementData } from "./replacement-data";

export type { ReplacementData };

interface GeneratedType {
    readonly cloudFormation: string;
    readonly replaces?: readonly string[];
    readonly maybe?: readonly string[];
}

interface GeneratedFile {
    readonly source: { readonly specification: string };
    readonly types: Readonly<Record<string, GeneratedType>>;
}

/** The committed file that `generate.ts` writes. */
export const REPLACEMENT_FILE = join(__dirname, "replacement.json");

let loaded: GeneratedFile | undefined;

/** What replaces a resource of this type; `undefined` where nothing is known. */
export function replacementOf(token: string): ReplacementData | undefined {
    switch (packageOf(token)) {
        case "aws":
            return amended(awsReplacement(token), AWS_AMENDMENTS[token]);
        case "cloudflare":
            return cloudflareReplacement(token);
        case "kubernetes":
            return kubernetesReplacing(token);
        case "random":
            return randomReplacement(token);
        default:
            return undefined;
    }
}

/**
 * Whether a change at this path replaces the resource: the path itself is listed, or it lies inside one that is.
 *
 * @param replaces properties and paths such as `spec.containers[*].image`
 * @param path where the value changed: `["spec", "containers", 0, "image"]`
 */
export function replacesAt(replaces: ReadonlySet<string>, path: PropertyPath): boolean {
    let prefix = "";
    return path.some((segment) => {
        const joint = prefix === "" ? "" : ".";
        prefix += typeof segment === "number" ? "[*]" : `${joint}${segment}`;
        return replaces.has(prefix);
    });
}

function awsReplacement(token: string): ReplacementData | undefined {
    loaded ??= JSON.parse(readFileSync(REPLACEMENT_FILE, "utf8")) as GeneratedFile;
    const type = loaded.types[token];
    return (
        type && {
            replaces: new Set(type.replaces),
            maybe: new Set(type.maybe),
            source: `${loaded.source.specification}, ${type.cloudFormation}`,
        }
    );
}

function amended(data: ReplacementData | undefined, amendment: Amendment | undefined): ReplacementData | undefined {
    if (!amendment) {
        return data;
    }
    const settled = new Set([...(amendment.replaces ?? []), ...(amendment.maybe ?? []), ...(amendment.inPlace ?? [])]);
    const unsettled = (names: ReadonlySet<string> | undefined): readonly string[] =>
        [...(names ?? [])].filter((name) => !settled.has(name));
    return {
        replaces: new Set([...unsettled(data?.replaces), ...(amendment.replaces ?? [])]),
        maybe: new Set([...unsettled(data?.maybe), ...(amendment.maybe ?? [])]),
        source: data ? `${data.source}; amended from ${amendment.source}` : amendment.source,
    };
}

function cloudflareReplacement(token: string): ReplacementData | undefined {
    const name = token.split(":").at(-1) ?? "";
    const replaces = CLOUDFLARE_REPLACING[name];
    return replaces && { replaces: new Set(replaces), maybe: new Set(), source: cloudflareSource(name) };
}

/** Every input of a random resource replaces it, `keepers` above all: the value must come from its inputs alone. */
function randomReplacement(token: string): ReplacementData | undefined {
    const declaration = declarationOf(token);
    return (
        declaration && {
            replaces: declaration.inputs,
            maybe: new Set(),
            source: "https://github.com/hashicorp/terraform-provider-random/tree/v3.9.0/internal/provider",
        }
    );
}
