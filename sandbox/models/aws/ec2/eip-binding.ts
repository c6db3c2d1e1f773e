/** What an Elastic IP is mapped to: one private address of one interface. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { privateDnsName, publicDnsName } from "./dns-names";
import { gatewayOf } from "./internet-gateway";
import { vpcOfSubnet } from "./public-mappings";
import { asText, objects, text, texts, TYPES } from "./records";
import { operation, row } from "./sources";

const ASSOCIATE = operation("AssociateAddress");

/** Rows for the table of every model that associates an address. */
export const bindingRefusals = {
    unknownInstance: row("InvalidInstanceID.NotFound", "the instance does not exist"),
    unknownInterface: row("InvalidNetworkInterfaceID.NotFound", "the network interface does not exist"),
    noGateway: row("Gateway.NotAttached", "the VPC has no internet gateway attached"),
    privateAddress: row("InvalidParameterValue", "the interface does not have the private address", ASSOCIATE),
} as const satisfies Record<string, Refusal>;

type Refuser = Pick<Operation<object>, "world" | "refuse">;

/** What the caller asks for; empty texts count as absent. */
export interface Wanted {
    readonly instance?: string;
    readonly networkInterface?: string;
    readonly privateIp?: string;
}

export interface Target {
    readonly instance: string;
    readonly networkInterface: string;
    readonly privateIp: string;
}

/** The private address that an association leads to. Refuses with {@link bindingRefusals}. */
export function bindingTarget(op: Refuser, wanted: Wanted): Target {
    const found = interfaceOf(op, wanted);
    const vpcId = vpcOfSubnet(op.world, text(found, "subnetId"));
    if (gatewayOf(op.world, vpcId) === undefined) {
        op.refuse(bindingRefusals.noGateway, `Network ${vpcId} is not attached to any internet gateway`);
    }
    const { privateIp = "" } = wanted;
    if (privateIp !== "" && !texts(found, "privateIps").includes(privateIp)) {
        op.refuse(
            bindingRefusals.privateAddress,
            `Invalid value '${privateIp}' for PrivateIpAddress. ` +
                `Address does not belong to the network interface ${found.id}.`,
        );
    }
    return {
        instance: instanceOf(found),
        networkInterface: found.id,
        privateIp: privateIp === "" ? text(found, "privateIp") : privateIp,
    };
}

function interfaceOf(op: Refuser, { instance = "", networkInterface = "" }: Wanted): WorldRecord {
    if (networkInterface !== "") {
        return (
            op.world.get(TYPES.networkInterface, networkInterface) ??
            op.refuse(bindingRefusals.unknownInterface, `The networkInterface ID '${networkInterface}' does not exist`)
        );
    }
    return (
        op.world.list(TYPES.networkInterface).find((record) => isPrimaryOf(record, instance)) ??
        op.refuse(bindingRefusals.unknownInstance, `The instance ID '${instance}' does not exist`)
    );
}

function attachmentOf(record: WorldRecord): Properties {
    return objects(record.outputs["attachments"])[0] ?? {};
}

function instanceOf(record: WorldRecord): string {
    return asText(attachmentOf(record)["instance"]);
}

function isPrimaryOf(record: WorldRecord, instance: string): boolean {
    return instanceOf(record) === instance && attachmentOf(record)["deviceIndex"] === 0;
}

/** The outputs of an Elastic IP that say what it is mapped to; without a target, that it is free. */
export function bindingOutputs(region: string, associationId: string, target?: Target): Properties {
    return {
        associationId: target === undefined ? "" : associationId,
        instance: target?.instance ?? "",
        networkInterface: target?.networkInterface ?? "",
        privateDns: target === undefined ? "" : privateDnsName(target.privateIp, region),
        privateIp: target?.privateIp ?? "",
    };
}

/** Whether the address leads somewhere: a mapping goes with the interface it is to. */
export function isMapped(view: Pick<View, "get">, address: WorldRecord | undefined): boolean {
    const target = text(address, "networkInterface");
    return text(address, "associationId") !== "" && view.get(TYPES.networkInterface, target) !== undefined;
}

/** Maps an address to a target, and takes away what was mapped there and where it was mapped before. */
export function bind(
    op: Pick<Operation<object>, "world" | "region">,
    allocationId: string,
    associationId: string,
    target: Target,
): void {
    release(op, allocationId);
    for (const other of op.world.list(TYPES.eip)) {
        const sameTarget =
            text(other, "networkInterface") === target.networkInterface &&
            text(other, "privateIp") === target.privateIp;
        if (sameTarget && other.id !== allocationId) {
            release(op, other.id);
        }
    }
    op.world.patch(TYPES.eip, allocationId, bindingOutputs(op.region, associationId, target));
    const publicIp = text(op.world.get(TYPES.eip, allocationId), "publicIp");
    showOnInstance(op.world, target.networkInterface, publicIp, publicDnsName(publicIp, op.region));
}

/** Addresses stay mapped to an interface that is attached to something else, or to nothing, from now on. */
export function followAttachment(op: Pick<Operation<object>, "world" | "region">, networkInterface: string): void {
    const record = op.world.get(TYPES.networkInterface, networkInterface);
    const instance = record === undefined ? "" : instanceOf(record);
    for (const address of op.world.list(TYPES.eip)) {
        if (text(address, "networkInterface") === networkInterface) {
            const associationId = text(address, "associationId");
            const publicIp = text(address, "publicIp");
            op.world.patch(TYPES.eip, address.id, { instance });
            if (op.world.get(TYPES.eipAssociation, associationId) !== undefined) {
                op.world.patch(TYPES.eipAssociation, associationId, { instanceId: instance });
            }
            showOnInstance(op.world, networkInterface, publicIp, publicDnsName(publicIp, op.region));
        }
    }
}

/** Undoes an address's mapping and whatever resource stands for it. */
export function release(op: Pick<Operation<object>, "world" | "region">, allocationId: string): void {
    const address = op.world.get(TYPES.eip, allocationId);
    const associationId = text(address, "associationId");
    if (address === undefined || associationId === "") {
        return;
    }
    showOnInstance(op.world, text(address, "networkInterface"), "", "");
    op.world.remove(TYPES.eipAssociation, associationId);
    op.world.patch(TYPES.eip, allocationId, bindingOutputs(op.region, ""));
}

/**
 * The public address that an instance has is that of its primary interface:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
function showOnInstance(world: View, networkInterface: string, publicIp: string, publicDns: string): void {
    const record = world.get(TYPES.networkInterface, networkInterface);
    const instance = record === undefined ? "" : instanceOf(record);
    if (record && isPrimaryOf(record, instance) && world.get(TYPES.instance, instance) !== undefined) {
        world.patch(TYPES.instance, instance, { publicDns, publicIp });
    }
}
