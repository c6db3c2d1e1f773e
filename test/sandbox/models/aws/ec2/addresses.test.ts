import assert from "node:assert/strict";
import fc from "fast-check";
import {
    canonicalCidr,
    contains,
    formatAddress,
    formatIpv6Address,
    formatIpv6Cidr,
    freeAddress,
    ipv6Contains,
    ipv6Overlaps,
    isReserved,
    overlaps,
    parseAddress,
    parseCidr,
    parseIpv6Address,
    parseIpv6Cidr,
    publicAddress,
    usableAddresses,
} from "../../../../../sandbox/models/aws/ec2/addresses";

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const prefix = fc.integer({ min: 0, max: 32 });
const block = fc.tuple(address, prefix).map(([base, bits]) => `${formatAddress(base)}/${bits}`);
const first = (): number => 0;

describe("addresses", () => {
    it("reads and writes every IPv4 address", () => {
        fc.assert(fc.property(address, (value) => parseAddress(formatAddress(value)) === value));
    });

    for (const text of ["10.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.0.0", "", "a.b.c.d", "-1.0.0.0"]) {
        it(`finds no address in "${text}"`, () => assert.equal(parseAddress(text), undefined));
    }

    for (const text of ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/16/16", "10.0.0/16", "10.0.0.0/-1"]) {
        it(`finds no block in "${text}"`, () => assert.equal(parseCidr(text), undefined));
    }

    it("clears host bits", () => {
        assert.equal(canonicalCidr("100.68.0.18/18"), "100.68.0.0/18");
        assert.equal(canonicalCidr("nonsense"), undefined);
    });

    it("finds that each block contains and overlaps itself, and that containing implies overlapping", () => {
        fc.assert(
            fc.property(block, block, (left, right) => {
                assert.ok(contains(left, left) && overlaps(left, left));
                assert.equal(overlaps(left, right), contains(left, right) || contains(right, left));
            }),
        );
    });

    it("tells neighbours from parts", () => {
        assert.equal(contains("10.0.0.0/16", "10.0.255.0/24"), true);
        assert.equal(contains("10.0.0.0/16", "10.0.7.9"), true);
        assert.equal(contains("10.0.0.0/16", "10.1.0.0/24"), false);
        assert.equal(contains("10.0.0.0/24", "10.0.0.0/16"), false);
        assert.equal(overlaps("10.0.0.0/25", "10.0.0.128/25"), false);
        assert.equal(overlaps("10.0.0.0/24", "nonsense"), false);
    });

    it("keeps the first four addresses of a subnet and the last one", () => {
        const reserved = ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.15"];
        const taken = new Set<string>();
        for (let count = 0; count < 11; count += 1) {
            const free = freeAddress("10.0.0.0/28", taken, first);
            assert.ok(free !== undefined && !reserved.includes(free) && !isReserved("10.0.0.0/28", free));
            taken.add(free);
        }
        assert.equal(freeAddress("10.0.0.0/28", taken, first), undefined);
        assert.equal(usableAddresses("10.0.0.0/28"), 11);
        assert.ok(reserved.every((text) => isReserved("10.0.0.0/28", text)));
    });

    it("gives the address that is asked for by number, and the next free one where it is taken", () => {
        const last = (_label: string, below: number): number => below - 1;
        assert.equal(freeAddress("10.0.0.0/24", new Set(), last), "10.0.0.254");
        assert.equal(freeAddress("10.0.0.0/24", new Set(["10.0.0.254"]), last), "10.0.0.4");
    });

    it("takes public addresses from the benchmark range only", () => {
        fc.assert(
            fc.property(fc.nat(), (seed) => {
                const chosen = publicAddress(new Set(), (_label, below) => seed % below);
                assert.ok(contains("198.18.0.0/15", chosen), chosen);
            }),
        );
        assert.equal(publicAddress(new Set(["198.18.0.1"]), first), "198.18.0.2");
    });

    it("reads and writes every IPv6 address", () => {
        fc.assert(
            fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
                return parseIpv6Address(formatIpv6Address(value)) === value;
            }),
        );
    });

    it("writes IPv6 addresses in their short form", () => {
        const cases: readonly (readonly [string, string])[] = [
            ["::", "::"],
            ["::1", "::1"],
            ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
            ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
            ["fe80:0:0:0:0:0:0:0", "fe80::"],
        ];
        for (const [given, expected] of cases) {
            assert.equal(formatIpv6Address(parseIpv6Address(given) ?? -1n), expected);
        }
    });

    for (const text of ["2001:db8", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9"]) {
        it(`finds no IPv6 address in "${text}"`, () => assert.equal(parseIpv6Address(text), undefined));
    }

    it("compares IPv6 blocks", () => {
        assert.equal(ipv6Contains("2001:db8::/56", "2001:db8:0:7::/64"), true);
        assert.equal(ipv6Contains("2001:db8::/56", "2001:db8:0:100::/64"), false);
        assert.equal(ipv6Overlaps("2001:db8::/64", "2001:db8::/56"), true);
        assert.equal(ipv6Overlaps("2001:db8::/64", "nonsense"), false);
        assert.equal(formatIpv6Cidr(parseIpv6Cidr("2001:db8::1/64") ?? { base: 0n, prefix: 0 }), "2001:db8::/64");
    });
});
