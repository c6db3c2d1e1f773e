import fs from "node:fs";
import path from "node:path";
import { readStackFile } from "../../config/stack-file";
import { NAMESPACE } from "../../config/namespace";
import type { Paths } from "../paths";
import type { StackName } from "../run/target";
import { policyConfig } from "./pack";

/** Where this code, the pack and the program that starts it lie: not always where the projects are. */
export const CODE = path.resolve(__dirname, "..", "..");

/**
 * Writes what the pack has to know of a stack, and answers the file's path. A stack whose config has no prefix gets the
 * pack's defaults.
 */
export function writePolicyConfig(paths: Pick<Paths, "root" | "policy">, stack: StackName): string {
    const { project, folder, environment } = stack;
    const config = readStackFile(path.join(paths.root, folder, `Pulumi.${environment}.yaml`));
    const prefix = config[`${NAMESPACE}:prefix`];
    fs.mkdirSync(paths.policy, { recursive: true });
    const file = path.join(paths.policy, `${project}-${environment}.json`);
    fs.writeFileSync(file, typeof prefix === "string" ? policyConfig({ prefix, environment }) : "{}\n");
    return file;
}
