/** Aurora clusters. */
import type { Properties } from "../../../values";
import type { View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { filled } from "../filled";
import { asText, text } from "../ec2/records";
import { clusterFaults, clusterRefusals as refusals } from "./cluster-refusals";
import type { ClusterInputs } from "./cluster-refusals";
import type { ClusterOperation, ClusterState } from "./cluster-state";
import { clusterState, refuseCapacity, refuseCustomGroups } from "./cluster-state";
import { refuseDatabase, refuseUpgrade } from "./database-rules";
import { isAurora, portOf } from "./engines";
import { managedKey } from "./keys";
import { clusterAddress, generatedName, hostedZone, resourceId } from "./names";
import { groupsIn } from "./placement";
import { inPlace, keptText, numberOf, replaces } from "./settings";
import { keepClusterSnapshot } from "./snapshots";
import { operation, provider, RDS_TYPES } from "./sources";
import { chosenDaily, chosenWeekly } from "./windows";

const CREATE = operation("CreateDBCluster");
const PROVIDER = provider("cluster");

/** Automated backups of a cluster that is gone: a thing of its own in RDS, and no resource of the provider's. */
export const RETAINED_CLUSTER_BACKUPS = "aws:rds/cluster:Cluster (retained automated backups)";

function refuseNew(op: ClusterOperation): void {
    if (op.kind !== "create") {
        return;
    }
    if (op.id.length > 63) {
        op.refuse(
            refusals.longIdentifier,
            "The parameter DBClusterIdentifier is not a valid identifier because it is longer than 63 characters.",
        );
    }
    if (op.world.get(RDS_TYPES.cluster, op.id)) {
        op.refuse(refusals.exists, "DB Cluster already exists");
    }
    const { inputs } = op;
    if (inputs.snapshotIdentifier ?? inputs.restoreToPointInTime ?? inputs.replicationSourceIdentifier) {
        return;
    }
    if ((inputs.masterUsername ?? "") === "") {
        op.refuse(refusals.credentials, "The parameter MasterUsername must be provided and must not be blank.");
    }
    if ((inputs.masterPassword ?? inputs.masterPasswordWo ?? "") === "" && inputs.manageMasterUserPassword !== true) {
        op.refuse(refusals.credentials, "The parameter MasterUserPassword must be provided and must not be blank.");
    }
}

function refuseCluster(op: ClusterOperation): void {
    refuseNew(op);
    const state = clusterState(op);
    const { inputs } = op;
    refuseUpgrade(op, state.engine, state.version, inputs.allowMajorVersionUpgrade);
    refuseCustomGroups(op, state);
    refuseCapacity(op, state);
    if (isAurora(state.engine) && inputs.dbClusterInstanceClass !== undefined) {
        op.refuse(refusals.instanceClass, `DBClusterInstanceClass isn't supported for DB engine ${state.engine}.`);
    }
    // The provider does not send a retention of 0 for a new cluster, which then has one of one day.
    if (op.kind === "update" && inputs.backupRetentionPeriod === 0) {
        op.refuse(refusals.retentionOff, "Invalid backup retention period. Retention period must be between 1 and 35");
    }
    refuseDatabase(op, {
        engine: state.engine,
        version: state.version,
        subnetGroup: state.subnetGroup,
        securityGroups: inputs.vpcSecurityGroupIds,
        zones: op.kind === "create" ? inputs.availabilityZones : [],
        kmsKeys: [inputs.kmsKeyId, inputs.performanceInsightsKmsKeyId, inputs.masterUserSecretKmsKeyId],
        ...windowsOf(op),
        monitoringInterval: inputs.monitoringInterval,
        monitoringRoleArn: inputs.monitoringRoleArn,
        insights: inputs.performanceInsightsEnabled,
        insightsDays: inputs.performanceInsightsRetentionPeriod,
        insightsMode: inputs.databaseInsightsMode,
        username: inputs.masterUsername,
        password: inputs.masterPassword ?? inputs.masterPasswordWo,
        databaseName: inputs.databaseName,
        port: inputs.port,
        logTypes: inputs.enabledCloudwatchLogsExports,
        certificate: inputs.caCertificateIdentifier,
    });
}

function windowsOf(op: ClusterOperation): { backupWindow: string; maintenanceWindow: string } {
    const { preferredBackupWindow, preferredMaintenanceWindow } = op.inputs;
    const pick = (label: string, below: number): number => op.pick(label, below);
    const daily = keptText(op, "preferredBackupWindow", () =>
        chosenDaily(pick, 30, preferredMaintenanceWindow?.toLowerCase()),
    );
    const weekly = keptText(op, "preferredMaintenanceWindow", () =>
        chosenWeekly(pick, 30, preferredBackupWindow ?? daily),
    );
    return { backupWindow: daily, maintenanceWindow: weekly.toLowerCase() };
}

function securityGroups(op: ClusterOperation, state: ClusterState): readonly string[] {
    const before = op.previous?.outputs["vpcSecurityGroupIds"];
    return groupsIn(
        state.subnetGroup,
        op.inputs.vpcSecurityGroupIds ?? (Array.isArray(before) ? before.map(String) : undefined),
    );
}

function clusterResourceId(op: ClusterOperation): string {
    return resourceId("cluster", (length) => op.hash("cluster resource id", length));
}

function identityOutputs(op: ClusterOperation, state: ClusterState): Properties {
    const { backupWindow, maintenanceWindow } = windowsOf(op);
    return {
        arn: op.arn("rds", `cluster:${op.id}`),
        availabilityZones: state.zones,
        clusterIdentifier: op.id,
        clusterIdentifierPrefix: op.inputs.clusterIdentifierPrefix ?? "",
        clusterMembers: [],
        clusterResourceId: clusterResourceId(op),
        dbClusterParameterGroupName: state.parameterGroup,
        dbSubnetGroupName: state.subnetGroup.id,
        endpoint: clusterAddress(op, op.id, "cluster"),
        engineVersion: op.inputs.engineVersion ?? state.version,
        engineVersionActual: state.version,
        hostedZoneId: hostedZone(op.region),
        port: state.number("port", portOf(state.engine)),
        preferredBackupWindow: backupWindow,
        preferredMaintenanceWindow: maintenanceWindow,
        readerEndpoint: clusterAddress(op, op.id, "cluster-ro"),
        vpcSecurityGroupIds: securityGroups(op, state),
    };
}

/** RDS keeps a password that it manages in a secret of its own. */
function managedSecret(op: ClusterOperation): Properties {
    if (op.inputs.manageMasterUserPassword !== true) {
        return { masterUserSecretKmsKeyId: "", masterUserSecrets: [] };
    }
    const kmsKeyId = op.inputs.masterUserSecretKmsKeyId ?? managedKey(op, "secretsmanager");
    const name = `rds!${clusterResourceId(op).toLowerCase()}-${op.hash("secret", 6)}`;
    return {
        masterUserSecretKmsKeyId: kmsKeyId,
        masterUserSecrets: [
            { kmsKeyId, secretArn: op.arn("secretsmanager", `secret:${name}`), secretStatus: "active" },
        ],
    };
}

function settingOutputs(op: ClusterOperation, state: ClusterState): Properties {
    const encrypted = state.value("storageEncrypted", false) === true;
    const insights = op.inputs.performanceInsightsEnabled ?? false;
    const insightsKey = state.text("performanceInsightsKmsKeyId", "");
    return {
        ...filled(op.inputs, {
            applyImmediately: false,
            autoMinorVersionUpgrade: true,
            backtrackWindow: 0,
            copyTagsToSnapshot: false,
            dbInstanceParameterGroupName: "",
            deleteAutomatedBackups: true,
            deletionProtection: false,
            enableGlobalWriteForwarding: false,
            enableHttpEndpoint: false,
            enableLocalWriteForwarding: false,
            enabledCloudwatchLogsExports: [],
            engineMode: "provisioned",
            iamDatabaseAuthenticationEnabled: false,
            iamRoles: [],
            monitoringInterval: 0,
            monitoringRoleArn: "",
            skipFinalSnapshot: false,
            storageType: "",
        }),
        allocatedStorage: op.inputs.allocatedStorage ?? 1,
        // A new cluster keeps its backups for a day at least.
        backupRetentionPeriod: Math.max(state.number("backupRetentionPeriod", 1), 1),
        caCertificateIdentifier: state.text("caCertificateIdentifier", ""),
        caCertificateValidTill: "",
        clusterScalabilityType: state.text("clusterScalabilityType", "standard"),
        databaseInsightsMode: state.text("databaseInsightsMode", "standard"),
        databaseName: state.text("databaseName", ""),
        dbSystemId: "",
        engineLifecycleSupport: state.text("engineLifecycleSupport", "open-source-rds-extended-support"),
        kmsKeyId: encrypted ? state.text("kmsKeyId", "") || managedKey(op, "rds") : "",
        masterPasswordWo: undefined,
        masterUsername: state.text("masterUsername", ""),
        networkType: state.text("networkType", "IPV4"),
        performanceInsightsEnabled: insights,
        performanceInsightsKmsKeyId: insights && insightsKey === "" ? managedKey(op, "rds") : insightsKey,
        performanceInsightsRetentionPeriod: insights ? (op.inputs.performanceInsightsRetentionPeriod ?? 7) : 0,
        storageEncrypted: encrypted,
        upgradeRolloutOrder: "second",
    };
}

function membersOf(view: Pick<View, "list">, cluster: string): readonly string[] {
    return view
        .list(RDS_TYPES.clusterInstance)
        .filter((record) => text(record, "clusterIdentifier") === cluster)
        .map(({ id }) => id)
        .sort();
}

function removeCluster(op: ClusterOperation): void {
    const record = op.previous;
    if (!record) {
        return;
    }
    const { finalSnapshotIdentifier, skipFinalSnapshot } = op.inputs;
    if (skipFinalSnapshot !== true && finalSnapshotIdentifier === undefined) {
        op.refuse(
            refusals.finalSnapshotMissing,
            "final_snapshot_identifier is required when skip_final_snapshot is false",
        );
    }
    if (record.outputs["deletionProtection"] === true) {
        op.refuse(
            refusals.protected,
            "Cannot delete protected Cluster, please disable deletion protection and try again.",
        );
    }
    if (membersOf(op.world, op.id).length > 0) {
        op.refuse(
            refusals.hasInstances,
            "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
        );
    }
    if (skipFinalSnapshot !== true && finalSnapshotIdentifier !== undefined) {
        keepClusterSnapshot(op, record, finalSnapshotIdentifier);
    }
    const days = numberOf(record.outputs, "backupRetentionPeriod");
    if (op.inputs.deleteAutomatedBackups === false) {
        op.world.put({
            type: RETAINED_CLUSTER_BACKUPS,
            id: text(record, "clusterResourceId"),
            outputs: { dbClusterIdentifier: op.id },
            remainder: `automated backups, kept for ${days} ${days === 1 ? "day" : "days"}`,
        });
    }
}

export const cluster = defineModel<ClusterInputs>({
    type: RDS_TYPES.cluster,
    source: CREATE,
    api: { service: "RDS", create: "CreateDBCluster", update: "ModifyDBCluster", delete: "DeleteDBCluster" },
    mint: (inputs, hex) => inputs.clusterIdentifier ?? generatedName(inputs.clusterIdentifierPrefix, hex),
    refusals,
    replacement: [
        ...replaces(PROVIDER, "availabilityZones", "clusterIdentifier", "clusterIdentifierPrefix"),
        ...replaces(PROVIDER, "clusterScalabilityType", "databaseName", "dbSubnetGroupName", "dbSystemId", "engine"),
        ...replaces(PROVIDER, "engineMode", "kmsKeyId", "masterUsername", "restoreToPointInTime", "sourceRegion"),
        ...replaces(PROVIDER, "storageEncrypted"),
        {
            property: "snapshotIdentifier",
            replaces: true,
            source: PROVIDER,
        },
        {
            property: "snapshotIdentifier",
            replaces: false,
            source: PROVIDER,
            // It can go away once the cluster is restored.
            when: (_previous, inputs) => (inputs["snapshotIdentifier"] ?? "") === "",
        },
        {
            property: "storageType",
            replaces: true,
            source: PROVIDER,
            when: (_previous, inputs) => !isAurora(asText(inputs["engine"])),
        },
        ...inPlace(PROVIDER, "globalClusterIdentifier"),
    ],
    unordered: ["availabilityZones", "enabledCloudwatchLogsExports", "iamRoles", "vpcSecurityGroupIds"],
    check: (inputs, { unknown }) => clusterFaults(inputs, unknown),
    validate: refuseCluster,
    outputs: (op) => {
        const state = clusterState(op);
        return { ...settingOutputs(op, state), ...identityOutputs(op, state), ...managedSecret(op) };
    },
    beforeDelete: removeCluster,
    read: (record, view) => ({ clusterMembers: membersOf(view, record.id) }),
});
