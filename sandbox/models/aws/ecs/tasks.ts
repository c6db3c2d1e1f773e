/** A service's tasks: why they cannot start, and what they occupy while they run. */
import type { WorldRecord } from "../../../worlds/records";
import { GLOBAL } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { usableAddresses } from "../ec2/addresses";
import { groupsOrDefault } from "../ec2/interface-groups";
import { addressesIn, networkInterface, NETWORK_INTERFACE } from "../ec2/interfaces";
import { asText, text, TYPES } from "../ec2/records";
import { principalsOf } from "../iam/policy-grammar";
import { findNamespace } from "../servicediscovery/namespaces";
import { CLOUD_MAP_TYPES } from "../servicediscovery/sources";
import { connectNames, connectNamespaceOf, registryOf } from "./service-discovery";
import type { ServiceInputs, ServicePlan } from "./service-plan";
import { startRefusals as refusals } from "./service-refusals";
import type { Judge } from "./sources";
import { ECS_TYPES } from "./sources";
import type { Verdict } from "./task-definition-rules";

const TASKS = "ecs-tasks.amazonaws.com";

/** Why no task of the service comes up; `undefined` where nothing stands in its way. */
export function obstacleOf(op: Judge, plan: ServicePlan): Verdict | undefined {
    return roleObstacle(op, plan) ?? logObstacle(op, plan) ?? secretObstacle(op, plan) ?? imageObstacle(op, plan);
}

function roleObstacle(op: Judge, { task }: ServicePlan): Verdict | undefined {
    const named = [task?.executionRoleArn, task?.taskRoleArn].filter((arn) => arn !== undefined && arn !== "");
    const roles = op.world.listIn(GLOBAL, "aws:iam/role:Role");
    const arn = named.find((each) => {
        const role = roles.find((record) => text(record, "arn") === each);
        return !role || !principalsOf(text(role, "assumeRolePolicy"), "Service").includes(TASKS);
    });
    return arn === undefined
        ? undefined
        : {
              refusal: refusals.roleNotAssumable,
              detail:
                  `ECS was unable to assume the role '${arn}' that was provided for this task. Please verify that the ` +
                  "role being passed has the proper trust relationship and permissions and that your IAM user has " +
                  "permissions to pass this role.",
          };
}

function logObstacle(op: Judge, { containers }: ServicePlan): Verdict | undefined {
    const missing = containers
        .filter(({ logConfiguration }) => logConfiguration?.logDriver === "awslogs")
        .map(({ logConfiguration }) => logConfiguration?.options ?? {})
        .filter((options) => options["awslogs-create-group"] !== "true")
        .map((options) => ({ group: options["awslogs-group"] ?? "", region: options["awslogs-region"] ?? "" }))
        .find(({ group, region }) =>
            op.world.listIn(region, "aws:cloudwatch/logGroup:LogGroup").every((record) => record.id !== group),
        );
    return (
        missing && {
            refusal: refusals.noLogGroup,
            detail:
                "ResourceInitializationError: failed to validate logger args: The specified log group does not exist: " +
                `${missing.group} in ${missing.region}`,
        }
    );
}

/** `arn:…:secret:name-1a2b3c` of `arn:…:secret:name-1a2b3c:key:stage:version`. */
function secretArn(valueFrom: string): string {
    return valueFrom.split(":").slice(0, 7).join(":");
}

function secretObstacle(op: Judge, { containers }: ServicePlan): Verdict | undefined {
    const own = `arn:${op.partition}:secretsmanager:${op.region}:${op.account}:secret:`;
    const known = op.world.list("aws:secretsmanager/secret:Secret").map((record) => text(record, "arn"));
    const missing = containers
        .flatMap(({ secrets = [] }) => secrets.flatMap(({ valueFrom }) => valueFrom ?? []))
        .map(secretArn)
        .find((arn) => arn.startsWith(own) && !known.some((secret) => secret === arn || secret.slice(0, -7) === arn));
    return missing === undefined
        ? undefined
        : {
              refusal: refusals.noSecret,
              detail:
                  "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from " +
                  `asm: ResourceNotFoundException: Secrets Manager can't find the specified secret: ${missing}`,
          };
}

