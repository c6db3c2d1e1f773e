/** What the provider finds wrong with CIDR blocks by itself, before any call. */
import { canonicalCidr, formatIpv6Cidr, parseIpv6Cidr } from "./addresses";

/** The block with its host bits cleared; `undefined` for what is no IPv6 block. */
export function canonicalIpv6Cidr(text: string): string | undefined {
    const cidr = parseIpv6Cidr(text);
    return cidr && formatIpv6Cidr(cidr);
}

/** Why a text is no IPv4 network address (host bits must be zero); `undefined` where it is one. */
export function ipv4NetworkFault(given: string): string | undefined {
    return networkFault("IPv4", given, canonicalCidr(given), given);
}

/** As {@link ipv4NetworkFault}; IPv6 has many spellings of one address, all of them allowed. */
export function ipv6NetworkFault(given: string): string | undefined {
    const address = given.split("/")[0] ?? "";
    const spelled = parseIpv6Cidr(`${address}/128`);
    const asWritten = spelled && formatIpv6Cidr({ base: spelled.base, prefix: Number(given.split("/")[1]) });
    return networkFault("IPv6", given, canonicalIpv6Cidr(given), asWritten);
}

function networkFault(
    version: string,
    given: string,
    canonical: string | undefined,
    asWritten: string | undefined,
): string | undefined {
    if (canonical === undefined) {
        return `"${given}" is not a valid ${version} CIDR block`;
    }
    return canonical === asWritten
        ? undefined
        : `"${given}" is not a valid ${version} network address: did you mean "${canonical}"?`;
}
