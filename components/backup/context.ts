import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "../ecs/task/place";
import type { BackupSubstrateArgs } from "./args";
import { type BackupPlan, planBackup } from "./plan";

/** What every part of the backups is made with. */
export interface BackupContext {
    /** The component's. */
    readonly name: string;
    readonly args: BackupSubstrateArgs;
    readonly plan: BackupPlan;
    readonly parent: pulumi.Resource;
    readonly place: Place;
    /** A child's logical name: unique in the stack because it begins with the component's. */
    readonly childName: (logical: string) => string;
}

/** @throws InvalidArgsError with all faults of the arguments, before anything is made. */
export function backupContext(name: string, args: BackupSubstrateArgs, parent: pulumi.Resource): BackupContext {
    return {
        name,
        args,
        plan: planBackup(`BackupSubstrate "${name}"`, args.naming, args),
        parent,
        place: { partition: "aws", region: args.region, account: args.accountId },
        childName: (logical) => `${name}-${logical}`,
    };
}
