/** From a service's arguments to what is to be made. Pure. */
import { refuseFaults } from "../../faults";
import type { NamingArgs } from "../../naming";
import type {
    ContainerHealthCheckArgs,
    CpuArchitecture,
    Deployer,
    Discovery,
    EcsServicePlanArgs,
    HttpPlanArgs,
    ScalingArgs,
} from "./args";
import { imageSuffix } from "../task/image-plan";
import { validateEcsService, validateServiceNames } from "./validation";

export { type EcsServiceCandidate, validateEcsService, validateServiceNames } from "./validation";

/** Auto-scaling on the average CPU of the tasks. */
export interface AutoScalingPlan {
    readonly min: number;
    readonly max: number;
    readonly targetCpu: number;
    readonly scaleInCooldownSeconds: number;
    readonly scaleOutCooldownSeconds: number;
}

export interface EcsServicePlan {
    readonly serviceName: string;
    /** What follows the repository's URL: `:1.4.2` or `@sha256:…`. */
    readonly imageSuffix: string;
    readonly deployedBy: Deployer;
    readonly port: number | undefined;
    /** As ECS takes them: text. */
    readonly cpu: string;
    readonly memory: string;
    readonly desiredCount: number;
    readonly autoScaling: AutoScalingPlan | undefined;
    readonly capacityProvider: "FARGATE" | "FARGATE_SPOT";
    readonly cpuArchitecture: CpuArchitecture;
    readonly http: Required<HttpPlanArgs> | undefined;
    readonly discovery: Discovery | undefined;
    readonly command: readonly string[] | undefined;
    readonly user: string;
    readonly readonlyRootFilesystem: boolean;
    readonly volumes: readonly { readonly name: string; readonly path: string }[];
    readonly stopTimeoutSeconds: number;
    readonly healthCheck: Required<ContainerHealthCheckArgs> | undefined;
    readonly logRetentionDays: number;
    readonly enableExecuteCommand: boolean;
    readonly waitForSteadyState: boolean;
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planEcsService(subject: string, naming: NamingArgs, args: EcsServicePlanArgs): EcsServicePlan {
    const faults = validateEcsService(args);
    refuseFaults(subject, faults.length > 0 ? faults : validateServiceNames(naming, args.serviceName));
    return {
        serviceName: args.serviceName,
        imageSuffix: imageSuffix(args.image),
        deployedBy: args.deployedBy ?? "config",
        port: args.port,
        cpu: String(args.cpu),
        memory: String(args.memory),
        desiredCount: args.scaling.desired,
        autoScaling: planAutoScaling(args.scaling),
        capacityProvider: args.useSpot === true ? "FARGATE_SPOT" : "FARGATE",
        cpuArchitecture: args.cpuArchitecture ?? "ARM64",
        http: args.http && planHttp(args.http),
        discovery: args.internal?.discovery,
        healthCheck: args.healthCheck && planHealthCheck(args.healthCheck),
        logRetentionDays: args.logRetentionDays ?? 30,
        enableExecuteCommand: args.enableExecuteCommand ?? false,
        waitForSteadyState: args.waitForSteadyState ?? true,
        ...planContainer(args),
    };
}

function planAutoScaling(scaling: ScalingArgs): AutoScalingPlan | undefined {
    const { desired, min, max, targetCpu, scaleInCooldownSeconds, scaleOutCooldownSeconds } = scaling;
    return max === undefined
        ? undefined
        : {
              min: min ?? desired,
              max,
              targetCpu: targetCpu ?? 70,
              scaleInCooldownSeconds: scaleInCooldownSeconds ?? 300,
              scaleOutCooldownSeconds: scaleOutCooldownSeconds ?? 60,
          };
}

/** Only what the plan knows: the caller's object may hold resources beside it. */
function planHttp(http: HttpPlanArgs): Required<HttpPlanArgs> {
    return {
        hosts: http.hosts,
        priority: http.priority,
        healthCheckPath: http.healthCheckPath,
        healthCheckMatcher: http.healthCheckMatcher ?? "200-299",
        healthCheckGraceSeconds: http.healthCheckGraceSeconds ?? 60,
        deregistrationDelaySeconds: http.deregistrationDelaySeconds ?? 30,
    };
}

function planHealthCheck(check: ContainerHealthCheckArgs): Required<ContainerHealthCheckArgs> {
    return {
        command: check.command,
        intervalSeconds: check.intervalSeconds ?? 30,
        timeoutSeconds: check.timeoutSeconds ?? 5,
        retries: check.retries ?? 3,
        startPeriodSeconds: check.startPeriodSeconds ?? 30,
    };
}

function planContainer(args: EcsServicePlanArgs) {
    const paths = args.writablePaths ?? [];
    return {
        command: args.command,
        user: args.user ?? "65532:65532",
        readonlyRootFilesystem: args.readonlyRootFilesystem ?? true,
        volumes: paths.map((path) => ({ name: path.slice(1).replace(/[^A-Za-z0-9-]/g, "_"), path })),
        stopTimeoutSeconds: args.stopTimeoutSeconds ?? 30,
    };
}
