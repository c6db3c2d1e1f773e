/** Associations of Elastic IPs, as resources beside the address. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import type { Wanted } from "./eip-binding";
import { bind, bindingRefusals, bindingTarget, isMapped, release } from "./eip-binding";
import { text, TYPES } from "./records";
import { operation, provider, replacementRules, row } from "./sources";

type AssociationInputs = Unwrap<aws.ec2.EipAssociationArgs>;

const ASSOCIATE = operation("AssociateAddress");

export const eipAssociationRefusals = {
    ...bindingRefusals,
    unknownAllocation: row("InvalidAllocationID.NotFound", "the allocation does not exist"),
    unknownAddress: row("InvalidAddress.NotFound", "no address of the account is the public one given"),
    noAddress: row("MissingParameter", "neither an allocation nor a public address is given", ASSOCIATE),
    noTarget: row("MissingParameter", "neither an instance nor a network interface is given", ASSOCIATE),
    alreadyAssociated: row(
        "Resource.AlreadyAssociated",
        "the address is associated and `allowReassociation` is false, or a NAT gateway has it",
    ),
} as const satisfies Record<string, Refusal>;

export const eipAssociation = defineModel<AssociationInputs>({
    type: TYPES.eipAssociation,
    source: ASSOCIATE,
    api: { service: "EC2", create: "AssociateAddress", delete: "DisassociateAddress" },
    mint: (_inputs, hex) => `eipassoc-0${hex(16)}`,
    refusals: eipAssociationRefusals,
    references: [
        {
            property: "allocationId",
            to: TYPES.eip,
            missing: eipAssociationRefusals.unknownAllocation,
            message: (id) => `The allocation ID '${id}' does not exist`,
        },
        {
            property: "publicIp",
            to: TYPES.eip,
            by: "publicIp",
            missing: eipAssociationRefusals.unknownAddress,
            message: (address) => `Address '${address}' not found.`,
        },
        {
            property: "networkInterfaceId",
            to: TYPES.networkInterface,
            missing: bindingRefusals.unknownInterface,
            message: (id) => `The networkInterface ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(provider("ec2_eip_association"), {
        replaces: [
            "allocationId",
            "allowReassociation",
            "instanceId",
            "networkInterfaceId",
            "privateIpAddress",
            "publicIp",
        ],
    }),
    validate: (op) => {
        if (op.kind === "create") {
            refuseAssociation(op);
        }
    },
    outputs: (op) => {
        const address = addressOf(op);
        const target = bindingTarget(op, wanted(op.inputs));
        return {
            allocationId: address?.id ?? "",
            instanceId: target.instance,
            networkInterfaceId: target.networkInterface,
            privateIpAddress: target.privateIp,
            publicIp: text(address, "publicIp"),
        };
    },
    afterCreate: (op) => bind(op, addressOf(op)?.id ?? "", op.id, bindingTarget(op, wanted(op.inputs))),
    beforeDelete: (op) => release(op, text(op.previous, "allocationId")),
});

function wanted(inputs: AssociationInputs): Wanted {
    return {
        instance: inputs.instanceId,
        networkInterface: inputs.networkInterfaceId,
        privateIp: inputs.privateIpAddress,
    };
}

function addressOf(op: Operation<AssociationInputs>): WorldRecord | undefined {
    const { allocationId, publicIp } = op.inputs;
    return allocationId === undefined
        ? op.world.list(TYPES.eip).find((address) => text(address, "publicIp") === publicIp)
        : op.world.get(TYPES.eip, allocationId);
}

function refuseAssociation(op: Operation<AssociationInputs>): void {
    const { allocationId, allowReassociation = true, instanceId, networkInterfaceId, publicIp } = op.inputs;
    if (allocationId === undefined && publicIp === undefined) {
        op.refuse(eipAssociationRefusals.noAddress, "Either 'publicIp' or 'allocationId' must be provided.");
    }
    if (instanceId === undefined && networkInterfaceId === undefined) {
        op.refuse(eipAssociationRefusals.noTarget, "Either 'instanceId' or 'networkInterfaceId' must be specified.");
    }
    bindingTarget(op, wanted(op.inputs));
    const address = addressOf(op);
    const holder = op.world.get(TYPES.networkInterface, text(address, "networkInterface"));
    const held = text(holder, "interfaceType") === "nat_gateway";
    if (isMapped(op.world, address) && (held || !allowReassociation)) {
        op.refuse(
            eipAssociationRefusals.alreadyAssociated,
            `resource ${address?.id ?? ""} is already associated with associate-id ${text(address, "associationId")}`,
        );
    }
}
