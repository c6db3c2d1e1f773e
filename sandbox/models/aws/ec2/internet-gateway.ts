/** Internet gateways, attached by an input of their own or by a resource beside them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation, Reference, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { hasPublicAddresses } from "./public-mappings";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { operation, provider, QUOTAS, replacementRules, row } from "./sources";

type GatewayInputs = Unwrap<aws.ec2.InternetGatewayArgs>;
type AttachmentInputs = Unwrap<aws.ec2.InternetGatewayAttachmentArgs>;

const ATTACH = operation("AttachInternetGateway");
const DETACH = operation("DetachInternetGateway");

/** Rows for both ways of attaching a gateway. */
const attachRefusals = {
    unknownVpc: row("InvalidVpcID.NotFound", "the VPC does not exist"),
    vpcTaken: row("InvalidParameterValue", "the VPC has an internet gateway already", ATTACH),
    publicAddresses: row(
        "DependencyViolation",
        "it shall be detached while public addresses are mapped to interfaces of the VPC",
        DETACH,
    ),
} as const satisfies Record<string, Refusal>;

export const internetGatewayRefusals = {
    ...attachRefusals,
    tooMany: row("InternetGatewayLimitExceeded", "the region has five internet gateways already", QUOTAS),
    attached: row("DependencyViolation", "a separate attachment still ties it to a VPC"),
} as const satisfies Record<string, Refusal>;

export const internetGatewayAttachmentRefusals = {
    ...attachRefusals,
    unknownGateway: row("InvalidInternetGatewayID.NotFound", "the internet gateway does not exist"),
    alreadyAttached: row("Resource.AlreadyAssociated", "the internet gateway is attached already"),
} as const satisfies Record<string, Refusal>;

const toVpc: Reference = {
    property: "vpcId",
    to: TYPES.vpc,
    missing: attachRefusals.unknownVpc,
    message: (id) => `The vpc ID '${id}' does not exist`,
};

/** The internet gateway attached to a VPC. */
export function gatewayOf(view: Pick<View, "list">, vpcId: string): string | undefined {
    return view.list(TYPES.internetGateway).find((gateway) => text(gateway, "vpcId") === vpcId)?.id;
}

export const internetGateway = defineModel<GatewayInputs>({
    type: TYPES.internetGateway,
    source: operation("CreateInternetGateway"),
    api: {
        service: "EC2",
        create: "CreateInternetGateway",
        update: "AttachInternetGateway",
        delete: "DeleteInternetGateway",
    },
    mint: (_inputs, hex) => `igw-0${hex(16)}`,
    refusals: internetGatewayRefusals,
    references: [toVpc],
    inUse: {
        refusal: internetGatewayRefusals.attached,
        message: (id) => `The internetGateway '${id}' has dependencies and cannot be deleted.`,
    },
    replacement: replacementRules(provider("vpc_internet_gateway"), { inPlace: ["vpcId"] }),
    validate: (op) => {
        if (op.kind === "create" && op.world.list(TYPES.internetGateway).length >= quotas.internetGateways.value) {
            op.refuse(internetGatewayRefusals.tooMany, "The maximum number of internet gateways has been reached.");
        }
        refuseMove(op);
    },
    outputs: (op) => ({
        arn: op.arn("ec2", `internet-gateway/${op.id}`),
        ownerId: op.account,
        // Left out, it stays as it is: an attachment beside it may have set it.
        vpcId: op.inputs.vpcId ?? text(op.previous, "vpcId"),
    }),
    beforeDelete: (op) => refuseDetach(op, text(op.previous, "vpcId")),
});

export const internetGatewayAttachment = defineModel<AttachmentInputs>({
    type: TYPES.internetGatewayAttachment,
    source: ATTACH,
    api: { service: "EC2", create: "AttachInternetGateway", delete: "DetachInternetGateway" },
    mint: (inputs) => `${inputs.internetGatewayId}:${inputs.vpcId}`,
    refusals: internetGatewayAttachmentRefusals,
    references: [
        toVpc,
        {
            property: "internetGatewayId",
            to: TYPES.internetGateway,
            missing: internetGatewayAttachmentRefusals.unknownGateway,
            message: (id) => `The internetGateway ID '${id}' does not exist`,
        },
    ],
    replacement: replacementRules(provider("vpc_internet_gateway_attachment"), {
        replaces: ["internetGatewayId", "vpcId"],
    }),
    validate: (op) => {
        if (op.kind !== "create") {
            return;
        }
        const attachedTo = text(op.world.get(TYPES.internetGateway, op.inputs.internetGatewayId), "vpcId");
        if (attachedTo !== "") {
            op.refuse(
                internetGatewayAttachmentRefusals.alreadyAttached,
                `resource ${op.inputs.internetGatewayId} is already attached to network ${attachedTo}`,
            );
        }
        refuseSecond(op, op.inputs.vpcId);
    },
    outputs: () => ({}),
    afterCreate: (op) => op.world.patch(TYPES.internetGateway, op.inputs.internetGatewayId, { vpcId: op.inputs.vpcId }),
    beforeDelete: (op) => {
        refuseDetach(op, op.inputs.vpcId);
        op.world.patch(TYPES.internetGateway, op.inputs.internetGatewayId, { vpcId: "" });
    },
});

/** Attaches, or detaches from one VPC and attaches to the next. */
function refuseMove(op: Operation<GatewayInputs>): void {
    const { vpcId } = op.inputs;
    const before = text(op.previous, "vpcId");
    if (vpcId === undefined || vpcId === before) {
        return;
    }
    refuseDetach(op, before);
    refuseSecond(op, vpcId);
}

function refuseSecond(op: Pick<Operation<object>, "world" | "refuse">, vpcId: string): void {
    if (gatewayOf(op.world, vpcId) !== undefined) {
        op.refuse(attachRefusals.vpcTaken, `Network ${vpcId} already has an internet gateway attached`);
    }
}

function refuseDetach(op: Pick<Operation<object>, "world" | "refuse">, vpcId: string): void {
    if (vpcId !== "" && hasPublicAddresses(op.world, vpcId)) {
        op.refuse(
            attachRefusals.publicAddresses,
            `Network ${vpcId} has some mapped public address(es). ` +
                `Please unmap those public address(es) before detaching the gateway.`,
        );
    }
}
