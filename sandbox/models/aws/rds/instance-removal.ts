/** What deleting an RDS instance meets, and what it leaves behind. */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import type { InstanceInputs } from "./instance-faults";
import { instanceCheckRefusals } from "./instance-faults";
import { numberOf } from "./settings";
import { keepInstanceSnapshot, snapshotRefusals } from "./snapshots";
import { operation, RDS_TYPES, row } from "./sources";

const DELETE = operation("DeleteDBInstance");

/** Automated backups of an instance that is gone: a thing of its own in RDS, and no resource of the provider's. */
export const RETAINED_BACKUPS = "aws:rds/instance:Instance (retained automated backups)";

export const removalRefusals = {
    protected: row("InvalidParameterCombination", "an instance with deletion protection is deleted", DELETE),
    replicaFinalSnapshot: row(
        "InvalidParameterCombination",
        "a final snapshot is to be taken of a replica that is deleted",
        DELETE,
    ),
    finalSnapshotExists: snapshotRefusals.exists,
} as const satisfies Record<string, Refusal>;

/** @param isThis whether a replica's source of that name is the instance that goes */
export function removeInstance(op: Operation<InstanceInputs>, isThis: (source: string) => boolean): void {
    const record = op.previous;
    if (!record) {
        return;
    }
    const final = finalSnapshotOf(op);
    if (record.outputs["deletionProtection"] === true) {
        op.refuse(
            removalRefusals.protected,
            "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        );
    }
    if (final !== undefined) {
        if (text(record, "replicateSourceDb") !== "") {
            op.refuse(
                removalRefusals.replicaFinalSnapshot,
                "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance",
            );
        }
        keepInstanceSnapshot(op, record, final);
    }
    keepBackups(op);
    // RDS promotes the replicas of a source that goes.
    for (const replica of op.world.list(RDS_TYPES.instance)) {
        const source = text(replica, "replicateSourceDb");
        if (source !== "" && isThis(source)) {
            op.world.patch(replica.type, replica.id, { replicateSourceDb: "" });
        }
    }
}

/** The name of the final snapshot; `undefined` where none is to be taken. */
function finalSnapshotOf(op: Operation<InstanceInputs>): string | undefined {
    const { finalSnapshotIdentifier, skipFinalSnapshot } = op.inputs;
    if (skipFinalSnapshot === true) {
        return undefined;
    }
    return (
        finalSnapshotIdentifier ??
        op.refuse(
            instanceCheckRefusals.finalSnapshotMissing,
            "final_snapshot_identifier is required when skip_final_snapshot is false",
        )
    );
}

function keepBackups(op: Operation<InstanceInputs>): void {
    const days = numberOf(op.previous?.outputs, "backupRetentionPeriod");
    if (op.inputs.deleteAutomatedBackups === false && days > 0) {
        op.world.put({
            type: RETAINED_BACKUPS,
            id: op.id,
            outputs: { dbInstanceIdentifier: text(op.previous, "identifier"), dbiResourceId: op.id },
            remainder: `automated backups, kept for ${days} ${days === 1 ? "day" : "days"}`,
        });
    }
}
