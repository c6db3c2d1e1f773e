/** What the provider finds wrong with an RDS instance's inputs before it calls RDS. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import type { Given } from "../ec2/input-checks";
import { conflict, given, numberBetween, oneOfValues, requires, textRule } from "../ec2/input-checks";
import { identifierFault, isArn, prefixFault, snapshotNameFault } from "./names";
import { checkRow, provider } from "./sources";
import { dailyFault, weeklyFault } from "./windows";

export type InstanceInputs = Unwrap<aws.rds.InstanceArgs>;

const PROVIDER = provider("instance");
const VALIDATE = provider("validate");

export const instanceCheckRefusals = {
    identifierForm: checkRow(
        "the identifier has others than lower-case letters, digits and single hyphens, or begins with no letter",
        VALIDATE,
    ),
    finalSnapshotForm: checkRow("the final snapshot's name is no identifier", PROVIDER),
    retention: checkRow("backups shall be kept for other than 0 to 35 days", PROVIDER),
    backupWindowForm: checkRow("the backup window is none", PROVIDER),
    maintenanceWindowForm: checkRow("the maintenance window is none", PROVIDER),
    interval: checkRow("the monitoring interval is none of 0, 1, 5, 10, 15, 30, 60 seconds", PROVIDER),
    arnForm: checkRow("the ARN of a key or a role is none", PROVIDER),
    logTypeForm: checkRow("no engine has such a log", PROVIDER),
    choice: checkRow("a setting is none of those that can be chosen", PROVIDER),
    passwordTwice: checkRow("a password is given although RDS shall manage it, or in two ways", PROVIDER),
    passwordVersion: checkRow("the write-only password comes without its version, or the other way round", PROVIDER),
    replicaSettings: checkRow("a replica is given a user name or a first database of its own", PROVIDER),
    originTwice: checkRow("the instance shall come from two sources", PROVIDER),
    requiredSettings: checkRow(
        "a new instance lacks its storage, engine, user name or password, and comes from no other",
        PROVIDER,
    ),
    finalSnapshotMissing: checkRow("the final snapshot that deleting takes has no name", PROVIDER),
    otherSource: checkRow("an update names another source for a replica", PROVIDER),
} as const satisfies Record<string, Refusal>;

const LOG_TYPES = [
    ...["agent", "alert", "audit", "diag.log", "error", "general", "iam-db-auth-error", "listener", "notify.log"],
    ...["oemagent", "postgresql", "slowquery", "trace", "upgrade"],
];

export const INTERVALS = [0, 1, 5, 10, 15, 30, 60];

export const LIFECYCLES = ["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"];

export function arnFaults(of: Given, ...properties: readonly string[]): readonly CheckFault[] {
    return properties.flatMap((property) =>
        textRule(of, property, (value) => (isArn(value) ? undefined : `'${value}' is an invalid ARN`)),
    );
}

export function instanceFaults(inputs: Partial<InstanceInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const interval = inputs.monitoringInterval;
    const logs = (inputs.enabledCloudwatchLogsExports ?? []).filter((log) => !LOG_TYPES.includes(log));
    return [
        ...textRule(of, "identifierPrefix", prefixFault),
        ...textRule(of, "identifier", identifierFault),
        ...textRule(of, "finalSnapshotIdentifier", snapshotNameFault),
        ...numberBetween(of, "backupRetentionPeriod", 0, 35),
        ...textRule(of, "backupWindow", dailyFault),
        ...textRule(of, "maintenanceWindow", weeklyFault),
        ...(interval === undefined || INTERVALS.includes(interval)
            ? []
            : [{ property: "monitoringInterval", reason: `is ${interval}; allowed are ${INTERVALS.join(", ")}` }]),
        ...arnFaults(of, "kmsKeyId", "monitoringRoleArn", "performanceInsightsKmsKeyId"),
        ...logs.map((log) => ({
            property: "enabledCloudwatchLogsExports",
            reason: `has '${log}'; allowed are ${LOG_TYPES.join(", ")}`,
        })),
        ...choiceFaults(of),
        ...conflictFaults(of),
    ];
}

function choiceFaults(of: Given): readonly CheckFault[] {
    return [
        ...oneOfValues(of, "backupTarget", ["outposts", "region"]),
        ...oneOfValues(of, "databaseInsightsMode", ["standard", "advanced"]),
        ...oneOfValues(of, "engineLifecycleSupport", LIFECYCLES),
        ...oneOfValues(of, "networkType", ["DUAL", "IPV4"]),
        ...oneOfValues(of, "replicaMode", ["mounted", "open-read-only"]),
    ];
}

function conflictFaults(of: Given): readonly CheckFault[] {
    const managed = of.inputs["manageMasterUserPassword"] === true;
    return [
        ...(managed ? conflict(of, "manageMasterUserPassword", ["password", "passwordWo"]) : []),
        ...conflict(of, "password", ["passwordWo"]),
        ...requires(of, "passwordWo", ["passwordWoVersion"]),
        ...requires(of, "passwordWoVersion", ["passwordWo"]),
        ...conflict(of, "dbName", ["replicateSourceDb"]),
        ...conflict(of, "username", ["replicateSourceDb"]),
        ...conflict(of, "restoreToPointInTime", ["replicateSourceDb", "s3Import", "snapshotIdentifier"]),
        ...conflict(of, "s3Import", ["replicateSourceDb", "snapshotIdentifier"]),
    ];
}
