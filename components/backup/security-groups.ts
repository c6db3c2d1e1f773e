import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BackupContext } from "./context";
import { POSTGRES } from "./variables";

/** The groups that each task has. */
export interface BackupGroups {
    readonly runner: pulumi.Input<string>[];
    readonly verify: pulumi.Input<string>[];
}

const HTTPS = 443;
const EVERYWHERE = "0.0.0.0/0";

/**
 * A group for each task: nothing comes in, and HTTPS goes out, to AWS. The runner's alone reaches the database; its check
 * has no way to it. Changing a description replaces the group, which fails while a task is in it: leave them.
 */
export function createSecurityGroups(context: BackupContext): BackupGroups {
    const { database, network } = context.args;
    const runner = createGroup(context, "runner", "Backup runner: the database, and AWS over HTTPS");
    const verify = createGroup(context, "verify", "Check of backups: AWS over HTTPS, and no database but its own");
    openDatabase(context, runner, database);
    return { runner: [runner.id, ...(network.securityGroupIds ?? [])], verify: [verify.id] };
}

function createGroup(context: BackupContext, kind: "runner" | "verify", description: string): aws.ec2.SecurityGroup {
    const { args, plan, parent, childName } = context;
    const { vpcId, endpointsSecurityGroupId } = args.network;
    const { container } = plan.names[kind];
    const group = new aws.ec2.SecurityGroup(
        childName(kind),
        { vpcId, description, tags: args.naming.nameTag(container) },
        { parent },
    );
    const https = { ipProtocol: "tcp", fromPort: HTTPS, toPort: HTTPS };
    new aws.vpc.SecurityGroupEgressRule(
        childName(`${kind}-egress-https`),
        { ...https, securityGroupId: group.id, cidrIpv4: EVERYWHERE, description: "AWS services (to anywhere)" },
        { parent },
    );
    if (endpointsSecurityGroupId !== undefined) {
        const securityGroupId = endpointsSecurityGroupId;
        const description = `AWS services inside the VPC (from ${container})`;
        new aws.vpc.SecurityGroupIngressRule(
            childName(`endpoints-ingress-${kind}`),
            { ...https, securityGroupId, referencedSecurityGroupId: group.id, description },
            { parent },
        );
    }
    return group;
}

/** The document's rule, at both ends: `pg_dump` keeps a session, which the pool would break. */
function openDatabase(
    { parent, childName }: BackupContext,
    runner: aws.ec2.SecurityGroup,
    { port = POSTGRES, securityGroupId }: BackupContext["args"]["database"],
): void {
    const session = { ipProtocol: "tcp", fromPort: port, toPort: port };
    new aws.vpc.SecurityGroupEgressRule(
        childName("runner-egress-database"),
        {
            ...session,
            securityGroupId: runner.id,
            referencedSecurityGroupId: securityGroupId,
            description: "Direct session of pg_dump (to the database)",
        },
        { parent },
    );
    new aws.vpc.SecurityGroupIngressRule(
        childName("database-ingress-runner"),
        {
            ...session,
            securityGroupId,
            referencedSecurityGroupId: runner.id,
            description: "Direct session of pg_dump (from backup-runner)",
        },
        { parent },
    );
}
