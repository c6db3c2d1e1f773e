import { type Group, type Ingress, isCalled, type Peer, wayFromInternet } from "../../analysis/network/security-groups";
import { entryFor, finding, type Rule, type StackResource } from "../frame/rule";
import { type FoundGraph, securityGraph } from "../frame/security-graph";
import type { Settings } from "../settings";

/** Where each kind of data store has its security groups. */
const STORES: Readonly<Record<string, string>> = {
    "aws:rds/instance:Instance": "vpcSecurityGroupIds",
    "aws:rds/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:elasticache/replicationGroup:ReplicationGroup": "securityGroupIds",
    "aws:elasticache/cluster:Cluster": "securityGroupIds",
};

/** A security group of the data tier, and the names of those that may reach it. */
interface DataGroup {
    readonly group: Group;
    readonly allowed: readonly string[];
}

export const closedDataTier: Rule = {
    id: "closed-data-tier",
    title: "Only listed services reach the data tier",
    description:
        "The security groups of databases and caches let in the groups listed for each and nothing else: no addresses, no prefix lists, no group of another stack. And no way leads from the internet to them through any number of groups that does not pass the load balancer.",
    remedy: "Remove the rule, go through a listed service, or list the group in the pack's dataGroups",
    anchors: ["RDS.2", "own: reachability over the graph of security groups, which scanners of single resources miss"],
    settings: ["dataGroups", "publicGroups"],
    *checkStack(resources, settings) {
        const graph = securityGraph(resources);
        yield* graph.undecided;
        const data = dataGroups(graph, resources, settings);
        for (const rule of graph.ingress) {
            if (rule.group === undefined) {
                yield finding(
                    { urn: rule.origin },
                    rule.path,
                    "A rule stands in another stack than its security group, out of sight of this check",
                );
                continue;
            }
            const target = data.find(({ group }) => group.key === rule.group);
            if (target !== undefined && !isAllowed(graph, rule, target)) {
                yield finding(
                    { urn: rule.origin },
                    rule.path,
                    `A group of the data tier lets in ${wordsFor(rule.peer)}`,
                );
            }
        }
        const entrances = graph.groups.filter((group) => settings.publicGroups.some((name) => isCalled(group, name)));
        const closed = new Set(entrances.map(({ key }) => key));
        for (const { group } of data) {
            const way = wayFromInternet(graph, group.key, closed);
            // One step is the rule itself, told of above.
            if (way !== undefined && way.length > 1) {
                yield finding(
                    { urn: group.key },
                    "",
                    `The internet reaches it without the load balancer: ${wayWords(way)}`,
                );
            }
        }
    },
};

/** The groups that settings name, and those that a data store of the stack hangs on. */
function dataGroups({ groups }: FoundGraph, resources: readonly StackResource[], settings: Settings): DataGroup[] {
    const attached = new Set(resources.flatMap(({ type, sources }) => sources[entryFor(STORES, type) ?? ""] ?? []));
    return groups.flatMap((group) => {
        const named = Object.entries(settings.dataGroups).filter(([name]) => isCalled(group, name));
        const allowed = named.flatMap(([, names]) => names);
        return named.length > 0 || attached.has(group.key) ? [{ group, allowed }] : [];
    });
}

function isAllowed({ groups }: FoundGraph, { peer }: Ingress, { allowed }: DataGroup): boolean {
    const source = peer.kind === "group" ? groups.find(({ key }) => key === peer.group) : undefined;
    return source !== undefined && allowed.some((name) => isCalled(source, name));
}

function wordsFor(peer: Peer): string {
    switch (peer.kind) {
        case "cidr":
            return `addresses (${peer.block})`;
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
