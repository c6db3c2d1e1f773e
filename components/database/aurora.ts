import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import { type DatabaseContext, firstPassword, NEVER_DELETED_FIRST } from "./context";
import { createMonitoring } from "./monitoring";
import type { DatabaseOutputs } from "./outputs";
import { type AuroraPlan, POSTGRES_PORT } from "./plan";
import { createLogGroups, createSubnetGroup, parameterGroupArgs, snapshotSettings } from "./surroundings";

type AuroraContext = DatabaseContext<AuroraPlan>;

/** A cluster with its instances, and the snapshots that were asked for. */
export function createAurora(database: AuroraContext): DatabaseOutputs {
    const subnetGroup = createSubnetGroup(database);
    const cluster = createCluster(database, subnetGroup);
    const instances = createInstances(database, cluster, subnetGroup);
    createSnapshots(database, cluster, instances);

    // Endpoints lead nowhere before there is an instance.
    const ready = pulumi.all(instances.map(({ id }) => id));
    const whenReady = (output: pulumi.Output<string>): pulumi.Output<string> =>
        pulumi.all([output, ready]).apply(([value]) => value);
    return {
        identifier: cluster.clusterIdentifier,
        writerEndpoint: whenReady(cluster.endpoint),
        // Leads to the writer where there is no reader.
        readerEndpoint: whenReady(cluster.readerEndpoint),
        readerEndpoints: pulumi.all([whenReady(cluster.readerEndpoint)]),
        port: cluster.port,
        databaseName: cluster.databaseName,
        resourceId: cluster.clusterResourceId,
        instanceIdentifiers: pulumi.all(instances.map(({ identifier }) => identifier)),
    };
}

function createCluster(database: AuroraContext, subnetGroup: aws.rds.SubnetGroup): aws.rds.Cluster {
    const { plan, args, identifier } = database;
    const logGroups = createLogGroups(database, identifier, "");
    const planned: aws.rds.ClusterArgs = {
        engine: plan.engine,
        engineVersion: plan.engineVersion,
        applyImmediately: plan.applyImmediately,
        clusterIdentifier: identifier,
        allowMajorVersionUpgrade: plan.allowMajorVersionUpgrade,
        engineMode: "provisioned",
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        serverlessv2ScalingConfiguration: {
            minCapacity: plan.minCapacity,
            maxCapacity: plan.maxCapacity,
            secondsUntilAutoPause: plan.secondsUntilAutoPause,
        },
        storageEncrypted: true,
        kmsKeyId: args.encryptionKeyArn,
        databaseName: plan.databaseName,
        masterUsername: plan.masterUsername,
        masterPassword: firstPassword(database),
        port: POSTGRES_PORT,
        dbSubnetGroupName: subnetGroup.name,
        vpcSecurityGroupIds: args.securityGroupIds,
        dbClusterParameterGroupName: createParameterGroup(database).name,
        backupRetentionPeriod: plan.backupRetentionDays,
        preferredBackupWindow: plan.backupWindow,
        preferredMaintenanceWindow: plan.maintenanceWindow,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: plan.deleteAutomatedBackups,
        deletionProtection: plan.deletionProtection,
        iamDatabaseAuthenticationEnabled: plan.iamAuthentication,
        enabledCloudwatchLogsExports: [...plan.logExports],
        databaseInsightsMode: plan.insights.mode,
        // For the instances too: AWS takes other settings for none of them, and the provider reads back what they have.
        performanceInsightsEnabled: true,
        performanceInsightsRetentionPeriod: plan.insights.retentionDays,
        performanceInsightsKmsKeyId: args.encryptionKeyArn,
        ...snapshotSettings(database),
        tags: database.nameTag(),
    };
    return new aws.rds.Cluster(
        database.childName("cluster"),
        applyTransform(args.transform?.cluster, planned, "cluster", database.parent),
        { parent: database.parent, protect: plan.protect, dependsOn: logGroups, ...NEVER_DELETED_FIRST },
    );
}

/** Aurora keeps the platform's parameters with the cluster. */
function createParameterGroup(database: AuroraContext): aws.rds.ClusterParameterGroup {
    const name = database.childName("parameters");
    return new aws.rds.ClusterParameterGroup(name, parameterGroupArgs(database), { parent: database.parent });
}

/** The first one writes until a failover; a number in its name says nothing about its part. */
function createInstances(
    database: AuroraContext,
    cluster: aws.rds.Cluster,
    subnetGroup: aws.rds.SubnetGroup,
): aws.rds.ClusterInstance[] {
    const { plan } = database;
    const monitoring = createMonitoring(database);
    return Array.from({ length: 1 + plan.replicas }, (_, index) => {
        const part = String(index + 1);
        return new aws.rds.ClusterInstance(
            database.childName(`instance-${part}`),
            {
                identifier: database.instanceIdentifier(part),
                clusterIdentifier: cluster.id,
                engine: "aurora-postgresql",
                engineVersion: plan.engineVersion,
                applyImmediately: plan.applyImmediately,
                instanceClass: "db.serverless",
                dbSubnetGroupName: subnetGroup.name,
                publiclyAccessible: false,
                // Readers of tier 0 and 1 keep the writer's capacity, so that they can take over at once.
                promotionTier: Math.min(index, 15),
                preferredMaintenanceWindow: plan.maintenanceWindow,
                autoMinorVersionUpgrade: plan.autoMinorVersionUpgrade,
                caCertIdentifier: plan.caCertificate,
                ...monitoring.settings,
                tags: database.nameTag(part),
            },
            { parent: database.parent, protect: plan.protect, dependsOn: [...monitoring.dependsOn] },
        );
    });
}

function createSnapshots(
    database: AuroraContext,
    cluster: aws.rds.Cluster,
    instances: readonly aws.rds.ClusterInstance[],
): void {
    for (const snapshot of database.plan.snapshots) {
        new aws.rds.ClusterSnapshot(
            database.childName(`snapshot-${snapshot}`),
            {
                dbClusterIdentifier: cluster.id,
                dbClusterSnapshotIdentifier: `${database.identifier}-${snapshot}`,
                tags: database.nameTag(snapshot),
            },
            { parent: database.parent, dependsOn: [...instances] },
        );
    }
}
