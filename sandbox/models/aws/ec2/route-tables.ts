/** The routes that a table has at the moment, whoever made them. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { objects, text, TYPES } from "./records";
import type { Table } from "./route-refusals";
import { refuseNewRoute, refuseReplacedRoute } from "./route-refusals";
import type { RouteSpec } from "./route-spec";
import { inlineBlock, inlineSpec } from "./route-spec";

type Lister = Pick<View, "get" | "list">;

export function routesOf(table: WorldRecord | undefined): readonly RouteSpec[] {
    return objects(table?.outputs["routes"])
        .map(inlineSpec)
        .filter((spec) => spec !== undefined);
}

export function writeRoutes(world: Pick<View, "patch">, tableId: string, routes: readonly RouteSpec[]): void {
    world.patch(TYPES.routeTable, tableId, { routes: routes.map(inlineBlock) });
}

/** The VPC whose main route table this is. */
export function mainTableOf(view: Lister, tableId: string): WorldRecord | undefined {
    return view.list(TYPES.vpc).find((vpc) => text(vpc, "mainRouteTableId") === tableId);
}

/** A program's `routes`, as routes; what the provider's check found wrong is not among them. */
export function inlineSpecs(routes: readonly object[] | undefined): readonly RouteSpec[] {
    return (routes ?? []).map(inlineSpec).filter((spec) => spec !== undefined);
}

/**
 * A table's routes after a change of the `routes` written in it. Like the provider, it removes only those that were
 * written before: routes of resources beside the table stay.
 */
export function changedRoutes(
    before: readonly RouteSpec[],
    writtenBefore: readonly RouteSpec[],
    written: readonly RouteSpec[],
): readonly RouteSpec[] {
    const replaced = new Set([...writtenBefore, ...written].map(({ destination }) => destination));
    return [...before.filter(({ destination }) => !replaced.has(destination)), ...written];
}

/** Refuses the `routes` written in a table, one after the other, as the provider makes them. */
export function refuseWritten(
    op: Pick<Operation<object>, "world" | "refuse" | "account" | "region" | "partition">,
    table: Table,
    writtenBefore: readonly RouteSpec[],
    written: readonly RouteSpec[],
): void {
    const known = new Map(writtenBefore.map((spec) => [spec.destination, spec]));
    const removed = (spec: RouteSpec): boolean =>
        known.has(spec.destination) && !written.some(({ destination }) => destination === spec.destination);
    let routes = table.routes.filter((spec) => !removed(spec));
    for (const spec of written) {
        const previous = known.get(spec.destination);
        if (previous === undefined) {
            refuseNewRoute(op, { ...table, routes }, spec);
            routes = [...routes, spec];
        } else if (previous.target !== spec.target) {
            refuseReplacedRoute(op, { ...table, routes }, spec);
        }
    }
}

export function tableIdentity(
    op: Pick<Operation<object>, "arn" | "account">,
    tableId: string,
    vpcId: string,
): Properties {
    return { arn: op.arn("ec2", `route-table/${tableId}`), ownerId: op.account, vpcId };
}
