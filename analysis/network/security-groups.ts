/** Who may open a connection to whom, as the ingress rules of security groups have it. */
import { isWholeInternet } from "./addresses";

export type Peer =
    | { readonly kind: "cidr"; readonly block: string }
    | { readonly kind: "group"; readonly group: string }
    /** A prefix list that the graph doesn't hold: AWS's own, or another stack's. */
    | { readonly kind: "prefix list" }
    /** A group that the graph doesn't hold: another stack's, or one not known yet. */
    | { readonly kind: "foreign group" };

export interface Group {
    /** Unique in the graph. */
    readonly key: string;
    /** What it is called by: its Name tag, its own name, its logical name. */
    readonly names: readonly string[];
}

/** An ingress rule from one peer. */
export interface Ingress {
    /** What it is reported against. */
    readonly origin: string;
    readonly path: string;
    /** Key of the group that is opened; undefined for one that the graph doesn't hold. */
    readonly group: string | undefined;
    readonly peer: Peer;
    /** `tcp`, `udp`, `-1` for all. */
    readonly protocol: string;
    readonly fromPort: number | undefined;
    readonly toPort: number | undefined;
}

export interface SecurityGraph {
    readonly groups: readonly Group[];
    readonly ingress: readonly Ingress[];
}

/** Addresses that are the internet, or so large a part of it that a few such rules make it whole. */
export function isInternet(peer: Peer): boolean {
    return peer.kind === "cidr" && isWholeInternet(peer.block);
}

/** Whether a rule opens TCP ports that are all in the list. */
export function opensOnly({ protocol, fromPort, toPort }: Ingress, ports: readonly number[]): boolean {
    return (protocol === "tcp" || protocol === "6") && fromPort === toPort && ports.some((port) => port === fromPort);
}

/** Whether a group goes by a logical name: `rds` is `restartix-staging-rds` or `network-rds`, not `telerds`. */
export function isCalled({ names }: Group, name: string): boolean {
    return names.some((given) => given === name || given.endsWith(`-${name}`));
}

/** The groups on a shortest way from the internet to a group, or nothing where no way leads past `closed`. */
export function wayFromInternet(
    { ingress }: SecurityGraph,
    target: string,
    closed: ReadonlySet<string> = new Set(),
): readonly string[] | undefined {
    const open = ingress.filter(({ group }) => group !== undefined && !closed.has(group));
    const seen = new Set<string>([target]);
    let ways: (readonly string[])[] = closed.has(target) ? [] : [[target]];
    while (ways.length > 0) {
        const next: (readonly string[])[] = [];
        for (const way of ways) {
            const into = open.filter(({ group }) => group === way[0]);
            if (into.some(({ peer }) => isInternet(peer))) {
                return way;
            }
            for (const { peer } of into) {
                if (peer.kind === "group" && !seen.has(peer.group) && !closed.has(peer.group)) {
                    seen.add(peer.group);
                    next.push([peer.group, ...way]);
                }
            }
        }
        ways = next;
    }
    return undefined;
}
