/** IPv4 arithmetic: as much as a plan of subnets needs. Addresses are unsigned 32-bit numbers. */

/** A block of addresses; its first address is always aligned to its size. */
export interface Cidr {
    readonly first: number;
    /** Length of the network part in bits, 0 to 32. */
    readonly prefixLength: number;
}

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The block, or nothing when the text isn't one in canonical form (`10.10.0.0/16`, no host bits, no leading zeros). */
export function parseCidr(text: string): Cidr | undefined {
    const parts = CIDR.exec(text)?.slice(1).map(Number) ?? [];
    const [a, b, c, d, prefixLength] = parts;
    if (a === undefined || b === undefined || c === undefined || d === undefined || prefixLength === undefined) {
        return undefined;
    }
    if (Math.max(a, b, c, d) > 255 || prefixLength > 32) {
        return undefined;
    }
    const cidr = { first: ((a * 256 + b) * 256 + c) * 256 + d, prefixLength };
    return cidr.first % size(cidr) === 0 && formatCidr(cidr) === text ? cidr : undefined;
}

export function formatCidr(cidr: Cidr): string {
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(cidr.first / 2 ** shift) % 256);
    return `${bytes.join(".")}/${cidr.prefixLength}`;
}

/** How many addresses the block holds. */
export function size(cidr: Cidr): number {
    return 2 ** (32 - cidr.prefixLength);
}

/** The `index`-th block of the given prefix length inside `parent`. */
export function subBlock(parent: Cidr, prefixLength: number, index: number): Cidr {
    const count = 2 ** (prefixLength - parent.prefixLength);
    if (prefixLength < parent.prefixLength || prefixLength > 32 || index < 0 || index >= count) {
        throw new RangeError(`${formatCidr(parent)} has no block ${index} of length /${prefixLength}`);
    }
    return { first: parent.first + index * 2 ** (32 - prefixLength), prefixLength };
}

export function contains(outer: Cidr, inner: Cidr): boolean {
    return inner.first >= outer.first && inner.first + size(inner) <= outer.first + size(outer);
}

export function overlaps(one: Cidr, other: Cidr): boolean {
    return contains(one, other) || contains(other, one);
}

/** The blocks that RFC 1918 sets aside for private networks. */
const PRIVATE_RANGES: readonly Cidr[] = [
    { first: 10 * 2 ** 24, prefixLength: 8 },
    { first: 172 * 2 ** 24 + 16 * 2 ** 16, prefixLength: 12 },
    { first: 192 * 2 ** 24 + 168 * 2 ** 16, prefixLength: 16 },
];

/** Whether the block lies in address space that RFC 1918 keeps off the internet. */
export function isPrivate(cidr: Cidr): boolean {
    return PRIVATE_RANGES.some((range) => contains(range, cidr));
}
