/** Snapshots: those that a program asks for, and the final ones that outlive what they are of. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { AnyResourceModel, Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { isIdentifier } from "./names";
import { inPlace, recordWith, replaces } from "./settings";
import { operation, provider, RDS_TYPES, row } from "./sources";

type SnapshotInputs = Unwrap<aws.rds.SnapshotArgs>;
type ClusterSnapshotInputs = Unwrap<aws.rds.ClusterSnapshotArgs>;

const CREATE = operation("CreateDBSnapshot");
const CREATE_CLUSTER = operation("CreateDBClusterSnapshot");

export const snapshotRefusals = {
    source: row("DBInstanceNotFound", "the DB instance does not exist", CREATE),
    exists: row("DBSnapshotAlreadyExists", "the region has a snapshot of this name", CREATE),
    nameForm: row("InvalidParameterValue", "the name is no identifier, or has more than 255 characters", CREATE),
} as const satisfies Record<string, Refusal>;

export const clusterSnapshotRefusals = {
    source: row("DBClusterNotFoundFault", "the DB cluster does not exist", CREATE_CLUSTER),
    exists: row("DBClusterSnapshotAlreadyExistsFault", "the region has a snapshot of this name", CREATE_CLUSTER),
    nameForm: row("InvalidParameterValue", "the name is no identifier, or has more than 63 characters", CREATE_CLUSTER),
} as const satisfies Record<string, Refusal>;

/** Why a final snapshot is still there. */
export const FINAL_SNAPSHOT = "final snapshot, kept until it is deleted by hand";

type Maker = Operation<object>;

/** What differs between snapshots of instances and of clusters. */
interface SnapshotKind {
    readonly type: string;
    readonly arn: string;
    readonly outputs: (op: Maker, source: WorldRecord) => Properties;
}

function vpcOf(op: Maker, source: WorldRecord): string {
    return text(op.world.get(RDS_TYPES.subnetGroup, text(source, "dbSubnetGroupName")), "vpcId");
}

function copied(source: WorldRecord, ...properties: readonly string[]): Properties {
    return Object.fromEntries(properties.map((property) => [property, source.outputs[property]]));
}

const OF_INSTANCE: SnapshotKind = {
    type: RDS_TYPES.snapshot,
    arn: "snapshot",
    outputs: (op, source) => ({
        ...copied(source, "allocatedStorage", "availabilityZone", "engine", "iops", "kmsKeyId", "licenseModel"),
        ...copied(source, "optionGroupName", "port", "storageType"),
        encrypted: source.outputs["storageEncrypted"] === true,
        engineVersion: text(source, "engineVersionActual"),
        snapshotType: "manual",
        sourceDbSnapshotIdentifier: "",
        sourceRegion: "",
        status: "available",
        vpcId: vpcOf(op, source),
    }),
};

const OF_CLUSTER: SnapshotKind = {
    type: RDS_TYPES.clusterSnapshot,
    arn: "cluster-snapshot",
    outputs: (op, source) => ({
        ...copied(source, "allocatedStorage", "availabilityZones", "engine", "kmsKeyId"),
        engineVersion: text(source, "engineVersionActual"),
        licenseModel: "postgresql-license",
        // A snapshot of an Aurora cluster has no port.
        port: 0,
        snapshotType: "manual",
        sourceDbClusterSnapshotArn: "",
        status: "available",
        storageEncrypted: source.outputs["storageEncrypted"] === true,
        vpcId: vpcOf(op, source),
    }),
};

/** Keeps a final snapshot of an instance that is being deleted. */
export function keepInstanceSnapshot(op: Maker, source: WorldRecord, name: string): void {
    keepSnapshot(op, source, name, OF_INSTANCE, snapshotRefusals.exists, {
        dbInstanceIdentifier: text(source, "identifier"),
        dbSnapshotIdentifier: name,
        dbSnapshotArn: op.arn("rds", `snapshot:${name}`),
    });
}

export function keepClusterSnapshot(op: Maker, source: WorldRecord, name: string): void {
    keepSnapshot(op, source, name, OF_CLUSTER, clusterSnapshotRefusals.exists, {
        dbClusterIdentifier: source.id,
        dbClusterSnapshotIdentifier: name,
        dbClusterSnapshotArn: op.arn("rds", `cluster-snapshot:${name}`),
    });
}

