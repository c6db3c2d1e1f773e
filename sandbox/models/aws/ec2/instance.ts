/** EC2 instances that a program launches by itself. */
import type { Properties } from "../../../values";
import { isObject } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { interfacesOf } from "./attachments";
import { followAttachment } from "./eip-binding";
import { launchOf, ownInterfaces, refuseInstance } from "./instance-launch";
import type { InstanceInputs } from "./instance-refusals";
import { instanceFaults, instanceRefusals, PROVIDER, RUN } from "./instance-refusals";
import { groupsOrDefault } from "./interface-groups";
import { NETWORK_INTERFACE, networkInterface } from "./interfaces";
import type { Launch } from "./launch";
import { instanceDefaults, metadataDefaults, publicOutputs, refuseLaunch } from "./launch";
import { flag, text, texts, TYPES } from "./records";
import { replacementRules } from "./sources";

/** The primary interface that a new instance gets along, as a record to put. */
function madeInterface(op: Operation<InstanceInputs>, launch: Launch): ReturnType<typeof networkInterface> {
    const { privateIp, secondaryPrivateIps, sourceDestCheck } = op.inputs;
    return networkInterface(op, {
        label: "primary interface",
        subnet: launch.subnet,
        interfaceType: "interface",
        description: "",
        securityGroups: groupsOrDefault(launch.securityGroups, text(launch.subnet, "vpcId")),
        attachedTo: { instance: op.id, deviceIndex: 0 },
        requesterManaged: false,
        ownedBy: { type: TYPES.instance, id: op.id },
        ...(privateIp === undefined ? {} : { privateIp }),
        ...(secondaryPrivateIps === undefined ? {} : { secondaryPrivateIps }),
        ...(sourceDestCheck === undefined ? {} : { sourceDestCheck }),
    });
}

function primaryOutputs(op: Operation<InstanceInputs>, launch: Launch): Properties {
    const known = text(op.previous, "primaryNetworkInterfaceId") || ownInterfaces(op.inputs)[0]?.id;
    const made = known === undefined ? madeInterface(op, launch) : undefined;
    const record = made ?? op.world.get(NETWORK_INTERFACE, known ?? "");
    const groups = op.inputs.vpcSecurityGroupIds ?? record?.outputs["securityGroups"] ?? [];
    return {
        primaryNetworkInterfaceId: record?.id,
        privateDns: record?.outputs["privateDnsName"],
        privateIp: record?.outputs["privateIp"],
        vpcSecurityGroupIds: groups,
    };
}

/** Inputs that show among the outputs as they are given, where they are. */
const GIVEN = [
    "capacityReservationSpecification",
    "disableApiStop",
    "disableApiTermination",
    "ebsBlockDevices",
    "ebsOptimized",
    "enclaveOptions",
    "ephemeralBlockDevices",
    "getPasswordData",
    "hibernation",
    "hostId",
    "instanceInitiatedShutdownBehavior",
    "maintenanceOptions",
    "monitoring",
    "placementGroup",
    "placementPartitionNumber",
    "privateDnsNameOptions",
    "securityGroups",
    "sourceDestCheck",
    "tenancy",
] as const;

function outputs(op: Operation<InstanceInputs>): Properties {
    const launch = launchOf(op);
    const image = refuseLaunch(op, launch);
    const defaults = instanceDefaults(launch, image, `vol-0${op.hash("root volume", 16)}`);
    const own = Object.fromEntries(GIVEN.map((key) => [key, op.inputs[key] ?? defaults[key]]));
    const root = isObject(defaults["rootBlockDevice"]) ? defaults["rootBlockDevice"] : {};
    const addresses = op.previous
        ? { publicDns: op.previous.outputs["publicDns"], publicIp: op.previous.outputs["publicIp"] }
        : publicOutputs(op, launch, "instance");
    return {
        ...defaults,
        ...own,
        ...primaryOutputs(op, launch),
        ...addresses,
        arn: op.arn("ec2", `instance/${op.id}`),
        associatePublicIpAddress: op.inputs.associatePublicIpAddress ?? flag(launch.subnet, "mapPublicIpOnLaunch"),
        forceDestroy: op.inputs.forceDestroy ?? false,
        iamInstanceProfile: launch.profile ?? "",
        metadataOptions: { ...metadataDefaults(image), ...op.inputs.metadataOptions },
        rootBlockDevice: { ...root, ...op.inputs.rootBlockDevice },
        secondaryPrivateIps: op.inputs.secondaryPrivateIps ?? [],
        userDataReplaceOnChange: op.inputs.userDataReplaceOnChange ?? false,
    };
}

