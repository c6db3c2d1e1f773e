/** Host names behind the shared load balancer, and the patterns that stand for several. Pure. */
import { baseName, isHostPattern } from "../../host-name";

/** A listener rule takes five values in its conditions: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
export const MAX_HOSTS = 5;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_HostHeaderConditionConfig.html */
const MAX_LENGTH = 128;

/** Whether it is a host name, or one whose first label is `*`, that a listener rule takes. */
export function isHost(host: string): boolean {
    return host.length <= MAX_LENGTH && isHostPattern(host);
}

export function isPattern(host: string): boolean {
    return baseName(host) !== host;
}

/** Whether a rule with the first also answers for the second: in a rule, `*` stands for any characters, dots too. */
export function includesHost(pattern: string, host: string): boolean {
    return pattern === host || (isPattern(pattern) && host.endsWith(`.${baseName(pattern)}`));
}

/**
 * The hosts that no name of the certificate covers. In a certificate `*` stands for one label: `*.example.com` covers
 * `api.example.com`, and neither `example.com` nor `a.b.example.com`.
 */
export function uncoveredHosts(hosts: readonly string[], certificateNames: readonly string[]): string[] {
    const names = new Set(certificateNames.map((name) => name.toLowerCase()));
    return hosts.filter((host) => !names.has(host) && (isPattern(host) || !names.has(wildcardOver(host))));
}

function wildcardOver(host: string): string {
    return ["*", ...host.split(".").slice(1)].join(".");
}
