/** RDS instances: those that are no members of a cluster. */
import type { Properties } from "../../../values";
import { defineModel } from "../../kernel/model";
import { moment } from "../../kernel/moments";
import type { Refusal } from "../../kernel/refusal";
import { filled } from "../filled";
import { addressRefusals } from "../ec2/interfaces";
import { text } from "../ec2/records";
import { databaseRefusals, instanceClassRefusals } from "./database-refusals";
import { refuseDatabase, refuseUpgrade, USUAL_CERTIFICATE } from "./database-rules";
import { removeInstance, removalRefusals } from "./instance-removal";
import { defaultOptionGroup, licenseOf, portOf } from "./engines";
import type { InstanceInputs } from "./instance-faults";
import { instanceCheckRefusals, instanceFaults } from "./instance-faults";
import { originRefusals, refuseLacking, refuseMoves, replicaSource } from "./instance-origin";
import { replicasOf, upgradeReplicas } from "./instance-replicas";
import type { InstanceOperation, InstanceState } from "./instance-state";
import { engineRefusals, instanceState, refuseIdentifier } from "./instance-state";
import { refuseStorage, storageRefusals, usualIops, usualThroughput } from "./instance-storage";
import { managedKey } from "./keys";
import { hostedZone, instanceAddress, resourceId } from "./names";
import { groupsIn, placeNodes } from "./placement";
import { inPlace, keptText, numberOf, replaces } from "./settings";
import { operation, provider, RDS_TYPES } from "./sources";
import { chosenDaily, chosenWeekly } from "./windows";

const CREATE = operation("CreateDBInstance");
const PROVIDER = provider("instance");

export const instanceRefusals = {
    ...instanceCheckRefusals,
    ...instanceClassRefusals,
    ...engineRefusals,
    ...databaseRefusals,
    ...storageRefusals,
    ...originRefusals,
    ...removalRefusals,
    noFreeAddress: addressRefusals.noFreeAddress,
} as const satisfies Record<string, Refusal>;

/** The identifier that was given, or drawn by the provider. */
function identifierOf({ inputs }: InstanceOperation): string {
    return inputs.identifier ?? "";
}

function refuseInstance(op: InstanceOperation): void {
    refuseLacking(op);
    refuseIdentifier(op, identifierOf(op), op.id);
    refuseMoves(op);
    const state = instanceState(op);
    const { inputs } = op;
    refuseUpgrade(op, state.engine, state.version, inputs.allowMajorVersionUpgrade);
    if (inputs.replicateSourceDb === undefined) {
        refuseStorage(op, storageOf(op, state));
    }
    refuseDatabase(op, {
        engine: state.engine,
        version: state.version,
        subnetGroup: state.subnetGroup,
        securityGroups: inputs.vpcSecurityGroupIds,
        zones: op.kind === "create" ? [inputs.availabilityZone ?? ""] : [],
        kmsKeys: [inputs.kmsKeyId, inputs.performanceInsightsKmsKeyId, inputs.masterUserSecretKmsKeyId],
        ...windowsOf(op),
        monitoringInterval: inputs.monitoringInterval,
        monitoringRoleArn: inputs.monitoringRoleArn,
        insights: inputs.performanceInsightsEnabled,
        insightsDays: inputs.performanceInsightsRetentionPeriod,
        insightsMode: inputs.databaseInsightsMode,
        username: inputs.username,
        password: inputs.password ?? inputs.passwordWo,
        databaseName: inputs.dbName,
        port: inputs.port,
        logTypes: inputs.enabledCloudwatchLogsExports,
        certificate: inputs.caCertIdentifier,
    });
    const options = inputs.optionGroupName ?? "default:";
    if (!options.startsWith("default:") && !op.world.get(RDS_TYPES.optionGroup, options)) {
        op.refuse(engineRefusals.optionGroup, `Specified OptionGroupName: ${options} not found.`);
    }
}

function storageOf(op: InstanceOperation, state: InstanceState): Parameters<typeof refuseStorage>[1] {
    const { inputs } = op;
    const before = numberOf(op.previous?.outputs, "allocatedStorage");
    const most = inputs.maxAllocatedStorage ?? 0;
    const asked = state.number("allocatedStorage", 0);
    return {
        engine: state.engine,
        type: state.text("storageType", inputs.iops === undefined ? "gp2" : "io1"),
        // The provider overlooks that storage has grown by itself.
        gib: before > asked && most > asked ? before : asked,
        gibBefore: before,
        iops: inputs.iops ?? 0,
        throughput: inputs.storageThroughput ?? 0,
        most,
    };
}

