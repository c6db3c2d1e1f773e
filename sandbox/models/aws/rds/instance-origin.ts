/** Where a new instance comes from: nothing, a source that it replicates, a snapshot, or a point in time. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import type { InstanceInputs } from "./instance-faults";
import { instanceCheckRefusals } from "./instance-faults";
import { numberOf, recordWith } from "./settings";
import { guide, issue, operation, RDS_TYPES, row } from "./sources";

const REPLICA = operation("CreateDBInstanceReadReplica");

export const originRefusals = {
    unknownSource: row(
        "DBInstanceNotFound",
        "the source of a replica or of a restored instance does not exist",
        REPLICA,
    ),
    sourceWithoutBackups: row("InvalidDBInstanceState", "the source of a replica has no automated backups", REPLICA),
    replicaSubnetGroup: row(
        "DBSubnetGroupNotAllowedFault",
        "a replica names a DB subnet group although its source, of the same region, is not named by ARN",
        REPLICA,
    ),
    unknownSnapshot: row(
        "DBSnapshotNotFound",
        "the snapshot to restore does not exist",
        operation("RestoreDBInstanceFromDBSnapshot"),
    ),
    cannotMove: row(
        "InvalidVPCNetworkStateFault",
        "an update names another DB subnet group of the same VPC",
        issue("hashicorp/terraform-provider-aws/issues/512"),
    ),
    zoneOfMultiAz: row(
        "InvalidParameterCombination",
        "an availability zone is asked for, and Multi-AZ",
        operation("CreateDBInstance"),
    ),
    coverage: row(
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "Multi-AZ is asked for in a DB subnet group that has lost all subnets but those of one zone",
        guide("USER_VPC.WorkingWithRDSInstanceinaVPC"),
    ),
} as const satisfies Record<string, Refusal>;

type Op = Operation<InstanceInputs>;

/** What a replica has from its source. */
const INHERITED = [
    ...["allocatedStorage", "dbName", "dbSubnetGroupName", "engine", "iops", "kmsKeyId", "licenseModel", "networkType"],
    ...[
        "optionGroupName",
        "parameterGroupName",
        "port",
        "storageEncrypted",
        "storageThroughput",
        "storageType",
        "username",
    ],
];

function inherited(source: WorldRecord, properties: readonly string[]): Properties {
    return {
        ...Object.fromEntries(properties.map((property) => [property, source.outputs[property]])),
        engineVersion: source.outputs["engineVersionActual"],
    };
}

/** The instance that a replica names by identifier, or by ARN and maybe in another region. */
export function replicaSource(op: Pick<Op, "world">, name: string): WorldRecord | undefined {
    const region = name.startsWith("arn:") ? name.split(":")[3] : undefined;
    const instances =
        region === undefined ? op.world.list(RDS_TYPES.instance) : op.world.listIn(region, RDS_TYPES.instance);
    return instances.find((record) => [text(record, "arn"), text(record, "identifier")].includes(name));
}

/** The attributes that a new instance has from elsewhere; refuses an origin that there is not. */
export function originOf(op: Op): Properties {
    const { replicateSourceDb, restoreToPointInTime, snapshotIdentifier } = op.inputs;
    if (op.kind !== "create") {
        return op.previous?.outputs ?? {};
    }
    if (replicateSourceDb !== undefined) {
        return replicaOrigin(op, replicateSourceDb);
    }
    if (snapshotIdentifier !== undefined) {
        return snapshotOrigin(op, snapshotIdentifier);
    }
    if (restoreToPointInTime !== undefined) {
        const { sourceDbInstanceIdentifier: name = "", sourceDbiResourceId } = restoreToPointInTime;
        const source =
            recordWith(op.world.list(RDS_TYPES.instance), "identifier", name) ??
            op.world.get(RDS_TYPES.instance, sourceDbiResourceId ?? "");
        return source ? inherited(source, INHERITED) : refuseUnknown(op, name);
    }
    return {};
}

