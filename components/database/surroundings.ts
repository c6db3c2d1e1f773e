import * as aws from "@pulumi/aws";
import { finalSnapshotName } from "../final-snapshot";
import type { DatabaseContext } from "./context";

/** The subnets that a database may use; auto-named, since a group can't be replaced while it is used. */
export function createSubnetGroup(database: DatabaseContext): aws.rds.SubnetGroup {
    return new aws.rds.SubnetGroup(
        database.childName("subnets"),
        {
            description: `Subnets of ${database.identifier}`,
            subnetIds: database.args.subnetIds,
            tags: database.nameTag("subnets"),
        },
        { parent: database.parent },
    );
}

/**
 * What a parameter group is made with, whichever engine it is for. Auto-named: another major version needs a group of
 * another family, beside the one in use.
 */
export function parameterGroupArgs(
    database: DatabaseContext,
): aws.rds.ParameterGroupArgs & aws.rds.ClusterParameterGroupArgs {
    const { family, parameters } = database.plan;
    return {
        description: `Parameters of ${database.identifier}`,
        family,
        parameters: [...parameters],
        tags: database.nameTag("parameters"),
    };
}

/** What the database comes from, and what is left when it goes. */
export function snapshotSettings(
    database: DatabaseContext,
): Pick<
    aws.rds.InstanceArgs & aws.rds.ClusterArgs,
    "skipFinalSnapshot" | "finalSnapshotIdentifier" | "snapshotIdentifier"
> {
    const { plan, identifier, parent } = database;
    const name = database.childName("final-snapshot");
    return {
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: finalSnapshotName({ name, prefix: identifier, parent }),
        snapshotIdentifier: plan.snapshotIdentifier,
    };
}

/**
 * The groups of exported logs, by the name that RDS gives them. They are here before the database, which would make
 * its own, kept for ever.
 */
export function createLogGroups(
    database: DatabaseContext,
    identifier: string,
    part: string,
): aws.cloudwatch.LogGroup[] {
    const { plan, args } = database;
    const kind = plan.kind === "rds" ? "instance" : "cluster";
    return plan.logExports.map(
        (log) =>
            new aws.cloudwatch.LogGroup(
                database.childName(`${part}${log}`),
                {
                    name: args.naming.contractName("logGroup", `/aws/rds/${kind}/${identifier}/${log}`),
                    retentionInDays: plan.logRetentionDays,
                    kmsKeyId: args.encryptionKeyArn,
                    tags: database.nameTag(`${part}${log}`),
                },
                { parent: database.parent },
            ),
    );
}
