/** From a cluster's arguments to what is to be made. Pure. */
import { checkOneOf } from "../../checks";
import { type Fault, refuseFaults } from "../../faults";
import { isHostName } from "../../host-name";
import type { NamingArgs } from "../../naming";
import { CONTAINER_INSIGHTS, type ContainerInsights, type EcsClusterPlanArgs } from "./args";

export interface EcsClusterPlan {
    readonly capacityProviders: readonly string[];
    readonly containerInsights: ContainerInsights;
    readonly namespaceName: string;
}

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateEcsCluster({ containerInsights, namespace }: EcsClusterPlanArgs): Fault[] {
    return [
        ...checkOneOf("containerInsights", containerInsights, CONTAINER_INSIGHTS),
        ...checkNamespace(namespace?.name),
    ];
}

function checkNamespace(given: string | undefined): Fault[] {
    const ok = given === undefined || isHostName(given);
    const allowed = "a host name of two or more labels in lower case, such as staging.restartix.internal";
    return ok ? [] : [{ path: "namespace.name", given, allowed }];
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planEcsCluster(subject: string, args: EcsClusterPlanArgs, naming: NamingArgs): EcsClusterPlan {
    refuseFaults(subject, validateEcsCluster(args));
    return {
        capacityProviders: args.enableFargateSpot === true ? ["FARGATE", "FARGATE_SPOT"] : ["FARGATE"],
        containerInsights: args.containerInsights ?? "enabled",
        namespaceName: args.namespace?.name ?? `${naming.environment}.${naming.prefix}.internal`,
    };
}
