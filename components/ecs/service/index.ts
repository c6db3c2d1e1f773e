import * as pulumi from "@pulumi/pulumi";
import type { EcsServiceArgs } from "./args";
import { createAutoScaling } from "./auto-scaling";
import { serviceContext } from "./context";
import { createPrivateName } from "./discovery";
import { createLoadBalancing } from "./load-balancing";
import { createLogGroup } from "./log-group";
import { createExecutionRole, createTaskRole } from "./roles";
import { arnUnlessRolledBack } from "./rollback";
import { createService } from "./service";
import { createTaskDefinition } from "./task-definition";

export * from "./args";

/**
 * One long-running process on Fargate: task definition, service, log group, its two roles, and where the arguments say
 * so a target group with its rule on the shared load balancer, a private name, and auto-scaling. Neither `http` nor
 * `internal` makes a worker that nobody calls; both together are possible.
 *
 * **Cost** per task and month in eu-central-1 on ARM (list prices, unverified; sums and sources in `docs/services.md`):
 * about $16.6 for 0.5 vCPU and 1 GB, about 70 % less on spot; logs $0.63 per GB. Target groups, rules, roles and
 * auto-scaling are free; a private name costs its DNS queries, $0.40 a million.
 *
 * **Deployments**: whatever changes the task definition registers a revision and replaces the tasks one after another,
 * new ones first; so does any other change of the service, since it forces a deployment. A revision that doesn't come up
 * is rolled back by ECS: the service is as it was, and the update fails. Revisions are kept, so that there is one to go
 * back to. `max` and `targetCpu` touch nothing but the scaling target.
 *
 * **Interruption**: `port` and `vpcId` with `http` replace the target group, and requests get 503 for one to two
 * minutes, until the first new task is healthy. `internal.discovery` takes the name away from clients until they are
 * renewed too.
 *
 * **Replacement**: `serviceName` and `clusterArn` replace the service, whose name is fixed: the old one is deleted
 * first, and the service is away meanwhile.
 *
 * **Departures from the document**: policies of the task role come as a map, so that removing one leaves the others
 * alone; `latest` is refused; `cluster_id` is the cluster's ARN, which also says account and region; `min_capacity`,
 * `max_capacity`, `desired_count` and `target_cpu_pct` are `scaling`, `alb_listener_arn`, `host_header_values` and
 * `health_check_path` are `http`, since services without a load balancer have none of them.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class EcsService extends pulumi.ComponentResource {
    /** Fails after an update that ECS rolled back, unless CI deploys. */
    readonly serviceArn: pulumi.Output<string>;
    readonly serviceName: pulumi.Output<string>;
    /** The revision that was registered here last; with `deployedBy` `ci` another one may run. */
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** What revisions are counted in, and what permission to run them is granted on. */
    readonly taskDefinitionFamily: pulumi.Output<string>;
    /** Name of the container, for those who run the task with another command. */
    readonly containerName: pulumi.Output<string>;
    readonly taskRoleArn: pulumi.Output<string>;
    readonly executionRoleArn: pulumi.Output<string>;
    readonly logGroupName: pulumi.Output<string>;
    /** Of a service behind the load balancer. */
    readonly targetGroupArn: pulumi.Output<string> | undefined;
    /** Of an internal service: its private host name. */
    readonly internalHostname: pulumi.Output<string> | undefined;

    constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:ecs:EcsService", name, {}, opts);
        const context = serviceContext(name, args, this);

        const logGroup = createLogGroup(context);
        const execution = createExecutionRole(context, logGroup);
        const task = createTaskRole(context, logGroup);
        const roles = { executionRole: execution.role, taskRole: task.role };
        const taskDefinition = createTaskDefinition(context, { logGroup, ...roles });
        const loadBalancing = createLoadBalancing(context);
        const privateName = createPrivateName(context, logGroup);
        const policies = [...execution.policies, ...task.policies];
        const service = createService(context, { taskDefinition, loadBalancing, privateName, policies });
        createAutoScaling(context, service);

        this.serviceArn = arnUnlessRolledBack(context, service, taskDefinition);
        this.serviceName = service.name;
        this.taskDefinitionArn = taskDefinition.arn;
        this.taskDefinitionFamily = taskDefinition.family;
        this.containerName = pulumi.output(context.plan.serviceName);
        this.taskRoleArn = task.role.arn;
        this.executionRoleArn = execution.role.arn;
        this.logGroupName = logGroup.name;
        this.targetGroupArn = loadBalancing?.targetGroup.arn;
        this.internalHostname = privateName.hostname;
        // The children's own outputs are in the state already; this one fails the update after a rollback.
        this.registerOutputs({ serviceArn: this.serviceArn });
    }
}