function imageObstacle(op: Judge, { containers }: ServicePlan): Verdict | undefined {
    const own = `${op.account}.dkr.ecr.${op.region}.amazonaws.com/`;
    const known = op.world.list("aws:ecr/repository:Repository").map((record) => text(record, "repositoryUrl"));
    const missing = containers
        .map(({ image = "" }) => image.replace(/@.*$/, "").replace(/:[^/:]*$/, ""))
        .find((repository) => repository.startsWith(own) && !known.includes(repository));
    return missing === undefined
        ? undefined
        : {
              refusal: refusals.noRepository,
              detail: `CannotPullContainerError: pull image manifest has been retried 1 time(s): ${missing}: not found`,
          };
}

type ServiceOperation = Operation<ServiceInputs>;

function tasksOf(view: Pick<View, "list">, service: string): readonly WorldRecord[] {
    return view.list(NETWORK_INTERFACE).filter((record) => record.ownedBy?.id === service);
}

/**
 * Gives the service as many tasks as it wants, each with a network interface in one of its subnets, and registers them
 * under the service's names. A task for which no subnet has room waits, as it does in ECS.
 */
export function runTasks(op: ServiceOperation, plan: ServicePlan): void {
    stopTasks(op);
    const network = op.inputs.networkConfiguration;
    const runs = plan.onFargate && network !== undefined && obstacleOf(op, plan) === undefined;
    for (let index = 0; runs && index < (op.inputs.desiredCount ?? 0); index += 1) {
        const subnet = roomFor(op, network.subnets, index);
        if (!subnet) {
            break;
        }
        const record = networkInterface(op, {
            label: `task ${index}`,
            subnet,
            interfaceType: "interface",
            description: op.arn("ecs", `attachment/${op.hash(`attachment ${index}`, 32)}`),
            securityGroups: groupsOrDefault(network.securityGroups, text(subnet, "vpcId")),
            attachedTo: { instance: "", deviceIndex: 1 },
            ownedBy: { type: ECS_TYPES.service, id: op.id },
        });
        op.world.put(record);
        register(op, index, asText(record.outputs["privateIp"]));
    }
    offer(op, plan);
}

/** The subnets in turn; the next one where a subnet is full. */
function roomFor(op: ServiceOperation, subnets: readonly string[], index: number): WorldRecord | undefined {
    return subnets
        .map((_id, offset) => op.world.get(TYPES.subnet, subnets[(index + offset) % subnets.length] ?? ""))
        .find((subnet) => subnet && addressesIn(op.world, subnet.id).size < usableAddresses(text(subnet, "cidrBlock")));
}

function stopTasks(op: ServiceOperation): void {
    const registered = [CLOUD_MAP_TYPES.instance, CLOUD_MAP_TYPES.service]
        .flatMap((type) => op.world.list(type))
        .filter((record) => record.ownedBy?.id === op.id);
    [...tasksOf(op.world, op.id), ...registered].forEach((record) => op.world.remove(record.type, record.id));
}

function register(op: ServiceOperation, index: number, address: string): void {
    const registry = registryOf(op, op.inputs.serviceRegistries?.registryArn ?? "");
    if (registry) {
        const instanceId = op.hash(`task ${index}`, 32);
        op.world.put({
            type: CLOUD_MAP_TYPES.instance,
            id: instanceId,
            inputs: { serviceId: registry.id, instanceId },
            outputs: { attributes: { AWS_INSTANCE_IPV4: address }, instanceId, serviceId: registry.id },
            ownedBy: { type: ECS_TYPES.service, id: op.id },
        });
    }
}

/** Service Connect keeps a Cloud Map service for each name; the namespace cannot go before them. */
function offer(op: ServiceOperation, plan: ServicePlan): void {
    const namespace = findNamespace(op.world, connectNamespaceOf(op.inputs, plan));
    for (const name of namespace ? connectNames(op.inputs) : []) {
        const id = `srv-${op.hash(`Service Connect ${name}`, 16)}`;
        const namespaceId = namespace?.id ?? "";
        op.world.put({
            type: CLOUD_MAP_TYPES.service,
            id,
            inputs: { name, namespaceId },
            outputs: { arn: op.arn("servicediscovery", `service/${id}`), name, namespaceId, type: "HTTP" },
            ownedBy: { type: ECS_TYPES.service, id: op.id },
        });
    }
}
