/** The table of what is refused of clusters, and what the provider checks of them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { conflict, given, numberBetween, oneOfValues, requires, textRule } from "../ec2/input-checks";
import { databaseRefusals } from "./database-refusals";
import { arnFaults, LIFECYCLES } from "./instance-faults";
import { identifierFault, prefixFault } from "./names";
import { clusterSnapshotRefusals } from "./snapshots";
import { auroraGuide, checkRow, issue, operation, provider, row } from "./sources";
import { dailyFault, weeklyFault } from "./windows";

export type ClusterInputs = Unwrap<aws.rds.ClusterArgs>;

const CREATE = operation("CreateDBCluster");
const DELETE = operation("DeleteDBCluster");
const PROVIDER = provider("cluster");
const CAPACITY = operation("ServerlessV2ScalingConfiguration");

export const clusterRefusals = {
    ...databaseRefusals,
    exists: row("DBClusterAlreadyExistsFault", "the region has a DB cluster of this identifier", CREATE),
    longIdentifier: row("InvalidParameterValue", "the identifier has more than 63 characters", CREATE),
    credentials: row("InvalidParameterValue", "a new cluster has no master user name or no password", CREATE),
    parameterGroup: row("DBClusterParameterGroupNotFound", "the DB cluster parameter group does not exist", CREATE),
    instanceClass: row(
        "InvalidParameterCombination",
        "an Aurora cluster is given an instance class, which its instances have",
        issue("hashicorp/terraform-provider-aws/issues/30596"),
    ),
    capacityStep: row("InvalidParameterValue", "a capacity is no multiple of half a unit", CAPACITY),
    capacityOrder: row("InvalidParameterCombination", "the least capacity is above the most", CAPACITY),
    cannotPause: row(
        "InvalidParameterCombination",
        "the least capacity is 0 and the version cannot pause",
        auroraGuide("aurora-serverless-v2-auto-pause"),
    ),
    retentionOff: row(
        "InvalidParameterValue",
        "an update would keep backups for no day, which a cluster cannot",
        operation("ModifyDBCluster"),
    ),
    customGroups: row(
        "InvalidParameterCombination",
        "a major upgrade leaves instances with a parameter group of the old family",
        auroraGuide("USER_UpgradeDBInstance.PostgreSQL.MajorVersion"),
    ),
    unknownSnapshot: row(
        "DBClusterSnapshotNotFoundFault",
        "the snapshot to restore does not exist",
        operation("RestoreDBClusterFromSnapshot"),
    ),
    unknownSource: row(
        "DBClusterNotFoundFault",
        "the cluster to restore to a point in time does not exist",
        operation("RestoreDBClusterToPointInTime"),
    ),
    hasInstances: row("InvalidDBClusterStateFault", "a cluster with instances is deleted", DELETE),
    protected: row("InvalidParameterCombination", "a cluster with deletion protection is deleted", DELETE),
    finalSnapshotExists: clusterSnapshotRefusals.exists,
    identifierForm: checkRow(
        "the identifier has others than lower-case letters, digits and single hyphens, or begins with no letter",
        provider("validate"),
    ),
    identifierTwice: checkRow("the identifier is given in full and as a prefix", PROVIDER),
    engineForm: checkRow("the engine is none that has clusters", PROVIDER),
    retention: checkRow("backups shall be kept for more than 35 days", PROVIDER),
    backupWindowForm: checkRow("the backup window is none", PROVIDER),
    maintenanceWindowForm: checkRow("the maintenance window is none", PROVIDER),
    capacityRange: checkRow("the least capacity is not between 0 and 256, or the most not between 1 and 256", PROVIDER),
    pauseRange: checkRow("a pause begins after fewer than 300 or more than 86,400 seconds", PROVIDER),
    finalSnapshotForm: checkRow("the final snapshot's name is no identifier", PROVIDER),
    finalSnapshotMissing: checkRow("the final snapshot that deleting takes has no name", PROVIDER),
    arnForm: checkRow("the ARN of a key or a role is none", PROVIDER),
    choice: checkRow("a setting is none of those that can be chosen", PROVIDER),
    passwordTwice: checkRow("a password is given although RDS shall manage it, or in two ways", PROVIDER),
    passwordVersion: checkRow("the write-only password comes without its version, or the other way round", PROVIDER),
    logTypeForm: checkRow("no engine has such a log", PROVIDER),
    originTwice: checkRow("the cluster shall come from two sources", PROVIDER),
} as const satisfies Record<string, Refusal>;

const ENGINES = ["aurora-mysql", "aurora-postgresql", "mysql", "postgres"];
const MODES = ["global", "multimaster", "parallelquery", "provisioned", "serverless"];
const LOG_TYPES = [
    ...["audit", "error", "general", "iam-db-auth-error", "instance", "postgresql", "slowquery", "upgrade"],
];

/** The cluster's rule for a final snapshot's name: a digit may come first. */
function snapshotFault(name: string): string | undefined {
    if (!/^[0-9A-Za-z-]+$/.test(name)) {
        return "only alphanumeric characters and hyphens allowed";
    }
    if (name.includes("--")) {
        return "cannot contain two consecutive hyphens";
    }
    return name.endsWith("-") ? "cannot end in a hyphen" : undefined;
}

