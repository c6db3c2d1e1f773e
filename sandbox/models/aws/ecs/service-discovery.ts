/** How other tasks find a service: by Cloud Map's DNS, or through Service Connect. */
import { isObject } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import { asText, objects, text } from "../ec2/records";
import { findNamespace } from "../servicediscovery/namespaces";
import { CLOUD_MAP_TYPES } from "../servicediscovery/sources";
import type { ServiceInputs, ServicePlan } from "./service-plan";
import { discoveryRefusals as refusals } from "./service-refusals";
import { hasPort } from "./service-targets";
import type { Judge } from "./sources";

export function refuseDiscovery(op: Judge, inputs: ServiceInputs, plan: ServicePlan): void {
    refuseRegistry(op, inputs, plan);
    refuseConnect(op, inputs, plan);
}

/** The Cloud Map service that a registry's ARN names. */
export function registryOf(op: Pick<Judge, "world">, arn: string): WorldRecord | undefined {
    return op.world.list(CLOUD_MAP_TYPES.service).find((record) => text(record, "arn") === arn);
}

function refuseRegistry(op: Judge, inputs: ServiceInputs, plan: ServicePlan): void {
    const named = inputs.serviceRegistries;
    if (!named) {
        return;
    }
    const registry =
        registryOf(op, named.registryArn) ??
        op.refuse(refusals.unknownRegistry, `The service registry ${named.registryArn} does not exist.`);
    const config = registry.outputs["dnsConfig"];
    const records = isObject(config) ? objects(config["dnsRecords"]) : [];
    const hasPorts = records.some((record) => asText(record["type"]) === "SRV");
    refuseRegistryPort(op, named, hasPorts || plan.task?.networkMode !== "awsvpc");
    const { containerName, containerPort } = named;
    const container = plan.containers.find(({ name }) => name === containerName);
    if (namesContainer(named) && (!container || !hasPort(container, containerPort ?? 0))) {
        op.refuse(
            refusals.registryContainer,
            `The container ${containerName ?? ""} did not have a container port ${containerPort ?? 0} defined.`,
        );
    }
}

type Registry = NonNullable<ServiceInputs["serviceRegistries"]>;

function namesContainer({ containerName = "", containerPort = 0 }: Registry): boolean {
    return containerName !== "" || containerPort !== 0;
}

/** Only records that bear a port ask for one. */
function refuseRegistryPort(op: Judge, named: Registry, asksPort: boolean): void {
    const [hasContainer, hasNumber] = [namesContainer(named), (named.port ?? 0) !== 0];
    if (!asksPort && (hasContainer || hasNumber)) {
        const given = (["containerPort", "containerName", "port"] as const).find((key) => Boolean(named[key]));
        op.refuse(
            refusals.registryPortUnused,
            `The values specified for serviceRegistries do not require a value for '${given ?? ""}'. ` +
                "Remove the value and retry.",
        );
    }
    if (hasContainer && hasNumber) {
        op.refuse(
            refusals.registryBoth,
            "Specify either a port or a containerName and containerPort for serviceRegistries, but not both.",
        );
    }
    if (asksPort && !hasContainer && !hasNumber) {
        op.refuse(
            refusals.registryPortMissing,
            "The values specified for serviceRegistries require a value for 'port', or 'containerName' and 'containerPort'.",
        );
    }
}

/** The namespace in which a service is found, or looks for others, through Service Connect. */
export function connectNamespaceOf(inputs: ServiceInputs, { cluster }: Pick<ServicePlan, "cluster">): string {
    const standard = cluster.outputs["serviceConnectDefaults"];
    const ofCluster = isObject(standard) ? asText(standard["namespace"]) : "";
    return inputs.serviceConnectConfiguration?.namespace ?? ofCluster;
}

/** The names that a service offers through Service Connect. */
export function connectNames(inputs: ServiceInputs): readonly string[] {
    const { enabled = false, services = [] } = inputs.serviceConnectConfiguration ?? {};
    return enabled ? services.map(({ discoveryName, portName }) => discoveryName ?? portName) : [];
}

function refuseConnect(op: Judge, inputs: ServiceInputs, plan: ServicePlan): void {
    const connect = inputs.serviceConnectConfiguration;
    if (connect?.enabled !== true) {
        return;
    }
    const namespace = connectNamespaceOf(inputs, plan);
    if (namespace === "") {
        op.refuse(
            refusals.connectWithoutNamespace,
            "Service Connect requires a namespace. Specify one in the service or as the default of the cluster.",
        );
    }
    if (!findNamespace(op.world, namespace)) {
        op.refuse(refusals.connectNamespace, "The specified namespace wasn't found.");
    }
    const ports = plan.containers.flatMap(({ portMappings = [] }) => portMappings.flatMap(({ name }) => name ?? []));
    const odd = (connect.services ?? []).find(({ portName }) => !ports.includes(portName));
    if (odd) {
        op.refuse(
            refusals.connectPort,
            `The portName '${odd.portName}' in the Service Connect configuration is not the name of a port mapping in ` +
                "the task definition.",
        );
    }
    const names = connectNames(inputs);
    if (new Set(names).size < names.length) {
        op.refuse(refusals.connectTwice, `Service Connect discovery names must be unique: ${names.join(", ")}.`);
    }
}
