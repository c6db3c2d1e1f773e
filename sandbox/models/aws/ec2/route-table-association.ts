/** Which route table a subnet, a gateway or a whole VPC uses. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { exactlyOneOf, given } from "./input-checks";
import { vpcOfSubnet } from "./public-mappings";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, replacementRules, row } from "./sources";

type AssociationInputs = Unwrap<aws.ec2.RouteTableAssociationArgs>;
type MainInputs = Unwrap<aws.ec2.MainRouteTableAssociationArgs>;

const PROVIDER = provider("vpc_route_table_association");
const MAIN_PROVIDER = provider("vpc_main_route_table_association");
const ASSOCIATE = operation("AssociateRouteTable");

export const routeTableAssociationRefusals = {
    unknownTable: row("InvalidRouteTableID.NotFound", "the route table does not exist"),
    unknownSubnet: row("InvalidSubnetID.NotFound", "the subnet does not exist"),
    unknownGateway: row("InvalidGatewayID.NotFound", "the gateway does not exist"),
    taken: row("Resource.AlreadyAssociated", "the subnet or gateway has an association already"),
    otherNetwork: row("InvalidParameterValue", "the table and the subnet or gateway are in different VPCs", ASSOCIATE),
    subnetOrGateway: checkRow("neither subnet nor gateway is given, or both", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const mainRouteTableAssociationRefusals = {
    unknownTable: row("InvalidRouteTableID.NotFound", "the route table does not exist"),
    unknownVpc: checkRow("the VPC does not exist: the provider finds no main route table of it", MAIN_PROVIDER),
    otherNetwork: row(
        "InvalidParameterValue",
        "the table is in another VPC",
        operation("ReplaceRouteTableAssociation"),
    ),
    originalGone: row(
        "InvalidRouteTableID.NotFound",
        "on deletion, the table that was the main one before no longer exists",
        MAIN_PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;

function unknownTable(id: string): string {
    return `The routeTable ID '${id}' does not exist`;
}

export const routeTableAssociation = defineModel<AssociationInputs>({
    type: TYPES.routeTableAssociation,
    source: ASSOCIATE,
    api: {
        service: "EC2",
        create: "AssociateRouteTable",
        update: "ReplaceRouteTableAssociation",
        delete: "DisassociateRouteTable",
    },
    mint: (_inputs, hex) => `rtbassoc-0${hex(16)}`,
    refusals: routeTableAssociationRefusals,
    // EC2 drops the association with the subnet, the provider drops it before it deletes the table.
    references: [
        {
            property: "routeTableId",
            to: TYPES.routeTable,
            missing: routeTableAssociationRefusals.unknownTable,
            message: unknownTable,
            onTargetDeleted: "cascade",
        },
        {
            property: "subnetId",
            to: TYPES.subnet,
            missing: routeTableAssociationRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
        {
            property: "gatewayId",
            to: [TYPES.internetGateway, TYPES.vpnGateway],
            missing: routeTableAssociationRefusals.unknownGateway,
            message: (id) => `The gateway ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, { replaces: ["gatewayId", "subnetId"], inPlace: ["routeTableId"] }),
    check: (inputs, { unknown }) => exactlyOneOf(given(inputs, unknown), ["subnetId", "gatewayId"]),
    validate: refuseAssociation,
    outputs: (op) => ({ gatewayId: op.inputs.gatewayId ?? "", subnetId: op.inputs.subnetId ?? "" }),
});

function refuseAssociation(op: Operation<AssociationInputs>): void {
    const { gatewayId, routeTableId, subnetId } = op.inputs;
    const [what, vpcId] =
        subnetId !== undefined
            ? [`subnet ${subnetId}`, vpcOfSubnet(op.world, subnetId)]
            : [`network gateway ${gatewayId ?? ""}`, vpcOfGateway(op, gatewayId ?? "")];
    if (text(op.world.get(TYPES.routeTable, routeTableId), "vpcId") !== vpcId) {
        op.refuse(
            routeTableAssociationRefusals.otherNetwork,
            `route table ${routeTableId} and ${what} belong to different networks`,
        );
    }
    const other = op.world
        .list(TYPES.routeTableAssociation)
        .find(
            (record) =>
                record.id !== op.id &&
                text(record, "subnetId") === (subnetId ?? "") &&
                text(record, "gatewayId") === (gatewayId ?? ""),
        );
    if (op.kind === "create" && other !== undefined) {
        op.refuse(
            routeTableAssociationRefusals.taken,
            `the specified association for route table ${routeTableId} conflicts with an existing association`,
        );
    }
}

function vpcOfGateway(op: Operation<AssociationInputs>, id: string): string {
    return text(op.world.get(TYPES.internetGateway, id) ?? op.world.get(TYPES.vpnGateway, id), "vpcId");
}

export const mainRouteTableAssociation = defineModel<MainInputs>({
    type: TYPES.mainRouteTableAssociation,
    source: operation("ReplaceRouteTableAssociation"),
    api: {
        service: "EC2",
        create: "ReplaceRouteTableAssociation",
        update: "ReplaceRouteTableAssociation",
        delete: "ReplaceRouteTableAssociation",
    },
    mint: (_inputs, hex) => `rtbassoc-0${hex(16)}`,
    refusals: mainRouteTableAssociationRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: mainRouteTableAssociationRefusals.unknownVpc,
            message: (id) => `reading Main Route Table Association (${id}): couldn't find resource`,
            onTargetDeleted: "cascade",
        },
        {
            property: "routeTableId",
            to: TYPES.routeTable,
            missing: mainRouteTableAssociationRefusals.unknownTable,
            message: unknownTable,
            // The table itself refuses to go while it is the main one.
            onTargetDeleted: "ignore",
        },
    ],
    replacement: replacementRules(MAIN_PROVIDER, { inPlace: ["routeTableId", "vpcId"] }),
    validate: (op) => {
        const { routeTableId, vpcId } = op.inputs;
        if (text(op.world.get(TYPES.routeTable, routeTableId), "vpcId") !== vpcId) {
            op.refuse(
                mainRouteTableAssociationRefusals.otherNetwork,
                `route table ${routeTableId} and network ${vpcId} belong to different networks`,
            );
        }
    },
    outputs: (op) => ({
        originalRouteTableId:
            text(op.previous, "originalRouteTableId") ||
            text(op.world.get(TYPES.vpc, op.inputs.vpcId), "mainRouteTableId"),
    }),
    afterCreate: (op) => makeMain(op, op.inputs.routeTableId),
    afterUpdate: (op) => makeMain(op, op.inputs.routeTableId),
    beforeDelete: (op) => {
        const original = text(op.previous, "originalRouteTableId");
        if (op.world.get(TYPES.routeTable, original) === undefined) {
            op.refuse(mainRouteTableAssociationRefusals.originalGone, unknownTable(original));
        }
        makeMain(op, original);
    },
});

function makeMain(op: Operation<MainInputs>, routeTableId: string): void {
    // The provider reads both outputs of the VPC from its main table of the moment.
    op.world.patch(TYPES.vpc, op.inputs.vpcId, { defaultRouteTableId: routeTableId, mainRouteTableId: routeTableId });
}
