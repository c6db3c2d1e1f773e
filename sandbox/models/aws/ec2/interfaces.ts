/**
 * Network interfaces: the common currency of everything that has an address in a subnet. A NAT gateway, an interface
 * endpoint or a load balancer keeps such a record, so that addresses run out, security groups stay in use and a subnet
 * cannot be deleted while something lives in it.
 */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { NewRecord, Operation, View } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { contains, freeAddress, isReserved } from "./addresses";
import { privateDnsName } from "./dns-names";
import { flag, text, texts, TYPES } from "./records";

export const NETWORK_INTERFACE = TYPES.networkInterface;

/** What an operation lends to the functions here; every model's operation fits. */
export type InterfaceMaker = Pick<
    Operation<object>,
    "account" | "region" | "world" | "hash" | "pick" | "arn" | "refuse"
>;

const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";

/** Rows for the table of every model that takes an address of a subnet. */
export const addressRefusals = {
    noFreeAddress: {
        code: "InsufficientFreeAddressesInSubnet",
        when: "every address of the subnet is in use (EC2 keeps five for itself)",
        source: ERRORS,
    },
    addressInUse: {
        code: "InvalidIPAddress.InUse",
        when: "the private address belongs to another network interface of the subnet",
        source: ERRORS,
    },
    addressOutOfRange: {
        code: "InvalidParameterValue",
        when: "the private address is outside the subnet's range, or one of those that EC2 keeps",
        source: ERRORS,
    },
} as const satisfies Record<string, Refusal>;

export interface InterfaceSpec {
    /** Tells several interfaces of one resource apart: `"interface"`, `"interface subnet-0…"`. */
    readonly label: string;
    readonly subnet: WorldRecord;
    /** `interface`, `nat_gateway`, `vpc_endpoint`, `network_load_balancer`, … */
    readonly interfaceType: string;
    readonly description: string;
    /** @default - a free address of the subnet */
    readonly privateIp?: string;
    /** Further addresses, each of them free. @default [] */
    readonly secondaryPrivateIps?: readonly string[];
    /** Ids. @default [] */
    readonly securityGroups?: readonly string[];
    /** @default true */
    readonly sourceDestCheck?: boolean;
    /** What it is attached to: an instance's id, or the empty text for an AWS service. @default - not attached */
    readonly attachedTo?: { readonly instance: string; readonly deviceIndex: number };
    /** Whether an AWS service made it and only that service can delete it. @default true */
    readonly requesterManaged?: boolean;
    /** The resource whose deletion takes the interface along. */
    readonly ownedBy: { readonly type: string; readonly id: string };
}

/** A network interface as a record to put into the world. Refuses with {@link addressRefusals}. */
export function networkInterface(op: InterfaceMaker, spec: InterfaceSpec): NewRecord {
    const privateIp = choosePrivateAddress(op, spec.subnet, spec.privateIp, spec.label);
    const id = `eni-0${op.hash(`${spec.label} id`, 16)}`;
    const secondary = spec.secondaryPrivateIps ?? [];
    secondary.forEach((address) => choosePrivateAddress(op, spec.subnet, address, spec.label));
    return {
        type: NETWORK_INTERFACE,
        id,
        inputs: { subnetId: spec.subnet.id, securityGroups: spec.securityGroups ?? [] },
        ownedBy: spec.ownedBy,
        outputs: {
            ...addressOutputs(op, spec.subnet, [privateIp, ...secondary]),
            arn: op.arn("ec2", `network-interface/${id}`),
            attachments: attachment(op, spec),
            availabilityZone: text(spec.subnet, "availabilityZone"),
            description: spec.description,
            interfaceType: spec.interfaceType,
            macAddress: macAddress(op, spec.label),
            outpostArn: "",
            ownerId: op.account,
            region: op.region,
            requesterManaged: spec.requesterManaged ?? true,
            securityGroups: spec.securityGroups ?? [],
            sourceDestCheck: spec.sourceDestCheck ?? true,
            subnetId: spec.subnet.id,
            vpcId: text(spec.subnet, "vpcId"),
        },
    };
}

/** The outputs of an interface that follow from its subnet and its addresses, the primary one first. */
export function addressOutputs(op: InterfaceMaker, subnet: WorldRecord, addresses: readonly string[]): Properties {
    const [primary = ""] = addresses;
    const named = flag(op.world.get(TYPES.vpc, text(subnet, "vpcId")), "enableDnsHostnames");
    return {
        enablePrimaryIpv6: false,
        ipv4PrefixCount: 0,
        ipv4Prefixes: [],
        ipv6AddressCount: 0,
        ipv6AddressLists: [],
        ipv6Addresses: [],
        ipv6PrefixCount: 0,
        ipv6Prefixes: [],
        privateDnsName: named ? privateDnsName(primary, op.region) : "",
        privateIp: primary,
        privateIpLists: addresses,
        privateIps: addresses,
        privateIpsCount: addresses.length - 1,
    };
}

/**
 * The wanted address if it is free, or else any free one of the subnet. Refuses with {@link addressRefusals}.
 * @param besides addresses given out in the same operation that no record has yet
 */
export function choosePrivateAddress(
    op: InterfaceMaker,
    subnet: WorldRecord,
    wanted: string | undefined,
    label: string,
    besides: readonly string[] = [],
): string {
    const cidr = text(subnet, "cidrBlock");
    const taken = new Set([...addressesIn(op.world, subnet.id), ...besides]);
    if (wanted === undefined || wanted === "") {
        const free = freeAddress(cidr, taken, (name, below) => op.pick(`${label} ${name}`, below));
        return (
            free ??
            op.refuse(
                addressRefusals.noFreeAddress,
                `The specified subnet does not have enough free addresses to satisfy the request.`,
            )
        );
    }
    if (!contains(cidr, wanted)) {
        op.refuse(
            addressRefusals.addressOutOfRange,
            `Address ${wanted} does not fall within the subnet's address range`,
        );
    }
    if (isReserved(cidr, wanted)) {
        op.refuse(addressRefusals.addressOutOfRange, `Address ${wanted} is in subnet's reserved address range`);
    }
    if (taken.has(wanted)) {
        op.refuse(addressRefusals.addressInUse, `Address ${wanted} is in use.`);
    }
    return wanted;
}

/** Every private address in use in a subnet. */
export function addressesIn(view: Pick<View, "list">, subnetId: string): ReadonlySet<string> {
    return new Set(interfacesIn(view, subnetId).flatMap((record) => texts(record, "privateIps")));
}

export function interfacesIn(view: Pick<View, "list">, subnetId: string): readonly WorldRecord[] {
    return view.list(NETWORK_INTERFACE).filter((record) => text(record, "subnetId") === subnetId);
}

/** `02:…`, `06:…`, `0a:…` or `0e:…`: locally administered, as all of EC2's are. */
export function macAddress(op: Pick<InterfaceMaker, "hash" | "pick">, label: string): string {
    const first = ["02", "06", "0a", "0e"][op.pick(`${label} mac`, 4)] ?? "02";
    return [first, ...(op.hash(`${label} mac`, 10).match(/../g) ?? [])].join(":");
}

function attachment(op: InterfaceMaker, spec: InterfaceSpec): Properties[] {
    if (!spec.attachedTo) {
        return [];
    }
    const { instance, deviceIndex } = spec.attachedTo;
    const kind = instance === "" ? "ela-attach" : "eni-attach";
    return [
        {
            attachmentId: `${kind}-0${op.hash(`${spec.label} attachment`, 16)}`,
            deviceIndex,
            instance,
            networkCardIndex: 0,
        },
    ];
}
