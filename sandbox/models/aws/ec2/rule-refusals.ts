/** What EC2 refuses when rules are authorized, and what the provider finds wrong with them before that. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { ipv4NetworkFault, ipv6NetworkFault } from "./cidr-faults";
import { prefixListById } from "./prefix-lists";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import type { Direction, FlatRule, RuleBlock } from "./security-rules";
import { describeRule, identityOf, protocolOf } from "./security-rules";

const AUTHORIZE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html";
const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const PROVIDER_GROUP =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go";

/** Rows for the table of every model that authorizes rules. */
export const ruleRefusals = {
    tooManyRules: {
        code: "RulesPerSecurityGroupLimitExceeded",
        when: "more than 60 rules of one direction and IP version; a group counts for both versions, a prefix list with its weight",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups",
    },
    unknownPeerGroup: {
        code: "InvalidGroup.NotFound",
        when: "the peer is a security group that does not exist",
        source: ERRORS,
    },
    otherNetwork: {
        code: "InvalidGroup.NotFound",
        when: "the peer is a security group of a VPC that is not peered with the group's own",
        source: "https://github.com/ansible/ansible/issues/30053",
    },
    unknownPrefixList: {
        code: "InvalidPrefixListID.NotFound",
        when: "the peer is a prefix list that does not exist in the region",
        source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/errors.go",
    },
    unknownProtocol: {
        code: "InvalidParameterValue",
        when: "the protocol is neither a name that EC2 knows nor a number from 0 to 255 or -1",
        source: AUTHORIZE,
    },
    portsMissing: {
        code: "InvalidParameterValue",
        when: "TCP or UDP comes without both ports",
        source: AUTHORIZE,
    },
    portOutOfRange: {
        code: "InvalidParameterValue",
        when: "a TCP or UDP port is outside 0 to 65535",
        source: AUTHORIZE,
    },
    portOrder: {
        code: "InvalidParameterValue",
        when: "the first TCP or UDP port is greater than the last one",
        source: AUTHORIZE,
    },
} as const satisfies Record<string, Refusal>;

/** Rows for models of groups with inline rules. */
export const inlineRefusals = {
    repeatedRule: {
        code: "InvalidParameterValue",
        when: "two inline rules differ in their description only",
        source: "https://github.com/input-output-hk/bitte/pull/24",
    },
    invalidCidr: {
        code: PROVIDER_CHECK,
        when: "a CIDR block of an inline rule is malformed or has host bits",
        source: PROVIDER_GROUP,
    },
    invalidRuleDescription: {
        code: PROVIDER_CHECK,
        when: "an inline rule's description is longer than 255 characters or has characters EC2 does not take",
        source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/validate.go",
    },
    portsWithAllProtocols: {
        code: PROVIDER_CHECK,
        when: "an inline rule of protocol -1 names ports other than 0",
        source: PROVIDER_GROUP,
    },
} as const satisfies Record<string, Refusal>;

/** Letters that EC2 takes in descriptions of groups and rules. */
export const DESCRIPTION_LETTERS = /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/;
export const DESCRIPTION_ADVICE =
    "Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";

export function isDescription(given: string): boolean {
    return given.length <= 255 && DESCRIPTION_LETTERS.test(given);
}

type RuleOperation = Pick<Operation<object>, "world" | "refuse" | "account" | "region" | "partition">;

/** Refuses what EC2 refuses of rules that a group is to have, beside the rules that it keeps. */
export function refuseRules(
    op: RuleOperation,
    group: { readonly id: string; readonly vpcId: string },
    wanted: readonly FlatRule[],
    kept: readonly FlatRule[],
): void {
    for (const rule of wanted) {
        refuseProtocolAndPorts(op, rule);
        refusePeer(op, group, rule);
    }
    const limit = quotas.rulesPerSecurityGroup.value;
    const all = [...wanted, ...kept];
    for (const direction of ["ingress", "egress"] as const) {
        for (const family of ["IPv4", "IPv6"] as const) {
            if (weigh(op, all, direction, family) > limit) {
                op.refuse(
                    ruleRefusals.tooManyRules,
                    "The maximum number of rules per security group has been reached.",
                );
            }
        }
    }
}

/** The first of the wanted rules that the others have already, if any. */
export function duplicateOf(wanted: readonly FlatRule[], kept: readonly FlatRule[]): FlatRule | undefined {
    const known = new Set(kept.map(identityOf));
    return wanted.find((rule) => known.has(identityOf(rule)));
}

export function duplicateSentence(rule: FlatRule): string {
    return `the specified rule "${describeRule(rule)}" already exists`;
}

