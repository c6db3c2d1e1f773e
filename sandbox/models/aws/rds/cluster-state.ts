/** What a cluster is, worked out of its inputs, what it was, and where it comes from. */
import type { Properties, Value } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { zonesOf } from "../ec2/availability-zones";
import { asText, text } from "../ec2/records";
import type { ClusterInputs } from "./cluster-refusals";
import { clusterRefusals as refusals } from "./cluster-refusals";
import { refuseFamily, subnetGroupOf, versionOf } from "./database-rules";
import { canPause, familyOf, isAurora, majorOf } from "./engines";
import { numberOf } from "./settings";
import { RDS_TYPES } from "./sources";

export type ClusterOperation = Operation<ClusterInputs>;

export interface ClusterState {
    readonly engine: string;
    readonly version: string;
    readonly subnetGroup: WorldRecord;
    readonly parameterGroup: string;
    readonly zones: readonly string[];
    readonly value: (property: string, otherwise: Value) => Value;
    readonly number: (property: string, otherwise: number) => number;
    readonly text: (property: string, otherwise: string) => string;
}

export function clusterState(op: ClusterOperation): ClusterState {
    const origin = clusterOrigin(op);
    const given: Properties = Object.fromEntries(Object.entries(op.inputs));
    const value = (property: string, otherwise: Value): Value => given[property] ?? origin[property] ?? otherwise;
    const words = (property: string, otherwise: string): string => asText(value(property, otherwise));
    const { engine } = op.inputs;
    const wanted = op.inputs.engineVersion ?? (op.previous ? undefined : asText(origin["engineVersion"]) || undefined);
    const version = versionOf(op, engine, wanted);
    return {
        engine,
        version,
        subnetGroup: subnetGroupOf(op, words("dbSubnetGroupName", "")),
        parameterGroup: parameterGroupOf(op, engine, version, words("dbClusterParameterGroupName", "")),
        zones: zonesFor(op),
        value,
        number: (property, otherwise) => numberOf({ [property]: value(property, otherwise) }, property),
        text: words,
    };
}

/** A restored cluster's attributes come from its snapshot or from the other cluster. */
function clusterOrigin(op: ClusterOperation): Properties {
    const { restoreToPointInTime, snapshotIdentifier } = op.inputs;
    if (op.kind !== "create") {
        return op.previous?.outputs ?? {};
    }
    if (snapshotIdentifier !== undefined && snapshotIdentifier !== "") {
        const snapshot = op.world
            .list(RDS_TYPES.clusterSnapshot)
            .find((record) => [record.id, text(record, "dbClusterSnapshotArn")].includes(snapshotIdentifier));
        return snapshot
            ? copied(snapshot, "engineVersion", "kmsKeyId", "storageEncrypted")
            : op.refuse(refusals.unknownSnapshot, `DBClusterSnapshot not found: ${snapshotIdentifier}`);
    }
    if (restoreToPointInTime !== undefined) {
        const { sourceClusterIdentifier: name = "", sourceClusterResourceId = "" } = restoreToPointInTime;
        const names = [name, sourceClusterResourceId].filter((each) => each !== "");
        const source = op.world
            .list(RDS_TYPES.cluster)
            .find((record) =>
                [record.id, text(record, "arn"), text(record, "clusterResourceId")].some((each) =>
                    names.includes(each),
                ),
            );
        return source
            ? {
                  ...copied(source, "databaseName", "kmsKeyId", "masterUsername", "port", "storageEncrypted"),
                  engineVersion: source.outputs["engineVersionActual"],
              }
            : op.refuse(refusals.unknownSource, `DBCluster ${name} not found.`);
    }
    return {};
}

function copied(source: WorldRecord, ...properties: readonly string[]): Properties {
    return Object.fromEntries(properties.map((property) => [property, source.outputs[property]]));
}

function parameterGroupOf(op: ClusterOperation, engine: string, version: string, name: string): string {
    const usual = `default.${familyOf(engine, version)}`;
    if (name === "" || (op.inputs.dbClusterParameterGroupName === undefined && name.startsWith("default."))) {
        return usual;
    }
    if (name.startsWith("default.")) {
        refuseFamily(op, engine, version, name);
        return name;
    }
    const group = op.world.get(RDS_TYPES.clusterParameterGroup, name);
    if (!group) {
        return op.refuse(refusals.parameterGroup, `DBClusterParameterGroup not found: ${name}`);
    }
    refuseFamily(op, engine, version, group);
    return name;
}

/** Aurora keeps a cluster's storage in three zones of the region. */
function zonesFor(op: ClusterOperation): readonly string[] {
    const before = op.previous?.outputs["availabilityZones"];
    if (Array.isArray(before)) {
        return before.map(String);
    }
    const names = zonesOf(op).map(({ name }) => name);
    const asked = op.inputs.availabilityZones ?? [];
    return [...new Set([...asked, ...names])].slice(0, Math.max(3, asked.length)).sort();
}

/** What RDS asks of Serverless v2 capacity. */
export function refuseCapacity(op: ClusterOperation, { engine, version }: ClusterState): void {
    const scaling = op.inputs.serverlessv2ScalingConfiguration;
    if (scaling === undefined) {
        return;
    }
    const { maxCapacity, minCapacity } = scaling;
    if ([minCapacity, maxCapacity].some((capacity) => !Number.isInteger(capacity * 2))) {
        op.refuse(
            refusals.capacityStep,
            "Serverless v2 capacity must be specified in half-step increments, such as 8, 8.5 and 9.",
        );
    }
    if (minCapacity > maxCapacity) {
        op.refuse(
            refusals.capacityOrder,
            `The minimum Serverless v2 capacity ${minCapacity} can't be greater than the maximum capacity ${maxCapacity}.`,
        );
    }
    if (minCapacity === 0 && !canPause(engine, version)) {
        op.refuse(
            refusals.cannotPause,
            `A minimum Serverless v2 capacity of 0 isn't supported for ${engine} ${version}.`,
        );
    }
}

/** A major upgrade needs instances whose parameter groups are default ones, or a group for them. */
export function refuseCustomGroups(op: ClusterOperation, { engine, version }: ClusterState): void {
    const running = text(op.previous, "engineVersionActual");
    const major = running !== "" && majorOf(engine, running) !== majorOf(engine, version);
    if (!major || !isAurora(engine) || op.inputs.dbInstanceParameterGroupName !== undefined) {
        return;
    }
    const custom = op.world
        .list(RDS_TYPES.clusterInstance)
        .filter((record) => text(record, "clusterIdentifier") === op.id)
        .map((record) => text(record, "dbParameterGroupName"))
        .find((name) => !name.startsWith("default."));
    if (custom !== undefined) {
        op.refuse(
            refusals.customGroups,
            `The current DB instance parameter group ${custom} is custom. You must explicitly specify a new DB instance ` +
                "parameter group, either default or custom, for the engine version upgrade.",
        );
    }
}
