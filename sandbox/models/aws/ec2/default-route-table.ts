/** A VPC's first route table, taken over by a program: it makes nothing and deletes nothing. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { objects, text, TYPES } from "./records";
import { routeRefusals } from "./route-refusals";
import type { RouteSpec } from "./route-spec";
import { inlineBlock, inlineFaults } from "./route-spec";
import { changedRoutes, inlineSpecs, refuseWritten, routesOf, tableIdentity, writeRoutes } from "./route-tables";
import { checkRow, provider, replacementRules, row } from "./sources";

type DefaultInputs = Unwrap<aws.ec2.DefaultRouteTableArgs>;

const PROVIDER = provider("vpc_default_route_table");

export const defaultRouteTableRefusals = {
    ...routeRefusals,
    unknownTable: checkRow("the route table does not exist", PROVIDER),
    unknownVpnGateway: row("InvalidGatewayID.NotFound", "a VPN gateway that shall propagate routes does not exist"),
} as const satisfies Record<string, Refusal>;

export const defaultRouteTable = defineModel<DefaultInputs>({
    type: TYPES.defaultRouteTable,
    source: PROVIDER,
    api: { service: "EC2", create: "DescribeRouteTables", update: "ReplaceRoute", delete: "DescribeRouteTables" },
    mint: (inputs) => inputs.defaultRouteTableId,
    refusals: defaultRouteTableRefusals,
    references: [
        {
            property: "defaultRouteTableId",
            to: TYPES.routeTable,
            missing: defaultRouteTableRefusals.unknownTable,
            message: (id) => `reading EC2 Default Route Table (${id}): couldn't find resource`,
            onTargetDeleted: "cascade",
        },
        {
            property: "propagatingVgws[*]",
            to: TYPES.vpnGateway,
            missing: defaultRouteTableRefusals.unknownVpnGateway,
            message: (id) => `The gateway ID '${id}' does not exist`,
            onTargetDeleted: "ignore",
        },
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["defaultRouteTableId"],
        inPlace: ["propagatingVgws", "routes"],
    }),
    unordered: ["propagatingVgws", "routes"],
    check: (inputs) => inlineFaults(inputs.routes ?? []),
    validate: (op) => {
        if (op.kind === "create") {
            takeOver(op);
        }
        const vpc = op.world.get(TYPES.vpc, vpcIdOf(op));
        if (vpc !== undefined && op.inputs.routes !== undefined) {
            const table = { id: op.id, vpc, routes: routesOf(tableOf(op)) };
            refuseWritten(op, table, writtenBefore(op.previous), inlineSpecs(op.inputs.routes));
        }
    },
    outputs: (op) => ({
        ...tableIdentity(op, op.id, vpcIdOf(op)),
        propagatingVgws: op.inputs.propagatingVgws ?? [],
        routes: nextRoutes(op).map(inlineBlock),
    }),
    afterCreate: (op) => writeRoutes(op.world, op.id, nextRoutes(op)),
    afterUpdate: (op) => writeRoutes(op.world, op.id, nextRoutes(op)),
    read: (record, view) => ({ routes: routesOf(view.get(TYPES.routeTable, record.id)).map(inlineBlock) }),
});

function tableOf(op: Operation<DefaultInputs>): WorldRecord | undefined {
    return op.world.get(TYPES.routeTable, op.inputs.defaultRouteTableId);
}

function vpcIdOf(op: Operation<DefaultInputs>): string {
    return text(tableOf(op), "vpcId");
}

/** All routes go, and whoever took the table over before is forgotten: nothing in EC2 says who manages a table. */
function takeOver(op: Operation<DefaultInputs>): void {
    op.world.remove(TYPES.defaultRouteTable, op.id);
    writeRoutes(op.world, op.id, []);
    op.world
        .list(TYPES.route)
        .filter((route) => text(route, "routeTableId") === op.id)
        .forEach((route) => op.world.remove(TYPES.route, route.id));
}

function writtenBefore(previous: WorldRecord | undefined): readonly RouteSpec[] {
    return inlineSpecs(objects(previous?.inputs["routes"]));
}

function nextRoutes(op: Operation<DefaultInputs>): readonly RouteSpec[] {
    const before = routesOf(tableOf(op));
    const { routes } = op.inputs;
    return routes === undefined ? before : changedRoutes(before, writtenBefore(op.previous), inlineSpecs(routes));
}