function refuseUnknown(op: Op, name: string): never {
    return op.refuse(originRefusals.unknownSource, `DBInstance ${name} not found.`);
}

function replicaOrigin(op: Op, name: string): Properties {
    const source = replicaSource(op, name) ?? refuseUnknown(op, name);
    if (numberOf(source.outputs, "backupRetentionPeriod") === 0) {
        op.refuse(
            originRefusals.sourceWithoutBackups,
            "Automated backups are not enabled for this database instance. To enable automated backups, use " +
                "ModifyDBInstance to set the backup retention period to a non-zero value.",
        );
    }
    if (!name.startsWith("arn:") && op.inputs.dbSubnetGroupName !== undefined) {
        op.refuse(
            originRefusals.replicaSubnetGroup,
            "The DB subnet group shouldn't be specified while creating read replicas that lie in the same region as " +
                "the source instance.",
        );
    }
    return inherited(
        source,
        source.region === op.region ? INHERITED : INHERITED.filter((property) => !REGIONAL.includes(property)),
    );
}

/** What a replica in another region cannot have from its source. */
const REGIONAL = ["dbSubnetGroupName", "kmsKeyId", "optionGroupName", "parameterGroupName"];

function snapshotOrigin(op: Op, name: string): Properties {
    const snapshot = op.world
        .list(RDS_TYPES.snapshot)
        .find((record) => [record.id, text(record, "dbSnapshotArn")].includes(name));
    if (!snapshot) {
        return op.refuse(originRefusals.unknownSnapshot, `DBSnapshot not found: ${name}`);
    }
    const { allocatedStorage, encrypted, engine, engineVersion, iops, kmsKeyId, licenseModel, port, storageType } =
        snapshot.outputs;
    return {
        ...{ allocatedStorage, engine, engineVersion, iops, kmsKeyId, licenseModel, port, storageType },
        storageEncrypted: encrypted,
    };
}

/** What the provider asks of an instance that comes from nothing else. */
export function refuseLacking(op: Op): void {
    const { allocatedStorage, engine, manageMasterUserPassword, password, passwordWo, username } = op.inputs;
    const { replicateSourceDb, restoreToPointInTime, s3Import, snapshotIdentifier } = op.inputs;
    const origin = replicateSourceDb ?? restoreToPointInTime ?? s3Import ?? snapshotIdentifier;
    if (op.kind !== "create" || origin !== undefined) {
        return;
    }
    const secret = manageMasterUserPassword === true ? "managed" : (password ?? passwordWo);
    const lacking = Object.entries({ allocated_storage: allocatedStorage, engine, username, password: secret }).find(
        ([, value]) => value === undefined || value === "",
    );
    if (lacking) {
        op.refuse(instanceCheckRefusals.requiredSettings, `"${lacking[0]}": required field is not set`);
    }
}

/** What an update may do with a replica's source and with the subnet group. */
export function refuseMoves(op: Op): void {
    const now = op.inputs.replicateSourceDb ?? "";
    if (op.kind === "update" && now !== "" && now !== op.previous?.inputs["replicateSourceDb"]) {
        op.refuse(instanceCheckRefusals.otherSource, "cannot elect new source database for replication");
    }
    const group = text(op.previous, "dbSubnetGroupName");
    const wanted = op.inputs.dbSubnetGroupName ?? group;
    const vpcOf = (name: string): string => text(op.world.get(RDS_TYPES.subnetGroup, name), "vpcId");
    if (op.kind === "update" && wanted !== group && vpcOf(wanted) === vpcOf(group)) {
        const identifier = text(op.previous, "identifier");
        op.refuse(
            originRefusals.cannotMove,
            `You cannot move DB instance ${identifier} to subnet group ${wanted}. The specified DB subnet group and DB ` +
                "instance are in the same VPC. Choose a DB subnet group in different VPC than the specified DB " +
                "instance and try again.",
        );
    }
}