function attachInterfaces(op: Operation<InstanceInputs>): void {
    const own = ownInterfaces(op.inputs);
    for (const { id, deviceIndex } of own) {
        const attachmentId = `eni-attach-0${op.hash(`attachment ${id}`, 16)}`;
        op.world.patch(NETWORK_INTERFACE, id, {
            attachments: [{ attachmentId, deviceIndex, instance: op.id, networkCardIndex: 0 }],
        });
        followAttachment(op, id);
    }
    if (own.length === 0) {
        op.world.put(madeInterface(op, launchOf(op)));
    }
}

/** Groups and the source check of an instance are its primary interface's. */
function updateInterface(op: Operation<InstanceInputs>): void {
    const id = text(op.previous, "primaryNetworkInterfaceId");
    const record = op.world.get(NETWORK_INTERFACE, id);
    if (!record) {
        return;
    }
    const groups = op.inputs.vpcSecurityGroupIds ?? texts(record, "securityGroups");
    op.world.put({
        ...record,
        inputs: { ...record.inputs, securityGroups: groups },
        outputs: {
            ...record.outputs,
            securityGroups: groups,
            sourceDestCheck: op.inputs.sourceDestCheck ?? record.outputs["sourceDestCheck"],
        },
    });
}

const IN_EVERY_CASE = replacementRules(PROVIDER, {
    replaces: [
        "ami",
        "associatePublicIpAddress",
        "availabilityZone",
        "hibernation",
        "ipv6AddressCount",
        "ipv6Addresses",
        "keyName",
        "launchTemplate",
        "placementGroup",
        "privateIp",
        "securityGroups",
        "subnetId",
        "tenancy",
    ],
    // A change of the type or of the user data stops and starts the instance.
    inPlace: [
        "creditSpecification",
        "disableApiTermination",
        "iamInstanceProfile",
        "instanceType",
        "metadataOptions",
        "monitoring",
        "rootBlockDevice",
        "secondaryPrivateIps",
        "sourceDestCheck",
        "userData",
        "userDataBase64",
        "vpcSecurityGroupIds",
    ],
});

export const instance = defineModel<InstanceInputs>({
    type: TYPES.instance,
    source: RUN,
    api: { service: "EC2", create: "RunInstances", update: "ModifyInstanceAttribute", delete: "TerminateInstances" },
    mint: (_inputs, hex) => `i-0${hex(16)}`,
    refusals: instanceRefusals,
    references: [
        {
            property: "subnetId",
            to: TYPES.subnet,
            missing: instanceRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
        ...["networkInterfaces[*].networkInterfaceId", "primaryNetworkInterface.networkInterfaceId"].map(
            (property) => ({
                property,
                to: NETWORK_INTERFACE,
                missing: instanceRefusals.unknownInterface,
                message: (id: string) => `The networkInterface ID '${id}' does not exist`,
            }),
        ),
    ],
    replacement: [
        ...IN_EVERY_CASE,
        ...["userData", "userDataBase64"].map((property) => ({
            property,
            replaces: true,
            source: PROVIDER,
            when: (_previous: Properties, inputs: Properties) => inputs["userDataReplaceOnChange"] === true,
        })),
    ],
    unordered: ["secondaryPrivateIps", "securityGroups", "vpcSecurityGroupIds"],
    check: (inputs, { unknown }) => instanceFaults(inputs, unknown),
    validate: refuseInstance,
    outputs,
    afterCreate: attachInterfaces,
    afterUpdate: updateInterface,
    beforeDelete: (op) => {
        if (op.inputs.disableApiTermination === true && op.inputs.forceDestroy !== true) {
            op.refuse(
                instanceRefusals.protectedInstance,
                `The instance '${op.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute ` +
                    "and try again.",
            );
        }
        for (const record of interfacesOf(op.world, op.id).filter((item) => item.ownedBy?.id !== op.id)) {
            op.world.patch(NETWORK_INTERFACE, record.id, { attachments: [] });
            followAttachment(op, record.id);
        }
    },
});
