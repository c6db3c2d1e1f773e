import path from "node:path";
import type { Variables } from "../run/environment";
import { STACK_PART } from "./findings";

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
    /** `plinth:contractNames`: names that a document gives. @default - none */
    readonly contractNames?: readonly string[];
    /** `plinth:relaxedPolicies`: ids of rules whose findings stop nothing. @default - none */
    readonly relaxed?: readonly string[];
}

/**
 * The pack's configuration for one stack, as JSON for a file of `policyPackConfigs`. Only needed where a prefix is not
 * the pack's default, a stack isn't named for its environment, or a rule is relaxed.
 */
export function policyConfig({ prefix, environment, contractNames = [], relaxed = [] }: PolicyFacts): string {
    const names = contractNames.length === 0 ? {} : { contractNames };
    const settings: Record<string, Readonly<Record<string, unknown>>> = {
        "fixed-names": { prefix, environment, ...names },
    };
    // A rule that judges the stack as a whole too has a second policy for that.
    for (const policy of relaxed.flatMap((rule) => [rule, `${rule}${STACK_PART}`])) {
        settings[policy] = { ...settings[policy], enforcementLevel: "advisory" };
    }
    return `${JSON.stringify(settings, undefined, 4)}\n`;
}

/** A warning of the engine's that says nothing but how {@link policyOptions} works. */
export function isPolicyNoise(message: string): boolean {
    return /^using pulumi-analyzer-policy from \$PATH at /.test(message);
}
