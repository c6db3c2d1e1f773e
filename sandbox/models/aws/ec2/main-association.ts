/** Which association makes a VPC's main route table the main one. */
import type { View } from "../../kernel/model";
import { text, TYPES } from "./records";
import { firstMainAssociationId } from "./vpc-defaults";

export function mainAssociationId(view: Pick<View, "list">, vpcId: string): string {
    const replaced = view.list(TYPES.mainRouteTableAssociation).find((record) => text(record, "vpcId") === vpcId);
    return replaced?.id ?? firstMainAssociationId(vpcId);
}
