import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../iam";
import type { EnvironmentNaming } from "../../naming";
import type { Transform } from "../../transform";
import type { CpuArchitecture, ImageArgs, ImageVersion } from "../task/args";

export { CPU_ARCHITECTURES, type CpuArchitecture, type ImageArgs, type ImageVersion } from "../task/args";

/**
 * Who says which revision runs.
 *
 * - `config`: this program. A new tag or digest in the config is a deployment.
 * - `ci`: a pipeline that registers revisions and updates the service itself. This program registers a revision when
 *   its own inputs change, and leaves the service on the one it runs: the next deployment by CI starts from it.
 */
export const DEPLOYERS = ["config", "ci"] as const;

export type Deployer = (typeof DEPLOYERS)[number];

/**
 * How other tasks find a service that has no load balancer.
 *
 * - `cloud-map`: a DNS name with the addresses of the healthy tasks. No extra container; clients see a replaced task
 *   for as long as they keep the answer, 10 seconds at most when they respect it.
 * - `service-connect`: a proxy beside every task, of client and server, which retries and balances. It takes about
 *   256 CPU units and 64 MiB of each task, to be added to `cpu` and `memory`.
 */
export const DISCOVERIES = ["cloud-map", "service-connect"] as const;

export type Discovery = (typeof DISCOVERIES)[number];

/** How many tasks there are. */
export interface ScalingArgs {
    /**
     * Tasks to start with. Once `max` is given this is only the first number: auto-scaling owns it from then on, and a
     * change of it here has no effect. Without `max`, changing it also renews the tasks that run, one after another.
     */
    readonly desired: number;
    /** Fewest tasks that auto-scaling keeps. @default `desired` */
    readonly min?: number;
    /** Most tasks that auto-scaling starts. Changing it touches the scaling target alone. @default - no auto-scaling */
    readonly max?: number;
    /** Average CPU of the tasks to hold, in percent: 10 to 90. @default 70 */
    readonly targetCpu?: number;
    /** Seconds to wait after tasks were removed before more are. @default 300 */
    readonly scaleInCooldownSeconds?: number;
    /** Seconds to wait after tasks were added before more are. @default 60 */
    readonly scaleOutCooldownSeconds?: number;
}

/** A check that ECS runs inside the container; a task that fails it is replaced. */
export interface ContainerHealthCheckArgs {
    /** `CMD` and an executable with its arguments, or `CMD-SHELL` and one line for the image's shell. */
    readonly command: readonly string[];
    /** Seconds between checks: 5 to 300. @default 30 */
    readonly intervalSeconds?: number;
    /** Seconds until a check counts as failed: 2 to 60. @default 5 */
    readonly timeoutSeconds?: number;
    /** Failures in a row until the container is unhealthy: 1 to 10. @default 3 */
    readonly retries?: number;
    /** Seconds after the start in which failures don't count: 0 to 300. @default 30 */
    readonly startPeriodSeconds?: number;
}

/** What a service behind the shared load balancer is planned from. */
export interface HttpPlanArgs {
    /**
     * 1 to 5 host names in lower case that lead to the service; the first label may be `*`. The listener's certificate must
     * cover them. Changing them updates the rule in place.
     */
    readonly hosts: readonly string[];
    /**
     * Order of the listener's rules, 1 (first) to 50000, unique on the listener. `planPriorities` gives one that no
     * other service can move. Changing it updates the rule in place.
     */
    readonly priority: number;
    /** Path that answers 2xx while the task can serve, such as `/health`. It is asked for every 15 seconds. */
    readonly healthCheckPath: string;
    /** Status codes that count as healthy: `200`, `200-299` or a list with commas. @default "200-299" */
    readonly healthCheckMatcher?: string;
    /**
     * Seconds after a task's start in which a failed check doesn't stop it: 0 to 7200. Changing it is a deployment.
     * @default 60
     */
    readonly healthCheckGraceSeconds?: number;
    /** Seconds that a leaving task still gets to finish requests: 0 to 3600. Updates in place. @default 30 */
    readonly deregistrationDelaySeconds?: number;
}

/** What an internal service is planned from. */
export interface InternalPlanArgs {
    /** Changing it updates in place and is an **interruption**: clients don't find the name until they are renewed. */
    readonly discovery: Discovery;
}

/** A value that a task gets from Secrets Manager, as its environment variable, when it starts. */
export interface SecretPlanArgs {
    /** Name of the environment variable. */
    readonly name: string;
    /** Key of the secret's JSON whose value is wanted. @default - the whole secret */
    readonly key?: string;
}

