/** Which public addresses are mapped to a VPC's interfaces. */
import type { View } from "../../kernel/model";
import { text, TYPES } from "./records";

type Lister = Pick<View, "get" | "list">;

/** An Elastic IP that is associated, or an instance with a public address of its own. */
export function hasPublicAddresses(view: Lister, vpcId: string): boolean {
    const inVpc = (interfaceId: string): boolean =>
        text(view.get(TYPES.networkInterface, interfaceId), "vpcId") === vpcId ||
        vpcOfSubnet(view, text(view.get(TYPES.networkInterface, interfaceId), "subnetId")) === vpcId;
    const elastic = view.list(TYPES.eip).some((address) => inVpc(text(address, "networkInterface")));
    const instances = view
        .list(TYPES.instance)
        .some(
            (instance) => text(instance, "publicIp") !== "" && vpcOfSubnet(view, text(instance, "subnetId")) === vpcId,
        );
    return elastic || instances;
}

export function vpcOfSubnet(view: Pick<View, "get">, subnetId: string): string {
    return text(view.get(TYPES.subnet, subnetId), "vpcId");
}

/** Every public address in use anywhere: no two accounts have the same one. */
export function publicAddresses(view: Pick<View, "listEverywhere">): ReadonlySet<string> {
    const elastic = view.listEverywhere(TYPES.eip).map((address) => text(address, "publicIp"));
    const instances = view.listEverywhere(TYPES.instance).map((instance) => text(instance, "publicIp"));
    return new Set([...elastic, ...instances].filter((address) => address !== ""));
}
