/** Where a database or a cache lives: the subnets of its group, and an interface in one of them for each node. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { groupsOrDefault } from "../ec2/interface-groups";
import { NETWORK_INTERFACE, networkInterface } from "../ec2/interfaces";
import { text, texts, TYPES } from "../ec2/records";

type Maker = Operation<object>;

/** Subnets of the group that still exist: a subnet goes although a group names it. */
export function subnetsOf(view: Pick<View, "get">, group: WorldRecord | undefined): readonly WorldRecord[] {
    return texts(group, "subnetIds").flatMap((id) => view.get(TYPES.subnet, id) ?? []);
}

export function zonesOfSubnets(subnets: readonly WorldRecord[]): readonly string[] {
    return [...new Set(subnets.map((subnet) => text(subnet, "availabilityZone")))].sort();
}

/** A zone for each node: the wanted ones first, then around the group's zones from a drawn one on. */
export function spread(
    op: Pick<Maker, "pick">,
    zones: readonly string[],
    count: number,
    wanted: readonly string[] = [],
): readonly string[] {
    const begin = wanted[0] === undefined ? op.pick("zone", Math.max(zones.length, 1)) : zones.indexOf(wanted[0]);
    return [...Array(count).keys()].map(
        (index) => wanted[index] ?? zones[(Math.max(begin, 0) + index) % zones.length] ?? "",
    );
}

/** An interface that an AWS service puts into a subnet. */
export interface Node {
    /** Tells the nodes of one resource apart. */
    readonly label: string;
    readonly zone: string;
    readonly description: string;
}

export function interfacesOf(view: Pick<View, "list">, ownerId: string): readonly WorldRecord[] {
    return view.list(NETWORK_INTERFACE).filter((record) => record.ownedBy?.id === ownerId);
}

/** Gives a resource one interface for each node: those that fit stay, with the given groups. */
export function placeNodes(
    op: Maker,
    owner: { readonly type: string; readonly id: string },
    group: WorldRecord | undefined,
    nodes: readonly Node[],
    securityGroups: readonly string[],
): void {
    const subnets = subnetsOf(op.world, group);
    const present = interfacesOf(op.world, owner.id);
    const fits = (record: WorldRecord, node: Node): boolean =>
        text(record, "description") === node.description &&
        text(record, "availabilityZone") === node.zone &&
        subnets.some(({ id }) => id === text(record, "subnetId"));
    const staying = new Set<string>();
    for (const node of nodes) {
        const fitting = present.find((record) => !staying.has(record.id) && fits(record, node));
        if (fitting) {
            staying.add(fitting.id);
            op.world.put({
                ...fitting,
                inputs: { ...fitting.inputs, securityGroups },
                outputs: { ...fitting.outputs, securityGroups },
            });
        }
    }
    const leaving = present.filter(({ id }) => !staying.has(id));
    leaving.forEach(({ type, id }) => op.world.remove(type, id));
    for (const node of nodes.filter((each) => ![...staying].some((id) => isNodes(op.world, id, each)))) {
        const subnet = subnets.find((candidate) => text(candidate, "availabilityZone") === node.zone);
        if (subnet) {
            op.world.put(
                networkInterface(op, {
                    label: `node ${node.label} ${subnet.id}`,
                    subnet,
                    interfaceType: "interface",
                    description: node.description,
                    securityGroups,
                    attachedTo: { instance: "", deviceIndex: 1 },
                    ownedBy: owner,
                }),
            );
        }
    }
}

function isNodes(view: Pick<View, "get">, id: string, node: Node): boolean {
    const record = view.get(NETWORK_INTERFACE, id);
    return text(record, "description") === node.description && text(record, "availabilityZone") === node.zone;
}

/** The groups given, or the default group of the subnet group's VPC. */
export function groupsIn(group: WorldRecord | undefined, given: readonly string[] | undefined): readonly string[] {
    return groupsOrDefault(given, text(group, "vpcId"));
}

/** A security group that does not exist, or one of another VPC. */
export function groupFault(
    view: Pick<View, "get">,
    vpcId: string,
    groups: readonly string[],
): { readonly id: string; readonly vpcId: string | undefined } | undefined {
    for (const id of groups) {
        const group = view.get(TYPES.securityGroup, id);
        if (!group || text(group, "vpcId") !== vpcId) {
            return { id, vpcId: group ? text(group, "vpcId") : undefined };
        }
    }
    return undefined;
}
