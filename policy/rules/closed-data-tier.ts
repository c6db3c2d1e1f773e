import {
    type Group,
    type Ingress,
    isCalled,
    opensOnly,
    type Peer,
    wayFromInternet,
} from "../../analysis/network/security-groups";
import {
    entryFor,
    finding,
    judgeEach,
    type ResourceView,
    type Rule,
    type StackResource,
    type Verdict,
} from "../frame/rule";
import { type FoundGraph, securityGraph } from "../frame/security-graph";
import type { Settings } from "../settings";

/** Where each kind of data store has its security groups. */
const STORES: Readonly<Record<string, string>> = {
    "aws:docdb/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:elasticache/cluster:Cluster": "securityGroupIds",
    "aws:elasticache/replicationGroup:ReplicationGroup": "securityGroupIds",
    "aws:elasticache/serverlessCache:ServerlessCache": "securityGroupIds",
    "aws:memorydb/cluster:Cluster": "securityGroupIds",
    "aws:neptune/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:rds/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:rds/instance:Instance": "vpcSecurityGroupIds",
    "aws:redshift/cluster:Cluster": "vpcSecurityGroupIds",
};

/** Where a store may be given a public address; left out, it has none. */
const MAY_BE_PUBLIC: ReadonlySet<string> = new Set([
    "aws:docdb/clusterInstance:ClusterInstance",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/instance:Instance",
    "aws:redshift/cluster:Cluster",
]);

/** A security group of the data tier, and the names of those that may reach it. */
interface DataGroup {
    readonly group: Group;
    readonly allowed: readonly string[];
}

export const closedDataTier: Rule = {
    id: "closed-data-tier",
    title: "Only listed services reach the data tier",
    description:
        "The security groups of databases and caches let in the groups listed for each and nothing else: no addresses, no prefix lists, no group of another stack. And no way leads from the internet to them through any number of groups that does not pass the load balancer, and none of them has a public address.",
    remedy: "Remove the rule, go through a listed service, or list the group in the pack's dataGroups, or in enteringGroups where its rule opens a group of another stack; give the store a security group and no public address",
    anchors: [
        "RDS.2",
        "CKV_AWS_17",
        "own: reachability over the graph of security groups, which scanners of single resources miss",
    ],
    settings: ["dataGroups", "enteringGroups", "publicGroups"],
    *checkResource(resource) {
        yield* judgeEach(
            [publicAddress, ownGroups],
            () => resource,
            (check) => check(resource),
        );
    },
    *checkStack(resources, settings) {
        const graph = securityGraph(resources);
        yield* graph.undecided;
        const data = dataGroups(graph, resources, settings);
        yield* strangers(graph, data, settings);
        yield* ways(graph, data, settings);
    },
};

function* publicAddress(resource: ResourceView): Iterable<Verdict> {
    const view = resource.props.at("publiclyAccessible");
    if (MAY_BE_PUBLIC.has(resource.type) && view.boolean() === true) {
        yield finding(resource, view, "The data store has a public address");
    }
}

/** Whose group it is, the stack that makes it judges; but no stack judges the VPC's default group for it. */
function* ownGroups(resource: ResourceView): Iterable<Verdict> {
    const property = entryFor(STORES, resource.type);
    const isMember =
        resource.props.at("replicationGroupId").isGiven() && /^aws:elasticache\/cluster:/.test(resource.type);
    if (property === undefined || isMember) {
        return;
    }
    const view = resource.props.at(property);
    if (view.list().length === 0) {
        yield finding(resource, view, "The data store has no security group of its own, but the VPC's default one");
    }
}

/** What the rules of the data tier's groups let in besides those listed. */
function* strangers(graph: FoundGraph, data: readonly DataGroup[], settings: Settings): Iterable<Verdict> {
    for (const rule of graph.ingress) {
        const target = data.find(({ group }) => group.key === rule.group);
        if (rule.group === undefined) {
            const message = "A rule stands in another stack than its security group, out of sight of this check";
            yield* mayEnter(graph, rule, settings) ? [] : [finding({ urn: rule.origin }, rule.path, message)];
        } else if (target !== undefined && !isAllowed(graph, rule, target) && !hasEntered(rule, settings)) {
            yield finding({ urn: rule.origin }, rule.path, `A group of the data tier lets in ${wordsFor(rule.peer)}`);
        }
    }
}

function* ways(graph: FoundGraph, data: readonly DataGroup[], { publicGroups }: Settings): Iterable<Verdict> {
    const entrances = graph.groups.filter((group) => publicGroups.some((name) => isCalled(group, name)));
    const closed = new Set(entrances.map(({ key }) => key));
    for (const { group } of data) {
        const way = wayFromInternet(graph, group.key, closed);
        // One step is the rule itself, told of as a stranger.
        if (way !== undefined && way.length > 1) {
            const message = `The internet reaches it without the load balancer: ${wayWords(way)}`;
            yield finding({ urn: group.key }, "", message);
        }
    }
}

/** The groups that settings name, and those that a data store of the stack hangs on. */
function dataGroups(
    { groups, groupsIn }: FoundGraph,
    resources: readonly StackResource[],
    settings: Settings,
): DataGroup[] {
    const attached = new Set(
        resources.flatMap((resource) => {
            const property = entryFor(STORES, resource.type);
            return property === undefined ? [] : groupsIn(resource, property);
        }),
    );
    return groups.flatMap((group) => {
        const named = Object.entries(settings.dataGroups).filter(([name]) => isCalled(group, name));
        const allowed = named.flatMap(([, names]) => names);
        return named.length > 0 || attached.has(group.key) ? [{ group, allowed }] : [];
    });
}

function isAllowed(graph: FoundGraph, { peer }: Ingress, { allowed }: DataGroup): boolean {
    const source = sourceOf(graph, peer);
    return source !== undefined && allowed.some((name) => isCalled(source, name));
}

/** What is let into another stack's group is one of this stack's, listed for the port: it can be looked into here. */
function mayEnter(graph: FoundGraph, rule: Ingress, { enteringGroups }: Settings): boolean {
    const source = sourceOf(graph, rule.peer);
    return Object.entries(enteringGroups).some(
        ([name, ports]) => source !== undefined && isCalled(source, name) && opensOnly(rule, ports),
    );
}

/**
 * After a refresh a group shows the rules of other stacks among its own, by ids that say nothing here: whose group that
 * is was judged where the rule is made, by `mayEnter`.
 */
function hasEntered(rule: Ingress, { enteringGroups }: Settings): boolean {
    const isShown = rule.peer.kind === "foreign group" && rule.path.startsWith("ingress");
    return isShown && opensOnly(rule, Object.values(enteringGroups).flat());
}

function sourceOf({ groups }: FoundGraph, peer: Peer): Group | undefined {
    return peer.kind === "group" ? groups.find(({ key }) => key === peer.group) : undefined;
}

function wordsFor(peer: Peer): string {
    switch (peer.kind) {
        case "cidr":
            return "addresses";
        case "group":
            return `a group that is not listed for it (${nameIn(peer.group)})`;
        case "prefix list":
            return "a prefix list";
        case "foreign group":
            return "a group of another stack";
    }
}

function wayWords(way: readonly string[]): string {
    return ["internet", ...way.map(nameIn)].join(" → ");
}

function nameIn(urn: string): string {
    return urn.split("::").at(-1) ?? urn;
}
