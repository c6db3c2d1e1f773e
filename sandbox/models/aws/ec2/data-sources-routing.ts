/** Data sources about route tables. */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { echoed, single } from "./data-sources-network";
import type { FilterTexts } from "./filters";
import { askedFilters, filtered, filterRefusals, tagsOf } from "./filters";
import { mainAssociationId } from "./main-association";
import { asText, text, TYPES } from "./records";
import { inlineBlock } from "./route-spec";
import { mainTableOf, routesOf } from "./route-tables";
import { checkRow, operation, provider } from "./sources";

const SOURCE = provider("vpc_route_table_data_source");

export const getRouteTableRefusals = {
    ...filterRefusals,
    none: checkRow("no route table matches", SOURCE),
    several: checkRow("several route tables match", SOURCE),
} as const satisfies Record<string, Refusal>;

type Lister = InvokeContext["view"];

function associationsOf(view: Lister, table: WorldRecord): readonly Properties[] {
    const main = mainTableOf(view, table.id);
    const others = view
        .list(TYPES.routeTableAssociation)
        .filter((record) => text(record, "routeTableId") === table.id)
        .map((record) => ({
            gatewayId: text(record, "gatewayId"),
            main: false,
            routeTableAssociationId: record.id,
            routeTableId: table.id,
            subnetId: text(record, "subnetId"),
        }));
    if (main === undefined) {
        return others;
    }
    const first = {
        gatewayId: "",
        main: true,
        routeTableAssociationId: mainAssociationId(view, main.id),
        routeTableId: table.id,
        subnetId: "",
    };
    return [first, ...others];
}

function tableTexts({ view }: InvokeContext): FilterTexts<WorldRecord> {
    const ofAssociations =
        (key: string) =>
        (table: WorldRecord): readonly string[] =>
            associationsOf(view, table)
                .map((association) => asText(association[key]))
                .filter((value) => value !== "");
    return {
        "association.gateway-id": ofAssociations("gatewayId"),
        "association.main": (table) => associationsOf(view, table).map(({ main }) => String(main === true)),
        "association.route-table-association-id": ofAssociations("routeTableAssociationId"),
        "association.route-table-id": ofAssociations("routeTableId"),
        "association.subnet-id": ofAssociations("subnetId"),
        "owner-id": (table) => text(table, "ownerId"),
        "route-table-id": (table) => table.id,
        "route.destination-cidr-block": (table) => routesOf(table).map(({ destination }) => destination),
        "vpc-id": (table) => text(table, "vpcId"),
    };
}

export const getRouteTable = defineInvoke<aws.ec2.GetRouteTableArgs>({
    token: "aws:ec2/getRouteTable:getRouteTable",
    source: operation("DescribeRouteTables"),
    refusals: getRouteTableRefusals,
    invoke: (args, context) => {
        const wanted = askedFilters(args, {
            "association.gateway-id": args.gatewayId,
            "association.subnet-id": args.subnetId,
            "route-table-id": args.routeTableId,
            "vpc-id": args.vpcId,
        });
        const found = filtered(context, context.view.list(TYPES.routeTable), wanted, tableTexts(context), tagsOf);
        const table = single(context, found, getRouteTableRefusals, "EC2 Route Table");
        return {
            arn: text(table, "arn"),
            associations: associationsOf(context.view, table),
            filters: echoed(args)["filters"],
            gatewayId: args.gatewayId ?? "",
            id: table.id,
            ownerId: text(table, "ownerId"),
            region: context.region,
            routeTableId: table.id,
            routes: routesOf(table).map((spec) => ({ ...inlineBlock(spec), instanceId: "" })),
            subnetId: args.subnetId ?? "",
            tags: tagsOf(table),
            vpcId: text(table, "vpcId"),
        };
    },
});

export const getRouteTables = defineInvoke<aws.ec2.GetRouteTablesArgs>({
    token: "aws:ec2/getRouteTables:getRouteTables",
    source: operation("DescribeRouteTables"),
    refusals: filterRefusals,
    invoke: (args, context) => {
        const wanted = askedFilters(args, { "vpc-id": args.vpcId });
        const found = filtered(context, context.view.list(TYPES.routeTable), wanted, tableTexts(context), tagsOf);
        return {
            filters: echoed(args)["filters"],
            id: context.region,
            ids: found.map(({ id }) => id).sort(),
            region: context.region,
            tags: args.tags ?? {},
            vpcId: args.vpcId,
        };
    },
});
