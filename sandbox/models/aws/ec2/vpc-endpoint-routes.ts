/** The route tables that a gateway endpoint puts its route into. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { text, texts, TYPES } from "./records";

export const ROUTE_TABLE_ASSOCIATION = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation";

/** The endpoint's own route tables and those that associations add. */
export function routeTablesOf(view: Pick<View, "list">, endpoint: WorldRecord): readonly string[] {
    const associated = view
        .list(ROUTE_TABLE_ASSOCIATION)
        .filter((record) => text(record, "vpcEndpointId") === endpoint.id)
        .map((record) => text(record, "routeTableId"));
    const existing = new Set(view.list(TYPES.routeTable).map((record) => record.id));
    return [...new Set([...texts(endpoint, "routeTableIds"), ...associated])].filter((id) => existing.has(id));
}
