/** Instances of Aurora clusters. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties, Value } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { filled } from "../filled";
import { conflict, given, textRule } from "../ec2/input-checks";
import { addressRefusals } from "../ec2/interfaces";
import { asText, text, texts } from "../ec2/records";
import { databaseRefusals, instanceClassRefusals } from "./database-refusals";
import { refuseDatabase, subnetGroupOf, USUAL_CERTIFICATE } from "./database-rules";
import { arnFaults } from "./instance-faults";
import { parameterGroupOf, refuseClass, refuseIdentifier } from "./instance-state";
import { managedKey } from "./keys";
import { generatedName, identifierFault, instanceAddress, prefixFault, resourceId } from "./names";
import { placeNodes, spread, subnetsOf, zonesOfSubnets } from "./placement";
import { inPlace, keptText, replaces } from "./settings";
import { operation, provider, RDS_TYPES, row, checkRow } from "./sources";
import { chosenWeekly, dailyFault, weeklyFault } from "./windows";

type MemberInputs = Unwrap<aws.rds.ClusterInstanceArgs>;
type MemberOperation = Operation<MemberInputs>;

const CREATE = operation("CreateDBInstance");
const PROVIDER = provider("cluster_instance");

export const clusterInstanceRefusals = {
    ...instanceClassRefusals,
    cluster: row("DBClusterNotFoundFault", "the cluster does not exist", CREATE),
    engine: row("InvalidParameterCombination", "the engine is another than the cluster's", CREATE),
    version: row("InvalidParameterCombination", "the engine's version is another than the cluster's", CREATE),
    noCapacity: row(
        "InvalidDBClusterStateFault",
        "the class is db.serverless and the cluster has no Serverless v2 capacity",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-administration.html",
    ),
    tier: row("InvalidParameterValue", "the promotion tier is not between 0 and 15", CREATE),
    zone: databaseRefusals.zone,
    key: databaseRefusals.key,
    family: databaseRefusals.family,
    monitoringRoleMissing: databaseRefusals.monitoringRoleMissing,
    monitoringIntervalMissing: databaseRefusals.monitoringIntervalMissing,
    monitoringRole: databaseRefusals.monitoringRole,
    insightsOff: databaseRefusals.insightsOff,
    windowsOverlap: databaseRefusals.windowsOverlap,
    shortMaintenanceWindow: databaseRefusals.shortMaintenanceWindow,
    certificate: databaseRefusals.certificate,
    noFreeAddress: addressRefusals.noFreeAddress,
    identifierForm: checkRow(
        "the identifier has others than lower-case letters, digits and single hyphens, or begins with no letter",
        provider("validate"),
    ),
    identifierTwice: checkRow("the identifier is given in full and as a prefix", PROVIDER),
    engineForm: checkRow("the engine is none that has clusters", PROVIDER),
    insightsRange: checkRow("Performance Insights shall keep its data for other than 7, 731 or n × 31 days", PROVIDER),
    windowForm: checkRow("a window is none", PROVIDER),
    arnForm: checkRow("the ARN of a key is none", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = clusterInstanceRefusals;
const ENGINES = ["aurora-mysql", "aurora-postgresql", "mysql", "postgres"];

function faults(inputs: Partial<MemberInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const { engine, performanceInsightsRetentionPeriod: days } = inputs;
    const daysAllowed = days === undefined || days === 7 || days === 731 || (days % 31 === 0 && days > 7 && days < 731);
    return [
        ...textRule(of, "identifier", identifierFault),
        ...textRule(of, "identifierPrefix", prefixFault),
        ...conflict(of, "identifier", ["identifierPrefix"]),
        ...(engine === undefined || ENGINES.includes(engine)
            ? []
            : [{ property: "engine", reason: `is '${engine}'; allowed are ${ENGINES.join(", ")}` }]),
        ...(daysAllowed
            ? []
            : [
                  {
                      property: "performanceInsightsRetentionPeriod",
                      reason: `is ${days}; allowed are 7, multiples of 31 up to 713, and 731`,
                  },
              ]),
        ...textRule(of, "preferredBackupWindow", dailyFault),
        ...textRule(of, "preferredMaintenanceWindow", weeklyFault),
        ...arnFaults(of, "performanceInsightsKmsKeyId"),
    ];
}

function clusterOf(op: MemberOperation): WorldRecord {
    const { clusterIdentifier } = op.inputs;
    const found = op.world.get(RDS_TYPES.cluster, clusterIdentifier);
    return found ?? op.refuse(refusals.cluster, `DBCluster ${clusterIdentifier} not found.`);
}

function refuseEngine(op: MemberOperation, engine: string, version: string): void {
    const { inputs } = op;
    if (inputs.engine !== engine) {
        op.refuse(
            refusals.engine,
            `The engine name requested for your DB instance (${inputs.engine}) doesn't match the engine name of your ` +
                `DB cluster (${engine}).`,
        );
    }
    const asked = inputs.engineVersion;
    if (op.kind === "create" && asked !== undefined && asked !== version && !version.startsWith(`${asked}.`)) {
        op.refuse(
            refusals.version,
            `The engine version that you requested for your DB instance (${asked}) does not match the engine version of ` +
                `your DB cluster (${version}).`,
        );
    }
}

/** What the instance is to do in its cluster. */
function refuseRole(op: MemberOperation, cluster: WorldRecord): void {
    const { inputs } = op;
    if (inputs.instanceClass === "db.serverless" && cluster.outputs["serverlessv2ScalingConfiguration"] === undefined) {
        op.refuse(
            refusals.noCapacity,
            "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.",
        );
    }
    const tier = inputs.promotionTier ?? 0;
    if (!Number.isInteger(tier) || tier < 0 || tier > 15) {
        op.refuse(refusals.tier, `Invalid promotion tier ${tier}. Valid values are 0-15.`);
    }
}

