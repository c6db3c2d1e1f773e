/** Replication groups of Valkey and Redis OSS. */
import { stableHex } from "../../../worlds/hash";
import type { Properties } from "../../../values";
import type { Place } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { filled } from "../filled";
import { zonesOf } from "../ec2/availability-zones";
import { asText } from "../ec2/records";
import { groupsIn, placeNodes } from "../rds/placement";
import { inPlace, replaces } from "../rds/settings";
import { isOlder } from "./engines";
import type { ReplicationGroupInputs } from "./replication-group-refusals";
import { replicationGroupFaults, replicationGroupRefusals as refusals } from "./replication-group-refusals";
import { atRest, refuseReplicationGroup, windowsOf } from "./replication-group-rules";
import type { GroupOperation, GroupState } from "./replication-group-state";
import { groupState, nodeDescription } from "./replication-group-state";
import { CACHE_SNAPSHOT, CACHE_TYPES, operation, provider } from "./sources";

const CREATE = operation("CreateReplicationGroup");
const PROVIDER = provider("replication_group");
const USUAL_PORT = 6379;

/** `euc1`: how ElastiCache abbreviates a region in names. */
function regionCode(place: Place): string {
    return zonesOf(place)[0]?.id.split("-")[0] ?? place.region;
}

function endpointsOf(op: GroupOperation, { clusterEnabled, tls }: GroupState): Properties {
    const account = stableHex(6, "elasticache endpoints", op.account, op.region);
    const domain = `${regionCode(op)}.cache.amazonaws.com`;
    const [configuration, primary, reader] = tls
        ? [`clustercfg.${op.id}`, `master.${op.id}`, `replica.${op.id}`].map((name) => `${name}.${account}.${domain}`)
        : [
              `${op.id}.${account}.clustercfg.${domain}`,
              `${op.id}.${account}.ng.0001.${domain}`,
              `${op.id}-ro.${account}.ng.0001.${domain}`,
          ];
    return {
        configurationEndpointAddress: clusterEnabled ? configuration : "",
        primaryEndpointAddress: clusterEnabled ? "" : primary,
        readerEndpointAddress: clusterEnabled ? "" : reader,
    };
}

function shardOutputs({ nodes, replicas }: GroupState): readonly Properties[] {
    return [...new Set(nodes.map(({ shard }) => shard))].map((nodeGroupId) => {
        const [primary, ...others] = nodes.filter(({ shard }) => shard === nodeGroupId);
        return {
            nodeGroupId,
            primaryAvailabilityZone: primary?.zone ?? "",
            primaryOutpostArn: "",
            replicaAvailabilityZones: others.map(({ zone }) => zone),
            ...(replicas > 0 ? { replicaCount: replicas } : {}),
            replicaOutpostArns: [],
        };
    });
}

function groupOutputs(op: GroupOperation): Properties {
    const state = groupState(op);
    const { inputs } = op;
    const kept = op.previous?.outputs["securityGroupIds"];
    return {
        ...filled(inputs, {
            applyImmediately: false,
            autoMinorVersionUpgrade: true,
            automaticFailoverEnabled: false,
            clusterMode: state.clusterEnabled ? "enabled" : "disabled",
            dataTieringEnabled: false,
            globalReplicationGroupId: "",
            ipDiscovery: "ipv4",
            kmsKeyId: "",
            logDeliveryConfigurations: [],
            multiAzEnabled: false,
            networkType: "ipv4",
            notificationTopicArn: "",
            port: USUAL_PORT,
            securityGroupNames: [],
            snapshotRetentionLimit: 0,
            transitEncryptionMode: state.tls ? "required" : "",
            userGroupIds: [],
        }),
        ...windowsOf(op),
        ...endpointsOf(op, state),
        arn: op.arn("elasticache", `replicationgroup:${op.id}`),
        atRestEncryptionEnabled: atRest(op),
        authTokenWo: undefined,
        clusterEnabled: state.clusterEnabled,
        durability: inputs.durability ?? "",
        engine: state.engine,
        engineVersion: inputs.engineVersion ?? state.shownVersion,
        engineVersionActual: state.version,
        memberClusters: state.nodes.map(({ id }) => id),
        nodeGroupConfigurations: shardOutputs(state),
        numCacheClusters: state.nodes.length,
        numNodeGroups: state.shards,
        parameterGroupName: state.parameterGroup,
        replicasPerNodeGroup: state.replicas,
        replicationGroupId: op.id,
        securityGroupIds: groupsIn(
            state.subnetGroup,
            inputs.securityGroupIds ?? (Array.isArray(kept) ? kept.map(String) : undefined),
        ),
        subnetGroupName: state.subnetGroup.id,
        transitEncryptionEnabled: state.tls,
    };
}

