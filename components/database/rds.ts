import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform } from "../transform";
import { type DatabaseContext, firstPassword, NEVER_DELETED_FIRST } from "./context";
import { createMonitoring, type Monitoring } from "./monitoring";
import type { DatabaseOutputs } from "./outputs";
import { POSTGRES_PORT, type RdsPlan } from "./plan";
import { createLogGroups, createSubnetGroup, parameterGroupArgs, snapshotSettings } from "./surroundings";

type RdsContext = DatabaseContext<RdsPlan>;

/** An instance with its replicas, and the snapshots that were asked for. */
export function createRds(database: RdsContext): DatabaseOutputs {
    const parameterGroup = createParameterGroup(database);
    const monitoring = createMonitoring(database);
    const primary = createPrimary(database, parameterGroup, monitoring);
    const replicas = createReplicas(database, primary, parameterGroup, monitoring);
    createSnapshots(database, primary);

    const [firstReader = primary] = replicas;
    return {
        identifier: primary.identifier,
        writerEndpoint: primary.address,
        readerEndpoint: firstReader.address,
        readerEndpoints: pulumi.all(replicas.map(({ address }) => address)),
        port: primary.port,
        databaseName: primary.dbName,
        resourceId: primary.resourceId,
        instanceIdentifiers: pulumi.all([primary, ...replicas].map(({ identifier }) => identifier)),
    };
}

function createParameterGroup(database: RdsContext): aws.rds.ParameterGroup {
    const name = database.childName("parameters");
    return new aws.rds.ParameterGroup(name, parameterGroupArgs(database), { parent: database.parent });
}

function createPrimary(
    database: RdsContext,
    parameterGroup: aws.rds.ParameterGroup,
    monitoring: Monitoring,
): aws.rds.Instance {
    const { plan, args, identifier } = database;
    const logGroups = createLogGroups(database, identifier, "");
    const planned: aws.rds.InstanceArgs = {
        ...sharedSettings(database, parameterGroup, monitoring),
        identifier,
        engine: plan.engine,
        engineVersion: plan.engineVersion,
        allowMajorVersionUpgrade: plan.allowMajorVersionUpgrade,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        allocatedStorage: plan.allocatedStorage,
        maxAllocatedStorage: plan.maxAllocatedStorage,
        storageType: "gp3",
        kmsKeyId: args.encryptionKeyArn,
        dbName: plan.databaseName,
        username: plan.masterUsername,
        password: firstPassword(database),
        port: POSTGRES_PORT,
        dbSubnetGroupName: createSubnetGroup(database).name,
        multiAz: plan.multiAz,
        backupRetentionPeriod: plan.backupRetentionDays,
        backupWindow: plan.backupWindow,
        deleteAutomatedBackups: plan.deleteAutomatedBackups,
        ...snapshotSettings(database),
        tags: database.nameTag(),
    };
    return new aws.rds.Instance(
        database.childName("instance"),
        applyTransform(args.transform?.instance, planned, "instance", database.parent),
        {
            parent: database.parent,
            protect: plan.protect,
            dependsOn: [...monitoring.dependsOn, ...logGroups],
            ...NEVER_DELETED_FIRST,
        },
    );
}

/** What the primary and its replicas have alike. */
function sharedSettings(database: RdsContext, parameterGroup: aws.rds.ParameterGroup, { settings }: Monitoring) {
    const { plan, args } = database;
    return {
        instanceClass: plan.instanceClass,
        storageEncrypted: true,
        vpcSecurityGroupIds: args.securityGroupIds,
        publiclyAccessible: false,
        parameterGroupName: parameterGroup.name,
        maintenanceWindow: plan.maintenanceWindow,
        applyImmediately: plan.applyImmediately,
        autoMinorVersionUpgrade: plan.autoMinorVersionUpgrade,
        copyTagsToSnapshot: true,
        deletionProtection: plan.deletionProtection,
        iamDatabaseAuthenticationEnabled: plan.iamAuthentication,
        enabledCloudwatchLogsExports: [...plan.logExports],
        caCertIdentifier: plan.caCertificate,
        databaseInsightsMode: plan.insights.mode,
        performanceInsightsEnabled: true,
        performanceInsightsRetentionPeriod: plan.insights.retentionDays,
        performanceInsightsKmsKeyId: args.encryptionKeyArn,
        ...settings,
    } satisfies aws.rds.InstanceArgs;
}

/** Engine, storage, key and subnets are the primary's; AWS takes no final snapshot of a replica. */
function createReplicas(
    database: RdsContext,
    primary: aws.rds.Instance,
    parameterGroup: aws.rds.ParameterGroup,
    monitoring: Monitoring,
): aws.rds.Instance[] {
    return Array.from({ length: database.plan.replicas }, (_, index) => {
        const part = `replica-${index + 1}`;
        const identifier = database.instanceIdentifier(part);
        const logGroups = createLogGroups(database, identifier, `${part}-`);
        return new aws.rds.Instance(
            database.childName(part),
            {
                ...sharedSettings(database, parameterGroup, monitoring),
                identifier,
                replicateSourceDb: primary.identifier,
                maxAllocatedStorage: database.plan.maxAllocatedStorage,
                skipFinalSnapshot: true,
                tags: database.nameTag(part),
            },
            {
                parent: database.parent,
                dependsOn: [...monitoring.dependsOn, ...logGroups],
                // A replica can't follow another source: AWS would have it promoted first.
                replaceOnChanges: ["replicateSourceDb"],
            },
        );
    });
}

function createSnapshots(database: RdsContext, primary: aws.rds.Instance): void {
    for (const snapshot of database.plan.snapshots) {
        new aws.rds.Snapshot(
            database.childName(`snapshot-${snapshot}`),
            {
                dbInstanceIdentifier: primary.identifier,
                dbSnapshotIdentifier: `${database.identifier}-${snapshot}`,
                tags: database.nameTag(snapshot),
            },
            { parent: database.parent },
        );
    }
}
