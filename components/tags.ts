/** The tags that every taggable resource carries: what cost reports and policies group by, and whose it is. */
export interface StandardTagsArgs {
    /** Tag `Project`, such as `restartix`. */
    readonly project: string;
    /** Tag `Environment`: `staging`, `production`, `global`, …. */
    readonly environment: string;
    /** Tag `Owner`: the team to ask, such as `platform-team`. */
    readonly owner: string;
    /** Tag `CostCenter`: what Cost Explorer breaks down by, such as `platform`. */
    readonly costCenter: string;
    /** Tag `Service`: the service that it is part of, such as `sluice`. @default - it is part of none, and has no such tag */
    readonly service?: string;
    /** Tag `Stack`: the stack that owns it, as `project/stack`, such as `foundation/staging`. */
    readonly stack: string;
}

/** A plain map of tag keys to values. */
export type Tags = Readonly<Record<string, string>>;

/**
 * The standard tags. They reach resources through the provider's `defaultTags`; pass them explicitly where those
 * don't reach: instances and volumes that an auto-scaling group launches.
 */
export function standardTags(args: StandardTagsArgs): Tags {
    return {
        Project: args.project,
        Environment: args.environment,
        ManagedBy: "pulumi",
        Owner: args.owner,
        CostCenter: args.costCenter,
        ...(args.service === undefined ? {} : { Service: args.service }),
        Stack: args.stack,
    };
}
