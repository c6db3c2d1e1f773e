/** The security groups of a stack as a graph, from whichever of AWS's three ways to write rules. */
import type { Group, Ingress, Peer, SecurityGraph } from "../../analysis/network/security-groups";
import { settle, type StackResource, type Undecided } from "./rule";
import type { View } from "./view";

const GROUP = /^aws:ec2\/(defaultSecurityGroup|securityGroup):/;
const STANDALONE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLDER = "aws:ec2/securityGroupRule:SecurityGroupRule";

export interface FoundGraph extends SecurityGraph {
    /** Rules whose peer or port is not known yet. */
    readonly undecided: readonly Undecided[];
}

/** Follows references by where a value comes from, so that groups are told apart that don't exist yet. */
export function securityGraph(resources: readonly StackResource[]): FoundGraph {
    const groups = resources.filter(({ type }) => GROUP.test(type));
    const known = new KnownGroups(groups);
    const ingress: Ingress[] = [];
    const undecided: Undecided[] = [];
    for (const resource of resources) {
        const read = function* (): Generator<Undecided> {
            for (const rule of rulesOf(resource, known)) {
                ingress.push(rule);
            }
        };
        for (const verdict of settle(resource, read)) {
            undecided.push(verdict as Undecided);
        }
    }
    return { groups: groups.map(groupOf), ingress, undecided };
}

function groupOf({ urn, name, props }: StackResource): Group {
    const names = [props.at("tags").isKnown() ? props.at("tags", "Name") : props.at("name"), props.at("name")];
    const texts = names.flatMap((view) => (view.isKnown() ? [view.string()] : []));
    return { key: urn, names: [name, ...texts.filter((text) => text !== undefined)] };
}

/** The groups of the stack by URN and, where they exist already, by id. */
class KnownGroups {
    private readonly urns: ReadonlySet<string>;
    private readonly byId: ReadonlyMap<string, string>;

    constructor(groups: readonly StackResource[]) {
        this.urns = new Set(groups.map(({ urn }) => urn));
        this.byId = new Map(
            groups.flatMap(({ urn, props }) => {
                const id = props.at("id");
                const text = id.isKnown() ? id.string() : undefined;
                return text === undefined ? [] : [[text, urn] as const];
            }),
        );
    }

    /** The group that a property refers to; undefined for one of another stack. */
    of({ sources, props }: StackResource, property: string): string | undefined {
        return (sources[property] ?? []).find((urn) => this.urns.has(urn)) ?? this.withId(props.at(property));
    }

    withId(id: View): string | undefined {
        const text = id.isKnown() ? id.string() : undefined;
        return text === undefined ? undefined : this.byId.get(text);
    }
}

const peerOf = (group: string | undefined): Peer =>
    group === undefined ? { kind: "foreign group" } : { kind: "group", group };

function* rulesOf(resource: StackResource, known: KnownGroups): Iterable<Ingress> {
    if (resource.type === STANDALONE) {
        yield* standaloneRule(resource, known);
    } else if (resource.type === OLDER && resource.props.at("type").string() === "ingress") {
        yield* olderRule(resource, known);
    } else if (GROUP.test(resource.type)) {
        yield* inlineRules(resource, known);
    }
}

function* standaloneRule(resource: StackResource, known: KnownGroups): Iterable<Ingress> {
    const { urn, props } = resource;
    const rest = { origin: urn, group: known.of(resource, "securityGroupId"), ...portsOf(props, "ipProtocol") };
    for (const property of ["cidrIpv4", "cidrIpv6"]) {
        yield* blocks(props.at(property), rest);
    }
    if (props.at("prefixListId").isGiven()) {
        yield { ...rest, path: "prefixListId", peer: { kind: "prefix list" } };
    }
    const source = "referencedSecurityGroupId";
    if (props.at(source).isGiven()) {
        yield { ...rest, path: source, peer: peerOf(known.of(resource, source)) };
    }
}

function* olderRule(resource: StackResource, known: KnownGroups): Iterable<Ingress> {
    const { urn, props } = resource;
    const group = known.of(resource, "securityGroupId");
    const rest = { origin: urn, group, ...portsOf(props, "protocol") };
    yield* addresses(props, rest);
    const source = "sourceSecurityGroupId";
    if (props.at(source).isGiven()) {
        yield { ...rest, path: source, peer: peerOf(known.of(resource, source)) };
    }
    if (props.at("self").boolean() === true) {
        yield { ...rest, path: "self", peer: peerOf(group) };
    }
}

/** Where the program gives no rules the cloud fills them in, which is not for this check. */
function* inlineRules({ urn, props, sources }: StackResource, known: KnownGroups): Iterable<Ingress> {
    const rules = props.at("ingress");
    if (!rules.isKnown() && sources["ingress"] === undefined) {
        return;
    }
    for (const rule of rules.list()) {
        const rest = { origin: urn, group: urn, ...portsOf(rule, "protocol") };
        yield* addresses(rule, rest);
        for (const source of rule.at("securityGroups").list()) {
            yield { ...rest, path: source.path, peer: peerOf(known.withId(source)) };
        }
        if (rule.at("self").boolean() === true) {
            yield { ...rest, path: rule.at("self").path, peer: peerOf(urn) };
        }
    }
}

type Rest = Omit<Ingress, "path" | "peer">;

function* addresses(rule: View, rest: Rest): Iterable<Ingress> {
    yield* blocks(rule.at("cidrBlocks"), rest);
    yield* blocks(rule.at("ipv6CidrBlocks"), rest);
    for (const list of rule.at("prefixListIds").list()) {
        yield { ...rest, path: list.path, peer: { kind: "prefix list" } };
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
