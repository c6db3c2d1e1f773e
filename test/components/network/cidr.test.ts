import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, formatCidr, isPrivate, overlaps, parseCidr, size, subBlock } from "../../../components/network/cidr";

const blocks = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefixLength]) => {
        const block = 2 ** (32 - prefixLength);
        return { first: Math.floor(address / block) * block, prefixLength };
    });

describe("IPv4 blocks", () => {
    it("are read and written", () => {
        assert.deepEqual(parseCidr("10.10.0.0/16"), { first: 168_427_520, prefixLength: 16 });
        assert.equal(formatCidr({ first: 168_427_520, prefixLength: 16 }), "10.10.0.0/16");
        assert.deepEqual(parseCidr("255.255.255.255/32"), { first: 4_294_967_295, prefixLength: 32 });
    });

    for (const text of [
        "",
        "10.10.0.0",
        "10.10.0/16",
        "10.10.0.256/32",
        "10.10.0.0/33",
        "10.10.0.1/16",
        "010.1.0.0/16",
    ]) {
        it(`are not read from "${text}"`, () => assert.equal(parseCidr(text), undefined));
    }

    it("survive being written and read", () => {
        fc.assert(fc.property(blocks, (block) => assert.deepEqual(parseCidr(formatCidr(block)), block)));
    });

    it("are divided into blocks that are disjoint, inside, and fill them", () => {
        const cut = fc.tuple(blocks, fc.integer({ min: 0, max: 4 }));
        fc.assert(
            fc.property(cut, ([parent, bits]) => {
                fc.pre(parent.prefixLength + bits <= 32);
                const length = parent.prefixLength + bits;
                const children = Array.from({ length: 2 ** bits }, (_, index) => subBlock(parent, length, index));
                assert.ok(children.every((child) => contains(parent, child)));
                const pairs = children.flatMap((one, index) => children.slice(index + 1).map((other) => [one, other]));
                assert.ok(pairs.every(([one, other]) => one && other && !overlaps(one, other)));
                assert.equal(
                    children.reduce((sum, child) => sum + size(child), 0),
                    size(parent),
                );
            }),
        );
    });

    it("refuse a block outside them", () => {
        const parent = { first: 0, prefixLength: 24 };
        assert.throws(() => subBlock(parent, 26, 4), /0\.0\.0\.0\/24 has no block 4 of length \/26/);
        assert.throws(() => subBlock(parent, 23, 0), RangeError);
        assert.throws(() => subBlock(parent, 26, -1), RangeError);
    });

    it("are private only inside the ranges of RFC 1918", () => {
        const verdicts = [
            "10.0.0.0/8",
            "172.31.0.0/16",
            "192.168.4.0/24",
            "172.32.0.0/16",
            "9.0.0.0/8",
            "8.0.0.0/6",
        ].map((text) => isPrivate(parseCidr(text) ?? assert.fail(text)));
        assert.deepEqual(verdicts, [true, true, true, false, false, false]);
    });
});
