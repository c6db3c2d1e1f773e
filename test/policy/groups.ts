/** Security groups and their rules, as a stack's outputs show them before anything exists. */
import { type Given, type Properties, UNKNOWN } from "./support";

export function group(name: string, props: Properties = {}, sources: Given["sources"] = {}): Given {
    return { type: "aws:ec2/securityGroup:SecurityGroup", name, props: { id: UNKNOWN, ...props }, sources };
}

/** A standalone rule; `from` is a group's name or a block of addresses. */
export function ingress(name: string, to: string, from: string, port = 5432, props: Properties = {}): Given {
    const isBlock = from.includes("/");
    return {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name,
        props: {
            securityGroupId: UNKNOWN,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            ...(isBlock
                ? { [from.includes(":") ? "cidrIpv6" : "cidrIpv4"]: from }
                : { referencedSecurityGroupId: UNKNOWN }),
            ...props,
        },
        sources: { securityGroupId: [to], ...(isBlock ? {} : { referencedSecurityGroupId: [from] }) },
    };
}
