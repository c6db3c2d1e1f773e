/** The checks that EC2 makes of a VPC endpoint before it makes or changes one. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import type { EndpointService, EndpointType } from "./endpoint-services";
import { endpointService } from "./endpoint-services";
import { servicePrefixList } from "./prefix-lists";
import { quotas } from "./quotas";
import { flag, text, TYPES } from "./records";
import { wantedSubnets } from "./vpc-endpoint-interfaces";
import { vpcEndpointRefusals as refusals } from "./vpc-endpoint-refusals";
import { routeTablesOf } from "./vpc-endpoint-routes";

export type EndpointInputs = Unwrap<aws.ec2.VpcEndpointArgs>;

type EndpointOperation = Operation<EndpointInputs>;

export function refuseEndpoint(op: EndpointOperation): void {
    const service = serviceOf(op);
    if ((op.inputs.vpcEndpointType ?? "Gateway") === "Gateway") {
        refuseGateway(op);
    } else {
        refuseInterface(op, service);
    }
    if (op.kind === "create") {
        refuseTooMany(op);
    }
}

/** The service, which must exist and offer this type of endpoint; other targets (networks, resources) have none. */
function serviceOf(op: EndpointOperation): EndpointService | undefined {
    const { serviceName, serviceRegion } = op.inputs;
    if (serviceName === undefined) {
        return undefined;
    }
    const service = endpointService(op.world, { region: serviceRegion ?? op.region }, serviceName);
    if (!service) {
        return op.refuse(refusals.unknownService, `The Vpc Endpoint Service '${serviceName}' does not exist`);
    }
    const wanted = op.inputs.vpcEndpointType ?? "Gateway";
    if (!service.types.includes(wanted as EndpointType)) {
        op.refuse(
            refusals.typeMismatch,
            `Endpoint type (${wanted}) does not match available service types ([${service.types.join(", ")}]).`,
        );
    }
    return service;
}

function refuseGateway(op: EndpointOperation): void {
    const { privateDnsEnabled, routeTableIds, securityGroupIds, serviceName = "", vpcId } = op.inputs;
    if (wantedSubnets(op.inputs).length > 0) {
        op.refuse(
            refusals.subnetsOfGateway,
            "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.",
        );
    }
    if ((securityGroupIds ?? []).length > 0) {
        op.refuse(refusals.groupsOfGateway, "Security group IDs are only supported for Interface type VPC Endpoints.");
    }
    if (privateDnsEnabled) {
        op.refuse(refusals.privateDnsOfGateway, "Private DNS is only supported for Interface type VPC Endpoints.");
    }
    for (const id of routeTableIds ?? []) {
        refuseRouteTable(op, { endpointId: op.id, routeTableId: id, serviceName, vpcId });
    }
}

export interface RouteTableUse {
    readonly endpointId: string;
    readonly routeTableId: string;
    readonly serviceName: string;
    readonly vpcId: string;
}

/** A gateway endpoint's route in a table: one for each service, in tables of the endpoint's own VPC. */
export function refuseRouteTable(
    op: Pick<Operation<object>, "world" | "refuse" | "region" | "account" | "partition">,
    use: RouteTableUse,
): void {
    const table = op.world.get(TYPES.routeTable, use.routeTableId);
    if (text(table, "vpcId") !== use.vpcId) {
        op.refuse(
            refusals.routeTableOfOtherVpc,
            `Route table ${use.routeTableId} and network ${use.vpcId} belong to different networks`,
        );
    }
    const others = gatewaysWith(op.world, use.serviceName).filter((endpoint) => endpoint.id !== use.endpointId);
    if (others.some((endpoint) => routeTablesOf(op.world, endpoint).includes(use.routeTableId))) {
        const list = servicePrefixList(op, use.serviceName)?.id ?? "";
        op.refuse(
            refusals.routeExists,
            `route table ${use.routeTableId} already has a route with destination-prefix-list-id ${list}`,
        );
    }
}

function gatewaysWith(view: Pick<View, "list">, serviceName: string): readonly WorldRecord[] {
    return view
        .list(TYPES.vpcEndpoint)
        .filter((record) => text(record, "serviceName") === serviceName)
        .filter((record) => text(record, "vpcEndpointType") === "Gateway");
}

