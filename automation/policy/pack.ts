import path from "node:path";
import type { Variables } from "../run/environment";

/** What a preview or an update needs to run under the policy pack. */
export interface PolicyOptions {
    /** For `stack.preview` and `stack.up`. */
    readonly policyPacks: string[];
    /** The engine's environment, with the program in reach that starts packs. */
    readonly env: Variables;
}

/**
 * The pack of this repository.
 *
 * @param root the repository's folder
 * @param env the engine's environment so far
 */
export function policyOptions(root: string, env: Variables): PolicyOptions {
    // Last, so that the official program of an installed Pulumi comes before ours.
    const folders = [env["PATH"] ?? "", path.join(root, "engine", "analyzer")].filter((folder) => folder !== "");
    return { policyPacks: [path.join(root, "policy")], env: { ...env, PATH: folders.join(path.delimiter) } };
}

/** What the rules have to know of a stack besides its resources. */
export interface PolicyFacts {
    /** `plinth:prefix` */
    readonly prefix: string;
    /** `plinth:environment` */
    readonly environment: string;
}

/**
 * The pack's configuration for one stack, as JSON for a file of `policyPackConfigs`. Only needed where a prefix is not
 * the pack's default, or a stack isn't named for its environment.
 */
export function policyConfig({ prefix, environment }: PolicyFacts): string {
    return `${JSON.stringify({ "fixed-names": { prefix, environment } }, undefined, 4)}\n`;
}

/** A warning of the engine's that says nothing but how {@link policyOptions} works. */
export function isPolicyNoise(message: string): boolean {
    return /^using pulumi-analyzer-policy from \$PATH at /.test(message);
}
