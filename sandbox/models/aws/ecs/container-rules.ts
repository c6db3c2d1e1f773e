/** What RegisterTaskDefinition refuses of the containers, wherever they run. */
import type { Container, HealthCheck } from "./container-definitions";
import type { Judge } from "./sources";
import { taskDefinitionRefusals as refusals } from "./task-definition-refusals";
import { cpuUnits, mebibytes } from "./task-sizes";

/** What of the task the containers have to fit. */
interface Task {
    readonly cpu?: string;
    readonly executionRoleArn?: string;
    readonly memory?: string;
    readonly networkMode?: string;
    readonly volumes?: readonly { readonly name: string }[];
}

export function refuseContainers(op: Judge, containers: readonly Container[], task: Task): void {
    refuseNames(op, containers);
    refuseResources(op, containers, task);
    for (const container of containers) {
        refusePorts(op, container, task);
        refuseLogs(op, container);
        refuseSecrets(op, container, task);
        refuseHealthCheck(op, container);
        refuseLinks(op, container, containers, task);
    }
}

function refuseNames(op: Judge, containers: readonly Container[]): void {
    if (containers.length === 0) {
        op.refuse(refusals.noContainers, "Container list cannot be empty.");
    }
    for (const { image = "", name = "" } of containers) {
        if (name === "" || image === "") {
            op.refuse(refusals.noName, `Container.${name === "" ? "name" : "image"} should not be null or empty.`);
        }
        if (!/^[0-9A-Za-z_-]{1,255}$/.test(name)) {
            op.refuse(
                refusals.nameForm,
                `Invalid container name '${name}': letters, numbers, hyphens and underscores.`,
            );
        }
    }
    const names = containers.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) {
        op.refuse(refusals.nameTwice, `The container name '${twice}' is used more than once.`);
    }
    if (!containers.some(({ essential = true }) => essential)) {
        op.refuse(refusals.noEssential, "All tasks must have at least one essential container.");
    }
}

function refuseResources(op: Judge, containers: readonly Container[], task: Task): void {
    const taskMemory = task.memory === undefined ? undefined : mebibytes(task.memory);
    for (const { memory, memoryReservation, name = "" } of containers) {
        if (taskMemory === undefined && memory === undefined && memoryReservation === undefined) {
            op.refuse(
                refusals.noMemory,
                `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
            );
        }
        if (taskMemory !== undefined && Math.max(memory ?? 0, memoryReservation ?? 0) > taskMemory) {
            op.refuse(
                refusals.memoryAboveTask,
                `The 'memory' setting for container '${name}' is greater than for the task.`,
            );
        }
    }
    const taskCpu = task.cpu === undefined ? undefined : cpuUnits(task.cpu);
    const cpu = containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0);
    if (taskCpu !== undefined && cpu > taskCpu) {
        op.refuse(
            refusals.cpuAboveTask,
            "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        );
    }
}

function refusePorts(op: Judge, { links = [], name = "", portMappings = [] }: Container, task: Task): void {
    const isPort = (port: number | undefined): boolean => port !== undefined && port >= 1 && port <= 65_535;
    const vpc = task.networkMode === "awsvpc";
    for (const { containerPort, hostPort = 0 } of portMappings) {
        if (!isPort(containerPort)) {
            op.refuse(refusals.portForm, `Invalid 'containerPort' setting for container '${name}'.`);
        }
        if (vpc && hostPort !== 0 && hostPort !== containerPort) {
            op.refuse(
                refusals.hostPort,
                "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
            );
        }
    }
    if (vpc && links.length > 0) {
        op.refuse(refusals.links, "Links are not supported when networkMode=awsvpc.");
    }
}

const DRIVERS = ["json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"];

function refuseLogs(op: Judge, { logConfiguration }: Container): void {
    if (!logConfiguration) {
        return;
    }
    const { logDriver = "", options = {} } = logConfiguration;
    if (!DRIVERS.includes(logDriver)) {
        op.refuse(refusals.logDriver, `Log driver '${logDriver}' is not one of ${DRIVERS.join(", ")}`);
    }
    const missing = ["awslogs-region", "awslogs-group"].filter((option) => (options[option] ?? "") === "");
    if (logDriver === "awslogs" && missing.length > 0) {
        op.refuse(refusals.logOptions, `Log driver awslogs requires options: ${missing.join(", ")}`);
    }
}

const SECRET_ARN = /^arn:[^:]+:(secretsmanager:[a-z0-9-]+:\d{12}:secret:.+|ssm:[a-z0-9-]+:\d{12}:parameter\/.+)$/;
const PARAMETER = /^[A-Za-z0-9_./-]{1,2048}$/;

function refuseSecrets(op: Judge, container: Container, task: Task): void {
    const { environment = [], logConfiguration, name = "", secrets = [] } = container;
    const all = [...secrets, ...(logConfiguration?.secretOptions ?? [])];
    if (all.length > 0 && (task.executionRoleArn ?? "") === "") {
        op.refuse(
            refusals.secretRole,
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        );
    }
    const odd = all.find(
        ({ valueFrom = "" }) => !(valueFrom.startsWith("arn:") ? SECRET_ARN : PARAMETER).test(valueFrom),
    );
    if (odd) {
        op.refuse(
            refusals.secretForm,
            `Invalid secret '${odd.name ?? ""}' of container '${name}': valueFrom must be the ARN of a secret or the ` +
                `ARN or name of a parameter, not '${odd.valueFrom ?? ""}'.`,
        );
    }
    const names = [...environment, ...secrets].map((entry) => entry.name);
    const twice = secrets.find((secret) => names.filter((other) => other === secret.name).length > 1);
    if (twice) {
        op.refuse(
            refusals.secretTwice,
            "The secret name must be unique and not shared with any new or existing environment variables set on the " +
                `container, such as '${twice.name ?? ""}'.`,
        );
    }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const HEALTH_RANGES: Readonly<Record<keyof HealthCheck, readonly [number, number]>> = {
    interval: [5, 300],
    retries: [1, 10],
    startPeriod: [0, 300],
    timeout: [2, 60],
};

function refuseHealthCheck(op: Judge, { healthCheck, name = "" }: Container): void {
    for (const [key, [least, most]] of Object.entries(HEALTH_RANGES)) {
        const value: unknown = new Map<string, unknown>(Object.entries(healthCheck ?? {})).get(key);
        if (typeof value === "number" && (value < least || value > most)) {
            op.refuse(
                refusals.healthCheck,
                `Invalid '${key}' of the health check of container '${name}': ${value} is not between ${least} and ${most}.`,
            );
        }
    }
}

function refuseLinks(op: Judge, container: Container, containers: readonly Container[], task: Task): void {
    const volumes = (task.volumes ?? []).map(({ name }) => name);
    const mount = (container.mountPoints ?? []).find(({ sourceVolume = "" }) => !volumes.includes(sourceVolume));
    if (mount) {
        op.refuse(refusals.unknownVolume, `Unknown volume '${mount.sourceVolume ?? ""}'.`);
    }
    for (const { condition = "", containerName = "" } of container.dependsOn ?? []) {
        const other = containers.find(({ name }) => name === containerName && name !== container.name);
        if (!other) {
            return op.refuse(
                refusals.unknownDependency,
                `Container '${container.name ?? ""}' depends on container '${containerName}', which does not exist.`,
            );
        }
        if (["SUCCESS", "COMPLETE"].includes(condition) && (other.essential ?? true)) {
            op.refuse(
                refusals.essentialDependency,
                "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
            );
        }
    }
}
