/** What EC2 refuses when a route is made or gets another target. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { contains, ipv6Contains } from "./addresses";
import { prefixListById } from "./prefix-lists";
import { vpcOfSubnet } from "./public-mappings";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import type { RouteSpec } from "./route-spec";
import { operation, provider, QUOTAS, row } from "./sources";
import { ipv4Blocks, ipv6Blocks } from "./vpc-blocks";

const CREATE = operation("CreateRoute");
const LONGER_ROUTES = "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html";
const MOTO = "https://github.com/getmoto/moto/blob/master/moto/ec2/exceptions.py";

/** Rows for the table of every model that makes routes. */
export const routeRefusals = {
    exists: row("RouteAlreadyExists", "the table has a route to the same destination, or it is the local one"),
    tooMany: row("RouteLimitExceeded", "the table has 500 routes of that IP version already", QUOTAS),
    moreSpecific: row(
        "InvalidParameterValue",
        "the destination lies within the VPC, and the target is no interface, NAT gateway or endpoint of an appliance",
        LONGER_ROUTES,
    ),
    noSuchSubnet: row(
        "InvalidParameterValue",
        "the destination lies within the VPC and is not exactly the block of one of its subnets",
        LONGER_ROUTES,
    ),
    unknownGateway: row("InvalidGatewayID.NotFound", "the gateway does not exist, or is called `local`"),
    unknownEgressOnlyGateway: row("InvalidGatewayID.NotFound", "the egress-only gateway does not exist", MOTO),
    unknownNatGateway: row("InvalidNatGatewayID.NotFound", "the NAT gateway does not exist", CREATE),
    unknownInterface: row("InvalidNetworkInterfaceID.NotFound", "the network interface does not exist"),
    unknownPeering: row("InvalidVpcPeeringConnectionID.NotFound", "the peering connection does not exist"),
    unknownTransitGateway: row(
        "InvalidTransitGatewayID.NotFound",
        "the transit gateway does not exist, or is not attached to the VPC",
        provider("vpc_route"),
    ),
    unknownEndpoint: row("InvalidVpcEndpointId.NotFound", "the VPC endpoint does not exist"),
    endpointKind: row("RouteNotSupported", "the VPC endpoint is not one of a gateway load balancer", MOTO),
    unknownPrefixList: row("InvalidPrefixListID.NotFound", "the prefix list does not exist in the region"),
    otherNetwork: row(
        "InvalidParameterValue",
        "the target is in another VPC than the table, or is an internet gateway that is not attached",
        CREATE,
    ),
} as const satisfies Record<string, Refusal>;

type Refuser = Pick<Operation<object>, "world" | "refuse" | "account" | "region" | "partition">;

/** The table a route is for, and the routes it has. */
export interface Table {
    readonly id: string;
    readonly vpc: WorldRecord;
    readonly routes: readonly RouteSpec[];
}

/** A route that the table does not have yet. */
export function refuseNewRoute(op: Refuser, table: Table, spec: RouteSpec): void {
    refuseTarget(op, table, spec);
    refuseInside(op, table, spec);
    const taken = table.routes.some(({ destination }) => destination === spec.destination);
    if (taken || localBlocks(op, table, spec).includes(spec.destination)) {
        op.refuse(
            routeRefusals.exists,
            `Route in Route Table (${table.id}) with destination (${spec.destination}) already exists`,
        );
    }
    if (table.routes.filter(({ kind }) => kind === spec.kind).length >= quotas.routesPerTable.value) {
        op.refuse(routeRefusals.tooMany, "The maximum number of routes has been reached.");
    }
}

/** Another target for a route that the table has. */
export function refuseReplacedRoute(op: Refuser, table: Table, spec: RouteSpec): void {
    refuseTarget(op, table, spec);
    refuseInside(op, table, spec);
}

function localBlocks(op: Refuser, table: Table, spec: RouteSpec): readonly string[] {
    const blocks = spec.kind === "ipv6" ? ipv6Blocks(op.world, table.vpc) : ipv4Blocks(op.world, table.vpc);
    return blocks.map(({ cidr }) => cidr);
}

/** Routes inside the VPC lead traffic through an appliance, and nowhere else. */
function refuseInside(op: Refuser, table: Table, spec: RouteSpec): void {
    const isInside = spec.kind === "ipv6" ? ipv6Contains : contains;
    const blocks = spec.kind === "prefixList" ? [] : localBlocks(op, table, spec);
    if (!blocks.some((cidr) => isInside(cidr, spec.destination))) {
        return;
    }
    if (!["networkInterfaceId", "natGatewayId", "vpcEndpointId"].includes(spec.targetKind)) {
        op.refuse(
            routeRefusals.moreSpecific,
            `The destination CIDR block ${spec.destination} is equal to or more specific than one of this VPC's ` +
                `CIDR blocks. This route can target only an interface or an instance.`,
        );
    }
    const property = spec.kind === "ipv6" ? "ipv6CidrBlock" : "cidrBlock";
    const subnets = op.world.list(TYPES.subnet).filter((subnet) => text(subnet, "vpcId") === table.vpc.id);
    const known = [...blocks, ...subnets.map((subnet) => text(subnet, property))];
    if (!known.includes(spec.destination)) {
        op.refuse(
            routeRefusals.noSuchSubnet,
            `The destination CIDR block ${spec.destination} does not match the CIDR block of a subnet in this VPC.`,
        );
    }
}

