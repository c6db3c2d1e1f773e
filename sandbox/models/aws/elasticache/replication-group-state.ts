/** What a replication group is, worked out of its inputs and what it was. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { text } from "../ec2/records";
import { interfacesOf, spread, subnetsOf, zonesOfSubnets } from "../rds/placement";
import { actualVersion, familyOf, shownVersion } from "./engines";
import type { ReplicationGroupInputs } from "./replication-group-refusals";
import { replicationGroupRefusals as refusals } from "./replication-group-refusals";
import { CACHE_TYPES } from "./sources";

export type GroupOperation = Operation<ReplicationGroupInputs>;

/** A node: its cluster's id, its shard, and where it is. */
export interface CacheNode {
    readonly id: string;
    readonly shard: string;
    readonly zone: string;
}

export interface GroupState {
    readonly engine: string;
    readonly version: string;
    readonly shownVersion: string;
    readonly parameterGroup: string;
    readonly subnetGroup: WorldRecord;
    readonly clusterEnabled: boolean;
    readonly shards: number;
    readonly replicas: number;
    readonly nodes: readonly CacheNode[];
    readonly tls: boolean;
}

export function groupState(op: GroupOperation): GroupState {
    const { inputs } = op;
    const engine = (inputs.engine ?? (text(op.previous, "engine") || "redis")).toLowerCase();
    const version = versionOf(op, engine);
    const subnetGroup = subnetGroupOf(op);
    const clusterEnabled = isClustered(inputs);
    const { replicas, shards } = counts(inputs);
    return {
        engine,
        version,
        shownVersion: shownVersion(version),
        parameterGroup: parameterGroupOf(op, familyOf(engine, version), clusterEnabled),
        subnetGroup,
        clusterEnabled,
        shards,
        replicas,
        nodes: nodesOf(op, subnetGroup, clusterEnabled, shards, replicas),
        tls: inputs.transitEncryptionEnabled ?? op.previous?.outputs["transitEncryptionEnabled"] === true,
    };
}

function versionOf(op: GroupOperation, engine: string): string {
    const running = text(op.previous, "engineVersionActual");
    const wanted = op.inputs.engineVersion;
    const asBefore = wanted === undefined || wanted === text(op.previous, "engineVersion");
    if (running !== "" && asBefore && engine === text(op.previous, "engine")) {
        return running;
    }
    if (engine === "valkey" && wanted === undefined) {
        op.refuse(refusals.versionMissing, "The parameter EngineVersion must be provided for engine valkey.");
    }
    const found = actualVersion(engine, wanted);
    return found ?? op.refuse(refusals.version, `Cannot find version ${wanted} for ${engine}`);
}

function subnetGroupOf(op: GroupOperation): WorldRecord {
    const name = op.inputs.subnetGroupName ?? (text(op.previous, "subnetGroupName") || "default");
    const found = op.world.get(CACHE_TYPES.subnetGroup, name);
    return found ?? op.refuse(refusals.subnetGroup, `Cache Subnet Group ${name} does not exist.`);
}

function isClustered({
    clusterMode,
    nodeGroupConfigurations,
    numNodeGroups,
    parameterGroupName,
}: ReplicationGroupInputs): boolean {
    return (
        clusterMode === "enabled" ||
        (numNodeGroups ?? nodeGroupConfigurations?.length ?? 1) > 1 ||
        (parameterGroupName ?? "").endsWith(".cluster.on")
    );
}

function counts(inputs: ReplicationGroupInputs): { readonly shards: number; readonly replicas: number } {
    const { nodeGroupConfigurations: groups, numCacheClusters, numNodeGroups, replicasPerNodeGroup } = inputs;
    const perGroup = replicasPerNodeGroup ?? groups?.[0]?.replicaCount ?? (numCacheClusters ?? 1) - 1;
    return { shards: numNodeGroups ?? groups?.length ?? 1, replicas: perGroup };
}

function parameterGroupOf(op: GroupOperation, family: string, clusterEnabled: boolean): string {
    const usual = `default.${family}${clusterEnabled ? ".cluster.on" : ""}`;
    const name = op.inputs.parameterGroupName ?? usual;
    const record = op.world.get(CACHE_TYPES.parameterGroup, name);
    const known = /^default\.(.+?)(\.cluster\.on)?$/.exec(name);
    const found = record ? text(record, "family") : known?.[1];
    if (found === undefined || found === "") {
        return op.refuse(refusals.parameterGroup, `CacheParameterGroup not found: ${name}`);
    }
    if (found !== family && op.kind === "create") {
        op.refuse(refusals.family, `Expected a parameter group of family ${family} but found one of family ${found}`);
    }
    if (found !== family) {
        op.refuse(
            refusals.familyOnUpdate,
            `Incompatible cache parameter group. The cache has Parameter Group Family ${family}. ` +
                `The requested cache parameter group has Parameter Group Family ${found}.`,
        );
    }
    const forOne = known !== null && known[2] === undefined;
    if (clusterEnabled && forOne) {
        op.refuse(
            refusals.clusterMode,
            `The parameter group ${name} has cluster mode disabled; use a parameter group that has cluster-enabled set to yes.`,
        );
    }
    return name;
}

function nodesOf(
    op: GroupOperation,
    group: WorldRecord,
    clusterEnabled: boolean,
    shards: number,
    replicas: number,
): readonly CacheNode[] {
    const zones = zonesOfSubnets(subnetsOf(op.world, group));
    return [...Array(shards).keys()].flatMap((shard) => {
        const name = String(shard + 1).padStart(4, "0");
        const ids = [...Array(Math.max(replicas + 1, 0)).keys()].map((index) => {
            const number = String(index + 1).padStart(3, "0");
            return clusterEnabled ? `${op.id}-${name}-${number}` : `${op.id}-${number}`;
        });
        const places = spread(op, zones, ids.length, wantedZones(op, shard));
        return ids.map((id, index) => ({ id, shard: name, zone: zoneBefore(op, id) ?? places[index] ?? "" }));
    });
}

function wantedZones({ inputs }: GroupOperation, shard: number): readonly string[] {
    const own = inputs.nodeGroupConfigurations?.[shard];
    return own
        ? [own.primaryAvailabilityZone, ...(own.replicaAvailabilityZones ?? [])].filter((zone) => zone !== undefined)
        : (inputs.preferredCacheClusterAzs ?? []);
}

/** A node stays where it is. */
function zoneBefore(op: GroupOperation, id: string): string | undefined {
    const node = interfacesOf(op.world, op.id).find((record) => text(record, "description") === nodeDescription(id));
    return node && text(node, "availabilityZone");
}

export function nodeDescription(id: string): string {
    return `ElastiCache ${id}`;
}
