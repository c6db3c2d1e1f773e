/** Rows for the tables of all that runs a database: instances, clusters and their members. */
import type { Refusal } from "../../kernel/refusal";
import { guide, issue, operation, row } from "./sources";

const CREATE = operation("CreateDBInstance");
const MODIFY = operation("ModifyDBInstance");

/** What instances and clusters have in common. */
export const databaseRefusals = {
    version: row(
        "InvalidParameterCombination",
        "the engine has no such version",
        issue("tryretool/terraform-retool-modules/issues/70"),
    ),
    subnetGroup: row("DBSubnetGroupNotFoundFault", "the DB subnet group does not exist", CREATE),
    noSubnetGroup: row(
        "InvalidSubnet",
        "no DB subnet group is named and the region has no default VPC",
        issue("hashicorp/terraform/issues/3699"),
    ),
    unknownGroup: row("InvalidParameterValue", "a security group does not exist", CREATE),
    groupOfOtherVpc: row(
        "InvalidParameterCombination",
        "a security group belongs to another VPC than the DB subnet group",
        issue("terraform-aws-modules/terraform-aws-rds/issues/451"),
    ),
    zone: row(
        "InvalidVPCNetworkStateFault",
        "the DB subnet group has no subnet in the availability zone",
        issue("tmobile/jazz-installer/pull/525"),
    ),
    key: row("KMSKeyNotAccessibleFault", "the key does not exist, is disabled or pending deletion", CREATE),
    shortBackupWindow: row("InvalidParameterValue", "the backup window is shorter than 30 minutes", CREATE),
    shortMaintenanceWindow: row("InvalidParameterValue", "the maintenance window is shorter than 30 minutes", CREATE),
    windowsOverlap: row(
        "InvalidParameterValue",
        "the backup window and the maintenance window overlap",
        issue("hashicorp/terraform-provider-aws/issues/49828"),
    ),
    monitoringRoleMissing: row(
        "InvalidParameterCombination",
        "enhanced monitoring has an interval and no role",
        issue("cloudposse/terraform-aws-rds/pull/75"),
    ),
    monitoringIntervalMissing: row(
        "InvalidParameterCombination",
        "enhanced monitoring has a role and no interval",
        issue("azavea/terraform-aws-postgresql-rds/issues/31"),
    ),
    monitoringRole: row(
        "InvalidParameterValue",
        "the role for enhanced monitoring does not exist or does not trust monitoring.rds.amazonaws.com",
        issue("hashicorp/terraform/issues/5455"),
    ),
    insightsDays: row(
        "InvalidParameterValue",
        "Performance Insights shall keep its data for other than 7 days, a multiple of 31, or 731",
        CREATE,
    ),
    insightsOff: row(
        "InvalidParameterCombination",
        "a retention period is given for Performance Insights, which is off",
        CREATE,
    ),
    advancedInsights: row(
        "InvalidParameterCombination",
        "Database Insights is advanced without Performance Insights that keeps its data for 465 days",
        guide("USER_DatabaseInsights.TurningOnAdvanced"),
    ),
    usernameForm: row(
        "InvalidParameterValue",
        "the master user name begins with no letter, has others than letters, digits and _, or more than 63",
        CREATE,
    ),
    usernameReserved: row(
        "InvalidParameterValue",
        "the master user name is reserved: rdsadmin, and in PostgreSQL admin",
        issue("aws/aws-cdk/pull/5125"),
    ),
    usernamePrefix: row(
        "InvalidParameterValue",
        "the master user name begins with pg_, which PostgreSQL reserves",
        issue("DataShades/ckan-aws-templates/issues/6"),
    ),
    passwordLength: row(
        "InvalidParameterValue",
        "the master password has fewer than 8 or more than 128 characters",
        CREATE,
    ),
    passwordCharacters: row(
        "InvalidParameterValue",
        "the master password has a slash, a quotation mark, an @, a space or other than printable ASCII",
        issue("crossplane/crossplane/issues/88"),
    ),
    databaseName: row(
        "InvalidParameterValue",
        "the name of the first database begins with no letter, has others than letters, digits and _, or more than 63",
        CREATE,
    ),
    port: row("InvalidParameterValue", "the port is not between 1150 and 65535", CREATE),
    logTypes: row("InvalidParameterCombination", "the engine has no such log to export", CREATE),
    certificate: row("CertificateNotFound", "there is no such certificate authority", CREATE),
    family: row(
        "InvalidParameterCombination",
        "the parameter group is of another family than the engine's version",
        issue("remind101/stacker_blueprints/issues/69"),
    ),
    majorUpgrade: row(
        "InvalidParameterCombination",
        "an update to another major version does not allow major version upgrades",
        MODIFY,
    ),
    downgrade: row("InvalidParameterCombination", "an update goes back to an earlier version", MODIFY),
} as const satisfies Record<string, Refusal>;

/** What the instance and the member of a cluster have in common. */
export const instanceClassRefusals = {
    exists: row("DBInstanceAlreadyExists", "the region has a DB instance of this identifier", CREATE),
    longIdentifier: row("InvalidParameterValue", "the identifier has more than 63 characters", CREATE),
    unknownClass: row("InvalidParameterValue", "there is no such instance class", CREATE),
    combination: row(
        "InvalidParameterCombination",
        "the engine does not run on the instance class",
        issue("aws-quickstart/quickstart-awx/issues/47"),
    ),
    parameterGroup: row("DBParameterGroupNotFound", "the DB parameter group does not exist", CREATE),
} as const satisfies Record<string, Refusal>;
