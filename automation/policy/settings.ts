import fs from "node:fs";
import path from "node:path";
import { NAMESPACE } from "../../config/namespace";
import { readStackFile } from "../../config/stack-file";
import { CommandFault } from "../command-fault";
import type { Paths } from "../paths";
import type { StackName } from "../run/target";
import { policyConfig } from "./pack";

/** Where this code, the pack and the program that starts it lie: not always where the projects are. */
export const CODE = path.resolve(__dirname, "..", "..");

/**
 * Writes what the pack has to know of a stack, and answers the file's path. A stack whose config has no prefix gets the
 * pack's defaults.
 *
 * @throws CommandFault when the config relaxes a rule that the pack doesn't have
 */
export function writePolicyConfig(paths: Pick<Paths, "root" | "policy">, stack: StackName): string {
    const { project, folder, environment } = stack;
    const config = readStackFile(path.join(paths.root, folder, `Pulumi.${environment}.yaml`));
    fs.mkdirSync(paths.policy, { recursive: true });
    const file = path.join(paths.policy, `${project}-${environment}.json`);
    fs.writeFileSync(file, policyConfigOf(config, environment));
    return file;
}

/** The pack's configuration as a stack's own config asks for it. */
export function policyConfigOf(config: Readonly<Record<string, unknown>>, environment: string): string {
    const prefix = config[`${NAMESPACE}:prefix`];
    const relaxed = listIn(config, "relaxedPolicies");
    const contractNames = listIn(config, "contractNames");
    refuseUnknownRules(relaxed);
    return typeof prefix === "string" ? policyConfig({ prefix, environment, contractNames, relaxed }) : "{}\n";
}

function listIn(config: Readonly<Record<string, unknown>>, key: string): readonly string[] {
    const given = config[`${NAMESPACE}:${key}`];
    return Array.isArray(given) ? given.map(String) : [];
}

function refuseUnknownRules(rules: readonly string[]): void {
    const known = ruleIds();
    const unknown = rules.filter((rule) => !known.includes(rule));
    if (unknown.length > 0) {
        throw new CommandFault("usage", `${NAMESPACE}:relaxedPolicies names no rule: ${unknown.join(", ")}`, [
            `The rules are ${known.join(", ")}.`,
        ]);
    }
}

/** One rule, one file. */
function ruleIds(): readonly string[] {
    return fs
        .readdirSync(path.join(CODE, "policy", "rules"))
        .filter((name) => name.endsWith(".ts") && name !== "index.ts")
        .map((name) => name.slice(0, -".ts".length))
        .sort();
}
