/** The committed configuration of a stack, as tests use it and change it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { environmentsOf, PROJECTS, type Project } from "../../automation/projects";

export const repository = path.resolve(__dirname, "..", "..");

/** The projects that have an environment, in the registry's order. */
export function projectsOf(environment: string): readonly Project[] {
    return PROJECTS.filter((project) => environmentsOf(repository, project).includes(environment));
}

export type StackConfig = Record<string, unknown>;

/** The `config` of `Pulumi.<stack>.yaml` in the project folder. */
export function committedConfig(stack: string, project = "."): StackConfig {
    const file = path.join(repository, project, `Pulumi.${stack}.yaml`);
    const settings = parse(readFileSync(file, "utf8")) as { config: StackConfig };
    return settings.config;
}

/** The same with some settings of one structured key exchanged: `changed(config, "plinth:network", {…})`. */
export function changed(config: StackConfig, key: string, settings: Readonly<Record<string, unknown>>): StackConfig {
    return { ...config, [key]: { ...(config[key] as Record<string, unknown>), ...settings } };
}
