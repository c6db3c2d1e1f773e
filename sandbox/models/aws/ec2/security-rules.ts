/**
 * Security group rules as EC2 keeps them: one peer each, whether a program writes them inside a group, as standalone
 * resources or not at all (the ones that a default group starts with).
 */
import type { Properties } from "../../../values";
import { isList } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { canonicalCidr } from "./addresses";
import { canonicalIpv6Cidr } from "./cidr-faults";
import { asText, objects, text } from "./records";

export type Direction = "ingress" | "egress";
export type PeerKind = "ipv4" | "ipv6" | "prefixList" | "group";

export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const LEGACY_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

export interface FlatRule {
    readonly direction: Direction;
    /** As EC2 writes it: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all. */
    readonly protocol: string;
    /** Absent for protocols without ports. For ICMP the type, and the code in `toPort`. */
    readonly fromPort?: number;
    readonly toPort?: number;
    readonly kind: PeerKind;
    /** The CIDR block, the prefix list's id or the group's id. */
    readonly peer: string;
    readonly description?: string;
}

/** A rule with several peers, as programs write them inside a group. */
export interface RuleBlock {
    readonly cidrBlocks?: readonly string[];
    readonly description?: string;
    readonly fromPort?: number;
    readonly ipv6CidrBlocks?: readonly string[];
    readonly prefixListIds?: readonly string[];
    readonly protocol: string;
    readonly securityGroups?: readonly string[];
    /** Whether the group itself is a peer. */
    readonly self?: boolean;
    readonly toPort?: number;
}

/**
 * Names that the provider turns into what EC2 keeps; all other protocols go by number.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go
 */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
    all: "-1",
    "-1": "-1",
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "58": "icmpv6",
    ah: "51",
    esp: "50",
    gre: "47",
    icmp: "icmp",
    icmpv6: "icmpv6",
    igmp: "2",
    ospf: "89",
    sctp: "132",
    tcp: "tcp",
    udp: "udp",
    vrrp: "112",
};

/** The protocol as EC2 writes it; `undefined` for one it does not know. */
export function protocolOf(given: string): string | undefined {
    const lower = given.toLowerCase();
    const isNumber = /^(0|[1-9]\d{0,2})$/.test(lower) && Number(lower) <= 255;
    return PROTOCOL_NAMES[lower] ?? (isNumber ? lower : undefined);
}

export function hasPorts(protocol: string): boolean {
    return ["tcp", "udp", "icmp", "icmpv6"].includes(protocol);
}

/** One rule for each peer of a block. */
export function flattenBlock(direction: Direction, block: RuleBlock, groupId: string): readonly FlatRule[] {
    const protocol = protocolOf(block.protocol) ?? block.protocol;
    const peers: readonly (readonly [PeerKind, readonly string[]])[] = [
        ["ipv4", block.cidrBlocks ?? []],
        ["ipv6", block.ipv6CidrBlocks ?? []],
        ["prefixList", block.prefixListIds ?? []],
        ["group", [...(block.securityGroups ?? []), ...(block.self ? [groupId] : [])]],
    ];
    return peers.flatMap(([kind, values]) =>
        [...new Set(values)].map((peer) => ({
            direction,
            protocol,
            ...(hasPorts(protocol) ? { fromPort: block.fromPort, toPort: block.toPort } : {}),
            kind,
            peer: canonicalPeer(kind, peer),
            ...(block.description ? { description: block.description } : {}),
        })),
    );
}

function canonicalPeer(kind: PeerKind, peer: string): string {
    if (kind === "ipv4") {
        return canonicalCidr(peer) ?? peer;
    }
    return kind === "ipv6" ? (canonicalIpv6Cidr(peer) ?? peer) : peer;
}

/** The inputs of a standalone rule that say what it allows. */
export interface RuleInputs {
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
    readonly description?: string;
    readonly fromPort?: number;
    readonly ipProtocol: string;
    readonly prefixListId?: string;
    readonly referencedSecurityGroupId?: string;
    readonly toPort?: number;
}

export function flattenInputs(direction: Direction, inputs: RuleInputs): FlatRule | undefined {
    const block: RuleBlock = {
        protocol: inputs.ipProtocol,
        ...(inputs.fromPort === undefined ? {} : { fromPort: inputs.fromPort }),
        ...(inputs.toPort === undefined ? {} : { toPort: inputs.toPort }),
        ...(inputs.description === undefined ? {} : { description: inputs.description }),
        cidrBlocks: given(inputs.cidrIpv4),
        ipv6CidrBlocks: given(inputs.cidrIpv6),
        prefixListIds: given(inputs.prefixListId),
        securityGroups: given(inputs.referencedSecurityGroupId),
    };
    return flattenBlock(direction, block, "")[0];
}

