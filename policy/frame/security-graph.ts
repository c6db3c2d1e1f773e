/** The security groups of a stack as a graph, from whichever of AWS's three ways to write rules. */
import type { Group, Ingress, Peer, SecurityGraph } from "../../analysis/network/security-groups";
import { Known } from "./known";
import { PrefixLists } from "./prefix-lists";
import { settle, type StackResource, type Undecided } from "./rule";
import { UndecidedError, type View } from "./view";

const GROUP = /^aws:ec2\/(defaultSecurityGroup|securityGroup):/;
const STANDALONE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLDER = "aws:ec2/securityGroupRule:SecurityGroupRule";

export interface FoundGraph extends SecurityGraph {
    /** Rules whose peer or port is not known yet. */
    readonly undecided: readonly Undecided[];
    /** The groups of the stack that a resource names in a list of ids. */
    readonly groupsIn: (resource: StackResource, property: string) => readonly string[];
}

/** What the stack itself has that rules may refer to. */
interface Own {
    readonly groups: Known;
    readonly lists: PrefixLists;
}

/** Follows references by where a value comes from, so that groups are told apart that don't exist yet. */
export function securityGraph(resources: readonly StackResource[]): FoundGraph {
    const groups = resources.filter(({ type }) => GROUP.test(type));
    const own: Own = { groups: new Known(groups), lists: new PrefixLists(resources) };
    const ingress: Ingress[] = [];
    const undecided: Undecided[] = [];
    for (const resource of resources) {
        for (const read of readersOf(resource, own)) {
            undecided.push(...collect(resource, read, ingress));
        }
    }
    const groupsIn: FoundGraph["groupsIn"] = (resource, property) => own.groups.inList(resource, property);
    return { groups: groups.map(groupOf), ingress, undecided, groupsIn };
}

function groupOf({ urn, name, props }: StackResource): Group {
    const names = [props.at("tags").isKnown() ? props.at("tags", "Name") : props.at("name"), props.at("name")];
    const texts = names.flatMap((view) => (view.isKnown() ? [view.string()] : []));
    return { key: urn, names: [name, ...texts.filter((text) => text !== undefined)] };
}

const peerOf = (group: string | undefined): Peer =>
    group === undefined ? { kind: "foreign group" } : { kind: "group", group };

type Reader = () => Iterable<Ingress>;

/** Adds what can be read to the rules; gives back what can't. */
function collect(resource: StackResource, read: Reader, ingress: Ingress[]): readonly Undecided[] {
    const add = function* (): Generator<Undecided> {
        for (const rule of read()) {
            ingress.push(rule);
        }
    };
    return [...settle(resource, add)].filter((verdict) => verdict.kind === "undecided");
}

/** One for each rule, so that an unknown value hides no other rule. */
function readersOf(resource: StackResource, own: Own): readonly Reader[] {
    if (resource.type === STANDALONE) {
        return [() => standaloneRule(resource, own)];
    }
    if (resource.type === OLDER) {
        return [() => olderRule(resource, own)];
    }
    return GROUP.test(resource.type) ? inlineRules(resource, own) : [];
}

function* standaloneRule(resource: StackResource, own: Own): Iterable<Ingress> {
    const { urn, props } = resource;
    const rest = { origin: urn, group: own.groups.of(resource, "securityGroupId"), ...portsOf(props, "ipProtocol") };
    for (const property of ["cidrIpv4", "cidrIpv6"]) {
        yield* blocks(props.at(property), rest);
    }
    if (props.at("prefixListId").isGiven()) {
        yield* listed(resource, "prefixListId", [props.at("prefixListId")], rest, own);
    }
    yield* fromGroup(resource, "referencedSecurityGroupId", rest, own);
}

function* olderRule(resource: StackResource, own: Own): Iterable<Ingress> {
    const { urn, props } = resource;
    if (props.at("type").string() !== "ingress") {
        return;
    }
    const group = own.groups.of(resource, "securityGroupId");
    const rest = { origin: urn, group, ...portsOf(props, "protocol") };
    yield* addresses(props, rest);
    yield* listed(resource, "prefixListIds", props.at("prefixListIds").list(), rest, own);
    yield* fromGroup(resource, "sourceSecurityGroupId", rest, own);
    if (props.at("self").boolean() === true) {
        yield { ...rest, path: "self", peer: peerOf(group) };
    }
}

