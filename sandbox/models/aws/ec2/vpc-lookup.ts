/** Finding what EC2 made along with a VPC. */
import { stableHex } from "../../../worlds/hash";
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { flag, TYPES } from "./records";

/** The region's default VPC, which new accounts have and a new sandbox has not. */
export function defaultVpc(view: Pick<View, "list">): WorldRecord | undefined {
    return view.list(TYPES.vpc).find((vpc) => flag(vpc, "isDefault"));
}

/** The default security group's id follows from its VPC's, so that whoever takes it over can name it. */
export function defaultSecurityGroupId(vpcId: string): string {
    return `sg-0${stableHex(16, vpcId, "default security group")}`;
}
