/**
 * Which subnet gets which addresses. Pure.
 *
 * The VPC is cut into four equal *tier slots*, in the order private, public, and two in reserve. Each tier slot is cut
 * into *zone slots*, one per zone letter: zone `a` always has slot 0, zone `b` slot 1 and so on. A subnet's place
 * depends on nothing but the VPC's block, its tier and its zone's letter, so that appending a zone or a tier, taking
 * one away or reordering the list never moves a subnet (a moved subnet is a replaced one, with all that is inside).
 *
 * | VPC        | zone slots | subnet | addresses that AWS leaves in one |
 * | ---------- | ---------- | ------ | -------------------------------- |
 * | /16        | 8 (a to h) | /21    | 2043                             |
 * | /20        | 8 (a to h) | /25    | 123                              |
 * | /22        | 8 (a to h) | /27    | 27                               |
 * | /23        | 4 (a to d) | /27    | 27                               |
 * | /24        | 2 (a to b) | /27    | 27                               |
 *
 * No subnet is smaller than /27: an Application Load Balancer needs a /27 with eight free addresses in each zone,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
 */
import { type Cidr, formatCidr, subBlock } from "./cidr";

/** The tiers in the order of their slots. Append only: the position is the address. */
export const TIERS = ["private", "public"] as const;

export type Tier = (typeof TIERS)[number];

/** How many tiers a VPC has room for. */
export const TIER_SLOTS = 4;

const TIER_SLOT_BITS = 2;
const MAX_ZONE_SLOT_BITS = 3;
const SMALLEST_SUBNET = 27;

/** A subnet to be made. */
export interface PlannedSubnet {
    readonly tier: string;
    /** Full name of the zone: `eu-central-1a`. */
    readonly zone: string;
    /** The zone's letter, the last part of the subnet's logical name. */
    readonly letter: string;
    readonly cidrBlock: string;
}

/** The last letter of a zone's name: `a` of `eu-central-1a`. */
export function zoneLetter(zone: string): string {
    return zone.slice(-1);
}

function zoneSlotBits(vpcPrefixLength: number): number {
    return Math.min(MAX_ZONE_SLOT_BITS, SMALLEST_SUBNET - TIER_SLOT_BITS - vpcPrefixLength);
}

/** How many zone letters, from `a` on, a VPC of this prefix length has room for. */
export function zoneSlots(vpcPrefixLength: number): number {
    const bits = zoneSlotBits(vpcPrefixLength);
    return bits < 0 ? 0 : 2 ** bits;
}

/** The longest prefix (the smallest VPC) with room for the zone, or nothing when no VPC has room for it. */
export function neededPrefixLength(letters: readonly string[]): number | undefined {
    const slots = Math.max(...letters.map((letter) => zoneIndex(letter) + 1));
    const lengths = [24, 23, 22].filter((length) => zoneSlots(length) >= slots);
    return lengths[0];
}

/**
 * One subnet per tier and zone, all zones of a tier together.
 *
 * @throws RangeError when a zone or tier has no slot: validate first.
 */
export function planSubnets(vpc: Cidr, zones: readonly string[], tiers: readonly string[] = TIERS): PlannedSubnet[] {
    if (tiers.length > TIER_SLOTS) {
        throw new RangeError(`${tiers.length} tiers: a VPC has room for ${TIER_SLOTS}`);
    }
    const tierLength = vpc.prefixLength + TIER_SLOT_BITS;
    const subnetLength = tierLength + zoneSlotBits(vpc.prefixLength);
    return tiers.flatMap((tier, tierIndex) => {
        const tierBlock = subBlock(vpc, tierLength, tierIndex);
        return zones.map((zone) => {
            const letter = zoneLetter(zone);
            const cidrBlock = formatCidr(subBlock(tierBlock, subnetLength, zoneIndex(letter)));
            return { tier, zone, letter, cidrBlock };
        });
    });
}

function zoneIndex(letter: string): number {
    return letter.charCodeAt(0) - "a".charCodeAt(0);
}
