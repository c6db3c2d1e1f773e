/** What ElastiCache refuses of replication groups. */
import { text } from "../ec2/records";
import { usableKey } from "../kms/keys";
import { groupFault, subnetsOf, zonesOfSubnets } from "../rds/placement";
import { keptText } from "../rds/settings";
import { chosenDaily, chosenWeekly, dailyLength, weeklyLength, windowsOverlap } from "../rds/windows";
import { isNodeType } from "./engines";
import { replicationGroupRefusals as refusals } from "./replication-group-refusals";
import type { GroupOperation, GroupState } from "./replication-group-state";
import { groupState } from "./replication-group-state";
import { CACHE_SNAPSHOT, CACHE_TYPES } from "./sources";

const LEAST_MINUTES = 60;

export function refuseReplicationGroup(op: GroupOperation): void {
    refuseNew(op);
    const state = groupState(op);
    refuseNodes(op, state);
    refusePlace(op, state);
    refuseAccess(op, state);
    refuseEncryption(op);
    refuseWindows(op);
}

function refuseNew(op: GroupOperation): void {
    const { globalReplicationGroupId, nodeType, snapshotName } = op.inputs;
    if (op.kind !== "create") {
        return;
    }
    if (nodeType === undefined && globalReplicationGroupId === undefined) {
        op.refuse(refusals.nodeTypeMissing, '"node_type" is required unless "global_replication_group_id" is set.');
    }
    if (op.world.get(CACHE_TYPES.replicationGroup, op.id)) {
        op.refuse(refusals.exists, `Replication group ${op.id} already exists.`);
    }
    if (snapshotName !== undefined && !op.world.get(CACHE_SNAPSHOT, snapshotName)) {
        op.refuse(refusals.unknownSnapshot, `Snapshot ${snapshotName} not found.`);
    }
}

function refuseNodes(op: GroupOperation, { clusterEnabled, nodes, replicas }: GroupState): void {
    const { automaticFailoverEnabled, nodeType, preferredCacheClusterAzs } = op.inputs;
    if (nodeType !== undefined && !isNodeType(nodeType)) {
        op.refuse(refusals.nodeType, `Invalid cache node type: ${nodeType}`);
    }
    if (!clusterEnabled && (nodes.length < 1 || nodes.length > 6)) {
        op.refuse(refusals.nodes, "The number of cache clusters in a replication group must be between 1 and 6.");
    }
    if (replicas > 5) {
        op.refuse(refusals.replicas, "The number of replicas per node group must be within 0 and 5.");
    }
    if (automaticFailoverEnabled === true && !clusterEnabled && replicas < 1) {
        op.refuse(
            refusals.failover,
            "When using automatic failover, there must be at least 2 cache clusters in the replication group.",
        );
    }
    if (preferredCacheClusterAzs !== undefined && preferredCacheClusterAzs.length !== nodes.length) {
        op.refuse(
            refusals.zoneCount,
            "The number of preferred availability zones must be the same as the number of cache clusters.",
        );
    }
}

function refusePlace(op: GroupOperation, { nodes, subnetGroup }: GroupState): void {
    const vpcId = text(subnetGroup, "vpcId");
    const fault = groupFault(op.world, vpcId, op.inputs.securityGroupIds ?? []);
    if (fault && fault.vpcId === undefined) {
        op.refuse(refusals.unknownGroup, `Some security group Ids are not present: ${fault.id}`);
    }
    if (fault) {
        op.refuse(
            refusals.groupOfOtherVpc,
            `Subnet group [${subnetGroup.id}] belongs to a different VPC [${vpcId}] than [${fault.vpcId}]`,
        );
    }
    const covered = zonesOfSubnets(subnetsOf(op.world, subnetGroup));
    const outside = nodes.find(({ zone }) => !covered.includes(zone));
    if (outside) {
        op.refuse(
            refusals.zone,
            `The subnet group ${subnetGroup.id} has no subnet in the availability zone ${outside.zone}.`,
        );
    }
}

