import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cidr, contains, overlaps, parseCidr } from "../../../components/network/cidr";
import {
    neededPrefixLength,
    type PlannedSubnet,
    planSubnets,
    zoneSlots,
} from "../../../components/network/subnet-plan";

const zone = (letter: string): string => `eu-central-1${letter}`;
const block = (text: string): Cidr => parseCidr(text) ?? assert.fail(`${text} is no block`);

/** A VPC, some of the zones it has room for, and one to four tiers. */
const cases = fc.integer({ min: 16, max: 24 }).chain((prefixLength) => {
    const letters = [..."abcdefgh"].slice(0, zoneSlots(prefixLength));
    const size = 2 ** (32 - prefixLength);
    return fc.record({
        vpc: fc
            .integer({ min: 0, max: 2 ** 24 / size - 1 })
            .map((n) => ({ first: 10 * 2 ** 24 + n * size, prefixLength })),
        zones: fc.shuffledSubarray(letters.map(zone), { minLength: 2 }),
        tiers: fc.integer({ min: 1, max: 4 }).map((count) => ["private", "public", "data", "spare"].slice(0, count)),
    });
});

const places = (plan: readonly PlannedSubnet[]): Map<string, string> =>
    new Map(plan.map((subnet) => [`${subnet.tier} ${subnet.zone}`, subnet.cidrBlock]));

/** Every subnet of the smaller plan lies in the larger plan where it lay before. */
function assertUnmoved(smaller: readonly PlannedSubnet[], larger: readonly PlannedSubnet[]): void {
    const after = places(larger);
    for (const [subnet, cidrBlock] of places(smaller)) {
        assert.equal(after.get(subnet), cidrBlock, subnet);
    }
}

describe("the plan of subnets", () => {
    it("gives staging's /16 eight zones of 2,048 addresses in each of four tiers", () => {
        const plan = planSubnets(block("10.10.0.0/16"), [zone("a"), zone("b")]);
        assert.deepEqual(
            plan.map(({ tier, letter, cidrBlock }) => `${tier}-${letter} ${cidrBlock}`),
            ["private-a 10.10.0.0/21", "private-b 10.10.8.0/21", "public-a 10.10.64.0/21", "public-b 10.10.72.0/21"],
        );
    });

    it("gives the smallest VPC two zones of 32 addresses", () => {
        const plan = planSubnets(block("10.0.0.0/24"), [zone("a"), zone("b")]);
        assert.deepEqual(
            plan.map(({ cidrBlock }) => cidrBlock),
            ["10.0.0.0/27", "10.0.0.32/27", "10.0.0.64/27", "10.0.0.96/27"],
        );
    });

    it("keeps every subnet inside the VPC and apart from every other", () => {
        fc.assert(
            fc.property(cases, ({ vpc, zones, tiers }) => {
                const subnets = planSubnets(vpc, zones, tiers).map(({ cidrBlock }) => block(cidrBlock));
                assert.equal(subnets.length, zones.length * tiers.length);
                for (const [index, subnet] of subnets.entries()) {
                    assert.ok(contains(vpc, subnet));
                    assert.ok(subnet.prefixLength <= 27, "a load balancer needs a /27");
                    assert.ok(subnets.slice(index + 1).every((other) => !overlaps(subnet, other)));
                }
            }),
        );
    });

    it("moves no subnet when a zone is appended", () => {
        fc.assert(
            fc.property(cases, ({ vpc, zones, tiers }) => {
                assertUnmoved(planSubnets(vpc, zones.slice(0, -1), tiers), planSubnets(vpc, zones, tiers));
            }),
        );
    });

    it("moves no subnet when a zone is removed from anywhere, or the zones are reordered", () => {
        fc.assert(
            fc.property(cases, ({ vpc, zones, tiers }) => {
                const whole = planSubnets(vpc, zones, tiers);
                assertUnmoved(planSubnets(vpc, zones.slice(1), tiers), whole);
                assertUnmoved(planSubnets(vpc, [...zones].sort(), tiers), whole);
            }),
        );
    });

    it("moves no subnet when a tier is appended", () => {
        fc.assert(
            fc.property(cases, ({ vpc, zones, tiers }) => {
                assertUnmoved(planSubnets(vpc, zones, tiers.slice(0, -1)), planSubnets(vpc, zones, tiers));
            }),
        );
    });

    it("refuses a zone or a tier that it has no slot for", () => {
        assert.throws(() => planSubnets(block("10.0.0.0/24"), [zone("c")]), RangeError);
        assert.throws(() => planSubnets(block("10.0.0.0/16"), [zone("a")], ["1", "2", "3", "4", "5"]), /room for 4/);
    });

    it("knows the smallest VPC for each set of zones", () => {
        assert.deepEqual(
            ["ab", "abc", "bd", "abcdef", "h"].map((letters) => neededPrefixLength([...letters])),
            [24, 23, 23, 22, 22],
        );
        assert.equal(neededPrefixLength(["z"]), undefined);
    });
});
