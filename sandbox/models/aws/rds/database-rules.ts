/** What RDS refuses of every database, be it an instance or a cluster. */
import { GLOBAL } from "../../../worlds/records";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { text } from "../ec2/records";
import { principalsOf } from "../iam/policy-grammar";
import { IAM_TYPES } from "../iam/sources";
import { usableKey } from "../kms/keys";
import { databaseRefusals as refusals } from "./database-refusals";
import { familyOf, isDowngrade, logTypesOf, majorOf, versionFor } from "./engines";
import { groupFault, subnetsOf, zonesOfSubnets } from "./placement";
import { RDS_TYPES } from "./sources";
import { dailyLength, weeklyLength, windowsOverlap } from "./windows";

/** A database's settings, whatever its type calls them. */
export interface DatabaseSettings {
    readonly engine: string;
    readonly version: string;
    readonly subnetGroup: WorldRecord;
    readonly securityGroups?: readonly string[] | undefined;
    readonly zones?: readonly string[] | undefined;
    readonly kmsKeys: readonly (string | undefined)[];
    readonly backupWindow?: string | undefined;
    readonly maintenanceWindow?: string | undefined;
    readonly monitoringInterval?: number | undefined;
    readonly monitoringRoleArn?: string | undefined;
    readonly insights?: boolean | undefined;
    readonly insightsDays?: number | undefined;
    readonly insightsMode?: string | undefined;
    readonly username?: string | undefined;
    readonly password?: string | undefined;
    readonly databaseName?: string | undefined;
    readonly port?: number | undefined;
    readonly logTypes?: readonly string[] | undefined;
    readonly certificate?: string | undefined;
}

type Maker = Operation<object>;

export function refuseDatabase(op: Maker, settings: DatabaseSettings): void {
    refusePlace(op, settings);
    refuseKeys(op, settings);
    refuseWindows(op, settings);
    refuseMonitoring(op, settings);
    refuseInsights(op, settings);
    refuseCredentials(op, settings);
    refuseDetails(op, settings);
}

/** The subnet group of a name; `default` where none is given, which exists where the region has a default VPC. */
export function subnetGroupOf(op: Maker, name: string | undefined): WorldRecord {
    if (name === undefined || name === "") {
        return op.refuse(
            refusals.noSubnetGroup,
            "No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.",
        );
    }
    return (
        op.world.get(RDS_TYPES.subnetGroup, name) ??
        op.refuse(refusals.subnetGroup, `DB subnet group '${name}' does not exist.`)
    );
}

/** The version that runs: the one that ran before, where that is what is asked for. */
export function versionOf(op: Maker, engine: string, wanted: string | undefined): string {
    const running = text(op.previous, "engineVersionActual");
    if (running !== "" && (wanted === undefined || running === wanted || running.startsWith(`${wanted}.`))) {
        return running;
    }
    return (
        versionFor(engine, wanted) ?? op.refuse(refusals.version, `Cannot find version ${wanted ?? ""} for ${engine}`)
    );
}

/** What an update may do with the version. */
export function refuseUpgrade(op: Maker, engine: string, version: string, allowMajor: boolean | undefined): void {
    const running = text(op.previous, "engineVersionActual");
    if (running === "" || running === version) {
        return;
    }
    if (isDowngrade(running, version)) {
        op.refuse(refusals.downgrade, `Cannot upgrade ${engine} from ${running} to ${version}`);
    }
    if (majorOf(engine, running) !== majorOf(engine, version) && allowMajor !== true) {
        op.refuse(
            refusals.majorUpgrade,
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
        );
    }
}

/** @param group a parameter group's record, or the name of a default one */
export function refuseFamily(op: Maker, engine: string, version: string, group: WorldRecord | string): void {
    const wanted = familyOf(engine, version);
    const name = typeof group === "string" ? group : group.id;
    const family = typeof group === "string" ? group.replace(/^default\./, "") : text(group, "family");
    if (family !== wanted) {
        op.refuse(
            refusals.family,
            `The Parameter Group ${name} with DBParameterGroupFamily ${family} cannot be used for this instance. ` +
                `Please use a Parameter Group with DBParameterGroupFamily ${wanted}`,
        );
    }
}

function refusePlace(op: Maker, { subnetGroup, securityGroups, zones }: DatabaseSettings): void {
    const vpcId = text(subnetGroup, "vpcId");
    const fault = groupFault(op.world, vpcId, securityGroups ?? []);
    if (fault && fault.vpcId === undefined) {
        op.refuse(refusals.unknownGroup, `Invalid security group , groupId= ${fault.id}, groupName=.`);
    }
    if (fault) {
        op.refuse(
            refusals.groupOfOtherVpc,
            "The DB instance and EC2 security group are in different VPCs. " +
                `The DB instance is in ${vpcId} and the EC2 security group is in ${fault.vpcId}`,
        );
    }
    const covered = zonesOfSubnets(subnetsOf(op.world, subnetGroup));
    const outside = (zones ?? []).filter((zone) => zone !== "" && !covered.includes(zone));
    if (outside.length > 0) {
        op.refuse(
            refusals.zone,
            `Availability zone '[${outside.join(", ")}]' is unavailable in this region, please choose another zone set.`,
        );
    }
}

