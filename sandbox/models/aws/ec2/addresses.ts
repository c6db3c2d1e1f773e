/** Addresses as EC2 counts them: CIDR blocks, which of them overlap, and which address a new interface gets. */

export interface Cidr {
    /** The network address as a number in `0 .. 2^32 - 1`; host bits are cleared. */
    readonly base: number;
    readonly prefix: number;
}

export interface Ipv6Cidr {
    /** The network address as a number of 128 bits; host bits are cleared. */
    readonly base: bigint;
    readonly prefix: number;
}

/** A choice that is the same in every run: a number in `0 .. below - 1`. */
export type Pick = (label: string, below: number) => number;

/** EC2 keeps the first four addresses of a subnet and the last one: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const RESERVED_AT_START = 4;
export const RESERVED_AT_END = 1;
export const RESERVED_PER_SUBNET = RESERVED_AT_START + RESERVED_AT_END;

/** The benchmark range (RFC 2544): nobody's, so that no public address of the sandbox is anybody's. */
const PUBLIC_RANGE = "198.18.0.0/15";

export function parseAddress(text: string): number | undefined {
    const octets = text.split(".");
    if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) {
        return undefined;
    }
    return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function formatAddress(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** How many addresses a block of this prefix length holds. */
export function blockSize(prefix: number): number {
    return 2 ** (32 - prefix);
}

export function parseCidr(text: string): Cidr | undefined {
    const [addressText, prefixText, ...rest] = text.split("/");
    const address = parseAddress(addressText ?? "");
    if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(prefixText ?? "") || Number(prefixText) > 32) {
        return undefined;
    }
    const prefix = Number(prefixText);
    return { base: address - (address % blockSize(prefix)), prefix };
}

export function formatCidr(cidr: Cidr): string {
    return `${formatAddress(cidr.base)}/${cidr.prefix}`;
}

/** The block with its host bits cleared, as EC2 stores it; `undefined` for what is no IPv4 block. */
export function canonicalCidr(text: string): string | undefined {
    const cidr = parseCidr(text);
    return cidr && formatCidr(cidr);
}

/** Whether two IPv4 blocks share an address. What is no block overlaps nothing. */
export function overlaps(left: string, right: string): boolean {
    const [a, b] = [parseCidr(left), parseCidr(right)];
    return a !== undefined && b !== undefined && sharesPrefix(a.base, b.base, Math.min(a.prefix, b.prefix));
}

/** Whether the IPv4 block `inner` (a single address is a block of its own) lies within `outer`. */
export function contains(outer: string, inner: string): boolean {
    const [a, b] = [parseCidr(outer), parseCidr(inner.includes("/") ? inner : `${inner}/32`)];
    return a !== undefined && b !== undefined && a.prefix <= b.prefix && sharesPrefix(a.base, b.base, a.prefix);
}

function sharesPrefix(left: number, right: number, prefix: number): boolean {
    const size = blockSize(prefix);
    return Math.floor(left / size) === Math.floor(right / size);
}

/** How many addresses of a subnet EC2 gives out at most. */
export function usableAddresses(subnetCidr: string): number {
    const cidr = parseCidr(subnetCidr);
    return cidr === undefined ? 0 : Math.max(0, blockSize(cidr.prefix) - RESERVED_PER_SUBNET);
}

/** Whether EC2 keeps this address of the subnet to itself. */
export function isReserved(subnetCidr: string, address: string): boolean {
    const [cidr, number] = [parseCidr(subnetCidr), parseAddress(address)];
    if (cidr === undefined || number === undefined) {
        return false;
    }
    const offset = number - cidr.base;
    return offset < RESERVED_AT_START || offset >= blockSize(cidr.prefix) - RESERVED_AT_END;
}

/** An address of the subnet that nobody has: chosen by hash, the next free one where it is taken. */
export function freeAddress(subnetCidr: string, taken: ReadonlySet<string>, pick: Pick): string | undefined {
    const cidr = parseCidr(subnetCidr);
    const count = usableAddresses(subnetCidr);
    return cidr && probe(cidr.base + RESERVED_AT_START, count, taken, pick("private address", Math.max(1, count)));
}

/** A public address that nobody has, out of the benchmark range. */
export function publicAddress(taken: ReadonlySet<string>, pick: Pick): string {
    const cidr = parseCidr(PUBLIC_RANGE) ?? { base: 0, prefix: 32 };
    const count = blockSize(cidr.prefix) - 2;
    const address = probe(cidr.base + 1, count, taken, pick("public address", count));
    if (address === undefined) {
        throw new Error(`all ${count} public addresses of the sandbox are in use`);
    }
    return address;
}

function probe(first: number, count: number, taken: ReadonlySet<string>, start: number): string | undefined {
    for (let step = 0; step < count; step += 1) {
        const address = formatAddress(first + ((start + step) % count));
        if (!taken.has(address)) {
            return address;
        }
    }
    return undefined;
}

export function parseIpv6Address(text: string): bigint | undefined {
    const halves = text.toLowerCase().split("::");
    if (halves.length > 2) {
        return undefined;
    }
    const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
    const missing = 8 - head.length - tail.length;
    if (halves.length === 2 ? missing < 1 : missing !== 0) {
        return undefined;
    }
    const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
    if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) {
        return undefined;
    }
    return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

export function parseIpv6Cidr(text: string): Ipv6Cidr | undefined {
    const [addressText, prefixText, ...rest] = text.split("/");
    const address = parseIpv6Address(addressText ?? "");
    if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefixText ?? "") || Number(prefixText) > 128) {
        return undefined;
    }
    const hostBits = BigInt(128 - Number(prefixText));
    return { base: (address >> hostBits) << hostBits, prefix: Number(prefixText) };
}

export function formatIpv6Cidr(cidr: Ipv6Cidr): string {
    return `${formatIpv6Address(cidr.base)}/${cidr.prefix}`;
}

/** The short form of RFC 5952: lower case, the longest run of zero groups left out. */
export function formatIpv6Address(address: bigint): string {
    const groups = Array.from({ length: 8 }, (_, index) => (address >> BigInt(16 * (7 - index))) & 0xffffn);
    const text = groups.map((group) => group.toString(16)).join(":");
    const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
    if (longest === "") {
        return text;
    }
    const at = text.indexOf(longest);
    const [head, tail] = [text.slice(0, at), text.slice(at + longest.length)];
    return `${head}::${tail.replace(/^:/, "")}`;
}

export function ipv6Contains(outer: string, inner: string): boolean {
    const [a, b] = [parseIpv6Cidr(outer), parseIpv6Cidr(inner)];
    return a !== undefined && b !== undefined && a.prefix <= b.prefix && sharesBits(a.base, b.base, a.prefix);
}

export function ipv6Overlaps(left: string, right: string): boolean {
    const [a, b] = [parseIpv6Cidr(left), parseIpv6Cidr(right)];
    return a !== undefined && b !== undefined && sharesBits(a.base, b.base, Math.min(a.prefix, b.prefix));
}

function sharesBits(left: bigint, right: bigint, prefix: number): boolean {
    const hostBits = BigInt(128 - prefix);
    return left >> hostBits === right >> hostBits;
}
