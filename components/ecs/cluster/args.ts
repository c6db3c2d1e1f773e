import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../../naming";
import type { Transform } from "../../transform";

/** How much CloudWatch records of the cluster's services and tasks. */
export const CONTAINER_INSIGHTS = ["disabled", "enabled", "enhanced"] as const;

/**
 * - `disabled`: CPU and memory of each service, which ECS gives for nothing.
 * - `enabled`: some 30 metrics of cluster and services besides, each about $0.30 a month.
 * - `enhanced`: those of every task and container as well, as performance log events; the price grows with the number
 *   of tasks.
 *
 * List prices in eu-central-1, unverified: https://aws.amazon.com/cloudwatch/pricing/
 */
export type ContainerInsights = (typeof CONTAINER_INSIGHTS)[number];

/** What a plan of the cluster is made from: plain values, no resource. */
export interface EcsClusterPlanArgs {
    /**
     * Whether services may run on spare capacity, about 70 % cheaper, which AWS takes back with two minutes' notice.
     * Which services do is theirs to say. Changing it updates in place; switching it off fails while a service uses it.
     * @default false
     */
    readonly enableFargateSpot?: boolean;
    /** Changing it updates in place; what was recorded stays. @default "enabled" */
    readonly containerInsights?: ContainerInsights;
    readonly namespace?: {
        /**
         * Private DNS zone of the services, a host name of two or more labels. It hides the public zone of the same
         * name inside the VPC: take one that isn't public. Changing it replaces the namespace, which fails while
         * services are registered in it.
         * @default "{environment}.{prefix}.internal"
         */
        readonly name?: string;
    };
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface EcsClusterTransform {
    readonly cluster?: Transform<aws.ecs.ClusterArgs>;
}

/** Inputs of {@link EcsCluster}. */
export interface EcsClusterArgs extends EcsClusterPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    readonly namespace: NonNullable<EcsClusterPlanArgs["namespace"]> & {
        /** VPC in which the zone is resolved. Changing it replaces the namespace. */
        readonly vpcId: pulumi.Input<string>;
    };
    readonly transform?: EcsClusterTransform;
}