function refuseKeys(op: Maker, { kmsKeys }: DatabaseSettings): void {
    for (const key of kmsKeys) {
        if (key !== undefined && key !== "" && !usableKey(op.world, key)) {
            op.refuse(
                refusals.key,
                `Specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
            );
        }
    }
}

const LEAST_MINUTES = 30;

function refuseWindows(op: Maker, { backupWindow, maintenanceWindow }: DatabaseSettings): void {
    if (backupWindow !== undefined && dailyLength(backupWindow) < LEAST_MINUTES) {
        op.refuse(refusals.shortBackupWindow, "The backup window must be at least 30 minutes.");
    }
    if (maintenanceWindow !== undefined && weeklyLength(maintenanceWindow) < LEAST_MINUTES) {
        op.refuse(refusals.shortMaintenanceWindow, "The maintenance window must be at least 30 minutes.");
    }
    if (
        backupWindow !== undefined &&
        maintenanceWindow !== undefined &&
        windowsOverlap(backupWindow, maintenanceWindow)
    ) {
        op.refuse(refusals.windowsOverlap, "The backup window and maintenance window must not overlap.");
    }
}

const MONITORING = "monitoring.rds.amazonaws.com";

function mayMonitor(view: Pick<View, "listIn">, arn: string): boolean {
    const role = view.listIn(GLOBAL, IAM_TYPES.role).find((record) => text(record, "arn") === arn);
    return principalsOf(text(role, "assumeRolePolicy"), "Service").includes(MONITORING);
}

function refuseMonitoring(op: Maker, { monitoringInterval, monitoringRoleArn }: DatabaseSettings): void {
    const on = (monitoringInterval ?? 0) > 0;
    const role = monitoringRoleArn ?? "";
    if (on && role === "") {
        op.refuse(
            refusals.monitoringRoleMissing,
            "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
        );
    }
    if (!on && role !== "") {
        op.refuse(
            refusals.monitoringIntervalMissing,
            "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.",
        );
    }
    if (on && !mayMonitor(op.world, role)) {
        op.refuse(
            refusals.monitoringRole,
            "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
        );
    }
}

/** 15 months: what the advanced mode of Database Insights keeps. */
const ADVANCED_DAYS = 465;

function refuseInsights(op: Maker, { insights, insightsDays, insightsMode }: DatabaseSettings): void {
    const days = insightsDays ?? 0;
    if (days !== 0 && insights !== true) {
        op.refuse(
            refusals.insightsOff,
            "To set a Performance Insights retention period, you must enable Performance Insights.",
        );
    }
    if (days !== 0 && ![7, 731].includes(days) && (days % 31 !== 0 || days > 23 * 31)) {
        op.refuse(
            refusals.insightsDays,
            "Invalid Performance Insights retention period. Valid values are: 7, a multiple of 31 up to 713, or 731.",
        );
    }
    if (insightsMode === "advanced" && (insights !== true || days < ADVANCED_DAYS)) {
        op.refuse(
            refusals.advancedInsights,
            "To turn on the Advanced mode of Database Insights, you must enable Performance Insights " +
                `and set the retention period to at least ${ADVANCED_DAYS} days.`,
        );
    }
}

function refuseCredentials(op: Maker, { engine, username, password, databaseName }: DatabaseSettings): void {
    refuseUsername(op, engine, username);
    refusePassword(op, password);
    if (databaseName !== undefined && databaseName !== "" && !/^[a-zA-Z_]\w{0,62}$/.test(databaseName)) {
        op.refuse(refusals.databaseName, "DBName must begin with a letter and contain only alphanumeric characters.");
    }
}

function refuseUsername(op: Maker, engine: string, username: string | undefined): void {
    if (username === undefined || username === "") {
        return;
    }
    const postgres = engine.includes("postgres");
    const reserved = postgres ? ["rdsadmin", "admin"] : ["rdsadmin"];
    if (reserved.includes(username.toLowerCase())) {
        op.refuse(
            refusals.usernameReserved,
            `MasterUsername ${username} cannot be used as it is a reserved word used by the engine`,
        );
    }
    if (postgres && username.startsWith("pg_")) {
        op.refuse(
            refusals.usernamePrefix,
            `MasterUsername ${username} cannot be used because role names starting with "pg_" are reserved by the ` +
                "PostgreSQL engine",
        );
    }
    if (!/^[a-zA-Z]\w{0,62}$/.test(username)) {
        op.refuse(
            refusals.usernameForm,
            "The parameter MasterUsername must begin with a letter and contain only alphanumeric characters.",
        );
    }
}

function refusePassword(op: Maker, password: string | undefined): void {
    if (password === undefined || password === "") {
        return;
    }
    if (password.length < 8 || password.length > 128) {
        const [comparison, limit] = password.length < 8 ? ["shorter", 8] : ["longer", 128];
        op.refuse(
            refusals.passwordLength,
            "The parameter MasterUserPassword is not a valid password because it is " +
                `${comparison} than ${limit} characters.`,
        );
    }
    if (!/^[!-~]+$/.test(password) || /[/@"]/.test(password)) {
        op.refuse(
            refusals.passwordCharacters,
            "The parameter MasterUserPassword is not a valid password. " +
                "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
        );
    }
}

const CERTIFICATES = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];
export const USUAL_CERTIFICATE = "rds-ca-rsa2048-g1";

function refuseDetails(op: Maker, { engine, version, logTypes, port, certificate }: DatabaseSettings): void {
    if (port !== undefined && (port < 1150 || port > 65535)) {
        op.refuse(refusals.port, `Invalid database port value ${port}. Valid values are 1150-65535.`);
    }
    const unknown = (logTypes ?? []).filter((type) => !logTypesOf(engine).includes(type));
    if (unknown.length > 0) {
        op.refuse(
            refusals.logTypes,
            `You cannot use the log types '${unknown.join(", ")}' with engine version ${engine} ${version}. ` +
                "For supported log types, see the documentation.",
        );
    }
    if (certificate !== undefined && certificate !== "" && !CERTIFICATES.includes(certificate)) {
        op.refuse(refusals.certificate, `Certificate not found: ${certificate}`);
    }
}
