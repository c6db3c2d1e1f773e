/** Routes as EC2 keeps them: one destination and one target each, written inside a table or as resources beside it. */
import type { Properties } from "../../../values";
import type { CheckFault } from "../../kernel/refusal";
import { canonicalCidr } from "./addresses";
import { canonicalIpv6Cidr, ipv4NetworkFault, ipv6NetworkFault } from "./cidr-faults";
import type { Given } from "./input-checks";
import { conflict, exactlyOneOf, textRule } from "./input-checks";
import { asText } from "./records";

/** Every kind of target, by the input that names it. */
export const TARGETS = [
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
] as const;

export type TargetKind = (typeof TARGETS)[number];
export type DestinationKind = "ipv4" | "ipv6" | "prefixList";

export interface RouteSpec {
    readonly kind: DestinationKind;
    /** A CIDR block in its canonical form, or a prefix list's id. */
    readonly destination: string;
    readonly targetKind: TargetKind;
    readonly target: string;
}

type DestinationNames = Readonly<Record<DestinationKind, string>>;

const STANDALONE: DestinationNames = {
    ipv4: "destinationCidrBlock",
    ipv6: "destinationIpv6CidrBlock",
    prefixList: "destinationPrefixListId",
};
const INLINE: DestinationNames = {
    ipv4: "cidrBlock",
    ipv6: "ipv6CidrBlock",
    prefixList: "destinationPrefixListId",
};

const KINDS = ["ipv4", "ipv6", "prefixList"] as const;

function specOf(names: DestinationNames, values: Properties): RouteSpec | undefined {
    const kind = KINDS.find((candidate) => asText(values[names[candidate]]) !== "");
    const targetKind = TARGETS.find((candidate) => asText(values[candidate]) !== "");
    if (kind === undefined || targetKind === undefined) {
        return undefined;
    }
    const written = asText(values[names[kind]]);
    const destination = canonicalDestination(kind, written);
    return { kind, destination, targetKind, target: asText(values[targetKind]) };
}

function canonicalDestination(kind: DestinationKind, written: string): string {
    const canonical = kind === "ipv4" ? canonicalCidr(written) : kind === "ipv6" ? canonicalIpv6Cidr(written) : written;
    return canonical ?? written;
}

/** The route that a standalone resource describes. */
export function standaloneSpec(values: object): RouteSpec | undefined {
    return specOf(STANDALONE, { ...values });
}

/** The route that an item of a table's `routes` describes. */
export function inlineSpec(values: object): RouteSpec | undefined {
    return specOf(INLINE, { ...values });
}

function block(names: DestinationNames, spec: RouteSpec): Properties {
    const empty = Object.fromEntries([...Object.values(names), ...TARGETS].map((name) => [name, ""]));
    return { ...empty, [names[spec.kind]]: spec.destination, [spec.targetKind]: spec.target };
}

/** The route as an item of a table's `routes`: every key is there, as in the provider's state. */
export function inlineBlock(spec: RouteSpec): Properties {
    return block(INLINE, spec);
}

/** The route as the outputs of a standalone resource. */
export function standaloneBlock(spec: RouteSpec): Properties {
    return block(STANDALONE, spec);
}

/** What the provider finds wrong with a standalone route. */
export function standaloneFaults(of: Given): readonly CheckFault[] {
    return [
        ...exactlyOneOf(of, Object.values(STANDALONE)),
        ...exactlyOneOf(of, TARGETS),
        ...textRule(of, STANDALONE.ipv4, ipv4NetworkFault),
        ...textRule(of, STANDALONE.ipv6, ipv6NetworkFault),
        ...conflict(of, "carrierGatewayId", [STANDALONE.ipv6]),
        ...conflict(of, "egressOnlyGatewayId", [STANDALONE.ipv4]),
        ...conflict(of, "vpcEndpointId", [STANDALONE.prefixList]),
    ];
}

/** What the provider finds wrong with the items of a table's `routes`. */
export function inlineFaults(routes: readonly object[]): readonly CheckFault[] {
    return routes.flatMap((route, index) => {
        const of = { inputs: { ...route }, unknown: new Set<string>() };
        const faults = [
            ...exactlyOneOf(of, Object.values(INLINE)),
            ...exactlyOneOf(of, TARGETS),
            ...textRule(of, INLINE.ipv4, ipv4NetworkFault),
            ...textRule(of, INLINE.ipv6, ipv6NetworkFault),
        ];
        return faults.map((fault) => ({ ...fault, property: `routes[${index}].${fault.property}` }));
    });
}