function* fromGroup(resource: StackResource, path: string, rest: Rest, { groups }: Own): Iterable<Ingress> {
    if (resource.props.at(path).isGiven()) {
        yield { ...rest, path, peer: peerOf(groups.of(resource, path)) };
    }
}

/** Where the program gives no rules the cloud fills them in, which is not for this check. */
function inlineRules(resource: StackResource, own: Own): readonly Reader[] {
    const rules = resource.props.at("ingress");
    if (!rules.isKnown()) {
        const unknown: Reader = () => {
            throw new UndecidedError(rules.path);
        };
        return resource.sources["ingress"] === undefined ? [] : [() => sourceGroups(resource, own), unknown];
    }
    const hasUnknown = rules.list().some((rule) => rule.isKnown() && groupsOf(rule).some((group) => !group.isKnown()));
    return [
        ...rules.list().map((rule) => () => inlineRule(resource, rule, own)),
        ...(hasUnknown ? [() => sourceGroups(resource, own)] : []),
    ];
}

function* inlineRule(resource: StackResource, rule: View, own: Own): Iterable<Ingress> {
    const { urn } = resource;
    const rest = { origin: urn, group: urn, ...portsOf(rule, "protocol") };
    yield* addresses(rule, rest);
    yield* listed(resource, "ingress", rule.at("prefixListIds").list(), rest, own);
    if (rule.at("self").boolean() === true) {
        yield { ...rest, path: rule.at("self").path, peer: peerOf(urn) };
    }
    const traced = own.groups.among(resource, "ingress").length > 0;
    for (const source of groupsOf(rule)) {
        if (source.isKnown()) {
            yield { ...rest, path: source.path, peer: peerOf(own.groups.withId(source)) };
        } else if (!traced) {
            throw new UndecidedError(source.path);
        }
    }
}

function groupsOf(rule: View): readonly View[] {
    const groups = rule.at("securityGroups");
    return groups.isKnown() ? groups.list() : [groups];
}

/** Which rule each group is in can't be told before it has an id; that it is let in can. */
function* sourceGroups(resource: StackResource, { groups }: Own): Iterable<Ingress> {
    const { urn } = resource;
    const rest = { origin: urn, group: urn, protocol: "", fromPort: undefined, toPort: undefined };
    for (const group of groups.among(resource, "ingress")) {
        yield { ...rest, path: "ingress", peer: peerOf(group) };
    }
}

type Rest = Omit<Ingress, "path" | "peer">;

function* addresses(rule: View, rest: Rest): Iterable<Ingress> {
    yield* blocks(rule.at("cidrBlocks"), rest);
    yield* blocks(rule.at("ipv6CidrBlocks"), rest);
}

/** What is in a list of the stack, or that there is one. */
function* listed(
    resource: StackResource,
    property: string,
    ids: readonly View[],
    rest: Rest,
    { lists }: Own,
): Iterable<Ingress> {
    for (const id of ids) {
        yield { ...rest, path: id.path, peer: { kind: "prefix list" } };
        for (const block of lists.blocksOf(resource, property, id)) {
            yield { ...rest, path: id.path, peer: { kind: "cidr", block } };
        }
    }
}

function* blocks(view: View, rest: Rest): Iterable<Ingress> {
    for (const item of view.list()) {
        const block = item.string();
        if (block !== undefined) {
            yield { ...rest, path: item.path, peer: { kind: "cidr", block } };
        }
    }
}

function portsOf(rule: View, protocol: string): Pick<Ingress, "protocol" | "fromPort" | "toPort"> {
    return {
        protocol: rule.at(protocol).string() ?? String(rule.at(protocol).number() ?? ""),
        fromPort: rule.at("fromPort").number(),
        toPort: rule.at("toPort").number(),
    };
}
