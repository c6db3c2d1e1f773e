/** The address blocks of a VPC: its primary one and those associated with it later. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { overlaps, parseCidr } from "./addresses";
import { ipv4NetworkFault } from "./cidr-faults";
import { text, TYPES } from "./records";

export interface Block {
    readonly cidr: string;
    readonly associationId: string;
}

type Lister = Pick<View, "list">;

/** Blocks of this size can be a VPC's, in prefix bits: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const LARGEST_BLOCK = 16;
export const SMALLEST_BLOCK = 28;

/** Never a VPC's: "this network", loopback, link-local, multicast and reserved addresses. */
const UNUSABLE = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"];

export function isUnusable(cidr: string): boolean {
    return UNUSABLE.some((block) => overlaps(block, cidr));
}

export function ipv4Blocks(view: Lister, vpc: WorldRecord): readonly Block[] {
    const primary = { cidr: text(vpc, "cidrBlock"), associationId: primaryAssociationId(vpc.id) };
    return [primary, ...associated(view, TYPES.ipv4Association, "cidrBlock", vpc.id)];
}

export function ipv6Blocks(view: Lister, vpc: WorldRecord): readonly Block[] {
    const primary = { cidr: text(vpc, "ipv6CidrBlock"), associationId: text(vpc, "ipv6AssociationId") };
    const added = associated(view, TYPES.ipv6Association, "ipv6CidrBlock", vpc.id);
    return [...(primary.cidr === "" ? [] : [primary]), ...added];
}

/** The primary block's association has no record of its own; its id follows from the VPC's. */
export function primaryAssociationId(vpcId: string): string {
    return `vpc-cidr-assoc-${vpcId.replace(/^vpc-/, "")}`;
}

function associated(view: Lister, type: string, property: string, vpcId: string): readonly Block[] {
    return view
        .list(type)
        .filter((record) => text(record, "vpcId") === vpcId)
        .map((record) => ({ cidr: text(record, property), associationId: record.id }));
}

/** Why a VPC's block cannot be this text: the provider's check of its form and its size. */
export function blockFault(cidr: string): string | undefined {
    const prefix = parseCidr(cidr)?.prefix ?? 0;
    const fits = prefix >= LARGEST_BLOCK && prefix <= SMALLEST_BLOCK;
    const size = `"${cidr}" has /${prefix}; allowed is /${LARGEST_BLOCK} to /${SMALLEST_BLOCK}`;
    return ipv4NetworkFault(cidr) ?? (fits ? undefined : size);
}
