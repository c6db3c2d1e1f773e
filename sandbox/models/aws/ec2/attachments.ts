/** Which network interface is attached to which instance, and what EC2 refuses of an attachment. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { instanceType } from "./instance-types";
import type { InterfaceMaker } from "./interfaces";
import { NETWORK_INTERFACE } from "./interfaces";
import { asText, objects, text, TYPES } from "./records";

const ATTACH = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html";
const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";

/** Rows for the table of every model that attaches an interface to an instance. */
export const attachmentRefusals = {
    unknownInstance: { code: "InvalidInstanceID.NotFound", when: "the instance does not exist", source: ERRORS },
    interfaceAttached: {
        code: "InvalidNetworkInterface.InUse",
        when: "the network interface is attached to an instance or belongs to an AWS service",
        source: ERRORS,
    },
    otherZone: {
        code: "InvalidParameterCombination",
        when: "the instance and the network interface are in different Availability Zones",
        source: ATTACH,
    },
    deviceIndexTaken: {
        code: "InvalidParameterValue",
        when: "the instance has another interface at the device index",
        source: ATTACH,
    },
    tooManyInterfaces: {
        code: "AttachmentLimitExceeded",
        when: "the instance would have more interfaces than its type allows",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html",
    },
} as const satisfies Record<string, Refusal>;

/** The instance that an interface is attached to; empty for one of an AWS service, `undefined` for a free one. */
export function attachedInstance(view: Pick<View, "get">, record: WorldRecord): string | undefined {
    const [attachment] = objects(record.outputs["attachments"]);
    if (!attachment) {
        return undefined;
    }
    const instance = asText(attachment["instance"]);
    return instance === "" || view.get(TYPES.instance, instance) ? instance : undefined;
}

export function interfacesOf(view: Pick<View, "list">, instanceId: string): readonly WorldRecord[] {
    return view
        .list(NETWORK_INTERFACE)
        .filter((record) => objects(record.outputs["attachments"]).some((item) => item["instance"] === instanceId));
}

function deviceIndexOf(record: WorldRecord): number {
    return Number(objects(record.outputs["attachments"])[0]?.["deviceIndex"] ?? -1);
}

export interface AttachmentSpec {
    readonly interfaceId: string;
    readonly instanceId: string;
    readonly deviceIndex: number;
    readonly availabilityZone: string;
}

/** Refuses an attachment to an instance that exists. */
export function refuseAttachment(op: InterfaceMaker, spec: AttachmentSpec): void {
    const instance = op.world.get(TYPES.instance, spec.instanceId);
    if (!instance) {
        return op.refuse(attachmentRefusals.unknownInstance, `The instance ID '${spec.instanceId}' does not exist`);
    }
    const others = interfacesOf(op.world, spec.instanceId).filter((record) => record.id !== spec.interfaceId);
    if (text(instance, "availabilityZone") !== spec.availabilityZone) {
        op.refuse(
            attachmentRefusals.otherZone,
            "You may not attach a network interface to an instance if they are not in the same availability zone",
        );
    }
    if (others.some((record) => deviceIndexOf(record) === spec.deviceIndex)) {
        op.refuse(
            attachmentRefusals.deviceIndexTaken,
            `Instance '${spec.instanceId}' already has an interface attached at device index '${spec.deviceIndex}'.`,
        );
    }
    const kind = text(instance, "instanceType");
    const limit = instanceType(kind)?.maxInterfaces ?? Infinity;
    if (others.length + 1 > limit) {
        op.refuse(
            attachmentRefusals.tooManyInterfaces,
            `Interface count ${others.length + 1} exceeds the limit for ${kind}`,
        );
    }
}
