/** How much of the internet a block of addresses covers. Pure. */

/** The longest prefix that is none of a single owner's: the largest private block is a /8. */
const IPV4_OWNED = 8;
/** Registries give out no IPv6 block larger than a /16, and all of them from 2000::/3. */
const IPV6_OWNED = 16;
const GLOBAL = { from: 0x2000, to: 0x4000 };

/**
 * Every IPv4 or IPv6 address, or so many that a few such blocks are all of them: an IPv4 block shorter than /8, an IPv6
 * block shorter than /16 that has globally routed addresses (2000::/3) in it. What is no block is not.
 */
export function isWholeInternet(block: string): boolean {
    const [, address = "", length = ""] = /^\s*([0-9a-f.:]+)\/(\d{1,3})\s*$/i.exec(block) ?? [];
    if (length === "") {
        return false;
    }
    return address.includes(":") ? isGlobal(address, Number(length)) : Number(length) < IPV4_OWNED;
}

function isGlobal(address: string, length: number): boolean {
    const first = Number.parseInt(address.split(":")[0] || "0", 16);
    const size = 2 ** (16 - Math.min(length, 16));
    const start = first - (first % size);
    return length < IPV6_OWNED && (length < 2 || (start < GLOBAL.to && start + size > GLOBAL.from));
}
