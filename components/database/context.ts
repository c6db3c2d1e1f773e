import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "./args";
import { type DatabasePlan, planDatabase } from "./plan";

/**
 * The provider deletes a resource with a fixed name before it makes its successor. A database goes last, or not at all:
 * so its successor can't be made, for the name is taken, and the data stays.
 */
export const NEVER_DELETED_FIRST = { deleteBeforeReplace: false } as const;

/**
 * The password to begin with; none with a snapshot, which brings its own. The provider would set the first one over it
 * right after the restore, although it may have been rotated since:
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/instance.go
 */
export function firstPassword({ plan, args }: DatabaseContext): pulumi.Output<string> | undefined {
    return plan.snapshotIdentifier === undefined ? pulumi.secret(args.masterPassword) : undefined;
}

/** What every part of a database is made with. */
export interface DatabaseContext<Plan extends DatabasePlan = DatabasePlan> {
    readonly plan: Plan;
    readonly args: DatabaseArgs;
    readonly parent: pulumi.Resource;
    /** Fixed: people and alarms refer to it, and a replacement that would lose data is refused because it is taken. */
    readonly identifier: string;
    /** A child's logical name: unique in the stack because it begins with the component's. */
    childName(logical: string): string;
    /** The tag that people find a child by; without a part that of the database itself. */
    nameTag(part?: string): { readonly Name: string };
    /** The fixed identifier of an instance beside or inside the database. */
    instanceIdentifier(part: string): string;
}

/** @throws InvalidArgsError with all faults of the arguments, before anything is made. */
export function databaseContext(name: string, args: DatabaseArgs, parent: pulumi.Resource): DatabaseContext {
    const plan = planDatabase(`Database "${name}"`, args);
    const { naming } = args;
    const { logicalName } = plan;
    return {
        plan,
        args,
        parent,
        identifier: naming.fixedName(plan.kind === "rds" ? "rdsInstance" : "rdsCluster", logicalName),
        childName: (logical) => `${name}-${logical}`,
        nameTag: (part) => naming.nameTag(part === undefined ? logicalName : `${logicalName}-${part}`),
        instanceIdentifier: (part) => naming.fixedName("rdsInstance", `${logicalName}-${part}`),
    };
}
