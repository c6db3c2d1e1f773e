/** Route tables, with and without routes written in them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { mainAssociationId } from "./main-association";
import { quotas } from "./quotas";
import { objects, text, TYPES } from "./records";
import { routeRefusals } from "./route-refusals";
import type { RouteSpec } from "./route-spec";
import { inlineBlock, inlineFaults } from "./route-spec";
import { changedRoutes, inlineSpecs, mainTableOf, refuseWritten, routesOf, tableIdentity } from "./route-tables";
import { checkRow, operation, provider, QUOTAS, replacementRules, row } from "./sources";

type TableInputs = Unwrap<aws.ec2.RouteTableArgs>;

const PROVIDER = provider("vpc_route_table");

export const routeTableRefusals = {
    ...routeRefusals,
    unknownVpc: row("InvalidVpcID.NotFound", "the VPC does not exist"),
    unknownVpnGateway: row("InvalidGatewayID.NotFound", "a VPN gateway that shall propagate routes does not exist"),
    tooManyTables: row("RouteTableLimitExceeded", "the VPC has 200 route tables already", QUOTAS),
    main: row(
        "InvalidParameterValue",
        "the table is its VPC's main one: the provider first removes all associations, and this one cannot be removed",
        PROVIDER,
    ),
    inlineDestination: checkRow("a written route has no destination, several, or one that is no block", PROVIDER),
    inlineTarget: checkRow("a written route has no target or several", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const routeTable = defineModel<TableInputs>({
    type: TYPES.routeTable,
    source: operation("CreateRouteTable"),
    api: { service: "EC2", create: "CreateRouteTable", update: "ReplaceRoute", delete: "DeleteRouteTable" },
    mint: (_inputs, hex) => `rtb-0${hex(16)}`,
    refusals: routeTableRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: routeTableRefusals.unknownVpc,
            message: (id) => `The vpc ID '${id}' does not exist`,
        },
        {
            property: "propagatingVgws[*]",
            to: TYPES.vpnGateway,
            missing: routeTableRefusals.unknownVpnGateway,
            message: (id) => `The gateway ID '${id}' does not exist`,
            onTargetDeleted: "ignore",
        },
    ],
    replacement: replacementRules(PROVIDER, { replaces: ["vpcId"], inPlace: ["propagatingVgws", "routes"] }),
    unordered: ["propagatingVgws", "routes"],
    check: (inputs) => inlineFaults(inputs.routes ?? []),
    validate: refuseTable,
    outputs: (op) => ({
        ...tableIdentity(op, op.id, op.inputs.vpcId),
        propagatingVgws: op.inputs.propagatingVgws ?? op.previous?.outputs["propagatingVgws"] ?? [],
        routes: nextRoutes(op).map(inlineBlock),
    }),
    beforeDelete: (op) => {
        const vpc = mainTableOf(op.world, op.id);
        if (vpc !== undefined) {
            op.refuse(
                routeTableRefusals.main,
                `cannot disassociate the main route table association ${mainAssociationId(op.world, vpc.id)}`,
            );
        }
    },
});

function writtenBefore(previous: WorldRecord | undefined): readonly RouteSpec[] {
    return inlineSpecs(objects(previous?.inputs["routes"]));
}

/** Left out, the routes stay as they are: `routes` is computed where the program does not give it. */
function nextRoutes(op: Operation<TableInputs>): readonly RouteSpec[] {
    const before = routesOf(op.previous);
    const { routes } = op.inputs;
    return routes === undefined ? before : changedRoutes(before, writtenBefore(op.previous), inlineSpecs(routes));
}

function refuseTable(op: Operation<TableInputs>): void {
    const vpc = op.world.get(TYPES.vpc, op.inputs.vpcId);
    if (vpc === undefined) {
        return;
    }
    const tables = op.world.list(TYPES.routeTable).filter((table) => text(table, "vpcId") === vpc.id);
    if (op.kind === "create" && tables.length >= quotas.routeTablesPerVpc.value) {
        op.refuse(routeTableRefusals.tooManyTables, "The maximum number of route tables has been reached.");
    }
    if (op.inputs.routes !== undefined) {
        const table = { id: op.id, vpc, routes: routesOf(op.previous) };
        refuseWritten(op, table, writtenBefore(op.previous), inlineSpecs(op.inputs.routes));
    }
}
