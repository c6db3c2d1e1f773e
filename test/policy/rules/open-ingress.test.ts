import { openIngress } from "../../../policy/rules/open-ingress";
import { group, ingress } from "../groups";
import { CANARY, type Given, specify, UNKNOWN } from "../support";

const alb = group("network-alb");
const app = group("network-app");
const older = (props: Given["props"]): Given => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    name: "rule",
    props: { protocol: "tcp", fromPort: 22, toPort: 22, securityGroupId: UNKNOWN, ...props },
    sources: { securityGroupId: ["network-app"] },
});
const list = (cidr: string): Given => ({
    type: "aws:ec2/managedPrefixList:ManagedPrefixList",
    name: "list",
    props: { id: UNKNOWN, entries: [{ cidr }] },
});
const fromList = { referencedSecurityGroupId: undefined, prefixListId: UNKNOWN };
const linkList = (given: Given): Given =>
    given.name === "a" ? { ...given, sources: { securityGroupId: ["network-app"], prefixListId: ["list"] } } : given;

specify(openIngress, {
    accepts: {
        "the load balancer's ports": {
            resources: [alb, ingress("a", "network-alb", "0.0.0.0/0", 443), ingress("b", "network-alb", "::/0", 80)],
        },
        "a load balancer found by its Name tag": {
            resources: [
                group("front", { tags: { Name: "restartix-staging-alb" } }),
                ingress("a", "front", "0.0.0.0/0", 443),
            ],
        },
        "addresses of one's own": { resources: [app, ingress("a", "network-app", "10.10.0.0/16", 22)] },
        "another group": { resources: [app, alb, ingress("a", "network-app", "network-alb", 9000)] },
        "a prefix list of one's own addresses": {
            resources: [app, list("10.0.0.0/8"), ingress("a", "network-app", "network-app", 443, fromList)].map(
                linkList,
            ),
        },
        "an older rule for what goes out": {
            resources: [app, older({ type: "egress", cidrBlocks: ["0.0.0.0/0"] })],
        },
        "a group whose rules the cloud fills in": { resources: [group("network-app", { ingress: UNKNOWN })] },
    },
    refuses: {
        "any other port of the load balancer": {
            resources: [alb, ingress("a", "network-alb", "0.0.0.0/0", 8080)],
            finds: ["a: cidrIpv4"],
        },
        "a range that has the web's ports in it": {
            resources: [alb, ingress("a", "network-alb", "0.0.0.0/0", 80, { toPort: 443 })],
            finds: ["a: cidrIpv4"],
        },
        "all protocols": {
            resources: [alb, ingress("a", "network-alb", "0.0.0.0/0", 443, { ipProtocol: "-1" })],
            finds: ["a: cidrIpv4"],
        },
        "another group's web port": {
            resources: [app, ingress("a", "network-app", "::/0", 443)],
            finds: ["a: cidrIpv6"],
        },
        "half of the internet": {
            resources: [app, ingress("a", "network-app", "128.0.0.0/1", 443)],
            finds: ["a: cidrIpv4"],
        },
        ...Object.fromEntries(
            ["2000::/3", "192.0.0.0/2", "::/1", "2400::/6"].map((block) => [
                `so much of the internet as ${block}`,
                {
                    resources: [app, ingress("a", "network-app", block, 443)],
                    finds: [block.includes(":") ? "a: cidrIpv6" : "a: cidrIpv4"],
                },
            ]),
        ),
        "a prefix list of the stack's with the internet in it": {
            resources: [app, list("0.0.0.0/0"), ingress("a", "network-app", "network-app", 443, fromList)].map(
                linkList,
            ),
            finds: ["a: prefixListId"],
        },
        "a rule for another stack's group": {
            resources: [ingress("a", "elsewhere", "0.0.0.0/0", 443)],
            finds: ["a: cidrIpv4"],
        },
        "an older rule": {
            resources: [app, older({ type: "ingress", cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] })],
            finds: ["rule: cidrBlocks[1]"],
        },
        "a rule inside the group": {
            resources: [
                group("app", { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] }),
            ],
            finds: ["app: ingress[0].cidrBlocks[0]"],
        },
    },
    leavesUndecided: {
        "addresses that are computed, and judges the rest": {
            resources: [
                app,
                ingress("a", "network-app", "10.0.0.0/8", 443, { cidrIpv4: UNKNOWN }),
                ingress("b", "network-app", "0.0.0.0/0", 443),
            ],
            finds: ["a? cidrIpv4", "b: cidrIpv4"],
        },
        "a rule that comes from several groups": {
            resources: [
                app,
                alb,
                {
                    ...ingress("a", "network-app", "10.0.0.0/8", 443, { cidrIpv4: undefined }),
                    sources: { securityGroupId: ["network-app", "network-alb"] },
                },
            ],
            finds: ["a? securityGroupId"],
        },
        "rules inside a group that are computed": {
            resources: [group("app", { ingress: UNKNOWN }, { ingress: [] })],
            finds: ["app? ingress"],
        },
    },
    keepsSecret: {
        "a protocol": {
            resources: [app, ingress("a", "network-app", "0.0.0.0/0", 443, { ipProtocol: CANARY })],
            finds: ["a: cidrIpv4"],
        },
    },
    obeys: {
        "which groups are public": {
            settings: { publicGroups: ["edge"] },
            resources: [group("the-edge"), ingress("a", "the-edge", "0.0.0.0/0", 443)],
        },
    },
});
