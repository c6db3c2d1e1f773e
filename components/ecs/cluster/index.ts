import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../../transform";
import type { EcsClusterArgs } from "./args";
import { type EcsClusterPlan, planEcsCluster } from "./plan";

export * from "./args";

/**
 * The cluster that an environment's services and tasks run in: Fargate, no machine of its own, and the private DNS
 * namespace by which they find each other, through Service Connect and through Cloud Map alike.
 *
 * **Cost**: the cluster and its capacity providers are free, tasks cost what they use. The namespace's hosted zone costs
 * about $0.50 a month (list price, unverified), Container Insights what {@link ContainerInsights} says.
 *
 * **Replacement**: the cluster has a fixed name and is never replaced by config. `namespace` replaces the namespace.
 *
 * Commands run in a container (ECS Exec) are logged where the container logs; a service has to switch them on.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class EcsCluster extends pulumi.ComponentResource {
    /** The document's `cluster_id`, which ECS makes the ARN. */
    readonly clusterArn: pulumi.Output<string>;
    readonly clusterName: pulumi.Output<string>;
    /** As Cloud Map services name it: `ns-…`. */
    readonly namespaceId: pulumi.Output<string>;
    /** As Service Connect names it. */
    readonly namespaceArn: pulumi.Output<string>;
    /** The private DNS zone, such as `staging.restartix.internal`. */
    readonly namespaceName: pulumi.Output<string>;

    constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:ecs:EcsCluster", name, {}, opts);
        const context = { name, args, parent: this, plan: planEcsCluster(`EcsCluster "${name}"`, args, args.naming) };

        const namespace = createNamespace(context);
        const cluster = createCluster(context, namespace);
        const capacity = createCapacityProviders(context, cluster);

        // Through the capacity providers, so that whoever names the cluster can use all of them.
        this.clusterArn = pulumi.all([cluster.arn, capacity.id]).apply(([arn]) => arn);
        this.clusterName = capacity.clusterName;
        this.namespaceId = namespace.id;
        this.namespaceArn = namespace.arn;
        this.namespaceName = namespace.name;
        this.registerOutputs({
            clusterArn: this.clusterArn,
            clusterName: this.clusterName,
            namespaceId: this.namespaceId,
            namespaceArn: this.namespaceArn,
            namespaceName: this.namespaceName,
        });
    }
}

/** What every part of the cluster is made with. */
interface ClusterContext {
    readonly name: string;
    readonly args: EcsClusterArgs;
    readonly plan: EcsClusterPlan;
    readonly parent: EcsCluster;
}

function createNamespace({ name, args, plan, parent }: ClusterContext): aws.servicediscovery.PrivateDnsNamespace {
    const { prefix, environment } = args.naming;
    return new aws.servicediscovery.PrivateDnsNamespace(
        `${name}-namespace`,
        {
            name: plan.namespaceName,
            vpc: args.namespace.vpcId,
            description: `Services of ${prefix} ${environment}`,
            tags: args.naming.nameTag("namespace"),
        },
        { parent },
    );
}

function createCluster(
    { name, args, plan, parent }: ClusterContext,
    namespace: aws.servicediscovery.PrivateDnsNamespace,
): aws.ecs.Cluster {
    const planned: aws.ecs.ClusterArgs = {
        name: args.naming.fixedName("ecsCluster", "cluster"),
        settings: [{ name: "containerInsights", value: plan.containerInsights }],
        serviceConnectDefaults: { namespace: namespace.arn },
        tags: args.naming.nameTag("cluster"),
    };
    const used = applyTransform(args.transform?.cluster, planned, "cluster", parent);
    return new aws.ecs.Cluster(`${name}-cluster`, used, { parent });
}

/** A service that names no strategy of its own never lands on capacity that AWS may take back. */
function createCapacityProviders(
    { name, plan, parent }: ClusterContext,
    cluster: aws.ecs.Cluster,
): aws.ecs.ClusterCapacityProviders {
    return new aws.ecs.ClusterCapacityProviders(
        `${name}-capacity-providers`,
        {
            clusterName: cluster.name,
            capacityProviders: [...plan.capacityProviders],
            defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
        },
        { parent },
    );
}
