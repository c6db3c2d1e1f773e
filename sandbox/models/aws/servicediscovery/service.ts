/** Cloud Map services: the names under which instances are found. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, Reference, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { api, CLOUD_MAP_TYPES, provider } from "./sources";

type ServiceInputs = Unwrap<aws.servicediscovery.ServiceArgs>;

const CREATE = api("CreateService");
const PROVIDER = provider("service");
const LONGEST_TTL = 2_147_483_647;

export const discoveryServiceRefusals = {
    unknownNamespace: row("NamespaceNotFound", "the namespace does not exist", CREATE),
    noNamespace: row("InvalidInput", "no namespace is given, neither in `dnsConfig` nor beside it", CREATE),
    exists: row(
        "ServiceAlreadyExists",
        "the namespace has a service of this name; with DNS, whatever its letter case",
        CREATE,
    ),
    nameForm: row("InvalidInput", "the name cannot be the name of DNS records", CREATE),
    noRecords: row("InvalidInput", "the DNS configuration has no record", api("DnsConfig")),
    cnameBeside: row("InvalidInput", "a CNAME record stands beside records of other types", api("DnsRecord")),
    cnameRouting: row("InvalidInput", "CNAME records are to be answered with several values", api("DnsConfig")),
    twice: row("InvalidInput", "there are two records of one type", api("DnsConfig")),
    ttl: row("InvalidInput", "a time to live is not between 0 and 2,147,483,647 seconds", api("DnsRecord")),
    dnsWithoutDns: row("InvalidInput", "DNS records are wanted in a namespace without DNS", api("DnsConfig")),
    privateHealthCheck: row(
        "InvalidInput",
        "Route 53 shall check the health of instances in a namespace that is not public",
        api("HealthCheckConfig"),
    ),
    bothHealthChecks: row("InvalidInput", "both kinds of health check are given", CREATE),
    hasInstances: row("ResourceInUse", "instances are registered under the service", api("DeleteService")),
    recordType: checkRow("the type of a record is none of A, AAAA, CNAME and SRV", PROVIDER),
    routing: checkRow("the routing policy is neither MULTIVALUE nor WEIGHTED", PROVIDER),
    typeForm: checkRow("the type is not HTTP", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = discoveryServiceRefusals;

const RECORD_TYPES = ["SRV", "A", "AAAA", "CNAME"];

function faults(inputs: Partial<ServiceInputs>): readonly CheckFault[] {
    const { dnsConfig, type } = inputs;
    const found: CheckFault[] = (dnsConfig?.dnsRecords ?? [])
        .filter((record) => typeof record.type === "string" && !RECORD_TYPES.includes(record.type))
        .map((record) => ({
            property: "dnsConfig.dnsRecords",
            reason: `has the type '${record.type}'; allowed are ${RECORD_TYPES.join(", ")}`,
        }));
    const routing = dnsConfig?.routingPolicy;
    if (routing !== undefined && !["MULTIVALUE", "WEIGHTED"].includes(routing)) {
        found.push({
            property: "dnsConfig.routingPolicy",
            reason: `is '${routing}'; allowed are MULTIVALUE, WEIGHTED`,
        });
    }
    if (type !== undefined && type !== "HTTP") {
        found.push({ property: "type", reason: `is '${type}'; allowed is HTTP` });
    }
    return found;
}

export function namespaceOf(inputs: Pick<ServiceInputs, "dnsConfig" | "namespaceId">): string {
    return inputs.namespaceId ?? inputs.dnsConfig?.namespaceId ?? "";
}

const NAMESPACES = [
    CLOUD_MAP_TYPES.privateDnsNamespace,
    CLOUD_MAP_TYPES.publicDnsNamespace,
    CLOUD_MAP_TYPES.httpNamespace,
];

function toNamespace(property: string): Reference {
    return {
        property,
        to: NAMESPACES,
        missing: refusals.unknownNamespace,
        message: (id) => `Namespace with id ${id} does not exist.`,
    };
}

function refuseService(op: Operation<ServiceInputs>): void {
    const { dnsConfig, healthCheckConfig, healthCheckCustomConfig, name = "" } = op.inputs;
    const namespaceId = namespaceOf(op.inputs);
    if (namespaceId === "") {
        op.refuse(refusals.noNamespace, "A namespace id must be provided.");
    }
    const namespace = NAMESPACES.map((type) => op.world.get(type, namespaceId)).find((record) => record);
    const withDns = namespace?.type !== CLOUD_MAP_TYPES.httpNamespace;
    if (healthCheckConfig && healthCheckCustomConfig) {
        op.refuse(
            refusals.bothHealthChecks,
            "You can specify either HealthCheckConfig or HealthCheckCustomConfig, but not both.",
        );
    }
    if (healthCheckConfig && namespace?.type !== CLOUD_MAP_TYPES.publicDnsNamespace) {
        op.refuse(
            refusals.privateHealthCheck,
            "HealthCheckConfig can be specified for services of public DNS namespaces only.",
        );
    }
    if (dnsConfig && !withDns) {
        op.refuse(
            refusals.dnsWithoutDns,
            `DnsConfig cannot be specified: namespace ${namespaceId} is an HTTP namespace.`,
        );
    }
    refuseRecords(op);
    if (op.kind === "create") {
        refuseName(op, namespaceId, name, withDns);
    }
}

function refuseRecords(op: Operation<ServiceInputs>): void {
    const { dnsConfig } = op.inputs;
    if (!dnsConfig) {
        return;
    }
    const types = dnsConfig.dnsRecords.map(({ type }) => type);
    if (types.length === 0) {
        op.refuse(refusals.noRecords, "DnsRecords must hold at least one record.");
    }
    if (new Set(types).size < types.length) {
        op.refuse(refusals.twice, `DnsRecords holds a type twice: ${types.join(", ")}.`);
    }
    if (types.includes("CNAME") && types.length > 1) {
        op.refuse(refusals.cnameBeside, "A CNAME record cannot be specified together with records of other types.");
    }
    if (types.includes("CNAME") && dnsConfig.routingPolicy !== "WEIGHTED") {
        op.refuse(refusals.cnameRouting, "Routing policy must be WEIGHTED for CNAME records.");
    }
    const ttl = dnsConfig.dnsRecords.map((record) => record.ttl).find((value) => value < 0 || value > LONGEST_TTL);
    if (ttl !== undefined) {
        op.refuse(refusals.ttl, `TTL ${ttl} must be between 0 and ${LONGEST_TTL}.`);
    }
}

const LABELS =
    /^([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.([a-zA-Z0-9_][a-zA-Z0-9-_]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9]))*$/;

function refuseName(op: Operation<ServiceInputs>, namespaceId: string, name: string, withDns: boolean): void {
    if (withDns && (name.length > 127 || !LABELS.test(name))) {
        op.refuse(
            refusals.nameForm,
            `'${name}' is not a valid name: labels of letters, digits, '-' and '_', at most 127 characters.`,
        );
    }
    const same = (other: WorldRecord): boolean =>
        withDns ? text(other, "name").toLowerCase() === name.toLowerCase() : text(other, "name") === name;
    if (
        op.world
            .list(CLOUD_MAP_TYPES.service)
            .some((other) => text(other, "namespaceId") === namespaceId && same(other))
    ) {
        op.refuse(refusals.exists, `Service already exists: ${name}`);
    }
}

/** The instances under a service; ECS registers one for each task. */
export function instancesOf(view: Pick<View, "list">, serviceId: string): readonly WorldRecord[] {
    return view.list(CLOUD_MAP_TYPES.instance).filter((record) => record.inputs["serviceId"] === serviceId);
}