function refuseInterface(op: EndpointOperation, service: EndpointService | undefined): void {
    if ((op.inputs.routeTableIds ?? []).length > 0) {
        op.refuse(refusals.routeTablesOfInterface, "Route table IDs are only supported for Gateway type VPC Endpoint.");
    }
    refuseSubnets(op, op.inputs.vpcId, wantedSubnets(op.inputs));
    refuseGroups(op);
    if (op.inputs.privateDnsEnabled) {
        refusePrivateDns(op, service);
    }
}

/** One subnet in each zone, all of the endpoint's own VPC. */
export function refuseSubnets(
    op: Pick<Operation<object>, "world" | "refuse">,
    vpcId: string,
    subnetIds: readonly string[],
): void {
    const zones = new Set<string>();
    for (const id of subnetIds) {
        const subnet = op.world.get(TYPES.subnet, id);
        if (text(subnet, "vpcId") !== vpcId) {
            op.refuse(refusals.subnetOfOtherVpc, `Subnet ${id} and network ${vpcId} belong to different networks`);
        }
        const zone = text(subnet, "availabilityZone");
        if (zones.has(zone)) {
            op.refuse(
                refusals.sameZone,
                `Found another VPC endpoint subnet in the availability zone of ${id}. VPC endpoint subnets should be ` +
                    "in different availability zones supported by the VPC endpoint service.",
            );
        }
        zones.add(zone);
    }
}

function refuseGroups(op: EndpointOperation): void {
    const groups = op.inputs.securityGroupIds ?? [];
    if (groups.length > quotas.securityGroupsPerInterface.value) {
        op.refuse(refusals.tooManyGroups, "The maximum number of security groups per interface has been reached.");
    }
    for (const id of groups) {
        if (text(op.world.get(TYPES.securityGroup, id), "vpcId") !== op.inputs.vpcId) {
            op.refuse(
                refusals.groupOfOtherVpc,
                `Security group ${id} and network ${op.inputs.vpcId} belong to different networks`,
            );
        }
    }
}

function refusePrivateDns(op: EndpointOperation, service: EndpointService | undefined): void {
    const { vpcId } = op.inputs;
    const [name] = service?.privateDnsNames ?? [];
    if (service && name === undefined) {
        op.refuse(
            refusals.noPrivateDnsName,
            `Private DNS can't be enabled because the service ${service.name} does not provide a private DNS name.`,
        );
    }
    const vpc = op.world.get(TYPES.vpc, vpcId);
    if (!flag(vpc, "enableDnsSupport") || !flag(vpc, "enableDnsHostnames")) {
        op.refuse(
            refusals.dnsAttributes,
            `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
        );
    }
    const rivals = op.world
        .list(TYPES.vpcEndpoint)
        .filter((record) => record.id !== op.id && text(record, "vpcId") === vpcId)
        .filter((record) => flag(record, "privateDnsEnabled"))
        .filter((record) => text(record, "serviceName") === op.inputs.serviceName);
    if (rivals.length > 0) {
        op.refuse(
            refusals.dnsConflict,
            `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} ` +
                `in the VPC ${vpcId}`,
        );
    }
}

function refuseTooMany(op: EndpointOperation): void {
    const isGateway = (record: WorldRecord): boolean => text(record, "vpcEndpointType") === "Gateway";
    const endpoints = op.world.list(TYPES.vpcEndpoint);
    if ((op.inputs.vpcEndpointType ?? "Gateway") === "Gateway") {
        if (endpoints.filter(isGateway).length >= quotas.gatewayEndpoints.value) {
            op.refuse(
                refusals.tooManyGateways,
                "You have reached the maximum number of VPC Endpoints for this region.",
            );
        }
        return;
    }
    const inVpc = endpoints.filter((record) => !isGateway(record) && text(record, "vpcId") === op.inputs.vpcId);
    if (inVpc.length >= quotas.interfaceEndpointsPerVpc.value) {
        op.refuse(refusals.tooManyInterfaces, "You have reached the maximum number of VPC Endpoints for this VPC.");
    }
}
