import { type Group, type Ingress, isCalled, isInternet, opensOnly } from "../../analysis/network/security-groups";
import { finding, type Rule } from "../frame/rule";
import { securityGraph } from "../frame/security-graph";

const WEB = [80, 443];

export const openIngress: Rule = {
    id: "open-ingress",
    title: "Only the load balancer is open to the internet",
    description:
        "No security group lets in 0.0.0.0/0 or ::/0 but the load balancer's, and that one on ports 80 and 443 alone. So large a part of the internet that a few rules make it whole counts as the whole.",
    remedy: "Let in a security group instead of addresses, or put the service behind the shared load balancer",
    anchors: ["AwsSolutions-EC23", "EC2.18", "EC2.19", "CKV_AWS_24", "CKV_AWS_260", "AVD-AWS-0107"],
    settings: ["publicGroups"],
    *checkStack(resources, { publicGroups }) {
        const { groups, ingress, undecided } = securityGraph(resources);
        yield* undecided;
        const byKey = new Map(groups.map((group) => [group.key, group]));
        for (const rule of ingress.filter(({ peer }) => isInternet(peer))) {
            const group = rule.group === undefined ? undefined : byKey.get(rule.group);
            if (!isPublic(rule, group, publicGroups)) {
                yield finding({ urn: rule.origin }, rule.path, `${portsOf(rule)} open to the whole internet`);
            }
        }
    },
};

function isPublic(rule: Ingress, group: Group | undefined, publicGroups: readonly string[]): boolean {
    return group !== undefined && publicGroups.some((name) => isCalled(group, name)) && opensOnly(rule, WEB);
}

function portsOf({ protocol, fromPort, toPort }: Ingress): string {
    if (protocol === "-1" || fromPort === undefined) {
        return "All ports are";
    }
    return fromPort === toPort ? `Port ${fromPort} is` : `Ports ${fromPort} to ${toPort ?? "the last"} are`;
}