function release(op: Operation<ServiceInputs>): void {
    const instances = instancesOf(op.world, op.id);
    if (op.inputs.forceDestroy) {
        instances.forEach((instance) => op.world.remove(instance.type, instance.id));
    } else if (instances.length > 0) {
        op.refuse(
            refusals.hasInstances,
            "Service contains registered instances; delete the instances before deleting the service",
        );
    }
}

function dnsOutputs({ dnsConfig }: ServiceInputs): Properties {
    if (!dnsConfig) {
        return { type: "HTTP" };
    }
    return {
        dnsConfig: {
            dnsRecords: dnsConfig.dnsRecords.map(({ ttl, type }) => ({ ttl, type })),
            namespaceId: dnsConfig.namespaceId,
            routingPolicy: dnsConfig.routingPolicy ?? "MULTIVALUE",
        },
        type: "DNS_HTTP",
    };
}

export const discoveryService = defineModel<ServiceInputs>({
    type: CLOUD_MAP_TYPES.service,
    source: CREATE,
    api: { service: "ServiceDiscovery", create: "CreateService", update: "UpdateService", delete: "DeleteService" },
    mint: (_inputs, hex) => `srv-${hex(16)}`,
    refusals,
    references: [toNamespace("namespaceId"), toNamespace("dnsConfig.namespaceId")],
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "dnsConfig.dnsRecords[*].type",
            "dnsConfig.namespaceId",
            "dnsConfig.routingPolicy",
            "healthCheckConfig.type",
            "healthCheckCustomConfig",
            "name",
            "namespaceId",
            "type",
        ],
        inPlace: ["description", "dnsConfig", "forceDestroy", "healthCheckConfig"],
    }),
    autoname: { property: "name", maxLength: 127 },
    check: faults,
    validate: refuseService,
    outputs: (op) => ({
        arn: op.arn("servicediscovery", `service/${op.id}`),
        description: op.inputs.description ?? "",
        forceDestroy: op.inputs.forceDestroy ?? false,
        // The API answers with 1, whatever was asked for.
        ...(op.inputs.healthCheckCustomConfig ? { healthCheckCustomConfig: { failureThreshold: 1 } } : {}),
        namespaceId: namespaceOf(op.inputs),
        ...dnsOutputs(op.inputs),
    }),
    beforeDelete: release,
});
