/** The checks of a task definition: those of the provider, and those of RegisterTaskDefinition. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { GLOBAL } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { given, oneOfValues, textRule } from "../ec2/input-checks";
import { text } from "../ec2/records";
import type { Container } from "./container-definitions";
import { containersOf, decodeFault } from "./container-definitions";
import { refuseContainers } from "./container-rules";
import { taskDefinitionRefusals as refusals } from "./task-definition-refusals";
import { cpuUnits, isFargateSize, mebibytes } from "./task-sizes";

export type TaskInputs = Unwrap<aws.ecs.TaskDefinitionArgs>;

/** A reason for a refusal, with the API's sentence. */
export interface Verdict {
    readonly refusal: Refusal;
    readonly detail: string;
}

const COMPATIBILITIES = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"];
const SYSTEMS = [
    "LINUX",
    "WINDOWS_SERVER_2004_CORE",
    "WINDOWS_SERVER_2016_FULL",
    "WINDOWS_SERVER_2019_CORE",
    "WINDOWS_SERVER_2019_FULL",
    "WINDOWS_SERVER_2022_CORE",
    "WINDOWS_SERVER_2022_FULL",
    "WINDOWS_SERVER_2025_CORE",
    "WINDOWS_SERVER_2025_FULL",
    "WINDOWS_SERVER_20H2_CORE",
];

export function taskFaults(inputs: Partial<TaskInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given({ ...inputs, ...inputs.runtimePlatform }, unknown);
    const storage = inputs.ephemeralStorage?.sizeInGib;
    const compatibility = (inputs.requiresCompatibilities ?? []).find((name) => !COMPATIBILITIES.includes(name));
    const isArn = (name: string): string | undefined =>
        /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(name) ? undefined : `'${name}' is no ARN of a role`;
    return [
        ...textRule(of, "containerDefinitions", (definitions) => {
            const fault = decodeFault(definitions);
            return fault === undefined ? undefined : `ECS Task Definition container_definitions is invalid: ${fault}`;
        }),
        ...textRule(of, "family", (family) =>
            /^[0-9A-Za-z_-]{1,255}$/.test(family)
                ? undefined
                : `'${family}' is no family: 1 to 255 letters, digits, '_' and '-'`,
        ),
        ...oneOfValues(of, "networkMode", ["bridge", "host", "awsvpc", "none"]),
        ...oneOfValues(of, "ipcMode", ["host", "task", "none"]),
        ...oneOfValues(of, "pidMode", ["host", "task"]),
        ...oneOfValues(of, "cpuArchitecture", ["X86_64", "ARM64"]),
        ...oneOfValues(of, "operatingSystemFamily", SYSTEMS),
        ...(compatibility === undefined
            ? []
            : [
                  {
                      property: "requiresCompatibilities",
                      reason: `has '${compatibility}'; allowed are ${COMPATIBILITIES.join(", ")}`,
                  },
              ]),
        ...(storage === undefined || (storage >= 21 && storage <= 200)
            ? []
            : [{ property: "ephemeralStorage", reason: `is ${storage} GiB; allowed are 21 to 200` }]),
        ...textRule(of, "executionRoleArn", isArn),
        ...textRule(of, "taskRoleArn", isArn),
    ];
}

export function refuseTask(op: Operation<TaskInputs>): void {
    if (op.kind === "update") {
        return;
    }
    const containers = containersOf(op.inputs.containerDefinitions);
    refuseSize(op);
    refuseContainers(op, containers, op.inputs);
    if ((op.inputs.requiresCompatibilities ?? []).includes("FARGATE")) {
        const verdict = fargateVerdict(op.inputs, containers);
        if (verdict) {
            op.refuse(verdict.refusal, verdict.detail);
        }
    }
    for (const role of [op.inputs.executionRoleArn, op.inputs.taskRoleArn]) {
        if (role !== undefined && role !== "" && !roleExists(op, role)) {
            op.refuse(refusals.role, "Role is not valid");
        }
    }
}

