/** What ECS refuses of a task definition. */
import type { Refusal } from "../../kernel/refusal";
import { checkRow, row } from "../ec2/sources";
import { api, guide, MOTO, provider } from "./sources";

const CONTAINER = api("ContainerDefinition");
const FARGATE = guide("fargate-tasks-services");
const PROVIDER = provider("task_definition");
const SEEN = "https://github.com/klothoplatform/klotho/issues/892";

function client(when: string, source: string): Refusal {
    return row("ClientException", when, source);
}

/** What makes a definition unfit for Fargate; where it asks for Fargate, ECS refuses it, else a service on Fargate. */
export const fargateRefusals = {
    fargateMode: client("Fargate is asked for and the network mode is not awsvpc", FARGATE),
    fargateCpu: client("Fargate is asked for and the task has no CPU", SEEN),
    fargateMemory: client(
        "Fargate is asked for and the task has no memory",
        "https://github.com/aws/amazon-ecs-cli/issues/982",
    ),
    fargateSize: client("Fargate has no tasks of this CPU and memory", guide("task-cpu-memory-error")),
    fargateDriver: client("Fargate does not know the log driver", api("LogConfiguration")),
    fargateLogRole: client(
        "Fargate shall write logs and has no execution role",
        "https://github.com/virtual-kubelet/virtual-kubelet/issues/193",
    ),
    fargateImageRole: client(
        "Fargate shall pull an image from ECR and has no execution role",
        "https://github.com/hashicorp/terraform-provider-aws/issues/3051",
    ),
    fargatePath: client("Fargate is asked for and a volume is a folder of the host", FARGATE),
    fargatePrivileged: client("Fargate is asked for and a container shall be privileged", CONTAINER),
    fargatePid: client("Fargate is asked for and the tasks share the host's processes", MOTO),
    fargateStop: client("Fargate is asked for and a container shall have over 120 seconds to stop", CONTAINER),
} as const satisfies Record<string, Refusal>;

export const taskDefinitionRefusals = {
    ...fargateRefusals,
    noContainers: client("there is no container", "https://github.com/awsdocs/aws-cloudformation-user-guide/pull/454"),
    noName: client("a container has no name or no image", MOTO),
    nameForm: client("a container's name is too long or has others than letters, digits, '_' and '-'", CONTAINER),
    nameTwice: client("two containers have the same name", CONTAINER),
    noEssential: client("no container is essential", CONTAINER),
    noMemory: client("neither the task nor a container says how much memory it needs", MOTO),
    memoryAboveTask: client(
        "a container may have more memory than the task",
        "https://github.com/pulumi/pulumi-awsx/issues/1220",
    ),
    cpuAboveTask: client("the containers ask for more CPU than the task has", SEEN),
    cpuForm: client("the task's CPU or memory cannot be read", guide("task-cpu-memory-error")),
    hostPort: client("in mode awsvpc the port of the host differs from the container's", SEEN),
    portForm: client("a port mapping has no container port", "https://github.com/aws/aws-cdk/issues/8762"),
    links: client(
        "in mode awsvpc containers are linked",
        "https://github.com/aws-observability/aws-otel-collector/issues/1359",
    ),
    logDriver: client("there is no such log driver", api("LogConfiguration")),
    logOptions: client("logs shall go to CloudWatch, and their region or group is missing", SEEN),
    secretRole: client(
        "secrets shall be injected and there is no execution role",
        "https://github.com/fabfuel/ecs-deploy/issues/87",
    ),
    secretForm: client("a secret names neither a secret of Secrets Manager nor a parameter of SSM", api("Secret")),
    secretTwice: client("a secret has the name of another or of a variable", api("Secret")),
    unknownVolume: client("a container mounts a volume that the task does not have", api("MountPoint")),
    unknownDependency: client("a container waits for one that is not there", api("ContainerDependency")),
    essentialDependency: client("a container waits for the end of an essential one", SEEN),
    healthCheck: client("a number of a container's health check is out of its range", api("HealthCheck")),
    role: client(
        "the task role or the execution role does not exist",
        "https://github.com/fabfuel/ecs-deploy/issues/231",
    ),
    containersForm: checkRow("the containers are no JSON list of container definitions", PROVIDER),
    familyForm: checkRow(
        "the family is empty, longer than 255 characters or has others than letters, digits, '_' and '-'",
        PROVIDER,
    ),
    enumForm: checkRow("the network mode, a compatibility, the architecture or another choice is none", PROVIDER),
    storage: checkRow("the ephemeral storage is not between 21 and 200 GiB", PROVIDER),
    roleForm: checkRow("the task role or the execution role is no ARN", PROVIDER),
} as const satisfies Record<string, Refusal>;