/** The two windows, as given or as they are: RDS finds another one beside the one it is given. */
function windowsOf(op: InstanceOperation): { backupWindow: string; maintenanceWindow: string } {
    const { backupWindow, maintenanceWindow } = op.inputs;
    const pick = (label: string, below: number): number => op.pick(label, below);
    const daily = keptText(op, "backupWindow", () => chosenDaily(pick, 30, maintenanceWindow?.toLowerCase()));
    const weekly = keptText(op, "maintenanceWindow", () => chosenWeekly(pick, 30, backupWindow ?? daily));
    return { backupWindow: daily, maintenanceWindow: weekly.toLowerCase() };
}

function storageOutputs(op: InstanceOperation, state: InstanceState): Properties {
    const { gib, type } = storageOf(op, state);
    const encrypted = state.value("storageEncrypted", false) === true;
    return {
        allocatedStorage: gib,
        dedicatedLogVolume: op.inputs.dedicatedLogVolume ?? false,
        iops: op.inputs.iops ?? usualIops(type, gib),
        kmsKeyId: encrypted ? state.text("kmsKeyId", managedKey(op, "rds")) || managedKey(op, "rds") : "",
        maxAllocatedStorage: op.inputs.maxAllocatedStorage ?? 0,
        storageEncrypted: encrypted,
        storageThroughput: op.inputs.storageThroughput ?? usualThroughput(type, gib),
        storageType: type,
    };
}

function networkOutputs(op: InstanceOperation, state: InstanceState): Properties {
    const identifier = identifierOf(op);
    const address = instanceAddress(op, identifier);
    const port = state.number("port", portOf(state.engine));
    return {
        address,
        arn: op.arn("rds", `db:${identifier}`),
        availabilityZone: state.zones[0] ?? "",
        dbSubnetGroupName: state.subnetGroup.id,
        endpoint: `${address}:${port}`,
        hostedZoneId: hostedZone(op.region),
        identifier,
        identifierPrefix: op.inputs.identifierPrefix ?? "",
        listenerEndpoints: [],
        multiAz: state.multiAz,
        networkType: state.text("networkType", "IPV4"),
        port,
        resourceId: op.id,
        vpcSecurityGroupIds: groupsIn(
            state.subnetGroup,
            op.inputs.vpcSecurityGroupIds ?? (op.previous ? groupsBefore(op) : undefined),
        ),
    };
}

/** The groups stay where an update no longer names any, unless the instance moves to another VPC. */
function groupsBefore(op: InstanceOperation): readonly string[] | undefined {
    const before = op.previous?.outputs["vpcSecurityGroupIds"];
    const moved = (op.inputs.dbSubnetGroupName ?? "") !== text(op.previous, "dbSubnetGroupName");
    return moved || !Array.isArray(before) ? undefined : before.map(String);
}

function engineOutputs({ inputs }: InstanceOperation, state: InstanceState): Properties {
    const { engine, version } = state;
    return {
        engine,
        engineLifecycleSupport: state.text("engineLifecycleSupport", "open-source-rds-extended-support"),
        engineVersion: inputs.engineVersion ?? version,
        engineVersionActual: version,
        licenseModel: state.text("licenseModel", licenseOf(engine)),
        optionGroupName: inputs.optionGroupName ?? defaultOptionGroup(engine, version),
        parameterGroupName: state.parameterGroup,
    };
}

function insightsOutputs(op: InstanceOperation, state: InstanceState): Properties {
    const on = op.inputs.performanceInsightsEnabled ?? false;
    const key = state.text("performanceInsightsKmsKeyId", "");
    return {
        databaseInsightsMode: state.text("databaseInsightsMode", "standard"),
        monitoringInterval: op.inputs.monitoringInterval ?? 0,
        monitoringRoleArn: op.inputs.monitoringRoleArn ?? "",
        performanceInsightsEnabled: on,
        performanceInsightsKmsKeyId: on && key === "" ? managedKey(op, "rds") : key,
        performanceInsightsRetentionPeriod: on ? (op.inputs.performanceInsightsRetentionPeriod ?? 7) : 0,
    };
}

