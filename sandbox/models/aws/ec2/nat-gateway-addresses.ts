/** The addresses of a zonal NAT gateway: its interface's private ones and the Elastic IPs mapped to them. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { bind, release } from "./eip-binding";
import type { InterfaceMaker } from "./interfaces";
import { choosePrivateAddress } from "./interfaces";
import { text, texts, TYPES } from "./records";

export interface NatAddressInputs {
    readonly allocationId?: string;
    readonly privateIp?: string;
    readonly secondaryAllocationIds?: readonly string[];
    readonly secondaryPrivateIpAddressCount?: number;
    readonly secondaryPrivateIpAddresses?: readonly string[];
}

type NatOperation = InterfaceMaker & Pick<Operation<NatAddressInputs>, "id" | "inputs" | "previous">;

/** The private addresses, the primary one first; the same each time an operation asks. */
export function privateAddresses(op: NatOperation, subnet: WorldRecord): readonly string[] {
    const { inputs, previous } = op;
    const primary = text(previous, "privateIp") || choosePrivateAddress(op, subnet, inputs.privateIp, "interface");
    const kept = texts(previous, "secondaryPrivateIpAddresses");
    const written = inputs.secondaryPrivateIpAddresses;
    if (written !== undefined) {
        return [primary, ...written.map((address) => (kept.includes(address) ? address : wanted(op, subnet, address)))];
    }
    const count = inputs.secondaryPrivateIpAddressCount ?? inputs.secondaryAllocationIds?.length ?? kept.length;
    const addresses = [primary, ...kept.slice(0, count)];
    while (addresses.length <= count) {
        addresses.push(another(op, subnet, addresses));
    }
    return addresses;
}

function wanted(op: NatOperation, subnet: WorldRecord, address: string): string {
    return choosePrivateAddress(op, subnet, address, "interface");
}

function another(op: NatOperation, subnet: WorldRecord, besides: readonly string[]): string {
    return choosePrivateAddress(op, subnet, undefined, `secondary ${besides.length}`, besides);
}

/** The Elastic IPs in the order of the private addresses that they are mapped to. */
export function allocations(inputs: NatAddressInputs, previous: WorldRecord | undefined): readonly string[] {
    const secondary = inputs.secondaryAllocationIds ?? texts(previous, "secondaryAllocationIds");
    return inputs.allocationId === undefined ? [] : [inputs.allocationId, ...secondary];
}

export function interfaceId(op: Pick<InterfaceMaker, "hash">): string {
    return `eni-0${op.hash("interface id", 16)}`;
}

export function associationId(op: Pick<InterfaceMaker, "hash">, allocationId: string): string {
    return `eipassoc-0${op.hash(`association ${allocationId}`, 16)}`;
}

/** Maps the Elastic IPs to the private addresses, and frees those that are no longer among them. */
export function mapAddresses(op: NatOperation, addresses: readonly string[]): void {
    const ids = allocations(op.inputs, op.previous);
    const networkInterface = interfaceId(op);
    op.world
        .list(TYPES.eip)
        .filter((address) => text(address, "networkInterface") === networkInterface && !ids.includes(address.id))
        .forEach((address) => release(op, address.id));
    ids.forEach((allocationId, index) => {
        const privateIp = addresses[index] ?? "";
        bind(op, allocationId, associationId(op, allocationId), { instance: "", networkInterface, privateIp });
    });
}
