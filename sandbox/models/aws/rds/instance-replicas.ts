/** The replicas of an instance, and what reaches them from it. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { text } from "../ec2/records";
import { defaultOptionGroup, familyOf, majorOf } from "./engines";
import type { InstanceOperation } from "./instance-state";
import { RDS_TYPES } from "./sources";

/** The instances of the region that replicate this one. */
export function replicasOf(view: Pick<View, "list">, identifier: string, arn: string): readonly WorldRecord[] {
    return view
        .list(RDS_TYPES.instance)
        .filter((record) => [identifier, arn].includes(text(record, "replicateSourceDb")));
}

/**
 * A major upgrade takes the replicas of the region along, with the new version's default groups:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
 */
export function upgradeReplicas(op: InstanceOperation, identifier: string): void {
    const upgraded = op.world.get(RDS_TYPES.instance, op.id);
    const engine = text(upgraded, "engine");
    const [before, version] = [text(op.previous, "engineVersionActual"), text(upgraded, "engineVersionActual")];
    if (before === "" || majorOf(engine, before) === majorOf(engine, version)) {
        return;
    }
    for (const replica of replicasOf(op.world, identifier, op.arn("rds", `db:${identifier}`))) {
        op.world.patch(replica.type, replica.id, {
            engineVersion: version,
            engineVersionActual: version,
            optionGroupName: defaultOptionGroup(engine, version),
            parameterGroupName: `default.${familyOf(engine, version)}`,
        });
    }
}
