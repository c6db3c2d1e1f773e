/** What rules may be told. The defaults are this company's; a configuration of the pack changes them per rule. */
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";

export interface Settings {
    /** Tags that every taggable resource carries. */
    readonly tags: readonly string[];
    /** First part of every fixed name. */
    readonly prefix: string;
    /** Second part of every fixed name. @default - the name of the stack */
    readonly environment?: string;
    /** Names that documents give literally. */
    readonly contractNames: readonly string[];
    /** Stacks in which deletion protection is asked for. */
    readonly productionStacks: readonly string[];
    /** Security groups that the internet may reach, by the end of their name, on ports 80 and 443. */
    readonly publicGroups: readonly string[];
    /** Security groups of the data tier, and the groups that may reach each, by the ends of their names. */
    readonly dataGroups: Readonly<Record<string, readonly string[]>>;
    /**
     * Groups that a rule in their own stack may let into a group of another stack, by the ends of their names, and the
     * ports.
     */
    readonly enteringGroups: Readonly<Record<string, readonly number[]>>;
    /** Actions that may be allowed on `*` besides those without resource-level permissions. */
    readonly actionsOnEverything: readonly string[];
    /** Names of environment variables that sound secret and are not. */
    readonly plainVariables: readonly string[];
}

export const DEFAULT_SETTINGS: Settings = {
    tags: ["Project", "Environment", "ManagedBy", "Owner", "CostCenter"],
    prefix: "restartix",
    contractNames: [],
    productionStacks: ["production", "prod", "global"],
    publicGroups: ["alb"],
    dataGroups: { rds: ["fargate-pgbouncer", "migrations-runner"], redis: ["fargate-app"] },
    enteringGroups: { "backup-runner": [443, 5432], "backup-verify": [443] },
    actionsOnEverything: [],
    plainVariables: [],
};

const strings: PolicyConfigJSONSchema = { type: "array", items: { type: "string" } };

/** The same for the engine, which checks a configuration against it before the pack sees it. */
export const SETTINGS_SCHEMA: Readonly<Record<keyof Settings, PolicyConfigJSONSchema>> = {
    tags: strings,
    prefix: { type: "string", pattern: "^[a-z][a-z0-9-]*$" },
    environment: { type: "string", pattern: "^[a-z][a-z0-9-]*$" },
    contractNames: strings,
    productionStacks: strings,
    publicGroups: strings,
    dataGroups: { type: "object", additionalProperties: strings },
    enteringGroups: { type: "object", additionalProperties: { type: "array", items: { type: "integer" } } },
    actionsOnEverything: strings,
    plainVariables: strings,
};

/** The defaults, with what a configuration changes. */
export function settingsFrom(given: Partial<Settings>): Settings {
    return { ...DEFAULT_SETTINGS, ...given };
}
