/** Route tables and subnets of a VPC endpoint as resources of their own. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, Reference } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { stringHashcode } from "./hashcode";
import { addressRefusals } from "./interfaces";
import { text, texts, TYPES } from "./records";
import { operation, provider, replacementRules, row } from "./sources";
import { endpointInterfaces, putInterface } from "./vpc-endpoint-interfaces";
import { vpcEndpointRefusals } from "./vpc-endpoint-refusals";
import { ROUTE_TABLE_ASSOCIATION, routeTablesOf } from "./vpc-endpoint-routes";
import { refuseRouteTable, refuseSubnets } from "./vpc-endpoint-rules";

type RouteTableInputs = Unwrap<aws.ec2.VpcEndpointRouteTableAssociationArgs>;
type SubnetInputs = Unwrap<aws.ec2.VpcEndpointSubnetAssociationArgs>;

const MODIFY = operation("ModifyVpcEndpoint");

const SUBNET_ASSOCIATION = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation";

const unknownEndpoint = row("InvalidVpcEndpointId.NotFound", "the endpoint does not exist");

export const routeTableAssociationRefusals = {
    unknownEndpoint,
    unknownRouteTable: vpcEndpointRefusals.unknownRouteTable,
    routeTableOfOtherVpc: vpcEndpointRefusals.routeTableOfOtherVpc,
    routeExists: vpcEndpointRefusals.routeExists,
    notGateway: vpcEndpointRefusals.routeTablesOfInterface,
} as const satisfies Record<string, Refusal>;

export const subnetAssociationRefusals = {
    ...addressRefusals,
    unknownEndpoint,
    unknownSubnet: vpcEndpointRefusals.unknownSubnet,
    subnetOfOtherVpc: vpcEndpointRefusals.subnetOfOtherVpc,
    sameZone: vpcEndpointRefusals.sameZone,
    gateway: vpcEndpointRefusals.subnetsOfGateway,
} as const satisfies Record<string, Refusal>;

const toEndpoint: Reference = {
    property: "vpcEndpointId",
    to: TYPES.vpcEndpoint,
    missing: unknownEndpoint,
    message: (id) => `The Vpc Endpoint Id '${id}' does not exist`,
    onTargetDeleted: "cascade",
};

function endpointOf(op: Operation<{ readonly vpcEndpointId: string }>): WorldRecord {
    const id = op.inputs.vpcEndpointId;
    const endpoint = op.world.get(TYPES.vpcEndpoint, id);
    return endpoint ?? op.refuse(unknownEndpoint, `The Vpc Endpoint Id '${id}' does not exist`);
}

/** The provider's id of an association. */
function associationId(endpointId: string, otherId: string): string {
    return `a-${endpointId}${stringHashcode(otherId)}`;
}

export const vpcEndpointRouteTableAssociation = defineModel<RouteTableInputs>({
    type: ROUTE_TABLE_ASSOCIATION,
    source: MODIFY,
    api: { service: "EC2", create: "ModifyVpcEndpoint", delete: "ModifyVpcEndpoint" },
    mint: (inputs) => associationId(inputs.vpcEndpointId, inputs.routeTableId),
    refusals: routeTableAssociationRefusals,
    references: [
        toEndpoint,
        {
            property: "routeTableId",
            to: TYPES.routeTable,
            missing: vpcEndpointRefusals.unknownRouteTable,
            message: (id) => `The routeTable ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(provider("vpc_endpoint_route_table_association"), {
        replaces: ["routeTableId", "vpcEndpointId"],
    }),
    validate: (op) => {
        const endpoint = endpointOf(op);
        if (text(endpoint, "vpcEndpointType") !== "Gateway") {
            op.refuse(
                routeTableAssociationRefusals.notGateway,
                "Route table IDs are only supported for Gateway type VPC Endpoint.",
            );
        }
        refuseRouteTable(op, {
            // The endpoint's own list counts too: a table cannot have the same route twice.
            endpointId: routeTablesOf(op.world, endpoint).includes(op.inputs.routeTableId) ? "" : endpoint.id,
            routeTableId: op.inputs.routeTableId,
            serviceName: text(endpoint, "serviceName"),
            vpcId: text(endpoint, "vpcId"),
        });
    },
    outputs: () => ({}),
});

export const vpcEndpointSubnetAssociation = defineModel<SubnetInputs>({
    type: SUBNET_ASSOCIATION,
    source: MODIFY,
    api: { service: "EC2", create: "ModifyVpcEndpoint", delete: "ModifyVpcEndpoint" },
    mint: (inputs) => associationId(inputs.vpcEndpointId, inputs.subnetId),
    refusals: subnetAssociationRefusals,
    references: [
        toEndpoint,
        {
            property: "subnetId",
            to: TYPES.subnet,
            missing: vpcEndpointRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
    ],
    replacement: replacementRules(provider("vpc_endpoint_subnet_association"), {
        replaces: ["subnetId", "vpcEndpointId"],
    }),
    validate: (op) => {
        const endpoint = endpointOf(op);
        if (text(endpoint, "vpcEndpointType") === "Gateway") {
            op.refuse(
                subnetAssociationRefusals.gateway,
                "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.",
            );
        }
        const occupied = endpointInterfaces(op.world, endpoint.id).map((record) => text(record, "subnetId"));
        refuseSubnets(op, text(endpoint, "vpcId"), [...occupied, op.inputs.subnetId]);
    },
    outputs: () => ({}),
    afterCreate: (op) => {
        const subnet = op.world.get(TYPES.subnet, op.inputs.subnetId);
        const endpoint = endpointOf(op);
        if (subnet) {
            putInterface(op, endpoint.id, subnet, texts(endpoint, "securityGroupIds"));
        }
    },
    beforeDelete: (op) => {
        endpointInterfaces(op.world, op.inputs.vpcEndpointId)
            .filter((record) => text(record, "subnetId") === op.inputs.subnetId)
            .forEach((record) => op.world.remove(record.type, record.id));
    },
});
