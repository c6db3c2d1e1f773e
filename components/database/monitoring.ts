import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assumableBy } from "../iam";
import type { DatabaseContext } from "./context";

/** AWS's own policy for this purpose: it lets RDS write to the log group `RDSOSMetrics` and to nothing else. */
const MONITORING_POLICY = "iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";

/** How a database's operating system is watched. */
export interface Monitoring {
    readonly settings: { readonly monitoringInterval: number; readonly monitoringRoleArn?: pulumi.Output<string> };
    /** What has to be there before the database. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** The role that RDS delivers Enhanced Monitoring with, where there is any. */
export function createMonitoring(database: DatabaseContext): Monitoring {
    const { monitoringInterval } = database.plan;
    if (monitoringInterval === 0) {
        return { settings: { monitoringInterval }, dependsOn: [] };
    }
    const child = { parent: database.parent };
    const keyArn = pulumi.output(database.args.encryptionKeyArn);
    const role = new aws.iam.Role(
        database.childName("monitoring"),
        {
            description: `Enhanced Monitoring of ${database.identifier}`,
            assumeRolePolicy: keyArn.apply(trustPolicy),
            tags: database.nameTag("monitoring"),
        },
        child,
    );
    const policy = new aws.iam.RolePolicyAttachment(
        database.childName("monitoring"),
        { role: role.name, policyArn: keyArn.apply((arn) => `arn:${partitionOf(arn)}:${MONITORING_POLICY}`) },
        child,
    );
    return { settings: { monitoringInterval, monitoringRoleArn: role.arn }, dependsOn: [policy] };
}

/** `aws`, or `aws-cn` in China: the second part of every ARN of an account. */
function partitionOf(arn: string): string {
    const [, partition = ""] = arn.split(":");
    return partition;
}

/** Only databases of the key's account and region may use the role: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
function trustPolicy(encryptionKeyArn: string): string {
    const [, , , region = "", account = ""] = encryptionKeyArn.split(":");
    return assumableBy("monitoring.rds.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partitionOf(encryptionKeyArn)}:rds:${region}:${account}:db:*` },
    });
}