function refuseTarget(op: Refuser, table: Table, spec: RouteSpec): void {
    const { target } = spec;
    if (spec.kind === "prefixList" && prefixListById(op.world, op, spec.destination) === undefined) {
        op.refuse(routeRefusals.unknownPrefixList, `The prefix list ID '${spec.destination}' does not exist`);
    }
    switch (spec.targetKind) {
        case "gatewayId":
            return refuseGateway(op, table, target);
        case "natGatewayId":
            return refuseNatGateway(op, table, target);
        case "networkInterfaceId":
            return refuseInterface(op, table, target);
        case "egressOnlyGatewayId":
            return refuseUnknown(op, TYPES.egressOnlyInternetGateway, target, {
                refusal: routeRefusals.unknownEgressOnlyGateway,
                detail: `The eigw ID '${target}' does not exist`,
            });
        case "vpcPeeringConnectionId":
            return refuseUnknown(op, TYPES.peeringConnection, target, {
                refusal: routeRefusals.unknownPeering,
                detail: `The vpcPeeringConnection ID '${target}' does not exist`,
            });
        case "transitGatewayId":
            return refuseTransitGateway(op, table, target);
        case "vpcEndpointId":
            return refuseEndpoint(op, target);
        default:
            // Outposts, wavelength zones, core networks and database networks are not modelled.
            return;
    }
}

function refuseUnknown(
    op: Refuser,
    type: string,
    id: string,
    otherwise: { readonly refusal: Refusal; readonly detail: string },
): void {
    if (op.world.get(type, id) === undefined) {
        op.refuse(otherwise.refusal, otherwise.detail);
    }
}

function refuseGateway(op: Refuser, table: Table, id: string): void {
    const gateway = op.world.get(TYPES.internetGateway, id) ?? op.world.get(TYPES.vpnGateway, id);
    if (gateway === undefined) {
        op.refuse(routeRefusals.unknownGateway, `The gateway ID '${id}' does not exist`);
    }
    refuseOtherNetwork(op, table, text(gateway, "vpcId"), `network gateway ${id}`);
}

function refuseNatGateway(op: Refuser, table: Table, id: string): void {
    const gateway = op.world.get(TYPES.natGateway, id);
    if (gateway === undefined) {
        op.refuse(routeRefusals.unknownNatGateway, `The natGateway ID '${id}' does not exist`);
    }
    refuseOtherNetwork(op, table, text(gateway, "vpcId"), `NAT gateway ${id}`);
}

function refuseInterface(op: Refuser, table: Table, id: string): void {
    const networkInterface = op.world.get(TYPES.networkInterface, id);
    if (networkInterface === undefined) {
        op.refuse(routeRefusals.unknownInterface, `The networkInterface ID '${id}' does not exist`);
    }
    refuseOtherNetwork(op, table, vpcOfSubnet(op.world, text(networkInterface, "subnetId")), `interface ${id}`);
}

function refuseOtherNetwork(op: Refuser, table: Table, vpcId: string, what: string): void {
    if (vpcId !== table.vpc.id) {
        op.refuse(routeRefusals.otherNetwork, `route table ${table.id} and ${what} belong to different networks`);
    }
}

const TRANSIT_ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment";

function refuseTransitGateway(op: Refuser, table: Table, id: string): void {
    const attached = op.world
        .list(TRANSIT_ATTACHMENT)
        .some((record) => text(record, "transitGatewayId") === id && text(record, "vpcId") === table.vpc.id);
    if (!attached) {
        op.refuse(routeRefusals.unknownTransitGateway, `The transitGateway ID '${id}' does not exist.`);
    }
}

function refuseEndpoint(op: Refuser, id: string): void {
    const endpoint = op.world.get(TYPES.vpcEndpoint, id);
    if (endpoint === undefined) {
        op.refuse(routeRefusals.unknownEndpoint, `The Vpc Endpoint Id '${id}' does not exist`);
    }
    if (text(endpoint, "vpcEndpointType") !== "GatewayLoadBalancer") {
        op.refuse(
            routeRefusals.endpointKind,
            `Route table contains unsupported route target: ${id}. ` +
                `VPC Endpoints of this type cannot be used as route targets.`,
        );
    }
}
