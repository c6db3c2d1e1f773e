import * as pulumi from "@pulumi/pulumi";
import { type Place, placeOf } from "../task/place";
import type { EcsServiceArgs } from "./args";
import { type EcsServicePlan, planEcsService } from "./plan";

/** What every part of a service is made with. */
export interface ServiceContext {
    readonly args: EcsServiceArgs;
    readonly plan: EcsServicePlan;
    readonly parent: pulumi.Resource;
    /** Where the cluster is, and so everything of the service. */
    readonly place: pulumi.Output<Place>;
    /** A child's logical name: unique in the stack because it begins with the component's. */
    readonly childName: (logical?: string) => string;
}

/** @throws InvalidArgsError with all faults of the arguments, before anything is made. */
export function serviceContext(name: string, args: EcsServiceArgs, parent: pulumi.Resource): ServiceContext {
    return {
        args,
        plan: planEcsService(`EcsService "${name}"`, args.naming, args),
        parent,
        place: pulumi.output(args.clusterArn).apply(placeOf),
        childName: (logical) => (logical === undefined ? name : `${name}-${logical}`),
    };
}
