/** Puts a launch together from an instance's own inputs and its launch template, and checks it. */
import type { Properties } from "../../../values";
import { isObject } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { namesAt } from "../../kernel/references";
import { attachedInstance } from "./attachments";
import type { InstanceInputs } from "./instance-refusals";
import { instanceRefusals } from "./instance-refusals";
import { NETWORK_INTERFACE } from "./interfaces";
import type { Launch } from "./launch";
import { refuseLaunch } from "./launch";
import { findTemplate, templateVersion } from "./launch-template";
import { asText, text, TYPES } from "./records";
import { defaultVpc } from "./vpc-lookup";

const USER_DATA_LIMIT = 16384;

/** The data of the launch template, which the instance's own inputs go before. */
function templateData(op: Operation<InstanceInputs>): Properties {
    const { launchTemplate } = op.inputs;
    if (!launchTemplate) {
        return {};
    }
    const template = findTemplate(op.world, launchTemplate);
    if (!template) {
        const { id, name } = launchTemplate;
        const named = id === undefined ? `template name ${name}` : `template ID ${id}`;
        return op.refuse(
            instanceRefusals.unknownTemplate,
            `The specified launch template, with ${named}, does not exist.`,
        );
    }
    const version = launchTemplate.version ?? "$Default";
    return (
        templateVersion(op.world, template, version) ??
        op.refuse(
            instanceRefusals.unknownTemplateVersion,
            `Could not find the specified version ${version} for the launch template with ID ${template.id}.`,
        )
    );
}

/** Interfaces of the program's own, the primary one first. */
export function ownInterfaces(
    inputs: InstanceInputs,
): readonly { readonly id: string; readonly deviceIndex: number }[] {
    const primary = inputs.primaryNetworkInterface?.networkInterfaceId;
    const others = (inputs.networkInterfaces ?? []).map((item) => ({
        id: item.networkInterfaceId,
        deviceIndex: item.deviceIndex,
    }));
    const all = primary === undefined ? others : [{ id: primary, deviceIndex: 0 }, ...others];
    return [...all].sort((left, right) => left.deviceIndex - right.deviceIndex);
}

function subnetOf(op: Operation<InstanceInputs>, data: Properties): WorldRecord {
    const [interfaceOfOwn] = ownInterfaces(op.inputs);
    const [ofTemplate] = namesAt(data, "networkInterfaces[*].subnetId");
    const id = interfaceOfOwn
        ? text(op.world.get(NETWORK_INTERFACE, interfaceOfOwn.id), "subnetId")
        : (op.inputs.subnetId ?? ofTemplate);
    const vpc = defaultVpc(op.world);
    const found =
        id === undefined
            ? op.world.list(TYPES.subnet).find((subnet) => vpc !== undefined && text(subnet, "vpcId") === vpc.id)
            : op.world.get(TYPES.subnet, id);
    if (!found) {
        return id === undefined
            ? op.refuse(instanceRefusals.noSubnet, "No subnets found for the default VPC. Please specify a subnet.")
            : op.refuse(instanceRefusals.unknownSubnet, `The subnet ID '${id}' does not exist`);
    }
    return found;
}

function groupsOf(op: Operation<InstanceInputs>, data: Properties): readonly string[] | undefined {
    const ofTemplate = [
        ...namesAt(data, "vpcSecurityGroupIds[*]"),
        ...namesAt(data, "networkInterfaces[*].securityGroups[*]"),
    ];
    return op.inputs.vpcSecurityGroupIds ?? (ofTemplate.length > 0 ? ofTemplate : undefined);
}

export function launchOf(op: Operation<InstanceInputs>): Launch {
    const data = templateData(op);
    const ofTemplate = isObject(data["iamInstanceProfile"]) ? asText(data["iamInstanceProfile"]["name"]) : "";
    const profile = profileName(op.inputs.iamInstanceProfile) ?? ofTemplate;
    const keyName = op.inputs.keyName ?? (asText(data["keyName"]) || undefined);
    const groups = groupsOf(op, data);
    const size = op.inputs.rootBlockDevice?.volumeSize;
    const publicIp = op.inputs.associatePublicIpAddress;
    return {
        imageId: op.inputs.ami ?? asText(data["imageId"]),
        instanceType: op.inputs.instanceType ?? asText(data["instanceType"]),
        subnet: subnetOf(op, data),
        ...(groups === undefined ? {} : { securityGroups: groups }),
        ...(keyName === undefined ? {} : { keyName }),
        profile,
        ...(size === undefined ? {} : { rootSize: size }),
        ...(publicIp === undefined ? {} : { publicIp }),
    };
}

/** The SDK hands on a profile as its name, whatever the program gives. */
function profileName(profile: unknown): string | undefined {
    return typeof profile === "string" ? profile : undefined;
}

export function refuseInstance(op: Operation<InstanceInputs>): void {
    for (const { id } of ownInterfaces(op.inputs)) {
        const record = op.world.get(NETWORK_INTERFACE, id);
        if (op.kind === "create" && record && attachedInstance(op.world, record) !== undefined) {
            op.refuse(instanceRefusals.interfaceAttached, `Interface: [${id}] in use.`);
        }
    }
    const launch = launchOf(op);
    const zone = op.inputs.availabilityZone;
    if (zone !== undefined && zone !== text(launch.subnet, "availabilityZone")) {
        op.refuse(
            instanceRefusals.otherZone,
            `The availability zone '${zone}' does not match the zone of subnet '${launch.subnet.id}'.`,
        );
    }
    if (userDataLength(op.inputs) > USER_DATA_LIMIT) {
        op.refuse(instanceRefusals.longUserData, `User data is limited to ${USER_DATA_LIMIT} bytes`);
    }
    refuseLaunch(op, launch);
}

function userDataLength({ userData = "", userDataBase64 }: InstanceInputs): number {
    return userDataBase64 === undefined ? Buffer.byteLength(userData) : Buffer.from(userDataBase64, "base64").length;
}