function roleExists(op: Operation<TaskInputs>, arn: string): boolean {
    return op.world.listIn(GLOBAL, "aws:iam/role:Role").some((record) => text(record, "arn") === arn);
}

function refuseSize(op: Operation<TaskInputs>): void {
    const { cpu, memory } = op.inputs;
    const unread = [
        ["cpu", cpu !== undefined && cpuUnits(cpu) === undefined],
        ["memory", memory !== undefined && mebibytes(memory) === undefined],
    ] as const;
    const [name] = unread.find(([, isUnread]) => isUnread) ?? [];
    if (name !== undefined) {
        op.refuse(
            refusals.cpuForm,
            `Invalid '${name}' setting for task. For more information, see the Troubleshooting section of the Amazon ` +
                "ECS Developer Guide.",
        );
    }
}

const FARGATE_DRIVERS = ["awslogs", "splunk", "awsfirelens"];
const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/;

/** Why Fargate cannot run such tasks; `undefined` where it can. */
export function fargateVerdict(inputs: TaskInputs, containers: readonly Container[]): Verdict | undefined {
    return sizeVerdict(inputs) ?? placeVerdict(inputs, containers) ?? roleVerdict(inputs, containers);
}

function sizeVerdict({ cpu, memory, networkMode }: TaskInputs): Verdict | undefined {
    if (networkMode !== "awsvpc") {
        return { refusal: refusals.fargateMode, detail: "Fargate only supports network mode ‘awsvpc’." };
    }
    if (cpu === undefined) {
        return { refusal: refusals.fargateCpu, detail: "Fargate requires that 'cpu' be defined at the task level." };
    }
    if (memory === undefined) {
        return {
            refusal: refusals.fargateMemory,
            detail: "Fargate requires that 'memory' be defined at the task level.",
        };
    }
    const [units, mib] = [cpuUnits(cpu) ?? 0, mebibytes(memory) ?? 0];
    const detail =
        `No Fargate configuration exists for given values: ${units} CPU, ${mib} memory. ` +
        "See the Amazon ECS documentation for the valid values.";
    return isFargateSize(units, mib) ? undefined : { refusal: refusals.fargateSize, detail };
}

function placeVerdict({ pidMode, volumes = [] }: TaskInputs, containers: readonly Container[]): Verdict | undefined {
    if (volumes.some(({ hostPath }) => hostPath !== undefined && hostPath !== "")) {
        const detail = "Fargate compatible task definitions do not support sourcePath";
        return { refusal: refusals.fargatePath, detail };
    }
    if (pidMode === "host") {
        const detail =
            "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.";
        return { refusal: refusals.fargatePid, detail };
    }
    if (containers.some(({ privileged }) => privileged === true)) {
        const detail = "Fargate compatible task definitions do not support privileged";
        return { refusal: refusals.fargatePrivileged, detail };
    }
    const slow = containers.find(({ stopTimeout = 0 }) => stopTimeout > 120);
    return slow
        ? {
              refusal: refusals.fargateStop,
              detail: `Invalid 'stopTimeout' setting for container '${slow.name ?? ""}': the maximum is 120 seconds.`,
          }
        : undefined;
}

function roleVerdict({ executionRoleArn }: TaskInputs, containers: readonly Container[]): Verdict | undefined {
    const drivers = containers.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []);
    const driver = drivers.find((name) => !FARGATE_DRIVERS.includes(name));
    if (driver !== undefined) {
        const detail = `Fargate compatible task definitions do not support log driver '${driver}'`;
        return { refusal: refusals.fargateDriver, detail };
    }
    if (executionRoleArn !== undefined && executionRoleArn !== "") {
        return undefined;
    }
    const needs = "Fargate requires task definition to have execution role ARN to support";
    if (drivers.includes("awslogs")) {
        return { refusal: refusals.fargateLogRole, detail: `${needs} log driver awslogs.` };
    }
    return containers.some(({ image = "" }) => ECR.test(image))
        ? { refusal: refusals.fargateImageRole, detail: `${needs} ECR images.` }
        : undefined;
}
