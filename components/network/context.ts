import type * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs, NetworkTransform } from "./args";
import { type NetworkPlan, planNetwork } from "./plan";

/** What every part of the network is made with. */
export interface NetworkContext {
    readonly plan: NetworkPlan;
    readonly transform: NetworkTransform;
    readonly parent: pulumi.Resource;
    /** A child's logical name: unique in the stack because it begins with the component's. */
    childName(logical: string): string;
    /** The tag that people find an auto-named child by. */
    nameTag(logical: string): { readonly Name: string };
    /** A name that policies and people may rely on. */
    logGroupName(logical: string): string;
    /** Tags for what the provider's default tags don't reach. */
    launchedTags(logical: string): Record<string, string>;
}

/** @throws InvalidArgsError with all faults of the arguments, before anything is made. */
export function networkContext(name: string, args: NetworkArgs, parent: pulumi.Resource): NetworkContext {
    const { naming } = args;
    return {
        plan: planNetwork(`Network "${name}"`, args),
        transform: args.transform ?? {},
        parent,
        childName: (logical) => `${name}-${logical}`,
        nameTag: (logical) => naming.nameTag(logical),
        logGroupName: (logical) =>
            naming.contractName("logGroup", `/aws/vpc/${naming.prefix}-${naming.environment}-${logical}`),
        launchedTags: (logical) => ({ ...args.tags, ...naming.nameTag(logical) }),
    };
}

/** The entry for a zone's letter; a missing one is a fault of the plan, not of a user. */
export function at<T>(entries: Readonly<Record<string, T>>, key: string): T {
    const entry = entries[key];
    if (entry === undefined) {
        throw new RangeError(`the plan of the network has nothing for "${key}"`);
    }
    return entry;
}