function refuseMember(op: MemberOperation): void {
    const { inputs } = op;
    const cluster = clusterOf(op);
    const [engine, version] = [text(cluster, "engine"), text(cluster, "engineVersionActual")];
    refuseIdentifier(op, op.id, op.kind === "create" ? "" : op.id);
    refuseEngine(op, engine, version);
    refuseClass(op, engine, version, inputs.instanceClass);
    refuseRole(op, cluster);
    parameterGroupOf(op, engine, version, inputs.dbParameterGroupName ?? "");
    refuseDatabase(op, {
        engine,
        version,
        subnetGroup: subnetGroupOf(op, text(cluster, "dbSubnetGroupName")),
        zones: op.kind === "create" ? [inputs.availabilityZone ?? ""] : [],
        kmsKeys: [inputs.performanceInsightsKmsKeyId],
        backupWindow: text(cluster, "preferredBackupWindow"),
        maintenanceWindow: inputs.preferredMaintenanceWindow?.toLowerCase(),
        monitoringInterval: inputs.monitoringInterval,
        monitoringRoleArn: inputs.monitoringRoleArn,
        insights: inputs.performanceInsightsEnabled ?? cluster.outputs["performanceInsightsEnabled"] === true,
        insightsDays: inputs.performanceInsightsRetentionPeriod,
        certificate: inputs.caCertIdentifier,
    });
}

function zoneOf(op: MemberOperation, cluster: WorldRecord): string {
    const group = op.world.get(RDS_TYPES.subnetGroup, text(cluster, "dbSubnetGroupName"));
    const covered = zonesOfSubnets(subnetsOf(op.world, group));
    return keptText(op, "availabilityZone", () => spread(op, covered, 1)[0] ?? "");
}

function memberOutputs(op: MemberOperation): Properties {
    const cluster = clusterOf(op);
    const { inputs } = op;
    const [engine, version] = [text(cluster, "engine"), text(cluster, "engineVersionActual")];
    const backupWindow = text(cluster, "preferredBackupWindow");
    const pick = (label: string, below: number): number => op.pick(label, below);
    const window = keptText(op, "preferredMaintenanceWindow", () => chosenWeekly(pick, 30, backupWindow));
    return {
        ...filled(inputs, {
            applyImmediately: false,
            autoMinorVersionUpgrade: true,
            copyTagsToSnapshot: false,
            forceDestroy: false,
            identifierPrefix: "",
            monitoringInterval: 0,
            monitoringRoleArn: "",
            promotionTier: 0,
            publiclyAccessible: false,
        }),
        arn: op.arn("rds", `db:${op.id}`),
        availabilityZone: zoneOf(op, cluster),
        caCertIdentifier: keptText(op, "caCertIdentifier", () => USUAL_CERTIFICATE),
        dbParameterGroupName: parameterGroupOf(op, engine, version, inputs.dbParameterGroupName ?? ""),
        dbSubnetGroupName: text(cluster, "dbSubnetGroupName"),
        dbiResourceId: resourceId("db", (length) => op.hash("resource id", length)),
        endpoint: instanceAddress(op, op.id),
        engineVersion: inputs.engineVersion ?? version,
        engineVersionActual: version,
        identifier: op.id,
        kmsKeyId: text(cluster, "kmsKeyId"),
        networkType: text(cluster, "networkType"),
        ...insightsOf(inputs, cluster, managedKey(op, "rds")),
        port: cluster.outputs["port"],
        preferredBackupWindow: backupWindow,
        preferredMaintenanceWindow: window.toLowerCase(),
        storageEncrypted: cluster.outputs["storageEncrypted"],
        // The first instance of a cluster is the one that writes.
        writer: op.previous ? op.previous.outputs["writer"] : !siblings(op).some(writes),
    };
}

