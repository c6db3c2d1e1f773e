/**
 * The order of the rules on the shared listener. Pure.
 *
 * A service's priority is its own: given in config, or derived from its name alone, so that adding or removing a service
 * never moves another's rule. Two that meet by chance are refused, with the advice to give one of them explicitly.
 */
import type { Fault } from "../../faults";
import { includesHost, isPattern } from "./host-plan";

/** What a listener takes: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
export const MAX_PRIORITY = 50_000;

/** Derived priorities: exact hosts come before patterns, which would answer for them. Outside are only explicit ones. */
const EXACT_BAND = { from: 2000, size: 24_000 };
const PATTERN_BAND = { from: 26_000, size: 24_000 };

/** A service behind the listener. */
export interface RoutedService {
    readonly hosts: readonly string[];
    /** @default - derived from the name */
    readonly priority?: number;
}

type RoutedServices = Readonly<Record<string, RoutedService>>;

/** The priority of each service by its name. */
export function planPriorities(services: RoutedServices): Record<string, number> {
    return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, priorityOf(name, service)]));
}

/** One service's priority, which depends on no other service. */
export function priorityOf(name: string, { hosts, priority }: RoutedService): number {
    const band = hosts.some(isPattern) ? PATTERN_BAND : EXACT_BAND;
    return priority ?? band.from + (fnv1a(name) % band.size);
}

/** Two services that want one priority or one host, and rules that would never be reached; paths begin with a name. */
export function validatePriorities(services: RoutedServices): Fault[] {
    const names = Object.keys(services).sort();
    const pairs = names.flatMap((first, index) => names.slice(index + 1).map((second) => [first, second] as const));
    return pairs.flatMap(([first, second]) => {
        const one = entry(services, first);
        const other = entry(services, second);
        return [
            ...samePriority(one, other),
            ...sameHosts(one, other),
            ...shadowed(one, other),
            ...shadowed(other, one),
        ];
    });
}

interface Entry {
    readonly name: string;
    readonly hosts: readonly string[];
    readonly priority: number;
}

function entry(services: RoutedServices, name: string): Entry {
    const service = services[name] ?? { hosts: [] };
    return { name, hosts: service.hosts, priority: priorityOf(name, service) };
}

function samePriority(one: Entry, other: Entry): Fault[] {
    if (one.priority !== other.priority) {
        return [];
    }
    const allowed = `a priority of its own: ${one.name} has ${one.priority} too`;
    const hint = "Give one of the two a free one explicitly, such as one below 2000, which no name leads to";
    return [{ path: `${other.name}.priority`, given: other.priority, allowed, hint }];
}

function sameHosts(one: Entry, other: Entry): Fault[] {
    return other.hosts.flatMap((host, index) =>
        one.hosts.includes(host)
            ? [{ path: `${other.name}.hosts[${index}]`, given: host, allowed: `a host that ${one.name} doesn't have` }]
            : [],
    );
}

/** The second's hosts that the first, which is asked before it, answers for. */
function shadowed(first: Entry, second: Entry): Fault[] {
    if (first.priority >= second.priority) {
        return [];
    }
    const taken = (host: string): string | undefined =>
        first.hosts.find((pattern) => pattern !== host && includesHost(pattern, host));
    return second.hosts.flatMap((host) => {
        const pattern = taken(host);
        const allowed = `less than ${first.priority}, the priority of ${first.name}, whose ${pattern} includes ${host}`;
        return pattern === undefined ? [] : [{ path: `${second.name}.priority`, given: second.priority, allowed }];
    });
}

/** A hash that spreads short names well and is the same everywhere: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(text, "utf8")) {
        hash = Math.imul(hash ^ byte, 0x01000193);
    }
    return hash >>> 0;
}