/** RDS keeps a password that it manages in a secret of its own. */
function managedSecret(op: InstanceOperation): Properties {
    if (op.inputs.manageMasterUserPassword !== true) {
        return { masterUserSecretKmsKeyId: "", masterUserSecrets: [] };
    }
    const kmsKeyId = op.inputs.masterUserSecretKmsKeyId ?? managedKey(op, "secretsmanager");
    const secretArn = op.arn("secretsmanager", `secret:rds!${op.id.toLowerCase()}-${op.hash("secret", 6)}`);
    return {
        masterUserSecretKmsKeyId: kmsKeyId,
        masterUserSecrets: [{ kmsKeyId, secretArn, secretStatus: "active" }],
    };
}

function settingOutputs(op: InstanceOperation, state: InstanceState): Properties {
    const retention = state.number("backupRetentionPeriod", 0);
    return {
        ...filled(op.inputs, {
            applyImmediately: false,
            autoMinorVersionUpgrade: true,
            copyTagsToSnapshot: false,
            customerOwnedIpEnabled: false,
            deleteAutomatedBackups: true,
            deletionProtection: false,
            enabledCloudwatchLogsExports: [],
            iamDatabaseAuthenticationEnabled: false,
            publiclyAccessible: false,
            replicateSourceDb: "",
            skipFinalSnapshot: false,
            snapshotIdentifier: "",
        }),
        backupRetentionPeriod: retention,
        backupTarget: state.text("backupTarget", "region"),
        caCertIdentifier: state.text("caCertIdentifier", USUAL_CERTIFICATE),
        characterSetName: "",
        dbName: state.text("dbName", ""),
        domainFqdn: "",
        latestRestorableTime: retention > 0 ? moment(op.id, "restorable") : "",
        ncharCharacterSetName: "",
        passwordWo: undefined,
        replicaMode: "",
        replicas: [],
        status: "available",
        timezone: "",
        upgradeRolloutOrder: "second",
        username: state.text("username", ""),
    };
}

/** One interface, and one more for the standby in another zone. */
function place(op: InstanceOperation): void {
    const state = instanceState(op);
    const nodes = state.zones.map((zone) => ({ label: zone, zone, description: "RDSNetworkInterface" }));
    const record = op.world.get(RDS_TYPES.instance, op.id);
    const groups = record?.outputs["vpcSecurityGroupIds"];
    placeNodes(
        op,
        { type: RDS_TYPES.instance, id: op.id },
        state.subnetGroup,
        nodes,
        Array.isArray(groups) ? groups.map(String) : [],
    );
}

export const instance = defineModel<InstanceInputs>({
    type: RDS_TYPES.instance,
    source: CREATE,
    api: { service: "RDS", create: "CreateDBInstance", update: "ModifyDBInstance", delete: "DeleteDBInstance" },
    mint: (_inputs, hex) => resourceId("db", hex),
    refusals: instanceRefusals,
    replacement: [
        ...replaces(PROVIDER, "availabilityZone", "backupTarget", "characterSetName", "customIamInstanceProfile"),
        ...replaces(PROVIDER, "dbName", "engine", "kmsKeyId", "ncharCharacterSetName", "restoreToPointInTime"),
        ...replaces(PROVIDER, "snapshotIdentifier", "storageEncrypted", "timezone", "username"),
        ...inPlace(PROVIDER, "autoMinorVersionUpgrade", "backupRetentionPeriod", "dbSubnetGroupName", "identifier"),
        ...inPlace(PROVIDER, "identifierPrefix", "maintenanceWindow", "multiAz", "parameterGroupName", "port"),
        ...inPlace(PROVIDER, "performanceInsightsKmsKeyId", "replicateSourceDb", "storageType"),
    ],
    autoname: { property: "identifier", maxLength: 255 },
    unordered: ["enabledCloudwatchLogsExports", "vpcSecurityGroupIds"],
    check: (inputs, { unknown }) => instanceFaults(inputs, unknown),
    validate: refuseInstance,
    outputs: (op) => {
        const state = instanceState(op);
        return {
            ...settingOutputs(op, state),
            ...engineOutputs(op, state),
            ...storageOutputs(op, state),
            ...networkOutputs(op, state),
            ...insightsOutputs(op, state),
            ...managedSecret(op),
            ...windowsOf(op),
        };
    },
    afterCreate: place,
    afterUpdate: (op) => {
        place(op);
        upgradeReplicas(op, identifierOf(op));
    },
    beforeDelete: (op) => removeInstance(op, (name) => replicaSource(op, name)?.id === op.id),
    read: (record, view) => ({
        replicas: replicasOf(view, text(record, "identifier"), text(record, "arn"))
            .map((replica) => text(replica, "identifier"))
            .sort(),
    }),
});
