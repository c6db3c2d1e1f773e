/** The rules that a program writes inside a security group, and those that the provider finds there besides. */
import type { Operation, View } from "../../kernel/model";
import { TYPES } from "./records";
import { inlineRefusals, refuseRules } from "./rule-refusals";
import type { FlatRule, PlacedRule, RuleBlock } from "./security-rules";
import { allRules, flattenBlock, identityOf, inlineRules } from "./security-rules";

export interface InlineInputs {
    readonly ingress?: readonly RuleBlock[];
    readonly egress?: readonly RuleBlock[];
}

/** Refuses what EC2 and the provider refuse of a group's inline rules, beside the standalone ones it has. */
export function refuseInline(op: Operation<InlineInputs>, group: GroupPlace, standalone: readonly FlatRule[]): void {
    const wanted = (["ingress", "egress"] as const).flatMap((direction) => {
        const rules = (op.inputs[direction] ?? []).flatMap((block) => flattenBlock(direction, block, group.id));
        return distinct(rules, (rule) => `${identityOf(rule)}|${rule.description ?? ""}`);
    });
    if (distinct(wanted, identityOf).length < wanted.length) {
        op.refuse(inlineRefusals.repeatedRule, "The same permission must not appear multiple times");
    }
    // A rule that also stands on its own is authorized twice and refused, or overwritten; either way it counts once.
    const known = new Set(wanted.map(identityOf));
    refuseRules(
        op,
        group,
        wanted,
        standalone.filter((rule) => !known.has(identityOf(rule))),
    );
}

function distinct<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
    return [...new Map(items.map((item) => [key(item), item])).values()];
}

export interface GroupPlace {
    readonly id: string;
    readonly vpcId: string;
}

/** The group's rules that are resources of their own. */
export function standaloneRulesOf(view: View, groupId: string): readonly FlatRule[] {
    return allRules(view, TYPES.securityGroup)
        .filter((placed) => placed.groupId === groupId && placed.record.type !== TYPES.securityGroup)
        .map((placed) => placed.rule);
}

/** Blocks with every key that the provider's state has. */
export function normalBlocks(blocks: readonly RuleBlock[] | undefined): readonly Required<RuleBlock>[] | undefined {
    return blocks?.map((block) => ({
        cidrBlocks: block.cidrBlocks ?? [],
        description: block.description ?? "",
        fromPort: block.fromPort ?? 0,
        ipv6CidrBlocks: block.ipv6CidrBlocks ?? [],
        prefixListIds: block.prefixListIds ?? [],
        protocol: block.protocol,
        securityGroups: block.securityGroups ?? [],
        self: block.self ?? false,
        toPort: block.toPort ?? 0,
    }));
}

/** Rules of other groups that name this one; its own may. */
export function rulesNaming(view: View, groupId: string): readonly PlacedRule[] {
    return allRules(view, TYPES.securityGroup).filter(
        ({ rule, groupId: owner }) => rule.kind === "group" && rule.peer === groupId && owner !== groupId,
    );
}

/** Takes a rule away wherever it is written, as `revokeRulesOnDelete` does. */
export function revoke(view: View, { rule, record }: PlacedRule): void {
    if (record.type !== TYPES.securityGroup) {
        view.remove(record.type, record.id);
        return;
    }
    const left = inlineRules(view.get(record.type, record.id) ?? record).filter(
        (other) => identityOf(other.rule) !== identityOf(rule),
    );
    const of = (direction: string): readonly Required<RuleBlock>[] =>
        left.filter((other) => other.rule.direction === direction).map((other) => blockFor(other.rule, record.id));
    view.patch(record.type, record.id, { ingress: of("ingress"), egress: of("egress") });
}

/** What standalone rules add to the group's own lists when the provider reads it back. */
export function foreignBlocks(view: View, groupId: string, direction: string): readonly Required<RuleBlock>[] {
    return standaloneRulesOf(view, groupId)
        .filter((rule) => rule.direction === direction)
        .map((rule) => blockFor(rule, groupId));
}

/** A block that says what one rule says; a group that names itself is written as `self`. */
function blockFor(rule: FlatRule, groupId: string): Required<RuleBlock> {
    const self = rule.kind === "group" && rule.peer === groupId;
    const peer = (kind: FlatRule["kind"]): readonly string[] => (rule.kind === kind ? [rule.peer] : []);
    return {
        cidrBlocks: peer("ipv4"),
        description: rule.description ?? "",
        fromPort: rule.fromPort ?? 0,
        ipv6CidrBlocks: peer("ipv6"),
        prefixListIds: peer("prefixList"),
        protocol: rule.protocol,
        securityGroups: self ? [] : peer("group"),
        self,
        toPort: rule.toPort ?? 0,
    };
}