/** An instance has the cluster's Performance Insights, but for what it was given itself. */
function insightsOf(inputs: object, cluster: WorldRecord | undefined, usualKey: string): Properties {
    const own: Properties = Object.fromEntries(Object.entries(inputs));
    const of = (property: string): Value => own[property] ?? cluster?.outputs[property] ?? null;
    const on = of("performanceInsightsEnabled") === true;
    return {
        performanceInsightsEnabled: on,
        performanceInsightsKmsKeyId: on ? asText(of("performanceInsightsKmsKeyId")) || usualKey : "",
        performanceInsightsRetentionPeriod: on ? Number(of("performanceInsightsRetentionPeriod")) || 7 : 0,
    };
}

function siblings(op: {
    readonly id: string;
    readonly inputs: MemberInputs;
    readonly world: View;
}): readonly WorldRecord[] {
    return op.world
        .list(RDS_TYPES.clusterInstance)
        .filter(({ id, outputs }) => id !== op.id && outputs["clusterIdentifier"] === op.inputs.clusterIdentifier);
}

function writes(record: WorldRecord): boolean {
    return record.outputs["writer"] === true;
}

function place(op: MemberOperation): void {
    const cluster = clusterOf(op);
    const zone = text(op.world.get(RDS_TYPES.clusterInstance, op.id), "availabilityZone");
    placeNodes(
        op,
        { type: RDS_TYPES.clusterInstance, id: op.id },
        op.world.get(RDS_TYPES.subnetGroup, text(cluster, "dbSubnetGroupName")),
        [{ label: zone, zone, description: "RDSNetworkInterface" }],
        texts(cluster, "vpcSecurityGroupIds"),
    );
}

/** Another instance takes over where the one that writes goes: the one of the first tier. */
function failOver(op: MemberOperation): void {
    const [heir] = [...siblings(op)].sort(
        (left, right) => Number(left.outputs["promotionTier"]) - Number(right.outputs["promotionTier"]),
    );
    if (heir && op.previous && writes(op.previous)) {
        op.world.patch(heir.type, heir.id, { writer: true });
    }
}

export const clusterInstance = defineModel<MemberInputs>({
    type: RDS_TYPES.clusterInstance,
    source: CREATE,
    api: { service: "RDS", create: "CreateDBInstance", update: "ModifyDBInstance", delete: "DeleteDBInstance" },
    mint: (inputs, hex) => inputs.identifier ?? generatedName(inputs.identifierPrefix, hex),
    refusals,
    replacement: [
        ...replaces(PROVIDER, "availabilityZone", "clusterIdentifier", "customIamInstanceProfile", "dbSubnetGroupName"),
        ...replaces(PROVIDER, "engine", "identifier", "identifierPrefix"),
        ...inPlace(PROVIDER, "autoMinorVersionUpgrade", "dbParameterGroupName", "performanceInsightsKmsKeyId"),
        ...inPlace(PROVIDER, "preferredMaintenanceWindow"),
    ],
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: refuseMember,
    outputs: memberOutputs,
    afterCreate: place,
    afterUpdate: place,
    beforeDelete: failOver,
    // The cluster's upgrades reach its instances, and so does its Performance Insights.
    read: (record, view) => {
        const cluster = view.get(RDS_TYPES.cluster, text(record, "clusterIdentifier"));
        const version = text(cluster, "engineVersionActual");
        return {
            ...insightsOf(record.inputs, cluster, text(record, "performanceInsightsKmsKeyId")),
            ...(version === "" || record.inputs["engineVersion"] !== undefined
                ? {}
                : { engineVersion: version, engineVersionActual: version }),
        };
    },
});
