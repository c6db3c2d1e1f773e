/** What ECS refuses of a service. */
import type { Refusal } from "../../kernel/refusal";
import { checkRow, row } from "../ec2/sources";
import { api, guide, MOTO, provider } from "./sources";
import { strategyRefusals } from "./strategy";

const CREATE = api("CreateService");
const REGISTRY = api("ServiceRegistry");
const CONNECT = api("ServiceConnectConfiguration");
const DEPLOYMENT = api("DeploymentConfiguration");
const VPC = api("AwsVpcConfiguration");
const PROVIDER = provider("service");

function invalid(when: string, source: string): Refusal {
    return row("InvalidParameterException", when, source);
}

/** Tasks that never start: ECS takes the service, and the provider waits for it in vain. */
export const startRefusals = {
    roleNotAssumable: row(
        "TaskFailedToStart",
        "the service is waited for, and ECS cannot assume the task role or the execution role",
        "https://github.com/telia-oss/terraform-aws-ecs-fargate/pull/58",
    ),
    noLogGroup: row(
        "TaskFailedToStart",
        "the service is waited for, and the log group of a container does not exist",
        guide("stopped-task-error-codes"),
    ),
    noSecret: row(
        "TaskFailedToStart",
        "the service is waited for, and a secret to inject does not exist",
        guide("stopped-task-error-codes"),
    ),
    noRepository: row(
        "TaskFailedToStart",
        "the service is waited for, and the repository of an image does not exist",
        guide("stopped-task-error-codes"),
    ),
} as const satisfies Record<string, Refusal>;

export const networkRefusals = {
    noNetwork: invalid("the task runs in mode awsvpc and the service has no network configuration", MOTO),
    networkUnused: invalid(
        "there is a network configuration and the task does not run in mode awsvpc",
        "https://github.com/DataDog/test-infra-definitions/pull/57",
    ),
    noSubnets: invalid("the network configuration has no subnet", MOTO),
    unknownSubnet: invalid("a subnet does not exist", MOTO),
    unknownGroup: invalid("a security group does not exist", MOTO),
    subnetsOfTwoVpcs: invalid("the subnets belong to different VPCs", VPC),
    groupOfOtherVpc: invalid("a security group belongs to another VPC than the subnets", VPC),
    tooManySubnets: invalid("there are more than 16 subnets", VPC),
    tooManyGroups: invalid("there are more than five security groups", VPC),
    publicAddress: invalid("tasks shall have public addresses outside of Fargate", VPC),
} as const satisfies Record<string, Refusal>;

export const targetRefusals = {
    noTarget: invalid("a load balancer is named neither by its target group nor by its name", api("LoadBalancer")),
    unknownTarget: invalid("a target group does not exist", CREATE),
    unattachedTarget: invalid(
        "no load balancer sends requests to a target group",
        "https://github.com/cn-terraform/terraform-aws-nexus/issues/42",
    ),
    targetType: invalid(
        "a target group takes instances and the task runs in mode awsvpc, or the other way round",
        "https://github.com/hashicorp/terraform-provider-aws/issues/12252",
    ),
    unknownContainer: invalid("a load balancer leads to a container that the task does not have", CREATE),
    unknownPort: invalid(
        "a load balancer leads to a port that the container does not have",
        "https://github.com/pulumi/pulumi-aws/issues/3095",
    ),
    graceWithoutTarget: invalid(
        "there is a grace period for health checks and no load balancer",
        "https://github.com/aws-cloudformation/cfn-lint/issues/3612",
    ),
} as const satisfies Record<string, Refusal>;

export const discoveryRefusals = {
    unknownRegistry: invalid("the service registry does not exist", REGISTRY),
    registryPortUnused: invalid(
        "the registry has no SRV record and a port or a container is given",
        "https://github.com/umotif-public/terraform-aws-ecs-fargate/issues/25",
    ),
    registryPortMissing: invalid("the registry has an SRV record and nothing tells the port", REGISTRY),
    registryBoth: invalid("a port and a container with its port are given for the registry", REGISTRY),
    registryContainer: invalid("the registry's container or its port is not in the task definition", REGISTRY),
    connectWithoutNamespace: invalid("Service Connect is on and neither service nor cluster has a namespace", CONNECT),
    connectNamespace: row("NamespaceNotFoundException", "the namespace of Service Connect does not exist", CREATE),
    connectPort: invalid("Service Connect names a port that the task definition does not", CONNECT),
    connectTwice: invalid("two names of Service Connect are the same", CONNECT),
} as const satisfies Record<string, Refusal>;

export const serviceRefusals = {
    ...strategyRefusals,
    ...startRefusals,
    ...networkRefusals,
    ...targetRefusals,
    ...discoveryRefusals,
    exists: invalid(
        "the cluster has a service of this name",
        "https://github.com/hashicorp/terraform-provider-aws/issues/2283",
    ),
    nameForm: invalid("the name is longer than 255 characters or has others than letters, digits, '_' and '-'", CREATE),
    unknownCluster: row("ClusterNotFoundException", "the cluster does not exist", CREATE),
    noDefinition: invalid("no task definition is given", CREATE),
    unknownDefinition: row("ClientException", "the task definition does not exist", CREATE),
    inactiveDefinition: row("ClientException", "the task definition was deregistered", CREATE),
    incompatible: invalid(
        "the task definition cannot run on what the service asks for",
        guide("task-cpu-memory-error"),
    ),
    daemonOnFargate: invalid("one task for each machine is asked for on Fargate", CREATE),
    platform: row("PlatformUnknownException", "Fargate has no such platform version", CREATE),
    noRoom: invalid("neither less nor more tasks than wanted may run while the service is updated", DEPLOYMENT),
    maximum: invalid("less than the wanted tasks are allowed at most", DEPLOYMENT),
    rebalancing: invalid(
        "tasks are to be rebalanced between zones and none more than wanted may run",
        guide("service-rebalancing"),
    ),
    negativeCount: invalid("fewer than no tasks are wanted", CREATE),
    typeAndStrategy: checkRow("a launch type and a capacity provider strategy are given", PROVIDER),
    enumForm: checkRow(
        "the launch type, the scheduling, the deployment controller or another choice is none",
        PROVIDER,
    ),
    portForm: checkRow("the port of a load balancer or of a registry is not between 0 and 65,536", PROVIDER),
    graceForm: checkRow("the grace period of health checks is below zero or too long", PROVIDER),
} as const satisfies Record<string, Refusal>;