function refuseAccess(op: GroupOperation, { engine, tls }: GroupState): void {
    const { authToken, authTokenWo, userGroupIds: users = [] } = op.inputs;
    if ((authToken ?? authTokenWo) !== undefined && !tls) {
        op.refuse(refusals.tokenWithoutTls, "The AUTH token is only supported when encryption-in-transit is enabled");
    }
    if (users.length > 0 && !tls) {
        op.refuse(
            refusals.usersWithoutTls,
            "User group based access control requires encryption-in-transit to be enabled on the replication group.",
        );
    }
    if (users.length > 1) {
        op.refuse(refusals.manyUserGroups, "Only one user group can be associated with a replication group.");
    }
    if (users.length > 0) {
        refuseToken(op);
    }
    for (const id of users) {
        const group = op.world.get(CACHE_TYPES.userGroup, id);
        if (!group) {
            return op.refuse(refusals.userGroup, `User Group ${id} not found.`);
        }
        if (engine === "redis" && text(group, "engine").toLowerCase() === "valkey") {
            op.refuse(refusals.userGroupEngine, `User group ${id} has engine valkey; the replication group has redis.`);
        }
    }
}

/** Users take a token's place only where the same call deletes it. */
function refuseToken(op: GroupOperation): void {
    const before = op.previous?.inputs ?? {};
    const hadToken = (before["authToken"] ?? before["authTokenWo"]) !== undefined;
    if (hadToken && op.inputs.authTokenUpdateStrategy !== "DELETE") {
        op.refuse(
            refusals.usersBesideToken,
            "User group can't be associated with auth token enabled. Pass AuthStrategy delete to proceed.",
        );
    }
}

function refuseEncryption(op: GroupOperation): void {
    const { kmsKeyId, transitEncryptionEnabled, transitEncryptionMode } = op.inputs;
    if (kmsKeyId !== undefined && !atRest(op)) {
        op.refuse(refusals.keyWithoutEncryption, "A KMS key can only be specified when encryption-at-rest is enabled.");
    }
    if (kmsKeyId !== undefined && !usableKey(op.world, kmsKeyId)) {
        op.refuse(
            refusals.key,
            `The KMS key ${kmsKeyId} does not exist, is not enabled or you do not have access to it.`,
        );
    }
    const before = op.previous?.outputs["transitEncryptionEnabled"];
    if (before === false && transitEncryptionEnabled === true && transitEncryptionMode !== "preferred") {
        op.refuse(
            refusals.tlsAtOnce,
            "To enable encryption-in-transit on an existing replication group, set the transit encryption mode to preferred first.",
        );
    }
}

function refuseWindows(op: GroupOperation): void {
    const { maintenanceWindow, snapshotWindow } = windowsOf(op);
    if (weeklyLength(maintenanceWindow) < LEAST_MINUTES) {
        op.refuse(refusals.shortMaintenanceWindow, "The maintenance window must be at least 60 minutes.");
    }
    if (dailyLength(snapshotWindow) < LEAST_MINUTES) {
        op.refuse(refusals.shortSnapshotWindow, "The snapshot window must be at least 60 minutes.");
    }
    if (windowsOverlap(snapshotWindow, maintenanceWindow)) {
        op.refuse(refusals.windowsOverlap, "The snapshot window and maintenance window must not overlap.");
    }
}

/** The two windows, as given or as they are: ElastiCache finds another one beside the one it is given. */
export function windowsOf(op: GroupOperation): { readonly maintenanceWindow: string; readonly snapshotWindow: string } {
    const pick = (label: string, below: number): number => op.pick(label, below);
    const weekly = op.inputs.maintenanceWindow?.toLowerCase();
    const snapshotWindow = keptText(op, "snapshotWindow", () => chosenDaily(pick, LEAST_MINUTES, weekly));
    const maintenanceWindow = keptText(op, "maintenanceWindow", () =>
        chosenWeekly(pick, LEAST_MINUTES, snapshotWindow),
    );
    return { maintenanceWindow: maintenanceWindow.toLowerCase(), snapshotWindow };
}

/** Valkey encrypts at rest where nobody says otherwise. */
export function atRest(op: GroupOperation): boolean {
    const before = op.previous?.outputs["atRestEncryptionEnabled"];
    const usual = typeof before === "boolean" ? before : (op.inputs.engine ?? "").toLowerCase() === "valkey";
    return op.inputs.atRestEncryptionEnabled ?? usual;
}