function given(value: string | undefined): readonly string[] {
    return value === undefined ? [] : [value];
}

/** What makes two rules the same to EC2: everything except the description. */
export function identityOf(rule: FlatRule): string {
    return [rule.direction, rule.protocol, rule.fromPort ?? "", rule.toPort ?? "", rule.kind, rule.peer].join("|");
}

/** `peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW`, as EC2 names a rule in its errors. */
export function describeRule(rule: FlatRule): string {
    const peer = `peer: ${rule.peer}`;
    if (rule.protocol === "-1") {
        return `${peer}, ALL, ALLOW`;
    }
    if (!hasPorts(rule.protocol)) {
        return `${peer}, protocol: ${rule.protocol}, ALLOW`;
    }
    const [from, to] = rule.protocol.startsWith("icmp") ? ["type", "code"] : ["from port", "to port"];
    return `${peer}, ${rule.protocol.toUpperCase()}, ${from}: ${rule.fromPort}, ${to}: ${rule.toPort}, ALLOW`;
}

/** A rule together with the record that it stands in. */
export interface PlacedRule {
    readonly rule: FlatRule;
    readonly groupId: string;
    /** The group, for an inline rule; else the standalone rule. */
    readonly record: WorldRecord;
}

/** Every rule of the region's groups, wherever it is written. */
export function allRules(view: Pick<View, "list">, groupType: string): readonly PlacedRule[] {
    return [
        ...view.list(groupType).flatMap(inlineRules),
        ...view.list(INGRESS_RULE).flatMap((record) => standalone("ingress", record)),
        ...view.list(EGRESS_RULE).flatMap((record) => standalone("egress", record)),
        ...view.list(LEGACY_RULE).flatMap(legacy),
    ];
}

export function inlineRules(group: WorldRecord): readonly PlacedRule[] {
    return (["ingress", "egress"] as const).flatMap((direction) =>
        objects(group.outputs[direction])
            .flatMap((block) => flattenBlock(direction, blockOf(block), group.id))
            .map((rule) => ({ rule, groupId: group.id, record: group })),
    );
}

function standalone(direction: Direction, record: WorldRecord): readonly PlacedRule[] {
    const given = (key: string): string | undefined => text(record, key) || undefined;
    const rule = flattenInputs(direction, {
        cidrIpv4: given("cidrIpv4"),
        cidrIpv6: given("cidrIpv6"),
        description: given("description"),
        ...ports(record.outputs),
        ipProtocol: text(record, "ipProtocol"),
        prefixListId: given("prefixListId"),
        referencedSecurityGroupId: given("referencedSecurityGroupId"),
    });
    return rule ? [{ rule, groupId: text(record, "securityGroupId"), record }] : [];
}

function legacy(record: WorldRecord): readonly PlacedRule[] {
    const groupId = text(record, "securityGroupId");
    const direction = text(record, "type") === "egress" ? "egress" : "ingress";
    const source = text(record, "sourceSecurityGroupId");
    const block = { ...blockOf(record.outputs), securityGroups: source === "" ? [] : [source] };
    return flattenBlock(direction, block, groupId).map((rule) => ({ rule, groupId, record }));
}

/** A block of a record's values, which the kernel has checked against the SDK's declaration. */
export function blockOf(value: Properties): RuleBlock {
    const strings = (key: string): readonly string[] => {
        const list = value[key];
        return isList(list) ? list.filter((item) => typeof item === "string") : [];
    };
    return {
        cidrBlocks: strings("cidrBlocks"),
        description: asText(value["description"]),
        ...ports(value),
        ipv6CidrBlocks: strings("ipv6CidrBlocks"),
        prefixListIds: strings("prefixListIds"),
        protocol: asText(value["protocol"]),
        securityGroups: strings("securityGroups"),
        self: value["self"] === true,
    };
}

function ports(value: Properties): { readonly fromPort?: number; readonly toPort?: number } {
    const { fromPort, toPort } = value;
    return {
        ...(typeof fromPort === "number" ? { fromPort } : {}),
        ...(typeof toPort === "number" ? { toPort } : {}),
    };
}
