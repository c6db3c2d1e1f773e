/** Network interfaces that a program makes by itself, and their attachment to instances. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import { isList } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { attachedInstance, attachmentRefusals, refuseAttachment } from "./attachments";
import { addressOutputs, addressRefusals, choosePrivateAddress, macAddress, NETWORK_INTERFACE } from "./interfaces";
import { groupRefusals, groupsOrDefault, refuseGroups } from "./interface-groups";
import { objects, text, texts, TYPES } from "./records";

type InterfaceInputs = Unwrap<aws.ec2.NetworkInterfaceArgs>;

const CREATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html";
const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_network_interface.go";

const INTERFACE_TYPES = ["branch", "efa", "efa-only", "trunk"];

function losesPrimaryAddress(previous: Properties, inputs: Properties): boolean {
    const [before, after] = [previous["privateIps"], inputs["privateIps"]];
    return isList(before) && isList(after) && before[0] !== undefined && !after.includes(before[0]);
}

export const networkInterfaceRefusals = {
    ...addressRefusals,
    ...attachmentRefusals,
    ...groupRefusals,
    unknownSubnet: { code: "InvalidSubnetID.NotFound", when: "the subnet does not exist", source: ERRORS },
    inUse: {
        code: "InvalidParameterValue",
        when: "an instance or an attachment still has the interface",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html",
    },
    interfaceTypeForm: {
        code: PROVIDER_CHECK,
        when: "the interface type is not one that can be asked for",
        source: PROVIDER,
    },
    addressLists: {
        code: PROVIDER_CHECK,
        when: "`privateIpLists` comes together with `privateIps` or `privateIpsCount`",
        source: PROVIDER,
    },
} as const satisfies Record<string, Refusal>;

function interfaceFaults(inputs: Partial<InterfaceInputs>): readonly CheckFault[] {
    const faults: CheckFault[] = [];
    const { interfaceType } = inputs;
    if (interfaceType !== undefined && !INTERFACE_TYPES.includes(interfaceType)) {
        const allowed = INTERFACE_TYPES.join(", ");
        faults.push({ property: "interfaceType", reason: `is '${interfaceType}'; expected one of ${allowed}` });
    }
    const others = (["privateIps", "privateIpsCount"] as const).filter((name) => inputs[name] !== undefined);
    if (inputs.privateIpLists !== undefined && others.length > 0) {
        faults.push({ property: "privateIpLists", reason: `conflicts with ${others.join(" and ")}: give only one` });
    }
    return faults;
}

/** The addresses the program asks for, the primary one first. */
function wantedAddresses(inputs: InterfaceInputs): readonly string[] {
    if (inputs.privateIpListEnabled && inputs.privateIpLists) {
        return inputs.privateIpLists;
    }
    return inputs.privateIps ?? (inputs.privateIp === undefined ? [] : [inputs.privateIp]);
}

/** The interface's addresses: those it had and is to keep, those asked for, and free ones up to the count. */
function addressesOf(op: Operation<InterfaceInputs>, subnet: WorldRecord): readonly string[] {
    const had = texts(op.previous, "privateIps");
    const wanted = wantedAddresses(op.inputs);
    const chosen = wanted.map((address) =>
        had.includes(address) ? address : choosePrivateAddress(op, subnet, address, "interface"),
    );
    const primary = had[0] ?? choosePrivateAddress(op, subnet, undefined, "interface");
    const addresses = chosen.length > 0 ? [...chosen] : [primary];
    const count = (op.inputs.privateIpsCount ?? addresses.length - 1) + 1;
    const spare = had.filter((address) => !addresses.includes(address));
    for (let index = addresses.length; index < count; index += 1) {
        addresses.push(spare.shift() ?? choosePrivateAddress(op, subnet, undefined, `interface address ${index}`));
    }
    return addresses;
}

