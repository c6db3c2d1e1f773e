import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkContext } from "./context";
import { EVERYWHERE } from "./routing";
import { type Peer, type PlannedRule, SECURITY_GROUPS, type SecurityGroupName } from "./security-plan";

export type SecurityGroups = Readonly<Record<SecurityGroupName, aws.ec2.SecurityGroup>>;

/**
 * The groups, all closed: rules are resources of their own. Changing a description replaces the group, which fails
 * while anything is in it: leave them.
 */
export function createSecurityGroups(network: NetworkContext, vpc: aws.ec2.Vpc): SecurityGroups {
    const group = (name: SecurityGroupName): aws.ec2.SecurityGroup =>
        new aws.ec2.SecurityGroup(
            network.childName(name),
            { vpcId: vpc.id, description: SECURITY_GROUPS[name], tags: network.nameTag(name) },
            { parent: network.parent },
        );
    return {
        alb: group("alb"),
        "fargate-app": group("fargate-app"),
        "fargate-pgbouncer": group("fargate-pgbouncer"),
        rds: group("rds"),
        redis: group("redis"),
        "migrations-runner": group("migrations-runner"),
        endpoints: group("endpoints"),
    };
}

/** The planned rules between the groups. */
export function createSecurityRules(
    network: NetworkContext,
    groups: SecurityGroups,
    s3PrefixListId: pulumi.Output<string>,
): void {
    const source = (peer: Peer) => {
        switch (peer) {
            case "anywhere":
                return { cidrIpv4: EVERYWHERE };
            case "s3":
                return { prefixListId: s3PrefixListId };
            default:
                return { referencedSecurityGroupId: groups[peer].id };
        }
    };
    for (const rule of network.plan.rules) {
        createRule(network, rule, groups, source(rule.peer));
    }
}

type RuleSource = Pick<aws.vpc.SecurityGroupIngressRuleArgs, "cidrIpv4" | "prefixListId" | "referencedSecurityGroupId">;

function createRule(network: NetworkContext, rule: PlannedRule, groups: SecurityGroups, source: RuleSource): void {
    const Rule = rule.direction === "ingress" ? aws.vpc.SecurityGroupIngressRule : aws.vpc.SecurityGroupEgressRule;
    const args = {
        securityGroupId: groups[rule.group].id,
        ipProtocol: "tcp",
        fromPort: rule.ports.from,
        toPort: rule.ports.to,
        ...source,
        description: rule.description,
    };
    new Rule(network.childName(rule.name), args, { parent: network.parent });
}