export function clusterFaults(inputs: Partial<ClusterInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const engine = inputs.engine;
    const logs = (inputs.enabledCloudwatchLogsExports ?? []).filter((log) => !LOG_TYPES.includes(log));
    return [
        ...textRule(of, "clusterIdentifier", identifierFault),
        ...textRule(of, "clusterIdentifierPrefix", prefixFault),
        ...conflict(of, "clusterIdentifier", ["clusterIdentifierPrefix"]),
        ...(engine === undefined || ENGINES.includes(engine) || engine.startsWith("custom-")
            ? []
            : [{ property: "engine", reason: `is '${engine}'; allowed are ${ENGINES.join(", ")}` }]),
        ...numberBetween(of, "backupRetentionPeriod", -Infinity, 35),
        ...textRule(of, "preferredBackupWindow", dailyFault),
        ...textRule(of, "preferredMaintenanceWindow", weeklyFault),
        ...textRule(of, "finalSnapshotIdentifier", snapshotFault),
        ...capacityFaults(inputs.serverlessv2ScalingConfiguration),
        ...arnFaults(of, "kmsKeyId", "monitoringRoleArn", "performanceInsightsKmsKeyId"),
        ...logs.map((log) => ({
            property: "enabledCloudwatchLogsExports",
            reason: `has '${log}'; allowed are ${LOG_TYPES.join(", ")}`,
        })),
        ...oneOfValues(of, "databaseInsightsMode", ["standard", "advanced"]),
        ...oneOfValues(of, "engineLifecycleSupport", LIFECYCLES),
        ...oneOfValues(of, "engineMode", MODES),
        ...oneOfValues(of, "networkType", ["DUAL", "IPV4"]),
        ...(inputs.manageMasterUserPassword === true
            ? conflict(of, "manageMasterUserPassword", ["masterPassword", "masterPasswordWo"])
            : []),
        ...conflict(of, "masterPassword", ["masterPasswordWo"]),
        ...requires(of, "masterPasswordWo", ["masterPasswordWoVersion"]),
        ...requires(of, "masterPasswordWoVersion", ["masterPasswordWo"]),
        ...conflict(of, "restoreToPointInTime", ["s3Import", "snapshotIdentifier"]),
        ...conflict(of, "s3Import", ["snapshotIdentifier"]),
        ...conflict(of, "snapshotIdentifier", ["globalClusterIdentifier"]),
    ];
}

function capacityFaults(scaling: ClusterInputs["serverlessv2ScalingConfiguration"]): readonly CheckFault[] {
    if (scaling === undefined) {
        return [];
    }
    const { maxCapacity, minCapacity, secondsUntilAutoPause } = scaling;
    const ranges = [
        ["minCapacity", minCapacity, 0, 256],
        ["maxCapacity", maxCapacity, 1, 256],
        ["secondsUntilAutoPause", secondsUntilAutoPause, 300, 86400],
    ] as const;
    return ranges.flatMap(([property, value, least, most]) =>
        value === undefined || (value >= least && value <= most)
            ? []
            : [
                  {
                      property: `serverlessv2ScalingConfiguration.${property}`,
                      reason: `is ${value}; allowed is ${least} to ${most}`,
                  },
              ],
    );
}