function attachmentOf(op: Operation<InterfaceInputs>, subnet: WorldRecord): readonly Record<string, string | number>[] {
    const [attachment] = op.inputs.attachments ?? [];
    if (!attachment) {
        return [];
    }
    const { instance, deviceIndex } = attachment;
    const availabilityZone = text(subnet, "availabilityZone");
    refuseAttachment(op, { interfaceId: op.id, instanceId: instance, deviceIndex, availabilityZone });
    return [{ attachmentId: `eni-attach-0${op.hash("attachment", 16)}`, deviceIndex, instance, networkCardIndex: 0 }];
}

function subnetOf(op: Operation<InterfaceInputs>): WorldRecord {
    const subnet = op.world.get(TYPES.subnet, op.inputs.subnetId);
    return subnet ?? op.refuse(networkInterfaceRefusals.unknownSubnet, unknownSubnet(op.inputs.subnetId));
}

export function unknownSubnet(id: string): string {
    return `The subnet ID '${id}' does not exist`;
}

export const networkInterfaceModel = defineModel<InterfaceInputs>({
    type: NETWORK_INTERFACE,
    source: CREATE,
    api: {
        service: "EC2",
        create: "CreateNetworkInterface",
        update: "ModifyNetworkInterfaceAttribute",
        delete: "DeleteNetworkInterface",
    },
    mint: (_inputs, hex) => `eni-0${hex(16)}`,
    refusals: networkInterfaceRefusals,
    references: [
        {
            property: "subnetId",
            to: TYPES.subnet,
            missing: networkInterfaceRefusals.unknownSubnet,
            message: unknownSubnet,
        },
        {
            property: "securityGroups[*]",
            to: TYPES.securityGroup,
            missing: groupRefusals.unknownGroup,
            message: (id) => `The securityGroup ID '${id}' does not exist`,
        },
    ],
    inUse: {
        refusal: networkInterfaceRefusals.inUse,
        message: (id) => `Network interface '${id}' is currently in use.`,
    },
    replacement: [
        { property: "subnetId", replaces: true, source: PROVIDER },
        { property: "interfaceType", replaces: true, source: PROVIDER },
        // The primary address cannot change; the provider replaces when the new list lacks the old primary.
        { property: "privateIps", replaces: false, source: PROVIDER },
        { property: "privateIps", replaces: true, source: PROVIDER, when: losesPrimaryAddress },
        ...[
            "attachments",
            "description",
            "ipv6Addresses",
            "ipv6AddressCount",
            "privateIp",
            "privateIpsCount",
            "securityGroups",
            "sourceDestCheck",
        ].map((property) => ({ property, replaces: false, source: PROVIDER })),
    ],
    unordered: ["privateIps", "securityGroups", "ipv6Addresses"],
    check: interfaceFaults,
    validate: (op) => refuseGroups(op, subnetOf(op), op.inputs.securityGroups ?? []),
    outputs: (op) => {
        const subnet = subnetOf(op);
        return {
            ...addressOutputs(op, subnet, addressesOf(op, subnet)),
            arn: op.arn("ec2", `network-interface/${op.id}`),
            attachments: op.kind === "create" ? attachmentOf(op, subnet) : (op.previous?.outputs["attachments"] ?? []),
            description: op.inputs.description ?? "",
            interfaceType: op.inputs.interfaceType ?? "interface",
            macAddress: op.previous?.outputs["macAddress"] ?? macAddress(op, "interface"),
            outpostArn: "",
            ownerId: op.account,
            privateIpListEnabled: op.inputs.privateIpListEnabled ?? false,
            securityGroups: groupsOrDefault(op.inputs.securityGroups, text(subnet, "vpcId")),
            sourceDestCheck: op.inputs.sourceDestCheck ?? true,
        };
    },
    beforeDelete: (op) => {
        const instance = op.previous && attachedInstance(op.world, op.previous);
        const own = op.inputs.attachments?.[0]?.instance;
        // The provider detaches what it attached itself; an attachment made elsewhere stands in the way.
        if (instance !== undefined && instance !== own) {
            op.refuse(networkInterfaceRefusals.inUse, `Network interface '${op.id}' is currently in use.`);
        }
    },
    read: (record, view) =>
        attachedInstance(view, record) === undefined
            ? { attachments: [] }
            : { attachments: objects(record.outputs["attachments"]) },
});
