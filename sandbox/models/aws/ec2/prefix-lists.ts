/** Prefix lists: those that AWS manages in each region, and those of the program. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import { stableHex } from "../../../worlds/hash";
import type { Place, View } from "../../kernel/model";
import { asText, objects, text, TYPES } from "./records";

export interface PrefixList {
    readonly id: string;
    readonly name: string;
    readonly ownerId: string;
    readonly family: "IPv4" | "IPv6";
    readonly cidrs: readonly string[];
    /** How many rules or routes a reference to it counts for. */
    readonly weight: number;
}

interface ManagedList {
    readonly suffix: string;
    /** Whether the name says `global` where others name the region. */
    readonly global?: boolean;
    readonly weight: number;
    /** Blocks of the documentation ranges (RFC 5737), so that no real address is shown. */
    readonly cidrs: readonly string[];
}

/** Names and weights: https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
const MANAGED: readonly ManagedList[] = [
    { suffix: "s3", weight: 1, cidrs: ["192.0.2.0/25", "192.0.2.128/25"] },
    { suffix: "dynamodb", weight: 1, cidrs: ["198.51.100.0/24"] },
    { suffix: "ec2-instance-connect", weight: 1, cidrs: ["203.0.113.0/29"] },
    { suffix: "route53-healthchecks", weight: 25, cidrs: ["203.0.113.64/26"] },
    { suffix: "vpc-lattice", weight: 10, cidrs: ["169.254.171.0/24"] },
    { suffix: "cloudfront.origin-facing", global: true, weight: 55, cidrs: ["203.0.113.128/25"] },
];

function managedLists(place: Place): readonly PrefixList[] {
    return MANAGED.map(({ suffix, global, weight, cidrs }) => {
        const name = `com.amazonaws.${global ? "global" : place.region}.${suffix}`;
        return { id: `pl-${stableHex(8, place.region, name)}`, name, ownerId: "AWS", family: "IPv4", cidrs, weight };
    });
}

function ownList(record: WorldRecord): PrefixList {
    const maxEntries = record.outputs["maxEntries"];
    return {
        id: record.id,
        name: text(record, "name"),
        ownerId: text(record, "ownerId"),
        family: text(record, "addressFamily") === "IPv6" ? "IPv6" : "IPv4",
        cidrs: objects(record.outputs["entries"]).map((entry: Properties) => asText(entry["cidr"])),
        weight: typeof maxEntries === "number" ? maxEntries : 1,
    };
}

/** All that a rule or a route in this place can name. */
export function prefixLists(view: Pick<View, "list">, place: Place): readonly PrefixList[] {
    return [...managedLists(place), ...view.list(TYPES.prefixList).map(ownList)];
}

export function prefixListById(view: Pick<View, "list">, place: Place, id: string): PrefixList | undefined {
    return prefixLists(view, place).find((list) => list.id === id);
}

/** The list of a gateway service, `com.amazonaws.eu-central-1.s3`. */
export function servicePrefixList(place: Place, serviceName: string): PrefixList | undefined {
    return managedLists(place).find((list) => list.name === serviceName);
}