function keepSnapshot(
    op: Maker,
    source: WorldRecord,
    name: string,
    kind: SnapshotKind,
    exists: Refusal,
    named: Properties,
): void {
    const id = name.toLowerCase();
    refuseTaken(op, kind.type, id, exists);
    op.world.put({
        type: kind.type,
        id,
        outputs: {
            ...named,
            ...kind.outputs(op, source),
            region: op.region,
            sharedAccounts: [],
            tags: {},
            tagsAll: {},
        },
        remainder: FINAL_SNAPSHOT,
    });
}

function refuseTaken(op: Maker, type: string, id: string, exists: Refusal): void {
    if (op.world.get(type, id)) {
        op.refuse(exists, `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`);
    }
}

function refuseName(op: Maker, name: string, longest: number, parameter: string, refusal: Refusal): void {
    if (!isIdentifier(name) || name.length > longest) {
        op.refuse(
            refusal,
            `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain ` +
                "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
        );
    }
}

const API = { service: "RDS" };

export const snapshot: AnyResourceModel = defineModel<SnapshotInputs>({
    type: RDS_TYPES.snapshot,
    source: CREATE,
    api: { ...API, create: "CreateDBSnapshot", update: "ModifyDBSnapshotAttribute", delete: "DeleteDBSnapshot" },
    mint: (inputs) => inputs.dbSnapshotIdentifier.toLowerCase(),
    refusals: snapshotRefusals,
    replacement: [
        ...replaces(provider("snapshot"), "dbInstanceIdentifier", "dbSnapshotIdentifier"),
        ...inPlace(provider("snapshot"), "sharedAccounts"),
    ],
    unordered: ["sharedAccounts"],
    validate: (op) => {
        refuseName(op, op.inputs.dbSnapshotIdentifier, 255, "DBSnapshotIdentifier", snapshotRefusals.nameForm);
        if (op.kind === "create") {
            const { dbInstanceIdentifier } = op.inputs;
            if (!recordWith(op.world.list(RDS_TYPES.instance), "identifier", dbInstanceIdentifier)) {
                op.refuse(snapshotRefusals.source, `DBInstance ${dbInstanceIdentifier} not found.`);
            }
            refuseTaken(op, RDS_TYPES.snapshot, op.id, snapshotRefusals.exists);
        }
    },
    outputs: (op) => {
        const { dbInstanceIdentifier, sharedAccounts } = op.inputs;
        const source = recordWith(op.world.list(RDS_TYPES.instance), "identifier", dbInstanceIdentifier);
        return {
            ...(op.previous ? op.previous.outputs : source ? OF_INSTANCE.outputs(op, source) : {}),
            dbSnapshotArn: op.arn("rds", `snapshot:${op.id}`),
            sharedAccounts: sharedAccounts ?? [],
        };
    },
});

export const clusterSnapshot: AnyResourceModel = defineModel<ClusterSnapshotInputs>({
    type: RDS_TYPES.clusterSnapshot,
    source: CREATE_CLUSTER,
    api: {
        ...API,
        create: "CreateDBClusterSnapshot",
        update: "ModifyDBClusterSnapshotAttribute",
        delete: "DeleteDBClusterSnapshot",
    },
    mint: (inputs) => inputs.dbClusterSnapshotIdentifier.toLowerCase(),
    refusals: clusterSnapshotRefusals,
    replacement: [
        ...replaces(provider("cluster_snapshot"), "dbClusterIdentifier", "dbClusterSnapshotIdentifier"),
        ...inPlace(provider("cluster_snapshot"), "sharedAccounts"),
    ],
    unordered: ["sharedAccounts"],
    validate: (op) => {
        const { dbClusterIdentifier, dbClusterSnapshotIdentifier } = op.inputs;
        refuseName(
            op,
            dbClusterSnapshotIdentifier,
            63,
            "DBClusterSnapshotIdentifier",
            clusterSnapshotRefusals.nameForm,
        );
        if (op.kind === "create") {
            if (!op.world.get(RDS_TYPES.cluster, dbClusterIdentifier)) {
                op.refuse(clusterSnapshotRefusals.source, `DBCluster ${dbClusterIdentifier} not found.`);
            }
            refuseTaken(op, RDS_TYPES.clusterSnapshot, op.id, clusterSnapshotRefusals.exists);
        }
    },
    outputs: (op) => {
        const source = op.world.get(RDS_TYPES.cluster, op.inputs.dbClusterIdentifier);
        return {
            ...(op.previous ? op.previous.outputs : source ? OF_CLUSTER.outputs(op, source) : {}),
            dbClusterSnapshotArn: op.arn("rds", `cluster-snapshot:${op.id}`),
            sharedAccounts: op.inputs.sharedAccounts ?? [],
        };
    },
});