/** An interface for each node. */
function place(op: GroupOperation): void {
    const state = groupState(op);
    const record = op.world.get(CACHE_TYPES.replicationGroup, op.id);
    const groups = record?.outputs["securityGroupIds"];
    placeNodes(
        op,
        { type: CACHE_TYPES.replicationGroup, id: op.id },
        state.subnetGroup,
        state.nodes.map(({ id, zone }) => ({ label: id, zone, description: nodeDescription(id) })),
        Array.isArray(groups) ? groups.map(String) : [],
    );
}

function keepFinalSnapshot(op: GroupOperation): void {
    const name = op.inputs.finalSnapshotIdentifier;
    if (name === undefined || name === "") {
        return;
    }
    if (op.world.get(CACHE_SNAPSHOT, name)) {
        op.refuse(refusals.finalSnapshotExists, `Snapshot ${name} already exists.`);
    }
    const { engine, engineVersion, numNodeGroups } = op.previous?.outputs ?? {};
    op.world.put({
        type: CACHE_SNAPSHOT,
        id: name,
        outputs: {
            arn: op.arn("elasticache", `snapshot:${name}`),
            engine,
            engineVersion,
            numNodeGroups,
            replicationGroupId: op.id,
        },
        remainder: "final snapshot, kept until it is deleted by hand",
    });
}

/** Whether the change goes back: to Redis OSS, or to an earlier version of the same engine. */
function goesBack(previous: Properties, inputs: Properties): boolean {
    const [before, after] = [previous, inputs].map((each) => asText(each["engine"]) || "redis");
    if (before !== after) {
        return before === "valkey";
    }
    const [from, to] = [previous["engineVersion"], inputs["engineVersion"]];
    return typeof from === "string" && typeof to === "string" && isOlder(to, from);
}

export const replicationGroup = defineModel<ReplicationGroupInputs>({
    type: CACHE_TYPES.replicationGroup,
    source: CREATE,
    api: {
        service: "ElastiCache",
        create: "CreateReplicationGroup",
        update: "ModifyReplicationGroup",
        delete: "DeleteReplicationGroup",
    },
    mint: (inputs) => (inputs.replicationGroupId ?? "").toLowerCase(),
    refusals,
    replacement: [
        ...replaces(PROVIDER, "atRestEncryptionEnabled", "dataTieringEnabled", "globalReplicationGroupId", "kmsKeyId"),
        ...replaces(PROVIDER, "networkType", "nodeGroupConfigurations", "port", "replicationGroupId"),
        ...replaces(PROVIDER, "securityGroupNames", "snapshotArns", "snapshotName", "subnetGroupName"),
        ...inPlace(PROVIDER, "authToken", "engine", "engineVersion", "numNodeGroups", "preferredCacheClusterAzs"),
        ...inPlace(PROVIDER, "replicasPerNodeGroup", "transitEncryptionEnabled"),
        ...["engine", "engineVersion"].map((property) => ({
            property,
            replaces: true,
            source: PROVIDER,
            when: goesBack,
        })),
        {
            property: "transitEncryptionEnabled",
            replaces: true,
            source: PROVIDER,
            // Only from Redis OSS 7.0.5 on can it be turned on later.
            when: (previous) => Number((asText(previous["engineVersion"]) || "7.1").split(".")[0]) < 7,
        },
    ],
    autoname: { property: "replicationGroupId", maxLength: 40 },
    unordered: ["logDeliveryConfigurations", "securityGroupIds", "securityGroupNames", "snapshotArns", "userGroupIds"],
    check: (inputs, { unknown }) => replicationGroupFaults(inputs, unknown),
    validate: refuseReplicationGroup,
    outputs: groupOutputs,
    afterCreate: place,
    afterUpdate: place,
    beforeDelete: keepFinalSnapshot,
});
