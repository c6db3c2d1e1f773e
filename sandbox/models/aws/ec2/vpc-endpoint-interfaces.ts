/** The network interfaces of an interface endpoint: one in each of its subnets. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { namesAt } from "../../kernel/references";
import { groupsOrDefault } from "./interface-groups";
import type { InterfaceMaker } from "./interfaces";
import { NETWORK_INTERFACE, networkInterface } from "./interfaces";
import { text, TYPES } from "./records";

interface Placement {
    readonly subnetId?: string;
    readonly ipv4?: string;
}

interface PlacedInputs {
    readonly vpcId: string;
    readonly vpcEndpointType?: string;
    readonly securityGroupIds?: readonly string[];
    readonly subnetIds?: readonly string[];
    readonly subnetConfigurations?: readonly Placement[];
}

/** The subnets of an endpoint, named in a list or together with their addresses. */
export function wantedSubnets(inputs: PlacedInputs): readonly string[] {
    const configured = (inputs.subnetConfigurations ?? []).map(({ subnetId }) => subnetId ?? "");
    return [...new Set([...(inputs.subnetIds ?? []), ...configured])].filter((id) => id !== "");
}

export function endpointInterfaces(view: Pick<View, "list">, endpointId: string): readonly WorldRecord[] {
    return view.list(NETWORK_INTERFACE).filter((record) => record.ownedBy?.id === endpointId);
}

/** Puts an endpoint's interface into a subnet; `op.id` may be the endpoint's or an association's. */
export function putInterface(
    op: InterfaceMaker,
    endpointId: string,
    subnet: WorldRecord,
    securityGroups: readonly string[],
    privateIp?: string,
): string {
    const record = networkInterface(op, {
        label: `endpoint ${subnet.id}`,
        subnet,
        interfaceType: "vpc_endpoint",
        description: `VPC Endpoint Interface ${endpointId}`,
        securityGroups,
        attachedTo: { instance: "", deviceIndex: 1 },
        ownedBy: { type: TYPES.vpcEndpoint, id: endpointId },
        ...(privateIp === undefined ? {} : { privateIp }),
    });
    op.world.put(record);
    return record.id;
}

/** The subnets that the endpoint's own inputs named before an update. */
function formerSubnets(previous: WorldRecord | undefined): readonly string[] {
    return previous
        ? [...namesAt(previous.inputs, "subnetIds[*]"), ...namesAt(previous.inputs, "subnetConfigurations[*].subnetId")]
        : [];
}

/** Adds interfaces in new subnets, removes those in subnets left out, and gives all of them the endpoint's groups. */
export function syncInterfaces(op: Operation<PlacedInputs>): void {
    if ((op.inputs.vpcEndpointType ?? "Gateway") === "Gateway") {
        return;
    }
    const groups = groupsOrDefault(op.inputs.securityGroupIds, op.inputs.vpcId);
    const wanted = wantedSubnets(op.inputs);
    const present = endpointInterfaces(op.world, op.id);
    const formerly = formerSubnets(op.previous);
    for (const record of present) {
        const subnetId = text(record, "subnetId");
        // An interface that an association made stays until the association goes.
        if (wanted.includes(subnetId) || !formerly.includes(subnetId)) {
            op.world.put({
                ...record,
                inputs: { ...record.inputs, securityGroups: groups },
                outputs: { ...record.outputs, securityGroups: groups },
            });
        } else {
            op.world.remove(record.type, record.id);
        }
    }
    const occupied = new Set(present.map((record) => text(record, "subnetId")));
    for (const subnetId of wanted.filter((id) => !occupied.has(id))) {
        const subnet = op.world.get(TYPES.subnet, subnetId);
        const placement = op.inputs.subnetConfigurations?.find((item) => item.subnetId === subnetId);
        if (subnet) {
            putInterface(op, op.id, subnet, groups, placement?.ipv4);
        }
    }
}
