/** The attachment of a network interface to an instance, as a resource of its own. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { attachedInstance, attachmentRefusals, refuseAttachment } from "./attachments";
import { followAttachment } from "./eip-binding";
import { NETWORK_INTERFACE } from "./interfaces";
import { text, TYPES } from "./records";

type AttachmentInputs = Unwrap<aws.ec2.NetworkInterfaceAttachmentArgs>;

const ATTACH = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html";
const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_network_interface_attachment.go";

export const networkInterfaceAttachmentRefusals = {
    ...attachmentRefusals,
    unknownInterface: {
        code: "InvalidNetworkInterfaceID.NotFound",
        when: "the network interface does not exist",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
} as const satisfies Record<string, Refusal>;

function refuse(op: Operation<AttachmentInputs>): void {
    const { deviceIndex, instanceId, networkInterfaceId } = op.inputs;
    const record = op.world.get(NETWORK_INTERFACE, networkInterfaceId);
    if (record && attachedInstance(op.world, record) !== undefined) {
        op.refuse(attachmentRefusals.interfaceAttached, `Interface: [${networkInterfaceId}] in use.`);
    }
    refuseAttachment(op, {
        interfaceId: networkInterfaceId,
        instanceId,
        deviceIndex,
        availabilityZone: text(op.world.get(TYPES.subnet, text(record, "subnetId")), "availabilityZone"),
    });
}

export const networkInterfaceAttachment = defineModel<AttachmentInputs>({
    type: "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
    source: ATTACH,
    api: { service: "EC2", create: "AttachNetworkInterface", delete: "DetachNetworkInterface" },
    mint: (_inputs, hex) => `eni-attach-0${hex(16)}`,
    refusals: networkInterfaceAttachmentRefusals,
    references: [
        {
            property: "instanceId",
            to: TYPES.instance,
            missing: attachmentRefusals.unknownInstance,
            message: (id) => `The instance ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
        {
            property: "networkInterfaceId",
            to: NETWORK_INTERFACE,
            missing: networkInterfaceAttachmentRefusals.unknownInterface,
            message: (id) => `The networkInterface ID '${id}' does not exist`,
        },
    ],
    replacement: ["deviceIndex", "instanceId", "networkCardIndex", "networkInterfaceId"].map((property) => ({
        property,
        replaces: true,
        source: PROVIDER,
    })),
    validate: refuse,
    outputs: (op) => ({
        attachmentId: op.id,
        networkCardIndex: op.inputs.networkCardIndex ?? 0,
        status: "attached",
    }),
    afterCreate: (op) => {
        const { deviceIndex, instanceId, networkCardIndex = 0, networkInterfaceId } = op.inputs;
        op.world.patch(NETWORK_INTERFACE, networkInterfaceId, {
            attachments: [{ attachmentId: op.id, deviceIndex, instance: instanceId, networkCardIndex }],
        });
        followAttachment(op, networkInterfaceId);
    },
    beforeDelete: (op) => {
        if (op.world.get(NETWORK_INTERFACE, op.inputs.networkInterfaceId)) {
            op.world.patch(NETWORK_INTERFACE, op.inputs.networkInterfaceId, { attachments: [] });
            followAttachment(op, op.inputs.networkInterfaceId);
        }
    },
});