/** What a plan of the service is made from. */
export interface EcsServicePlanArgs {
    /**
     * The service's name without prefix and environment: 2 to 24 lower-case letters, digits and hyphens. Also the name
     * of its container. Changing it replaces everything.
     */
    readonly serviceName: string;
    readonly image: ImageVersion;
    /** Who says which revision runs. @default "config" */
    readonly deployedBy?: Deployer;
    /**
     * Port on which the container listens, 1 to 65535; needed with `http` or `internal`.
     *
     * Changing it with `http` is an **interruption** of one to two minutes: it replaces the target group, the rule is
     * turned to the new one before the service, since ECS takes no target group that no listener knows, and requests
     * get 503 until the first new task is healthy. For a seamless move make a second service with the new port, a
     * host of its own and a lower `priority`; then give it the hosts and remove the first.
     */
    readonly port?: number;
    /**
     * CPU units, 1024 to a vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384. A vCPU costs about $27.19 a month and task
     * on ARM (list price, eu-central-1, unverified: https://aws.amazon.com/fargate/pricing/). Changing it is a
     * deployment.
     */
    readonly cpu: number;
    /**
     * MiB that `task/size-plan.ts` allows beside `cpu`. 1024 cost about $2.99 a month and task on ARM (list price,
     * eu-central-1, unverified). Changing it is a deployment.
     */
    readonly memory: number;
    readonly scaling: ScalingArgs;
    /**
     * Run on spare capacity, about 70 % cheaper; AWS stops tasks with two minutes' warning, and starts none while it
     * has nothing to spare. The cluster must offer it (`enableFargateSpot`). Changing it updates the service in place
     * and is a deployment.
     * @default false
     */
    readonly useSpot?: boolean;
    /** Must match the image. Changing it is a deployment. @default "ARM64" */
    readonly cpuArchitecture?: CpuArchitecture;
    /** The service behind the shared load balancer. @default - not reachable from outside */
    readonly http?: HttpPlanArgs;
    /** The service by a private name, TCP. @default - no private name */
    readonly internal?: InternalPlanArgs;
    /** Plain environment variables; nothing secret. @default - none */
    readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Secrets as environment variables, read once when a task starts. @default - none */
    readonly secrets?: readonly SecretPlanArgs[];
    /** Replaces the image's command. @default - the image's */
    readonly command?: readonly string[];
    /** `uid:gid` or a name of the image's; not root. @default "65532:65532", the user of distroless images */
    readonly user?: string;
    /** Whether the container's file system can only be read; not with `enableExecuteCommand`. @default true */
    readonly readonlyRootFilesystem?: boolean;
    /**
     * Absolute paths that can be written all the same, each an empty volume that goes with the task. They belong to
     * root, unless the image declares the path as a volume and gives it to its user.
     * @default - none
     */
    readonly writablePaths?: readonly string[];
    /** Seconds between SIGTERM and SIGKILL: 2 to 120. @default 30 */
    readonly stopTimeoutSeconds?: number;
    /** @default - the load balancer's check alone, or none */
    readonly healthCheck?: ContainerHealthCheckArgs;
    /** Days that the log is kept; one of the values that CloudWatch Logs accepts. @default 30 */
    readonly logRetentionDays?: number;
    /**
     * Whether people may run commands in a task (ECS Exec), **as root**, whatever `user` says. The task role may then
     * talk to Session Manager and write to the service's log, where the commands' output goes if the image has `script`
     * and `cat`. Needs `readonlyRootFilesystem: false`, since the agent writes to it:
     * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
     * Changing it is a deployment; tasks that run already can't be entered.
     * @default false
     */
    readonly enableExecuteCommand?: boolean;
    /**
     * Whether an update waits, up to 20 minutes, until the new tasks run, and fails when ECS has gone back to the old
     * ones. Without it an `up` succeeds before anybody knows whether they run.
     * @default true
     */
    readonly waitForSteadyState?: boolean;
}

/** A secret that is injected. */
export interface SecretArgs extends SecretPlanArgs {
    /** ARN of the secret; the execution role may read exactly this one. */
    readonly secretArn: pulumi.Input<string>;
}

export interface HttpArgs extends HttpPlanArgs {
    /** The HTTPS listener of the shared load balancer. Changing it replaces the rule. */
    readonly listenerArn: pulumi.Input<string>;
}

/** A private DNS namespace, which Cloud Map and Service Connect share. */
export interface NamespaceArgs {
    readonly id: pulumi.Input<string>;
    readonly arn: pulumi.Input<string>;
    /** Such as `staging.restartix.internal`. */
    readonly name: pulumi.Input<string>;
}

export interface InternalArgs extends InternalPlanArgs {
    readonly namespace: NamespaceArgs;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface EcsServiceTransform {
    readonly service?: Transform<aws.ecs.ServiceArgs>;
    readonly taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    readonly targetGroup?: Transform<aws.lb.TargetGroupArgs>;
    readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
}

/** Inputs of {@link EcsService}. */
export interface EcsServiceArgs extends EcsServicePlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** The cluster, whose account and region are the service's too. Changing it replaces the service. */
    readonly clusterArn: pulumi.Input<string>;
    /** VPC of the subnets. Changing it replaces the target group, with the interruption that `port` describes. */
    readonly vpcId: pulumi.Input<string>;
    /** 1 to 16 private subnets: tasks get no public address. Changing them is a deployment. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** 1 to 5 security groups of the VPC, for all tasks. Changing them is a deployment. */
    readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
    readonly image: ImageArgs;
    readonly http?: HttpArgs;
    readonly internal?: InternalArgs;
    readonly secrets?: readonly SecretArgs[];
    /** Key that encrypts the secrets, where it isn't AWS's own. @default - `aws/secretsmanager` */
    readonly secretsKeyArn?: pulumi.Input<string>;
    /**
     * Namespace whose Service Connect names the tasks can use as clients.
     * @default - the own one of a service that is found by Service Connect, otherwise none
     */
    readonly serviceConnectNamespaceArn?: pulumi.Input<string>;
    /** Policies that the task role gets, by a name that their attachments keep. @default - none */
    readonly additionalIamPolicyArns?: Readonly<Record<string, pulumi.Input<string>>>;
    /** What else the task may do in AWS, beside the policies. @default - nothing */
    readonly taskRoleStatements?: readonly PolicyStatement<pulumi.Input<string>>[];
    readonly transform?: EcsServiceTransform;
}