function weigh(op: RuleOperation, rules: readonly FlatRule[], direction: Direction, family: "IPv4" | "IPv6"): number {
    return rules
        .filter((rule) => rule.direction === direction)
        .reduce((sum, rule) => sum + weightOf(op, rule, family), 0);
}

function weightOf(op: RuleOperation, rule: FlatRule, family: "IPv4" | "IPv6"): number {
    switch (rule.kind) {
        case "group":
            return 1;
        case "prefixList": {
            const list = prefixListById(op.world, op, rule.peer);
            return list?.family === family ? list.weight : 0;
        }
        default:
            return (rule.kind === "ipv4") === (family === "IPv4") ? 1 : 0;
    }
}

function refuseProtocolAndPorts(op: RuleOperation, rule: FlatRule): void {
    if (protocolOf(rule.protocol) === undefined) {
        op.refuse(ruleRefusals.unknownProtocol, `Invalid value '${rule.protocol}' for IP protocol. Unknown protocol.`);
    }
    if (rule.protocol !== "tcp" && rule.protocol !== "udp") {
        return;
    }
    const { fromPort, toPort } = rule;
    if (fromPort === undefined || toPort === undefined) {
        return op.refuse(
            ruleRefusals.portsMissing,
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
        );
    }
    const outside = [fromPort, toPort].find((port) => port < 0 || port > 65535);
    if (outside !== undefined) {
        op.refuse(ruleRefusals.portOutOfRange, `TCP/UDP port (${outside}) out of range`);
    }
    if (fromPort > toPort) {
        op.refuse(ruleRefusals.portOrder, `Invalid TCP/UDP port range (${fromPort}:${toPort})`);
    }
}

function refusePeer(op: RuleOperation, group: { readonly id: string; readonly vpcId: string }, rule: FlatRule): void {
    if (rule.kind === "prefixList" && !prefixListById(op.world, op, rule.peer)) {
        op.refuse(ruleRefusals.unknownPrefixList, `The prefix list ID '${rule.peer}' does not exist`);
    }
    // A group of another account is written with its account and cannot be looked up here.
    if (rule.kind !== "group" || rule.peer === group.id || rule.peer.includes("/")) {
        return;
    }
    const peer = op.world.get(TYPES.securityGroup, rule.peer);
    if (!peer) {
        return op.refuse(ruleRefusals.unknownPeerGroup, `The security group '${rule.peer}' does not exist`);
    }
    if (text(peer, "vpcId") !== group.vpcId && !arePeered(op, text(peer, "vpcId"), group.vpcId)) {
        op.refuse(ruleRefusals.otherNetwork, "You have specified two resources that belong to different networks.");
    }
}

function arePeered(op: RuleOperation, left: string, right: string): boolean {
    const joins = (record: WorldRecord): boolean => {
        const ends = [text(record, "vpcId"), text(record, "peerVpcId")];
        return ends.includes(left) && ends.includes(right);
    };
    return op.world.list(TYPES.peeringConnection).some(joins);
}

/** Faults of inline rules that the provider finds by itself. */
export function inlineFaults(direction: Direction, blocks: readonly RuleBlock[]): readonly CheckFault[] {
    return blocks.flatMap((block, index) => blockFaults(`${direction}[${index}]`, block));
}

function blockFaults(path: string, block: RuleBlock): readonly CheckFault[] {
    const faults: CheckFault[] = [];
    const add = (property: string, reason: string | undefined): void => {
        if (reason !== undefined) {
            faults.push({ property: `${path}.${property}`, reason });
        }
    };
    (block.cidrBlocks ?? []).forEach((cidr, at) => add(`cidrBlocks[${at}]`, knownFault(cidr, ipv4NetworkFault)));
    (block.ipv6CidrBlocks ?? []).forEach((cidr, at) =>
        add(`ipv6CidrBlocks[${at}]`, knownFault(cidr, ipv6NetworkFault)),
    );
    const { description, fromPort = 0, toPort = 0, protocol } = block;
    if (typeof description === "string" && !isDescription(description)) {
        add("description", `"${description}" is not a valid rule description. ${DESCRIPTION_ADVICE}`);
    }
    if (typeof protocol === "string" && protocolOf(protocol) === "-1" && (fromPort !== 0 || toPort !== 0)) {
        add(
            "fromPort",
            `from_port (${fromPort}) and to_port (${toPort}) must both be 0 to use the 'ALL' "-1" protocol!`,
        );
    }
    return faults;
}

/** A list that is known as a whole may still hold items that a preview does not know. */
function knownFault(cidr: string, fault: (given: string) => string | undefined): string | undefined {
    return typeof cidr === "string" ? fault(cidr) : undefined;
}
