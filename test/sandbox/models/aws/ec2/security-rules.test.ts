import assert from "node:assert/strict";
import fc from "fast-check";
import {
    describeRule,
    flattenBlock,
    flattenInputs,
    identityOf,
    protocolOf,
} from "../../../../../sandbox/models/aws/ec2/security-rules";

const octet = fc.integer({ min: 0, max: 255 });
const network = fc.tuple(octet, octet).map(([a, b]) => `${a}.${b}.0.0/16`);
const port = fc.integer({ min: 0, max: 65535 });

describe("security group rules", () => {
    it("are one for each peer of a block", () => {
        const rules = flattenBlock(
            "ingress",
            {
                cidrBlocks: ["10.0.0.0/16", "10.1.0.0/16"],
                description: "web",
                fromPort: 443,
                ipv6CidrBlocks: ["::/0"],
                prefixListIds: ["pl-1"],
                protocol: "TCP",
                securityGroups: ["sg-1"],
                self: true,
                toPort: 443,
            },
            "sg-0",
        );
        assert.deepEqual(
            rules.map(({ kind, peer }) => `${kind} ${peer}`),
            ["ipv4 10.0.0.0/16", "ipv4 10.1.0.0/16", "ipv6 ::/0", "prefixList pl-1", "group sg-1", "group sg-0"],
        );
        assert.ok(rules.every((rule) => rule.protocol === "tcp" && rule.description === "web"));
    });

    it("count each peer of a block once, in whatever spelling", () => {
        const block = { protocol: "-1", cidrBlocks: ["10.0.0.0/8", "10.0.0.0/8"], ipv6CidrBlocks: [] };
        assert.equal(flattenBlock("egress", block, "sg-0").length, 1);
        const spelled = flattenInputs("ingress", { ipProtocol: "all", cidrIpv6: "2001:DB8:0::/32" });
        assert.equal(spelled?.peer, "2001:db8::/32");
    });

    it("have no ports where the protocol has none", () => {
        const rule = flattenInputs("ingress", { ipProtocol: "-1", fromPort: 0, toPort: 0, cidrIpv4: "0.0.0.0/0" });
        assert.deepEqual(rule, { direction: "ingress", protocol: "-1", kind: "ipv4", peer: "0.0.0.0/0" });
    });

    for (const [given, known] of [
        ["tcp", "tcp"],
        ["6", "tcp"],
        ["UDP", "udp"],
        ["all", "-1"],
        ["58", "icmpv6"],
        ["esp", "50"],
        ["253", "253"],
        ["256", undefined],
        ["https", undefined],
    ] as const) {
        it(`know the protocol ${given} as ${known ?? "none"}`, () => {
            assert.equal(protocolOf(given), known);
        });
    }

    for (const [text, inputs] of [
        [
            "peer: 10.0.0.0/16, TCP, from port: 443, to port: 444, ALLOW",
            { ipProtocol: "tcp", fromPort: 443, toPort: 444 },
        ],
        ["peer: 10.0.0.0/16, ALL, ALLOW", { ipProtocol: "-1" }],
        ["peer: 10.0.0.0/16, protocol: 50, ALLOW", { ipProtocol: "50" }],
        ["peer: 10.0.0.0/16, ICMP, type: 8, code: 0, ALLOW", { ipProtocol: "icmp", fromPort: 8, toPort: 0 }],
    ] as const) {
        it(`are named by EC2 as "${text}"`, () => {
            const rule = flattenInputs("ingress", { ...inputs, cidrIpv4: "10.0.0.0/16" });
            assert.equal(rule && describeRule(rule), text);
        });
    }

    it("are the same whatever their description, and differ in anything else", () => {
        fc.assert(
            fc.property(network, network, port, port, fc.string(), (left, right, fromPort, toPort, description) => {
                const of = (cidrIpv4: string, more: object): string => {
                    const rule = flattenInputs("ingress", { ipProtocol: "tcp", fromPort, toPort, cidrIpv4, ...more });
                    return rule ? identityOf(rule) : "";
                };
                assert.equal(of(left, { description }), of(left, {}));
                assert.equal(of(left, {}) === of(right, {}), left === right);
                assert.notEqual(of(left, {}), of(left, { ipProtocol: "udp" }));
            }),
        );
    });
});
