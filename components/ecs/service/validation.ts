/** What a service's arguments may be. Pure; every check adds its faults, none throws. */
import { checkForm, checkOneOf, checkWhole } from "../../checks";
import { type Fault, under } from "../../faults";
import { LOG_RETENTION_DAYS } from "../../log-retention";
import { nameFault, type NamedType, type NamingArgs } from "../../naming";
import { checkUser, checkVariable, isDirectory, VARIABLE_SHAPE } from "../task/container-checks";
import { validateImage } from "../task/image-plan";
import { validateTaskSize } from "../task/size-plan";
import {
    type ContainerHealthCheckArgs,
    CPU_ARCHITECTURES,
    DEPLOYERS,
    DISCOVERIES,
    type EcsServicePlanArgs,
    type HttpPlanArgs,
    type InternalPlanArgs,
    type ScalingArgs,
} from "./args";
import { isHost, MAX_HOSTS } from "./host-plan";
import { MAX_PRIORITY } from "./priority-plan";

/** Pulumi adds a hyphen and seven digits to a target group's name, which has room for 32 characters. */
const SERVICE_NAME = /^(?=.{2,24}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PATH = /^\/[\x21-\x7e]{0,1023}$/;
const MATCHER = /^[2-4]\d\d(?:-[2-4]\d\d|(?:,[2-4]\d\d)*)$/;
/** A colon separates the parts of what ECS is given: ARN, key, stage, version. */
const SECRET_KEY = /^[^:]+$/;

/** Arguments as somebody wrote them: any of them may be missing. */
export type EcsServiceCandidate = Partial<
    Omit<EcsServicePlanArgs, "http" | "internal" | "scaling" | "healthCheck" | "secrets">
> & {
    readonly internal?: Partial<InternalPlanArgs>;
    readonly http?: Partial<HttpPlanArgs>;
    readonly scaling?: Partial<ScalingArgs>;
    readonly healthCheck?: Partial<ContainerHealthCheckArgs>;
    readonly secrets?: readonly { readonly name?: string; readonly key?: string }[];
};

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateEcsService(args: EcsServiceCandidate): Fault[] {
    return [
        ...validateName(args.serviceName),
        ...under("image", validateImage(args.image)),
        ...checkOneOf("deployedBy", args.deployedBy, DEPLOYERS),
        ...validatePort(args),
        ...validateTaskSize(args.cpu, args.memory),
        ...under("scaling", validateScaling(args.scaling ?? {})),
        ...checkOneOf("cpuArchitecture", args.cpuArchitecture, CPU_ARCHITECTURES),
        ...under("http", args.http === undefined ? [] : validateHttp(args.http)),
        ...checkOneOf("internal.discovery", args.internal?.discovery, DISCOVERIES),
        ...validateVariables(args),
        ...validateContainer(args),
        ...under("healthCheck", args.healthCheck === undefined ? [] : validateHealthCheck(args.healthCheck)),
        ...checkOneOf("logRetentionDays", args.logRetentionDays, LOG_RETENTION_DAYS),
    ];
}

/** What a service of this name is called in AWS, where that breaks a limit. */
export function validateServiceNames(naming: NamingArgs, serviceName: string): Fault[] {
    const full = `${naming.prefix}-${naming.environment}-${serviceName}`;
    const names: [NamedType, string][] = [
        ["ecsService", full],
        ["iamRole", `${full}-execution`],
        ["logGroup", `/ecs/${naming.prefix}-${naming.environment}/${serviceName}`],
    ];
    return names.flatMap(([type, name]) => nameFault(type, name) ?? []);
}

function validateName(name: string | undefined): Fault[] {
    const allowed = "2 to 24 lower-case letters, digits and single hyphens, a letter first, no hyphen last";
    return name !== undefined && SERVICE_NAME.test(name) ? [] : [{ path: "serviceName", given: name, allowed }];
}

function validatePort({ port, http, internal }: EcsServiceCandidate): Fault[] {
    if (port === undefined && (http !== undefined || internal !== undefined)) {
        return [{ path: "port", given: port, allowed: "the port on which the container listens, 1 to 65535" }];
    }
    return checkWhole("port", port, 1, 65_535);
}

function validateScaling(scaling: Partial<ScalingArgs>): Fault[] {
    const { desired, min, max, targetCpu, scaleInCooldownSeconds, scaleOutCooldownSeconds } = scaling;
    const counts = [
        ...(desired === undefined ? [{ path: "desired", given: desired, allowed: "a number of tasks" }] : []),
        ...checkWhole("desired", desired, 0, 5000),
        ...checkWhole("min", min, 0, 5000),
        ...checkWhole("max", max, 1, 5000),
    ];
    return [
        ...counts,
        ...(counts.length === 0 && desired !== undefined ? validateOrder({ ...scaling, desired }) : []),
        ...checkWhole("targetCpu", targetCpu, 10, 90),
        ...checkWhole("scaleInCooldownSeconds", scaleInCooldownSeconds, 0, 86_400),
        ...checkWhole("scaleOutCooldownSeconds", scaleOutCooldownSeconds, 0, 86_400),
    ];
}

function validateOrder({ desired, min, max }: ScalingArgs): Fault[] {
    if (max === undefined) {
        const hint = "Without max there is no auto-scaling, and the number of tasks is desired";
        return min === undefined ? [] : [{ path: "min", given: min, allowed: "none without max", hint }];
    }
    const least = min ?? desired;
    const faults: Fault[] = [];
    if (least > max) {
        faults.push({
            path: "max",
            given: max,
            allowed: `${least} (${min === undefined ? "desired" : "min"}) or more`,
        });
    } else if (desired < least || desired > max) {
        faults.push({ path: "desired", given: desired, allowed: `${least} (min) to ${max} (max)` });
    }
    return faults;
}

function validateHttp(http: Partial<HttpPlanArgs>): Fault[] {
    const { hosts = [], priority, healthCheckPath, healthCheckMatcher } = http;
    const host = "a host name in lower case, such as api.example.com or *.clinic.example.com, each once";
    const faults = each("hosts", hosts, isHost, host);
    if (hosts.length < 1 || hosts.length > MAX_HOSTS) {
        const allowed = `1 to ${MAX_HOSTS} hosts: a listener rule takes no more values`;
        faults.push({ path: "hosts", given: http.hosts, allowed });
    }
    if (healthCheckPath === undefined || !PATH.test(healthCheckPath)) {
        const allowed = "a path with a slash first, such as /health";
        faults.push({ path: "healthCheckPath", given: healthCheckPath, allowed });
    }
    return [
        ...faults,
        ...checkWhole("priority", priority, 1, MAX_PRIORITY),
        ...checkForm("healthCheckMatcher", healthCheckMatcher, MATCHER, "status codes such as 200, 200-299 or 200,302"),
        ...checkWhole("healthCheckGraceSeconds", http.healthCheckGraceSeconds, 0, 7200),
        ...checkWhole("deregistrationDelaySeconds", http.deregistrationDelaySeconds, 0, 3600),
    ];
}

function validateVariables({ environment = {}, secrets = [] }: EcsServiceCandidate): Fault[] {
    const allowed = VARIABLE_SHAPE;
    const plain = Object.keys(environment);
    const names = secrets.map(({ name }) => name);
    const injected = secrets.flatMap(({ name, key }, index) => {
        const path = `secrets[${index}]`;
        const taken = name !== undefined && (plain.includes(name) || names.indexOf(name) < index);
        return [
            ...(name === undefined ? [{ path: `${path}.name`, given: name, allowed }] : []),
            ...(name === undefined ? [] : checkVariable(`${path}.name`, name)),
            ...(taken ? [{ path: `${path}.name`, given: name, allowed: "a variable that isn't set already" }] : []),
            ...checkForm(`${path}.key`, key, SECRET_KEY, "a key of the secret's JSON, without a colon"),
        ];
    });
    // A variable's value may not be meant for eyes: the name is all that is shown.
    return [...plain.flatMap((name) => checkVariable(`environment.${name}`, name)), ...injected];
}

function validateContainer(args: EcsServiceCandidate): Fault[] {
    const { user, writablePaths = [], stopTimeoutSeconds } = args;
    return [
        ...checkUser("user", user),
        ...each("writablePaths", writablePaths, isDirectory, "an absolute path below /, each once"),
        ...checkWhole("stopTimeoutSeconds", stopTimeoutSeconds, 2, 120),
        ...validateExecuteCommand(args),
    ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
function validateExecuteCommand({ enableExecuteCommand, readonlyRootFilesystem: given }: EcsServiceCandidate): Fault[] {
    if (enableExecuteCommand !== true || given === false) {
        return [];
    }
    const hint = "The agent that runs commands writes to the file system, and doesn't start where it can't";
    return [{ path: "readonlyRootFilesystem", given, allowed: "false with enableExecuteCommand", hint }];
}

function validateHealthCheck(check: Partial<ContainerHealthCheckArgs>): Fault[] {
    const [kind, ...rest] = check.command ?? [];
    const ok = (kind === "CMD" || kind === "CMD-SHELL") && rest.length > 0;
    const allowed = "CMD or CMD-SHELL, then what to run";
    return [
        ...(ok ? [] : [{ path: "command", given: check.command, allowed }]),
        ...checkWhole("intervalSeconds", check.intervalSeconds, 5, 300),
        ...checkWhole("timeoutSeconds", check.timeoutSeconds, 2, 60),
        ...checkWhole("retries", check.retries, 1, 10),
        ...checkWhole("startPeriodSeconds", check.startPeriodSeconds, 0, 300),
    ];
}

/** Entries of a list that are refused, or are in it twice. */
function each(path: string, entries: readonly string[], accepts: (entry: string) => boolean, allowed: string): Fault[] {
    return entries.flatMap((given, index) => {
        const ok = accepts(given) && entries.indexOf(given) === index;
        return ok ? [] : [{ path: `${path}[${index}]`, given, allowed }];
    });
}
